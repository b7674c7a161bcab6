/** `radscore plan`: how many patients a study needs, and what noise gives with fewer. */
import type { PlanOptions } from '../../planning/plan-options.ts';
import {
  clinicalVariables,
  condition,
  list,
  nonNegativeInteger,
  number,
  numbers,
  positiveInteger,
} from '../arguments.ts';
import { RESEARCH_ONLY, withTableFormat } from '../shared-options.ts';
import type { Declaration } from '../shell.ts';

export const declarePlan: Declaration = (program, { terminal, end }) => {
  const command = program
    .command('plan')
    .description('plan the size of a study: Riley’s criteria, what noise gives, precision of the test')
    .requiredOption('--candidates <n>', 'candidate predictor parameters: all that the data may choose from', number)
    .option('--patients <n>', 'patients to develop the model on', number)
    .option('--events <n>', 'of them with the outcome', number)
    .option('--prevalence <share>', 'share of patients with the outcome (default: events over patients)', number)
    .option('--c-statistic <c>', 'C statistic (AUC) that the model is expected to have in other patients', number)
    .option('--cox-snell <r2>', 'its Cox–Snell R² in place of the C statistic', number)
    .option(
      '--nagelkerke <r2>',
      'its Nagelkerke R² in place of the C statistic (default if nothing is given: 0.15)',
      number,
    )
    .option('--shrinkage <s>', 'expected shrinkage to reach (default: 0.9)', number)
    .option('--optimism <difference>', 'largest optimism in Nagelkerke R² (default: 0.05)', number)
    .option('--margin <half-width>', 'half width of the interval of the overall risk (default: 0.05)', number)
    .option('--validation-c <c>', 'external validation: C statistic there (default: the same)', number)
    .option('--oe <ratio>', 'external validation: observed over expected events (default: 1)', number)
    .option('--oe-width <width>', 'width of its 95 % interval (default: 0.2)', number)
    .option('--slope-width <width>', 'width of the interval of the calibration slope (default: 0.2)', number)
    .option('--c-width <width>', 'width of the interval of the C statistic (default: 0.1)', number)
    .option('--lp-normal <mean,sd>', 'linear predictor there: normal (default: from the C statistic)', numbers)
    .option('--lp-beta <alpha,beta>', 'linear predictor there: risks with a beta distribution', numbers)
    .option('--threshold <risk>', 'risk threshold, to plan for the net benefit', number)
    .option('--sensitivity <share>', 'at the threshold (default: from the linear predictor)', number)
    .option('--specificity <share>', 'at the threshold (default: from the linear predictor)', number)
    .option(
      '--net-benefit-width <width>',
      'width of the interval of the standardised net benefit (default: 0.2)',
      number,
    )
    .option('--test-patients <n>', 'patients of the test set (default: as many as --patients; 0 for none)', number)
    .option('--test-events <n>', 'of them with the outcome (default: by the prevalence)', number)
    .option('--protocol <file>', 'JSON: how the modelling differs from her2-pcr@1 (the default), as of fit')
    .option(
      '--simulations <n>',
      'simulated studies of noise, 0 for none (default: 200 with --patients)',
      nonNegativeInteger,
    )
    .option(
      '--bootstrap <n>',
      'resamples of each corrected area of noise, 0 for none (default: 10)',
      nonNegativeInteger,
    )
    .option('--pilot <table>', 'table of a pilot, as of fit, for a learning curve; needs --outcome')
    .option('--outcome <column>', 'pilot: column of the outcome')
    .option('--positive <values>', 'pilot: values of the outcome that mean a response', list)
    .option('--negative <values>', 'pilot: values of the outcome that mean none', list)
    .option('--id <column>', 'pilot: column with the row identifier')
    .option('--clinical <columns>', 'pilot: clinical variables, as of fit', clinicalVariables)
    .option('--features <columns>', 'pilot: feature columns, as of fit', list)
    .option(
      '--where <column=value>',
      'pilot: use only these rows; may be repeated',
      (text, all: ReturnType<typeof condition>[] = []) => [...all, condition(text)],
    )
    .option('--subsamples <n>', 'pilot: random parts of each size (default: 30)', positiveInteger)
    .option('--seed <n>', 'seed of all simulation (default: 1)', nonNegativeInteger)
    .option('-j, --jobs <n>', 'threads; the numbers do not depend on it (default: one per core)', positiveInteger)
    .option('--json', 'print the plan as JSON')
    .option('-o, --output <dir>', 'folder for plan.html, plan.md, plan.json and the plots');
  withTableFormat(command)
    .addHelpText(
      'after',
      `
Prints the plan as Markdown. The sizes equal those of R's pmsampsize and agree with pmvalsampsize.

Examples:
  radscore plan --events 43 --patients 68 --candidates 3375 --c-statistic 0.72 -o plan
  radscore plan --prevalence 0.3 --candidates 20 --c-statistic 0.75 --threshold 0.2
  radscore plan --patients 120 --prevalence 0.4 --candidates 500 --pilot pilot.csv --outcome pCR -o plan
${RESEARCH_ONLY}`,
    )
    .action(async (options: PlanOptions) => {
      const { planToFolder } = await import('../../planning/plan-to-folder.ts');
      end(await planToFolder(options, terminal));
    });
};
