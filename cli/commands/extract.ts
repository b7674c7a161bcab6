import { availableParallelism } from 'node:os';
import { featureNames } from '@radscore/radiomics';
import { batchOf, type RowResult, runBatch } from '../batch.ts';
import { readCsvFile } from '../csv.ts';
import { EXIT, type ExitCode, UsageProblem } from '../failure.ts';
import { extractCase, warningLine } from '../feature-case.ts';
import {
  BatchOutput,
  chooseFormat,
  type FeatureFormat,
  formatCase,
  openResult,
  writeResult,
} from '../feature-output.ts';
import { loadSettings, type SettingsSource } from '../feature-settings.ts';
import { startProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

export interface ExtractOptions extends SettingsSource {
  readonly output?: string;
  readonly format?: FeatureFormat;
  readonly label?: number;
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

function extractOne(image: string, mask: string, options: ExtractOptions, terminal: Terminal): ExitCode {
  if (options.jobs !== undefined) throw new UsageProblem('got --jobs with a single case; wanted it with a BATCH.csv.');
  const settings = loadSettings(options);
  const started = performance.now();
  const work = { image, mask, label: options.label };
  const result = extractCase(work, settings);
  const format = chooseFormat(options.format, options.output, 'json');
  writeResult(formatCase(result, work, format, settings.setting.additionalInfo), options.output, terminal);
  for (const warning of result.warnings) terminal.note(`warning: ${warningLine(warning)}`);
  if (options.output) {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    terminal.note(`${Object.keys(result.features).length} features in ${seconds} s → ${options.output}`);
  }
  return EXIT.ok;
}

async function extractBatch(file: string, options: ExtractOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.label !== undefined) {
    throw new UsageProblem('got --label with a batch; wanted a column Label in the table, one value per case.');
  }
  const settings = loadSettings(options);
  const table = batchOf(readCsvFile(file, 'a table with the columns Image and Mask'), file);
  const format = chooseFormat(options.format, options.output, 'csv');
  if (format === 'txt') throw new UsageProblem('got the format txt with a batch; wanted csv or json.');

  const names = featureNames(settings).flatMap((block) => block.names);
  const output = new BatchOutput(table, names, format);
  const sink = openResult(options.output, terminal);
  const progress = startProgress(terminal, 'Extracting', table.rows.length);
  // Rows are written in the table's order, as soon as those before them are there.
  const waiting = new Map<number, RowResult>();
  let written = 0;
  let done = 0;
  let failed = 0;
  try {
    sink.write(output.head);
    await runBatch(table.rows, settings, options.jobs ?? availableParallelism(), (index, result) => {
      waiting.set(index, result);
      for (let ready = waiting.get(written); ready; ready = waiting.get(written)) {
        sink.write(output.row(written, ready));
        waiting.delete(written++);
      }
      if ('failure' in result) failed++;
      progress.show(++done, `${done} of ${table.rows.length} cases${failed > 0 ? `, ${failed} failed` : ''}`);
    });
    sink.write(output.tail);
    sink.finish();
  } catch (error) {
    sink.discard();
    throw error;
  } finally {
    progress.end();
  }
  const where = options.output ? ` → ${options.output}` : '';
  terminal.note(`${done - failed} of ${done} cases, ${names.length} features each${where}`);
  if (failed === 0) return EXIT.ok;
  terminal.note(`${failed} failed; the column Error says why.`);
  return EXIT.refused;
}
