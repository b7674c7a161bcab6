/** `radscore extract BATCH.csv`: every row of a table, on several threads, in the order of the table. */
import { availableParallelism } from 'node:os';
import { withResultFile } from '../files/result-file.ts';
import { openTable, sayFormat } from '../files/table-file.ts';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { startProgress } from '../terminal/progress.ts';
import type { ResultWriter } from '../terminal/result.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type BatchRow, batchOf, type RowResult } from './batch-table.ts';
import { type ProfileSettings, warningLine } from './case.ts';
import type { ExtractOptions } from './extract-options.ts';
import { type ExtractionLog, openLog } from './extraction-log.ts';
import { loadProfile } from './feature-settings.ts';
import { OutputOfExtraction } from './output-of-extraction.ts';
import { runBatch } from './run-batch.ts';

/**
 * Computes and writes all rows. A row that fails has its reason in the column Error, and stops no other.
 *
 * @throws InputRefused for a table that cannot be read, UsageProblem
 */
export async function extractBatch(file: string, options: ExtractOptions, terminal: Terminal): Promise<ExitCode> {
  const log = openLog(options, terminal);
  const loaded = await loadProfile(options.profile, options);
  const { label = loaded.label, labelChannel, select } = options;
  const opened = await openTable(file, 'a table with the columns Image and Mask', options);
  sayFormat(opened, log.terminal);
  const read = batchOf(opened, { label, labelChannel, select });
  const output = new OutputOfExtraction(read, loaded, options, file);
  const rows = read.rows.map((row, i) => ({ ...row, work: output.earlier(i) ?? row.work }));
  const threads = options.jobs ?? availableParallelism();
  log.info(`${rows.length} cases, on ${threads} threads`);
  const failed = await withResultFile(output.file, log.terminal, (write) =>
    writeBatch(rows, loaded.chosen, threads, output, write, log),
  );
  const where = options.output ? ` → ${options.output}` : '';
  log.summary(`${rows.length - failed} of ${rows.length} cases, ${output.featureCount} features each${where}`);
  if (failed === 0) return EXIT.ok;
  if (output.hasErrorColumn) log.summary(`${failed} failed; the column Error says why.`);
  return EXIT.refused;
}

/** Computes the rows and writes them in the table's order, each as soon as those before it are there. Gives how many failed. */
async function writeBatch(
  rows: readonly BatchRow[],
  settings: ProfileSettings,
  threads: number,
  output: OutputOfExtraction,
  write: ResultWriter,
  log: ExtractionLog,
): Promise<number> {
  const progress = startProgress(log.terminal, 'Extracting', rows.length);
  const waiting = new Map<number, RowResult>();
  let written = 0;
  let done = 0;
  let failed = 0;
  try {
    write(output.head);
    await runBatch(rows, settings, threads, (index, result) => {
      output.keep(index, result);
      waiting.set(index, result);
      for (let ready = waiting.get(written); ready; ready = waiting.get(written)) {
        write(output.row(written, ready));
        waiting.delete(written++);
      }
      if ('failure' in result) failed++;
      report(index + 1, result, output, log);
      progress.show(++done, `${done} of ${rows.length} cases${failed > 0 ? `, ${failed} failed` : ''}`);
    });
    write(output.tail);
  } finally {
    progress.end();
  }
  return failed;
}

/** What has a column of its own is not repeated on the terminal, but for the log file. */
function report(number: number, result: RowResult, output: OutputOfExtraction, log: ExtractionLog): void {
  if ('failure' in result) {
    const line = `case ${number}: ${result.failure.code}: ${result.failure.message}`;
    if (output.hasErrorColumn) log.failed(line);
    else log.error(line);
    return;
  }
  for (const warning of result.warnings) log.info(`case ${number}: ${warningLine(warning)}`);
  log.info(`case ${number}: computed`);
}
