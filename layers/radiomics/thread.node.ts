import { parentPort } from 'node:worker_threads';
import { answerJob } from './threads.ts';

parentPort?.on('message', ({ id, job }) => parentPort?.postMessage({ id, answer: answerJob(job) }));
