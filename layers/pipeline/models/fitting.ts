/** Fits over worker threads: the only part of this layer that needs neither AWS nor a cloud. */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
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
  replicatesOf,
  replicator,
} from '@radscore/statistics';

export { ModellingProtocolInvalid, modellingProtocolOf } from './modelling-protocol-schema.ts';

export interface FitOptions {
  /** Default: one for each core. The numbers do not depend on it. */
  readonly threads?: number;
  readonly progress?: Progress;
}

export interface Fitted {
  readonly model: FittedModel;
  readonly evaluation: Evaluation;
  /** First repeat of the validation, fold by fold; null without one. */
  readonly nested: (NestedOptions & NestedValidation) | null;
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
  fitModel(cohort, {
    ...protocol,
    bootstrap: { ...protocol.bootstrap, count: 0 },
    permutations: { ...protocol.permutations, count: 0 },
    validation: { ...protocol.validation, repeats: 0 },
  });
  const { bootstraps, permutations, folds } = replicatesOf(cohort, protocol);
  const tasks: ReplicateTask[] = [
    // The longest first, so that no thread ends long after the others.
    ...numbers(permutations).map((index) => ({ kind: 'permutation', index }) as const),
    ...numbers(bootstraps).map((index) => ({ kind: 'bootstrap', index }) as const),
    ...numbers(folds).map((index) => ({ kind: 'validation', index }) as const),
  ];
  const run = threads > 1 ? runOnThreads : runHere;
  const replicates = await run(cohort, protocol, tasks, threads, (done, what) => progress(done, tasks.length, what));
  const of = (kind: ReplicateTask['kind']) => replicates.filter((_, k) => tasks[k].kind === kind);
  const computed = {
    permutations: of('permutation') as PermutedAreas[],
    bootstraps: of('bootstrap') as BootstrapReplicate[],
    folds: of('validation') as NestedFold[],
  };
  const fitted = fitModel(cohort, protocol, () => {}, computed);
  return { ...fitted, nested: firstRepeat(fitted.evaluation, computed.folds) };
}

function firstRepeat({ validation, train }: Evaluation, all: readonly NestedFold[]): Fitted['nested'] {
  if (!validation) return null;
  const { folds, seed } = validation;
  return { folds, seed, ...joinFolds(all.slice(0, folds), train.outcomes) };
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
