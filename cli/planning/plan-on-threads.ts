/** The simulated studies of a plan over worker threads. */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import {
  openPlan,
  type PlanJob,
  type PlanReplicate,
  type PlanTask,
  type StudyPlan,
} from '@radscore/statistics/study-plan';

/** A thread loads its code and warms it up, which takes as long as some simulations. */
const FEW_TASKS = 8;

/**
 * The plan with its simulations. The numbers do not depend on the threads.
 *
 * @param progress after each simulation: how many of how many are done
 * @throws PlanRefused, InvalidTable, InvalidValue before any simulation starts
 */
export async function planOnThreads(
  plan: StudyPlan,
  job: PlanJob,
  { threads = availableParallelism(), progress }: { threads?: number; progress: (done: number, total: number) => void },
): Promise<StudyPlan> {
  const { tasks, replicate, join } = openPlan(job);
  const results = new Array<PlanReplicate>(tasks.length);
  let next = 0;
  let done = 0;
  const keep = (index: number, result: PlanReplicate): void => {
    results[index] = result;
    progress(++done, tasks.length);
  };
  const there = async (): Promise<void> => {
    const worker = new Worker(new URL('./plan-worker.ts', import.meta.url), { workerData: job });
    try {
      while (next < tasks.length) {
        const index = next++;
        keep(index, await ask(worker, tasks[index]));
      }
    } catch (error) {
      next = tasks.length;
      throw error;
    } finally {
      await worker.terminate();
    }
  };
  const here = async (): Promise<void> => {
    while (next < tasks.length) {
      const index = next++;
      keep(index, replicate(tasks[index]));
      // What the other threads have found arrives in between.
      await nextTurn();
    }
  };
  const others = tasks.length > FEW_TASKS ? Math.min(threads, tasks.length) - 1 : 0;
  await Promise.all([...Array.from({ length: others }, there), here()]);
  return join(plan, results);
}

async function ask(worker: Worker, task: PlanTask): Promise<PlanReplicate> {
  worker.postMessage(task);
  // `once` rejects with the error of a worker that fails.
  const [result] = await once(worker, 'message');
  return result;
}
