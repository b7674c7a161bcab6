import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { InputRefused, type SeriesSelection } from '@radscore/imaging';
import type { CsvTable } from './csv.ts';
import type { CaseFeatures, FeatureCase, ProfileSettings } from './feature-case.ts';

export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** A row of the batch table, as it was read and as it is to be computed. */
export interface BatchRow {
  /** The row's own values, in the order of the table's columns. */
  readonly values: readonly string[];
  readonly work: FeatureCase | { readonly failure: Failure };
}

export interface BatchTable {
  readonly columns: readonly string[];
  readonly rows: readonly BatchRow[];
}

/** How a row ended. A row that failed says why. */
export type RowResult = CaseFeatures | { readonly failure: Failure };

/**
 * The cases of a batch table: columns Image and Mask, optionally Label; all others (ID, …) are carried along. Paths are
 * relative to the table. A selection holds for the image of every row.
 *
 * @throws InputRefused `unreadable`
 */
export function batchOf({ header, rows }: CsvTable, file: string, select?: SeriesSelection): BatchTable {
  const column = (name: string): number => header.findIndex((found) => found.toLowerCase() === name);
  const [image, mask, label] = ['image', 'mask', 'label'].map(column);
  if (image < 0 || mask < 0) {
    throw new InputRefused({
      code: 'unreadable',
      file,
      got: `the columns ${header.join(', ')}`,
      wanted: 'the columns Image and Mask, and optionally Label and ID',
      remedy: 'Name the columns in the first line.',
    });
  }
  const folder = dirname(file);
  const path = (value: string): string => resolve(folder, value.trim());
  return {
    columns: header,
    rows: rows.map((values) => {
      const work = { image: path(values[image]), mask: path(values[mask]), select };
      return { values, work: label < 0 ? work : withLabel(work, values[label].trim()) };
    }),
  };
}

function withLabel(work: FeatureCase, text: string): BatchRow['work'] {
  if (text === '') return work;
  const label = Number(text);
  if (Number.isInteger(label) && label > 0) return { ...work, label };
  const message = `got the label "${text}"; wanted a positive whole number, or nothing. Correct the table.`;
  return { failure: { code: 'label-missing', message } };
}

/**
 * Computes rows on several threads and hands each result over as it comes. Nothing that one row does stops another: a
 * thread that dies (out of memory) fails its row and is replaced.
 */
export async function runBatch(
  rows: readonly BatchRow[],
  settings: ProfileSettings,
  threads: number,
  finished: (index: number, result: RowResult) => void,
): Promise<void> {
  let next = 0;
  const thread = async (): Promise<void> => {
    let worker: Worker | undefined;
    try {
      while (next < rows.length) {
        const index = next++;
        const { work } = rows[index];
        if ('failure' in work) {
          finished(index, work);
          continue;
        }
        worker ??= new Worker(new URL('./batch-worker.ts', import.meta.url), { workerData: settings });
        try {
          finished(index, await ask(worker, work));
        } catch (error) {
          await worker.terminate();
          worker = undefined;
          finished(index, { failure: deathOf(error) });
        }
      }
    } finally {
      await worker?.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, rows.length) }, thread));
}

/** @throws what the thread died of */
async function ask(worker: Worker, work: FeatureCase): Promise<RowResult> {
  const answered = new AbortController();
  const { signal } = answered;
  worker.postMessage(work);
  try {
    const ended = once(worker, 'exit', { signal }).then(() => Promise.reject(new Error('the thread ended early')));
    const [result] = await Promise.race([once(worker, 'message', { signal }), ended]);
    return result as RowResult;
  } finally {
    answered.abort();
  }
}

function deathOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: 'unexpected', message: String(error) };
  const outOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return outOfMemory
    ? {
        code: 'out-of-memory',
        message: 'the case needs more memory than a thread has. Crop the image, or use a smaller -j.',
      }
    : { code: 'unexpected', message: error.message };
}
