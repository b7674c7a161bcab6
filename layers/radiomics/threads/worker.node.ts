import { parentPort } from 'node:worker_threads';
import { answerCopy } from './extract-over-threads.ts';

parentPort?.on('message', ({ id, job }) => parentPort?.postMessage({ id, answer: answerCopy(job) }));
