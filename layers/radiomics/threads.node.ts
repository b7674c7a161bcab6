import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ExtractionAnswer, ExtractionThread } from './threads.ts';

/** A worker thread of Node, warm from its first job on. */
export function openThread(): ExtractionThread {
  const worker = new Worker(new URL('./thread.node.ts', import.meta.url));
  // A command that forgets to close it still ends.
  worker.unref();
  return {
    async run(job) {
      worker.ref();
      worker.postMessage(job);
      try {
        const [answer] = (await once(worker, 'message')) as [ExtractionAnswer];
        return answer;
      } finally {
        worker.unref();
      }
    },
    async close() {
      await worker.terminate();
    },
  };
}
