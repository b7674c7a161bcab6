/** Fits over worker threads: the only part of this layer that needs neither AWS nor a cloud. */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
  allowsNesting,
  type BootstrapReplicate,
  type Cohort,
  type Evaluation,
  type FittedModel,
  fitModel,
  joinFolds,
  type ModellingProtocol,
  type NestedFold,
  type NestedOptions,
  type NestedValidation,
  type PermutedAreas,
  type Progress,
  type Replicate,
  type ReplicateTask,
  replicator,
  samplesOf,
} from '@radscore/statistics';

export { ModellingProtocolInvalid, modellingProtocolOf } from './modelling-protocol.ts';

export interface FitOptions {
  /** Default: one for each core. The numbers do not depend on it. */
  readonly threads?: number;
  readonly progress?: Progress;
  /** Adds a nested cross-validation of the training rows. */
  readonly nested?: NestedOptions;
}

export interface Fitted {
  readonly model: FittedModel;
  readonly evaluation: Evaluation;
  /** Null where it was not asked for, or a class has too few training rows for folds within folds. */
  readonly nested: (NestedOptions & NestedValidation) | null;
}

/**
 * `fitModel` of the statistics layer with its refits (bootstrap, permutations, nested folds) over worker threads.
 *
 * @throws NoFeatureSelected, CohortTooSmall, SingleClass, SingleBatch, InvalidValue, InvalidTable before any refit starts
 */
export async function fitOnThreads(
  cohort: Cohort,
  protocol: ModellingProtocol,
  { threads = availableParallelism(), progress = () => {}, nested }: FitOptions = {},
): Promise<Fitted> {
  const { bootstrap, permutations } = protocol;
  progress(0, 1, 'select features and fit');
  const alone = { ...protocol, bootstrap: { ...bootstrap, count: 0 }, permutations: { ...permutations, count: 0 } };
  const { evaluation } = fitModel(cohort, alone);
  const folds = nested && allowsNesting(samplesOf(cohort, protocol).train.y, protocol, nested) ? nested.folds : 0;
  // Permuted fits are judged on test rows.
  const permuted = evaluation.test ? permutations.count : 0;
  const tasks: ReplicateTask[] = [
    ...numbers(bootstrap.count).map((index) => ({ kind: 'bootstrap', index }) as const),
    ...numbers(permuted).map((index) => ({ kind: 'permutation', index }) as const),
    ...(nested ? numbers(folds).map((index) => ({ kind: 'nested', index, options: nested }) as const) : []),
  ];
  const run = threads > 1 ? runOnThreads : runHere;
  const replicates = await run(cohort, protocol, tasks, threads, (done, what) => progress(done, tasks.length, what));
  const bootstraps = replicates.slice(0, bootstrap.count) as BootstrapReplicate[];
  const nestedFrom = bootstrap.count + permuted;
  const areas = replicates.slice(bootstrap.count, nestedFrom) as PermutedAreas[];
  return {
    ...fitModel(cohort, protocol, () => {}, { bootstraps, permutations: areas }),
    nested: nested && folds > 0 ? { ...nested, ...joinFolds(replicates.slice(nestedFrom) as NestedFold[]) } : null,
  };
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

/** Results lie where their tasks do, whichever thread computed them. */
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

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
