/** A thread of a plan: a task comes in, its simulated study goes out. */
import { parentPort, workerData } from 'node:worker_threads';
import { openPlan, type PlanJob, type PlanTask } from '@radscore/statistics/study-plan';

const { replicate } = openPlan(workerData as PlanJob);

parentPort?.on('message', (task: PlanTask) => parentPort?.postMessage(replicate(task)));
