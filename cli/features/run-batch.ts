/** Computes the rows of a batch on several threads. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { BatchRow, Failure, RowResult } from './batch-table.ts';
import type { FeatureCase, ProfileSettings } from './case.ts';

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
        if (!('image' in work)) {
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
