import { availableParallelism } from 'node:os';
import type { SeriesSelection } from '@radscore/imaging';
import { openThread } from '@radscore/radiomics/node';
import { readCsvFile } from '../files/table-file.ts';
import { EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import { startProgress } from '../terminal/progress.ts';
import { type ResultWriter, withResult } from '../terminal/result.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type BatchTable, batchOf, type RowResult, runBatch } from './batch.ts';
import {
  type CaseFeatures,
  columnsOf,
  extractCase,
  extractCaseOverThreads,
  type FeatureCase,
  type ProfileSettings,
  warningLine,
} from './extract-case.ts';
import { BatchOutput, chooseFormat, type FeatureFormat, formatCase } from './feature-output.ts';
import { loadProfile, type PROFILES, type SettingsSource } from './feature-settings.ts';

export interface ExtractOptions extends SettingsSource {
  readonly output?: string;
  readonly format?: FeatureFormat;
  readonly label?: number;
  readonly profile?: (typeof PROFILES)[number];
  /** Which volume of several is the image. */
  readonly select?: SeriesSelection;
  readonly jobs?: number;
}

/** `radscore extract IMAGE MASK`, or `radscore extract BATCH.csv`. */
export async function extract(
  input: string,
  mask: string | undefined,
  options: ExtractOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (mask !== undefined) return extractOne(input, mask, options, terminal);
  if (/\.csv$/i.test(input)) return extractBatch(input, options, terminal);
  throw new UsageProblem(
    `got ${input} alone; wanted an image and its mask, or a table that ends in .csv with the columns Image and Mask.`,
  );
}

async function extractOne(image: string, mask: string, options: ExtractOptions, terminal: Terminal): Promise<ExitCode> {
  const { output, label, select } = options;
  const settings = loadProfile(options.profile, options);
  const format = chooseFormat(options.format, output, 'json');
  const work = { image, mask, label, select };
  const started = performance.now();
  const { features, warnings } = await withResult(output, terminal, async (write) => {
    terminal.status('Extracting …');
    const result = await extractWithin(work, settings, options.jobs ?? 1);
    terminal.status('');
    write(formatCase(result, work, format));
    return result;
  });
  for (const warning of warnings) terminal.note(`warning: ${warningLine(warning)}`);
  if (output) {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    terminal.note(`${Object.keys(features).length} features in ${seconds} s → ${output}`);
  }
  return EXIT.ok;
}

/** One thread unless more are asked for: a small ROI is done before a second one has started. */
async function extractWithin(work: FeatureCase, chosen: ProfileSettings, jobs: number): Promise<CaseFeatures> {
  if (jobs === 1 || chosen.profile !== 'pyradiomics') return extractCase(work, chosen);
  const threads = Array.from({ length: jobs - 1 }, openThread);
  try {
    return await extractCaseOverThreads(work, chosen.settings, threads);
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

async function extractBatch(file: string, options: ExtractOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.label !== undefined) {
    throw new UsageProblem('got --label with a batch; wanted a column Label in the table, one value per case.');
  }
  const settings = loadProfile(options.profile, options);
  const table = batchOf(readCsvFile(file, 'a table with the columns Image and Mask'), file, options.select);
  const format = chooseFormat(options.format, options.output, 'csv');
  if (format === 'txt') throw new UsageProblem('got the format txt with a batch; wanted csv or json.');

  const { diagnostics, features: names } = columnsOf(settings);
  const threads = options.jobs ?? availableParallelism();
  const failed = await withResult(options.output, terminal, (write) =>
    writeBatch(table, settings, threads, new BatchOutput(table, diagnostics, names, format), write, terminal),
  );
  const cases = table.rows.length;
  const where = options.output ? ` → ${options.output}` : '';
  terminal.note(`${cases - failed} of ${cases} cases, ${names.length} features each${where}`);
  if (failed === 0) return EXIT.ok;
  terminal.note(`${failed} failed; the column Error says why.`);
  return EXIT.refused;
}

/** Computes the rows and writes them in the table's order, each as soon as those before it are there. Gives how many failed. */
async function writeBatch(
  { rows }: BatchTable,
  settings: ProfileSettings,
  threads: number,
  output: BatchOutput,
  write: ResultWriter,
  terminal: Terminal,
): Promise<number> {
  const progress = startProgress(terminal, 'Extracting', rows.length);
  const waiting = new Map<number, RowResult>();
  let written = 0;
  let done = 0;
  let failed = 0;
  try {
    write(output.head);
    await runBatch(rows, settings, threads, (index, result) => {
      waiting.set(index, result);
      for (let ready = waiting.get(written); ready; ready = waiting.get(written)) {
        write(output.row(written, ready));
        waiting.delete(written++);
      }
      if ('failure' in result) failed++;
      progress.show(++done, `${done} of ${rows.length} cases${failed > 0 ? `, ${failed} failed` : ''}`);
    });
    write(output.tail);
  } finally {
    progress.end();
  }
  return failed;
}
