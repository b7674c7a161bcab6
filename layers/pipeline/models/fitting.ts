/** Fits over worker threads: the only part of this layer that needs neither AWS nor a cloud. */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
  type Cohort,
  type Fitted,
  joinModel,
  learnModel,
  type ModellingProtocol,
  type Replicate,
  type ReplicateTask,
  replicator,
} from '@radscore/statistics';

export type { Fitted } from '@radscore/statistics';
export { variableWords } from '../contracts/modelling.ts';
export {
  type ModellingChanges,
  ModellingProtocolInvalid,
  modellingProtocolOf,
} from '../contracts/modelling-changes.ts';
export { PROTOCOL_IDS, protocolById, wordsOfVariables } from '../protocols/index.ts';

/** Called after each refit: how many of how many are done, and of which kind the last one was. */
export type Progress = (done: number, total: number, what: string) => void;

export interface FitOptions {
  /** Default: one for each core. The numbers do not depend on it. */
  readonly threads?: number;
  readonly progress?: Progress;
}

/**
 * `fitModel` of the statistics layer with its refits (bootstrap, permutations, folds) over worker threads.
 *
 * @throws NoFeatureSelected, CohortTooSmall, SingleClass, SingleBatch, InvalidValue, InvalidTable before any refit starts
 */
export async function fitOnThreads(
  cohort: Cohort,
  protocol: ModellingProtocol,
  { threads = availableParallelism(), progress = () => {} }: FitOptions = {},
): Promise<Fitted> {
  progress(0, 1, 'select features and fit');
  const learned = learnModel(cohort, protocol);
  const { tasks } = learned;
  const run = threads > 1 ? runOnThreads : runHere;
  const replicates = await run(cohort, protocol, tasks, threads, (done, what) => progress(done, tasks.length, what));
  return joinModel(learned, replicates);
}

type Finished = (done: number, what: ReplicateTask['kind']) => void;

async function runHere(
  cohort: Cohort,
  protocol: ModellingProtocol,
  tasks: readonly ReplicateTask[],
  _threads: number,
  finished: Finished,
): Promise<Replicate[]> {
  const replicate = replicator(cohort, protocol);
  return tasks.map((task, done) => {
    const result = replicate(task);
    finished(done + 1, task.kind);
    return result;
  });
}

/** By name, not by path: as a Lambda layer and in the sources the file lies in different places. */
const workerFile = createRequire(import.meta.url).resolve('@radscore/pipeline/replicate-worker');

/** Results are in the order of their tasks, no matter which thread computed them. */
async function runOnThreads(
  cohort: Cohort,
  protocol: ModellingProtocol,
  tasks: readonly ReplicateTask[],
  threads: number,
  finished: Finished,
): Promise<Replicate[]> {
  const results = new Array<Replicate>(tasks.length);
  let next = 0;
  let done = 0;
  const thread = async (): Promise<void> => {
    const worker = new Worker(workerFile, { workerData: { cohort, protocol } });
    try {
      while (next < tasks.length) {
        const index = next++;
        worker.postMessage(tasks[index]);
        [results[index]] = await once(worker, 'message');
        finished(++done, tasks[index].kind);
      }
    } catch (error) {
      next = tasks.length;
      throw error;
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, thread));
  return results;
}
