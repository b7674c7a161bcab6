/** `radscore extract BATCH.csv`: every row of a table, on several threads, in the order of the table. */
import { availableParallelism } from 'node:os';
import { openTable, sayFormat } from '../files/table-file.ts';
import { EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import { startProgress } from '../terminal/progress.ts';
import { type ResultWriter, withResult } from '../terminal/result.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type BatchTable, batchOf, type RowResult } from './batch-table.ts';
import type { ProfileSettings } from './case.ts';
import { columnsOf } from './columns.ts';
import type { ExtractOptions } from './extract-one.ts';
import { BatchOutput, chooseFormat } from './feature-output.ts';
import { loadProfile } from './feature-settings.ts';
import { runBatch } from './run-batch.ts';

/**
 * Computes and writes all rows. A row that fails has its reason in the column Error, and stops no other.
 *
 * @throws InputRefused for a table that cannot be read, UsageProblem
 */
export async function extractBatch(file: string, options: ExtractOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.label !== undefined) {
    throw new UsageProblem('got --label with a batch; wanted a column Label in the table, one value per case.');
  }
  const settings = await loadProfile(options.profile, options);
  const opened = await openTable(file, 'a table with the columns Image and Mask', options);
  sayFormat(opened, terminal);
  const table = batchOf(opened, options.select);
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
