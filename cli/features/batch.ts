import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { InputRefused, type SeriesSelection } from '@radscore/imaging';
import { SELECTION_FORMS, selectionFrom } from '../files/selection.ts';
import type { CsvTable } from '../files/table-file.ts';
import type { CaseFeatures, FeatureCase, ProfileSettings } from './extract-case.ts';

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
 * The cases of a batch table: columns Image and Mask, optionally Label, Label_channel and Select; all others (ID, …) are
 * carried along. Paths are relative to the table. A selection holds for the image of every row that has none of its own.
 *
 * @throws InputRefused `unreadable`
 */
export function batchOf({ header, rows }: CsvTable, file: string, select?: SeriesSelection): BatchTable {
  const column = (name: string): number => header.findIndex((found) => found.toLowerCase() === name);
  const [image, mask] = ['image', 'mask'].map(column);
  const own = OPTIONAL.map(({ name, read }) => ({ name, read, at: column(name.toLowerCase()) })).filter(
    ({ at }) => at >= 0,
  );
  if (image < 0 || mask < 0) {
    throw new InputRefused({
      code: 'unreadable',
      file,
      got: `the columns ${header.join(', ').slice(0, 200)}`,
      wanted: 'the columns Image and Mask, and optionally Label, Label_channel, Select and ID',
      remedy: 'Name the columns in the first line.',
    });
  }
  const twice = ['image', 'mask', ...OPTIONAL.map(({ name }) => name.toLowerCase())].find(
    (name) => header.filter((found) => found.toLowerCase() === name).length > 1,
  );
  if (twice !== undefined) {
    throw new InputRefused({
      code: 'unreadable',
      file,
      got: `two columns that are called ${twice}`,
      wanted: 'one of each name',
      remedy: 'Remove the column that is not meant.',
    });
  }
  const folder = dirname(file);
  const path = (value: string): string => resolve(folder, value.trim());
  return {
    columns: header,
    rows: rows.map((values) => {
      // A folder's own path would be read as an image.
      const empty = [image, mask].find((at) => values[at].trim() === '');
      if (empty !== undefined) {
        const message = `got a row whose ${header[empty]} is empty; wanted the path of a file. Correct the table.`;
        return { values, work: { failure: { code: 'file-missing', message } } };
      }
      let work: FeatureCase = { image: path(values[image]), mask: path(values[mask]), select };
      for (const { name, read, at } of own) {
        const text = values[at].trim();
        const part = text === '' ? {} : read(text);
        if (typeof part === 'string') return { values, work: { failure: notUsable(name, text, part) } };
        work = { ...work, ...part };
      }
      return { values, work };
    }),
  };
}

/** Columns that a row may leave empty: what their text adds to the case, or else what was wanted. */
const OPTIONAL: readonly { readonly name: string; readonly read: (text: string) => Partial<FeatureCase> | string }[] = [
  {
    name: 'Label',
    read: (text) => (isWhole(text) && Number(text) > 0 ? { label: Number(text) } : 'a positive whole number'),
  },
  {
    name: 'Label_channel',
    read: (text) => (isWhole(text) ? { labelChannel: Number(text) } : 'a whole number, from 0'),
  },
  {
    name: 'Select',
    read: (text) => {
      const select = selectionFrom(text);
      return select ? { select } : SELECTION_FORMS;
    },
  },
];

function isWhole(text: string): boolean {
  // A table that was saved by a program of numbers has 1.0 for 1.
  return /^\d{1,9}(\.0*)?$/.test(text);
}

function notUsable(name: string, text: string, wanted: string): Failure {
  const code = name === 'Select' ? 'settings-invalid' : 'label-missing';
  return { code, message: `got the ${name} "${text.slice(0, 64)}"; wanted ${wanted}, or nothing. Correct the table.` };
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
