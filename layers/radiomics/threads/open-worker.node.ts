/** Worker threads of Node for an extraction. */
import { Worker } from 'node:worker_threads';
import type { ExtractionAnswer, ExtractionThread } from './extract-over-threads.ts';

/** A worker thread of Node, warm from its first job on. */
export function openThread(): ExtractionThread {
  const worker = new Worker(new URL('./worker.node.ts', import.meta.url));
  // A command that forgets to close it still ends.
  worker.unref();
  const answers = new Map<number, PromiseWithResolvers<ExtractionAnswer>>();
  let jobs = 0;
  worker.on('message', ({ id, answer }: { id: number; answer: ExtractionAnswer }) => answers.get(id)?.resolve(answer));
  worker.on('error', (error) => {
    for (const { reject } of answers.values()) reject(error);
  });
  return {
    async run(job) {
      const id = jobs++;
      const waiting = Promise.withResolvers<ExtractionAnswer>();
      answers.set(id, waiting);
      worker.ref();
      worker.postMessage({ id, job });
      try {
        return await waiting.promise;
      } finally {
        answers.delete(id);
        if (answers.size === 0) worker.unref();
      }
    },
    async close() {
      await worker.terminate();
    },
  };
}
