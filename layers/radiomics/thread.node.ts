import { parentPort } from 'node:worker_threads';
import { answerJob } from './threads.ts';

parentPort?.on('message', (job) => parentPort?.postMessage(answerJob(job)));
