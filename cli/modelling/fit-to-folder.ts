/** `radscore fit`: fits the modelling protocol on a table and writes report, model and plots into a folder. */
import { extname } from 'node:path';
import { type Fitted, fitOnThreads } from '@radscore/pipeline/fitting';
import {
  type FittedModel,
  failureReportHtml,
  lassoPathPlot,
  NoFeatureSelected,
  plotsOf,
  RESEARCH_USE,
  reportHtml,
  validationReportHtml,
} from '@radscore/statistics';
import { openTable, sayFormat } from '../files/table-file.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../terminal/failure.ts';
import { writeFolder } from '../terminal/output-folder.ts';
import { startProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type ExternalSet, judgeExternal } from './external-rows.ts';
import type { FitTableOptions } from './fit-options.ts';
import { describeFit, failureReport, fitReport } from './fit-report.ts';
import { type FitTable, readFitTable } from './fit-table.ts';

export interface FitOptions extends FitTableOptions {
  readonly jobs?: number;
  readonly output: string;
}

/** Everything that a fit may leave in its folder; what a run does not write, it removes. */
const FILES = [
  'report.json',
  'report.html',
  'model.json',
  'roc.svg',
  'calibration.svg',
  'decision-curve.svg',
  'nomogram.svg',
  'lasso-path.svg',
  'waterfall.svg',
  'correlation.svg',
  'external.html',
] as const;

/** `radscore fit`: the whole modelling protocol on a table. Same table, options and seed: the same bytes. */
export async function fitToFolder(file: string, options: FitOptions, terminal: Terminal): Promise<ExitCode> {
  const opened = await openTable(file, 'a table of features and outcomes', options);
  const { repeats } = options;
  // What is said of a table is said of its repeats if they are saved alike.
  const said = repeats !== undefined && extname(repeats) === extname(file) ? options : {};
  const repeated = repeats === undefined ? undefined : await openTable(repeats, 'a table of repeated features', said);
  for (const one of [opened, repeated]) sayFormat(one, terminal);
  const table = readFitTable(opened, options, repeated);
  for (const remark of table.remarks) terminal.note(remark);
  const { cohort, protocol } = table;
  const folder = writeFolder(options.output, FILES);
  const progress = startProgress(terminal, 'Fitting', 100);
  let fitted: Fitted;
  try {
    fitted = await fitOnThreads(cohort, protocol, {
      threads: options.jobs,
      progress: (done, total, what) => progress.show((100 * done) / total, what),
    });
  } catch (error) {
    if (!(error instanceof Error) || exitCodeOf(error) !== EXIT.notEnoughData) throw error;
    folder.write({
      'report.json': json(failureReport(table, error)),
      'report.html': failureReportHtml(cohort, protocol, error, table.about),
      ...(error instanceof NoFeatureSelected &&
        error.candidates > 0 && { 'lasso-path.svg': lassoPathPlot(error.selection) }),
    });
    terminal.note(`radscore: ${error.name}: ${error.message} ${options.output}/report.html shows more.`);
    return EXIT.notEnoughData;
  } finally {
    progress.end();
  }
  const { evaluation } = fitted;
  const { table: _name, ...content } = table.about;
  const model = { ...fitted.model, about: content };
  const named = { ...model, about: table.about };
  const external = table.external && judgeExternal(table.external, model, options);
  folder.write({
    'report.json': json(fitReport(table, { ...fitted, model }, external)),
    'model.json': json(model),
    'report.html': reportHtml(cohort, named, evaluation),
    ...plotsOf(model, evaluation),
    ...(external && { 'external.html': externalReport(named, external, table) }),
  });
  terminal.out(describeFit({ ...fitted, model: named }, options.output, external));
  terminal.note(RESEARCH_USE);
  return EXIT.ok;
}

function externalReport(model: FittedModel, { validation, leftOut }: ExternalSet, { source, about }: FitTable): string {
  const { sha256, outcome } = source;
  const table = `${source.table}, rows marked external`;
  return validationReportHtml(model, validation, leftOut, { table, sha256, outcome, version: about.version });
}

/** Numbers with the fewest digits that read back as the same double. */
function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
