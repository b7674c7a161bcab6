/** The service, the store and the worker as one upload uses them. */

import { sha256 } from '@noble/hashes/sha2.js';
import { effect } from '@preact/signals';
import { type OpenSource, sendStudy, type UploadService } from '@radscore/pipeline/upload';
import { dataOf } from '../api/client.ts';
import { ApiProblem } from '../api/problem.ts';
import { api } from '../service/service.ts';
import { hasEnded, institution, isSignedIn } from '../service/session.ts';
import type { ArchiveWorker } from './archive-worker.ts';
import { WorkerFailed } from './archive-worker.ts';
import { ConnectionLost, PutRefused, putBytes, StoreBusy, UrlExpired } from './put.ts';
import type { FailureKind, Prepared, UploadPorts } from './run-upload.ts';
import type { NewUpload } from './upload.ts';

/** Longest wait between two attempts, milliseconds. */
const LONGEST_WAIT = 30_000;

/** @param owner institution that the upload belongs to: nobody else's session goes on with it */
export function portsOf(upload: NewUpload, owner: string, worker: ArchiveWorker): UploadPorts {
  const { studyId } = upload.content;
  return {
    prepare: async (signal, read) => {
      const { manifest, manifestHash, files } = await worker.prepare(upload.content, upload.files, signal, read);
      const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
      return { manifest, manifestHash, total };
    },
    hasManifest: async (manifestHash, signal) => {
      const path = { id: studyId };
      const { data, response } = await api().GET('/v1/studies/{id}', { params: { path }, signal });
      if (response.status === 404) return false;
      const study = await dataOf(Promise.resolve({ data, response }));
      return study.manifestHash === manifestHash;
    },
    send: async ({ manifest }: Prepared, signal, sent) => {
      const open: OpenSource = async (path) => worker.source(path);
      await sendStudy(
        serviceFor(signal),
        { sha256: () => sha256.create(), md5: NEVER },
        { studyId, manifest, open, signal, progress: ({ bytes, totalBytes }) => sent(bytes, totalBytes) },
      );
    },
    kindOf,
    whenOnline: (attempt, signal) => sleep(Math.min(1000 * 2 ** attempt, LONGEST_WAIT), signal, 'online'),
    whenSignedIn: async (signal) => {
      await new Promise<void>((done, fail) => {
        signal.addEventListener('abort', fail, { once: true });
        let end = (): void => {};
        const go = (): void => {
          end();
          done();
        };
        end = effect(() => {
          if (isSignedIn.value && !hasEnded.value && institution.value === owner) queueMicrotask(go);
        });
      });
      // A service that answers 401 to a session that holds is not asked without end.
      await sleep(500, signal);
    },
  };
}

/** Digests come from the worker: the page computes none of files. */
const NEVER = (): never => {
  throw new Error('got no digest from the worker; wanted one for every file');
};

function serviceFor(signal: AbortSignal): UploadService {
  return {
    announce: (studyId, files) => dataOf(api().POST('/v1/studies', { body: { studyId, files: [...files] }, signal })),
    missingParts: (id, { path, bytes, sha256: whole, parts, etag }) =>
      dataOf(
        api().POST('/v1/studies/{id}/uploads', {
          params: { path: { id } },
          body: { path, bytes, sha256: whole, parts, etag },
          signal,
        }),
      ),
    put: (to, content, sent) => putBytes(to, content, sent, signal),
    isUrlExpired: (error) => error instanceof UrlExpired,
    takesNoParts: () => false,
  };
}

/** What can pass is waited for; the rest is the person's to decide. */
export function kindOf(error: unknown): FailureKind {
  if (error instanceof DOMException && error.name === 'AbortError') return { kind: 'aborted' };
  if (error instanceof ConnectionLost) return { kind: 'offline' };
  if (error instanceof StoreBusy || error instanceof UrlExpired) return { kind: 'busy' };
  if (error instanceof ApiProblem) {
    const { status, code, message } = error;
    if (isAbort(error.cause)) return { kind: 'aborted' };
    if (error.isOffline) return { kind: 'offline' };
    if (error.isExpired) return { kind: 'expired' };
    if (status === 429 || status >= 500) return { kind: 'busy' };
    return { kind: 'fatal', problem: { code, message } };
  }
  if (error instanceof WorkerFailed) {
    const { code, file } = error.failure;
    return { kind: 'fatal', problem: { code, message: error.message, ...(file !== undefined && { files: [file] }) } };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'fatal', problem: { code: error instanceof PutRefused ? 'upload-refused' : 'internal', message } };
}

function isAbort(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'AbortError';
}

/** Waits, or until the page hears this event. Rejects when it is aborted. */
function sleep(milliseconds: number, signal: AbortSignal, event?: string): Promise<void> {
  return new Promise((done, fail) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      if (event) removeEventListener(event, wake);
      signal.removeEventListener('abort', abort);
      settle();
    };
    const wake = (): void => end(done);
    const abort = (): void => end(() => fail(signal.reason));
    const timer = setTimeout(wake, milliseconds);
    if (event) addEventListener(event, wake);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
}
