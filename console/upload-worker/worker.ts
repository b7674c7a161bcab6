/** The worker that makes the archives of an upload, and hands out their parts as they are sent. */
import { FileChanged, type OpenSource } from '@radscore/pipeline/upload';
import type { UploadAnswer, UploadJob, WorkerFailure } from '../uploads/messages.ts';
import { ManifestUnfit, prepareStudy } from './prepare-study.ts';

let opened: OpenSource | undefined;

const send = (answer: UploadAnswer, transfer: Transferable[] = []): void => postMessage(answer, { transfer });

addEventListener('message', ({ data }: MessageEvent<UploadJob>) => {
  const id = data.kind === 'part' ? data.id : undefined;
  work(data).catch((error: unknown) => send({ kind: 'failed', id, failure: failureOf(error) }));
});

async function work(job: UploadJob): Promise<void> {
  if (job.kind === 'prepare') {
    let last = 0;
    const { prepared, open } = await prepareStudy(job, (bytes, all) => {
      // A study may have thousands of files: what nobody could see change is not said.
      if (bytes - last < all / 100 && bytes !== all) return;
      last = bytes;
      send({ kind: 'read', bytes, all });
    });
    opened = open;
    return send({ kind: 'prepared', prepared });
  }
  if (!opened) throw new Error('got a part of nothing; wanted the study to be prepared first');
  const { id, path, start, end } = job;
  const content = await (await opened(path)).part(start, end);
  send({ kind: 'part', id, content }, content instanceof Blob ? [] : [content.buffer]);
}

function failureOf(error: unknown): WorkerFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof FileChanged) return { code: 'file-changed', message, file: error.file };
  return { code: error instanceof ManifestUnfit ? 'manifest' : 'internal', message };
}
