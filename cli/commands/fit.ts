/** `radscore fit`: the whole modelling protocol on a table, without a cloud. */
import { Option } from 'commander';
import { clinicalVariables, condition, list, nonNegativeInteger, numberBetween, positiveInteger } from './arguments.ts';
import { RESEARCH_ONLY, withTableFormat } from './shared-options.ts';
import type { Declaration } from './shell.ts';

export const declareFit: Declaration = (program, { terminal, end }) => {
  const command = program
    .command('fit')
    .description('fit the modelling protocol on a table: report, model and plots')
    .argument('<table>', 'CSV, .xlsx or Parquet: a row per patient, a column per feature')
    .requiredOption(
      '--outcome <column>',
      'column of the outcome: 1 or 0, pCR or non-pCR, yes or no, …; empty if it is not known',
    )
    .option(
      '--positive <values>',
      'values of the outcome that mean a response, if they are not clear by themselves',
      list,
    )
    .option('--negative <values>', 'values of the outcome that mean none (default: the one other value)', list)
    .requiredOption('-o, --output <dir>', 'folder for report.html, report.json, model.json and the plots')
    .option('--id <column>', 'column with the row identifier (default: a column called id, study_id, pid …)')
    .option(
      '--clinical <columns>',
      'clinical variables: NAME, or NAME:ordered=1|2|3, or NAME:categorical=REFERENCE|…',
      clinicalVariables,
    )
    .option(
      '--recorded <columns>',
      'as --clinical: described in the patient tables, and no predictors',
      clinicalVariables,
    )
    .option(
      '--labels <file|protocol>',
      'words for variables, their units and levels in plots and tables: a JSON file, or a study protocol that declares them',
    )
    .option(
      '--features <columns>',
      'feature columns: names, or beginnings followed by * (default: all other columns of numbers that do not number the rows)',
      list,
    )
    .option(
      '--where <column=value>',
      'use only these rows; may be repeated',
      (text, all: ReturnType<typeof condition>[] = []) => [...all, condition(text)],
    )
    .addOption(
      new Option(
        '--split <column>',
        'column that marks rows as train or test, or external: rows that only judge the finished model, as a set of their own',
      ).conflicts('testFraction'),
    )
    .option('--test-fraction <share>', 'stratified share of test rows, 0 to 0.9 (default: 0.5)', numberBetween(0, 0.9))
    .option('--site <column>', 'column with the site of each row, to harmonise sites or to hold them out')
    .addOption(new Option('--weights <column>', 'not supported').hideHelp())
    .option('--group <column>', 'column with the patient of each row, if patients have several: they are kept together')
    .option('--repeats <table>', 'the features of some rows, segmented again, for a protocol that asks for robustness')
    .option('--protocol <file>', 'JSON: how the modelling differs from her2-pcr@1')
    .option('--no-filter', 'keep constant features and near duplicates')
    .option('--force-clinical', 'let every clinical variable enter the nomogram')
    .option('--seed <n>', 'seed of the split and of all resampling (default: 1)', nonNegativeInteger)
    .option('--permutations <n>', 'fits on permuted outcomes (default: 20)', nonNegativeInteger)
    .option('--bootstrap <n>', 'fits on resampled rows (default: 50)', nonNegativeInteger)
    .addOption(
      new Option('--nested <n>', 'outer folds of the nested cross-validation, 0 for none (default: 5)')
        .argParser(nonNegativeInteger)
        .conflicts('leaveOneSiteOut'),
    )
    .option('--leave-one-site-out', 'cross-validation: hold out one site after the other; needs --site')
    .option('-j, --jobs <n>', 'threads; the numbers do not depend on it (default: one per core)', positiveInteger);
  withTableFormat(command)
    .addHelpText(
      'after',
      `
Examples:
  radscore fit features.csv --outcome pCR --clinical age,HR --seed 1 -o fit
  radscore fit features.xlsx --sheet Features --outcome response --positive 2 -o fit
  radscore fit features.csv --outcome pCR --split set --clinical 'ki67,form:categorical=regular|irregular' -o fit
${RESEARCH_ONLY}`,
    )
    .action(async (table, options) => {
      const { fitToFolder } = await import('../modelling/fit-to-folder.ts');
      end(await fitToFolder(table, options, terminal));
    });
};
