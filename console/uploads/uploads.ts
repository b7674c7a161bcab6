/** Begins, pauses, ends and finds uploads; what does it is loaded when something is sent. */
import { effect, signal } from '@preact/signals';
import { institution, isSignedIn } from '../service/session.ts';
import type { Difference } from './same-files.ts';
import type { NewUpload, OwnFile } from './upload.ts';

/** Whether it is known which uploads an earlier page began. */
export const uploadsFound = signal(false);

// What sends is loaded when something is sent.
const machinery = () => import('./running-uploads.ts');

/** Begins to send a study. */
export async function startUpload(upload: NewUpload): Promise<void> {
  await (await machinery()).startUpload(upload);
}

export async function pauseUpload(studyId: string): Promise<void> {
  (await machinery()).pauseUpload(studyId);
}

export async function resumeUpload(studyId: string): Promise<void> {
  (await machinery()).resumeUpload(studyId);
}

/** Ends an upload and forgets it; also dismisses one that was sent or failed. */
export async function stopUpload(studyId: string): Promise<void> {
  await (await machinery()).stopUpload(studyId);
}

/** Reads the folder again that the browser kept. Undefined if the upload goes on, or was not allowed to; else what differs. */
export async function allowUpload(studyId: string): Promise<Difference | undefined> {
  return (await machinery()).allowUpload(studyId);
}

/** Goes on with the files of the folder that was chosen again. Undefined if the upload goes on; else what differs. */
export async function giveFiles(studyId: string, files: readonly OwnFile[]): Promise<Difference | undefined> {
  return (await machinery()).giveFiles(studyId, files);
}

/** Finds uploads that an earlier page began, as soon as somebody is signed in. */
export function findUploadsWhenSignedIn(): void {
  let found = '';
  effect(() => {
    if (!isSignedIn.value || institution.value === found) return;
    found = institution.value;
    uploadsFound.value = false;
    void haveAny()
      .then(async (any) => (any ? (await machinery()).findUploads() : undefined))
      .finally(() => {
        uploadsFound.value = true;
      });
  });
}

/** Whether this browser keeps an upload at all: without one nothing is loaded. */
async function haveAny(): Promise<boolean> {
  // A browser that cannot list its databases may have one.
  const databases = await indexedDB.databases?.().catch(() => undefined);
  return databases === undefined || databases.some(({ name }) => name === 'radscore');
}
