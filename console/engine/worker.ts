/** The engine's worker: reads, inspects and measures with the code of the service; it answers one job after the other. */
import { createEngine } from '@radscore/radiomics';
import { readers } from '../codecs.ts';
import { answerJob } from './answer-job.ts';
import type { EngineAnswer, EngineJob } from './messages.ts';

const engine = createEngine();

addEventListener('message', ({ data }: MessageEvent<EngineJob>) => {
  const send = (answer: EngineAnswer, transfer: Transferable[] = []): void => postMessage(answer, { transfer });
  void answerJob(data, { readers, engine, send, requests: () => performance.getEntriesByType('resource').length });
});
