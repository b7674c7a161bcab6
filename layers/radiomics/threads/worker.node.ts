/** The program of a worker thread of Node: it answers jobs. */
import { parentPort } from 'node:worker_threads';
import { answerJob } from './extract-over-threads.ts';

parentPort?.on('message', ({ id, job }) => parentPort?.postMessage({ id, answer: answerJob(job) }));
