/** `radscore predict`: for a study or for each row of a table, by a model of the service or the folder of a fit. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from 'commander';
import type { PredictTableOptions } from '../modelling/predict-table.ts';
import type { PredictWithFolderOptions } from '../modelling/predict-with-folder.ts';
import { type ExitCode, UsageProblem } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { modelReference } from './arguments.ts';
import { RESEARCH_ONLY, repeated, withConnection, withTableFormat } from './shared-options.ts';
import type { Declaration } from './shell.ts';

interface PredictOptions extends PredictTableOptions, PredictWithFolderOptions {
  readonly study?: string;
  readonly table?: string;
}

export const declarePredict: Declaration = (program, { terminal, end }) => {
  const command = withConnection(program.command('predict'))
    .description('predict pathological complete response for a study, or for each row of a table')
    .addOption(new Option('--study <id>', 'a study that was analysed').conflicts('table'))
    .option('--table <file>', 'CSV, .xlsx or Parquet: a column per feature, optionally id and the clinical variables')
    .requiredOption(
      '--model <name[@version]|dir>',
      'a model of the service, by its promoted version if none is named; or the folder of a fit',
      modelReference,
    )
    .option('--site <column>', 'column with the site of each row, for a model that harmonises sites')
    .option(
      '--clinical <name=value>',
      'a clinical value: in place of that of the study, or of every row of a table without its column; may be repeated',
      repeated,
    )
    .option('--certain', 'no answer rather than one whose interval holds the threshold')
    .option('-o, --output <file>', 'write the answers of a table to a CSV file, by a model of the service')
    .option('--json', 'print the answers as JSON');
  withTableFormat(command)
    .addHelpText(
      'after',
      `
Examples:
  radscore predict --table features.csv --model fit/
  radscore predict --study BB-0042 --model her2-pcr
  radscore predict --study BB-0042 --model her2-pcr --clinical ki67=60
  radscore predict --table features.csv --model her2-pcr@2 -o answers.csv

A table goes to the service without the columns that the model does not use: up to 1,000 rows
in one request, up to 10,000 as a job. One row that has no answer ends no other.
${RESEARCH_ONLY}`,
    )
    .action(async (options) => end(await predict(options, terminal)));
};

async function predict(options: PredictOptions, terminal: Terminal): Promise<ExitCode> {
  const { study, table, model } = options;
  if ((study === undefined) === (table === undefined)) {
    throw new UsageProblem('got neither or both of --study and --table; wanted one of them.');
  }
  const folder = model.version === undefined ? model.name : `${model.name}@${model.version}`;
  if (table !== undefined && isModelFolder(folder)) {
    if (options.output !== undefined) {
      throw new UsageProblem('got --output with the folder of a fit; wanted a model of the service. Use --json.');
    }
    const { predictWithFolder } = await import('../modelling/predict-with-folder.ts');
    return predictWithFolder(folder, table, options, terminal);
  }
  if (table !== undefined) {
    const { predictTable } = await import('../modelling/predict-table.ts');
    return predictTable(table, options, terminal);
  }
  const { predictStudy } = await import('../modelling/predict-study.ts');
  return predictStudy(String(study), options, terminal);
}

/** Whether a name means a folder that `radscore fit` wrote, and no model of the service: those have no path. */
function isModelFolder(name: string): boolean {
  return /^\.|[\\/]/.test(name) || existsSync(join(name, 'model.json'));
}
