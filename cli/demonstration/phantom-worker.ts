/** A thread that makes synthetic studies in the order in which they are asked for. */
import { parentPort } from 'node:worker_threads';
import type { StudyOrder } from './studio.ts';
import { makeStudy } from './study-files.ts';

parentPort?.on('message', ({ patient, seed, ...options }: StudyOrder) => {
  const study = makeStudy(patient, seed, options);
  const buffers = Array.from(study.files.values(), ({ buffer }) => buffer);
  parentPort?.postMessage(study, buffers);
});
