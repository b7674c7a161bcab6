/** A thread of `radscore extract BATCH.csv`: a case comes in, its features or the reason for having none go out. */
import { parentPort, workerData } from 'node:worker_threads';
import type { RowResult } from './batch-table.ts';
import type { FeatureCase, ProfileSettings } from './case.ts';
import { extractCase } from './extract-case.ts';

const settings = workerData as ProfileSettings;

parentPort?.on('message', (work: FeatureCase) => parentPort?.postMessage(resultOf(work)));

function resultOf(work: FeatureCase): RowResult {
  try {
    return extractCase(work, settings);
  } catch (error) {
    if (!(error instanceof Error)) return { failure: { code: 'unexpected', message: String(error) } };
    const code = error.name === 'InputRefused' && 'code' in error ? String(error.code) : 'unexpected';
    return { failure: { code, message: error.message } };
  }
}
