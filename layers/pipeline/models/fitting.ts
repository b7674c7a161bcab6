/** Fits over worker threads: the only part of this layer that needs neither AWS nor a cloud. */
import { on } from 'node:events';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
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
  const finished: Finished = (done, what) => progress(done, tasks.length, what);
  const replicates = await (threads > 1 && tasks.length > FEW_TASKS
    ? runOnThreads(cohort, protocol, tasks, threads, finished)
    : runHere(cohort, protocol, tasks, finished));
  return joinModel(learned, replicates);
}

type Finished = (done: number, what: ReplicateTask['kind']) => void;

/** A thread loads its code and warms it up, which takes as long as some refits. */
const FEW_TASKS = 8;
/** Tasks that a thread has at once: it goes on to the next while this one is at a refit of its own. */
const AHEAD = 2;

async function runHere(
  cohort: Cohort,
  protocol: ModellingProtocol,
  tasks: readonly ReplicateTask[],
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

/**
 * This thread, whose code is warm from the model itself, and others next to it. Results are in the order of their tasks, no
 * matter which thread computed them.
 */
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
  const keep = (index: number, result: Replicate): void => {
    results[index] = result;
    finished(++done, tasks[index].kind);
  };
  const thread = async (): Promise<void> => {
    const worker = new Worker(workerFile, { workerData: { cohort, protocol } });
    const given: number[] = [];
    const give = (): void => {
      for (; given.length < AHEAD && next < tasks.length; next++) {
        given.push(next);
        worker.postMessage(tasks[next]);
      }
    };
    try {
      give();
      for await (const [result] of on(worker, 'message')) {
        keep(given.shift() as number, result);
        give();
        if (given.length === 0) break;
      }
    } catch (error) {
      next = tasks.length;
      throw error;
    } finally {
      await worker.terminate();
    }
  };
  const here = async (): Promise<void> => {
    const replicate = replicator(cohort, protocol);
    while (next < tasks.length) {
      const index = next++;
      keep(index, replicate(tasks[index]));
      // What the other threads have found arrives in between.
      await nextTurn();
    }
  };
  const others = Array.from({ length: Math.min(threads, Math.ceil(tasks.length / AHEAD)) - 1 }, thread);
  await Promise.all([...others, here()]);
  return results;
}
