/** `radscore validate`: a frozen model on labelled rows that it knows nothing of. */
import type { ValidateTableOptions } from '../modelling/validation-table.ts';
import { list, subgroupVariables } from './arguments.ts';
import { RESEARCH_ONLY, withTableFormat } from './shared-options.ts';
import type { Declaration } from './shell.ts';

export const declareValidate: Declaration = (program, { terminal, end }) => {
  const command = program
    .command('validate')
    .description('validate a frozen model on a table of other patients with outcomes: report and figures')
    .argument('<model>', 'the folder of a fit')
    .argument(
      '<table>',
      'CSV, .xlsx or Parquet: a row per patient, a column per feature, the outcome and the clinical variables',
    )
    .option('--outcome <column>', 'column of the outcome (default: as the table of the fit called it)')
    .option(
      '--positive <values>',
      'values of the outcome that mean a response, if they are not clear by themselves',
      list,
    )
    .option('--negative <values>', 'values of the outcome that mean none (default: the one other value)', list)
    .option(
      '--group <column>',
      'column with the patient of each row, if patients have several: intervals of areas count patients',
    )
    .option('--site <column>', 'column with the site of each row, for a model that harmonises sites')
    .option(
      '--subgroups <columns>',
      'columns by which performance is divided: NAME, or NAME:CUT|CUT for numbers (default: age, receptors, morphology, site, scanner, as far as the table has them)',
      subgroupVariables,
    )
    .option('--keep-training-rows', 'judge by rows that the model was fitted on, too: they praise it')
    .requiredOption('-o, --output <dir>', 'folder for report.html, validation.json and the plots');
  withTableFormat(command)
    .addHelpText(
      'after',
      `
Nothing is fitted: coefficients, scaling and threshold are those of the fit. A row that cannot be scored judges nothing,
and is listed with its reason.

Examples:
  radscore validate fit/ other-hospital.csv -o validation
  radscore validate fit/ other-hospital.csv --outcome pCR --subgroups 'age:50|65,HR,site' -o validation
${RESEARCH_ONLY}`,
    )
    .action(async (model: string, table: string, options: ValidateTableOptions & { output: string }) => {
      const { validateToFolder } = await import('../modelling/validate-to-folder.ts');
      end(await validateToFolder(model, table, options, terminal));
    });
};
