/** A thread of a fit: a task comes in, its replicate goes out. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Cohort, type ModellingProtocol, type ReplicateTask, replicator } from '@radscore/statistics';

const { cohort, protocol } = workerData as { cohort: Cohort; protocol: ModellingProtocol };
const replicate = replicator(cohort, protocol);

parentPort?.on('message', (task: ReplicateTask) => parentPort?.postMessage(replicate(task)));
