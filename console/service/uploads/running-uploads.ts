/** The uploads of this page: started, paused, found again. Loaded when there is one. */
import { institution } from '../session.ts';
import { ArchiveWorker } from './archive-worker.ts';
import { forgetUpload, type KeptUpload, keepUpload, keptUploads, keyOf } from './kept-uploads.ts';
import { runUpload, UploadControl } from './run-upload.ts';
import { type Difference, differenceOf } from './same-files.ts';
import { Speed } from './speed.ts';
import { uploadsUnderWay } from './under-way.ts';
import type { NewUpload, OwnFile, UploadUnderWay } from './upload.ts';
import { portsOf } from './upload-ports.ts';
import { OVER, type UploadEvent, uploadAfter } from './upload-state.ts';

/** Address of the worker's script; `build-site.ts` writes it. */
declare const UPLOAD_WORKER_URL: string;

/** How often the kept record is written while bytes move, milliseconds. */
const WRITTEN_EVERY = 1_000;

/** How long an upload that was sent is still shown, milliseconds. */
const SHOWN_AFTER = 4_000;

const running = new Map<string, UploadControl>();
const kept = new Map<string, KeptUpload>();

/** Begins to send a study. It goes on when the view is left, and is found again when the page was closed. */
export async function startUpload(upload: NewUpload): Promise<void> {
  const { content, folder, files, handle } = upload;
  const owner = institution.value;
  const key = keyOf(owner, content.studyId);
  const earlier = running.get(key);
  earlier?.stop();
  const record: KeptUpload = {
    key,
    institution: owner,
    content,
    folder,
    files: files.map(({ name, file }) => ({ path: name, bytes: file.size, modified: file.lastModified })),
    ...(handle && { handle }),
    startedAt: Date.now(),
    isPaused: false,
    sent: 0,
    total: 0,
  };
  await keepUpload(record);
  show(underWay(record, 'preparing'));
  void run(upload, record);
}

/** Uploads of this institution that an earlier page began. Those whose folder can be read go on by themselves. */
export async function findUploads(): Promise<void> {
  for (const record of await keptUploads(institution.value)) {
    const { studyId } = record.content;
    if (running.has(record.key) || (await isHeld(record.key))) continue;
    kept.set(record.key, record);
    const { handle } = record;
    const isReadable = handle !== undefined && (await permissionOf(handle)) === 'granted';
    if (isReadable && (await goOnFrom(record, handle))) continue;
    show({ ...underWay(record, 'interrupted'), needs: handle ? 'permission' : 'folder' });
    // Another page may have ended it meanwhile.
    if (OVER.has(stateOf(studyId) ?? 'sent')) remove(studyId);
  }
}

/** Reads the folder again that the browser kept; asks for the permission if it must. A click has to lead here. */
export async function allowUpload(studyId: string): Promise<Difference | undefined> {
  const record = kept.get(keyOf(institution.value, studyId));
  const { handle } = record ?? {};
  if (!record || !handle) return undefined;
  const asked = (handle as PermittedHandle).requestPermission?.({ mode: 'read' });
  if (asked && (await asked) !== 'granted') return undefined;
  if (await goOnFrom(record, handle)) return undefined;
  return differenceOf(record.files, await filesIn(handle, record));
}

/** Goes on with the files of a folder that was chosen again; if they are not those of the upload, says which are not. */
export function giveFiles(studyId: string, files: readonly OwnFile[]): Difference | undefined {
  const record = kept.get(keyOf(institution.value, studyId));
  if (!record) return undefined;
  const difference = differenceOf(record.files, files);
  if (difference.missing.length + difference.changed.length > 0) return difference;
  goOn(record, files);
  return undefined;
}

export function pauseUpload(studyId: string): void {
  const key = keyOf(institution.value, studyId);
  running.get(key)?.pause();
  hear(studyId, { kind: 'paused' });
  const record = kept.get(key);
  if (record) keepStanding(record, true);
}

export function resumeUpload(studyId: string): void {
  const key = keyOf(institution.value, studyId);
  hear(studyId, { kind: 'resumed' });
  running.get(key)?.resume();
  const record = kept.get(key);
  if (record) keepStanding(record, false);
}

/** Ends an upload. What has arrived is deleted by the service after some days, or sent over by the next upload. */
export async function stopUpload(studyId: string): Promise<void> {
  const key = keyOf(institution.value, studyId);
  running.get(key)?.stop();
  running.delete(key);
  kept.delete(key);
  await forgetUpload(key);
  remove(studyId);
}

async function run(upload: NewUpload, record: KeptUpload): Promise<void> {
  const { key, institution: owner, content } = record;
  const { studyId } = content;
  const control = new UploadControl();
  running.set(key, control);
  kept.set(key, record);
  if (record.isPaused) control.pause();
  const worker = new ArchiveWorker(() => new Worker(UPLOAD_WORKER_URL, { type: 'module' }));
  const speed = new Speed();
  let written = 0;
  let last: UploadEvent['kind'] | undefined;
  const onEvent = (event: UploadEvent): void => {
    if (event.kind !== last) speed.reset();
    last = event.kind;
    if (event.kind === 'sending') {
      const { sent, total } = event;
      hear(studyId, { ...event, secondsLeft: speed.secondsLeft(sent, total, Date.now()) });
      if (Date.now() - written < WRITTEN_EVERY) return;
    } else hear(studyId, event);
    written = Date.now();
    if (event.kind !== 'sent' && event.kind !== 'reading') keepStanding(record, control.isPaused);
  };
  const end = await holding(key, () => runUpload(portsOf(upload, owner, worker), control, onEvent, record.sent));
  worker.end();
  if (running.get(key) === control) running.delete(key);
  if (end === 'failed') await forgetUpload(key);
  if (end !== 'sent') return;
  kept.delete(key);
  await forgetUpload(key);
  // The service knows the study now; a view that shows the upload sees that it was sent.
  setTimeout(() => {
    if (stateOf(studyId) === 'sent') remove(studyId);
  }, SHOWN_AFTER);
}

/** Keeps how far an upload is: another page shows it before it has asked the service. */
function keepStanding(record: KeptUpload, isPaused: boolean): void {
  const { sent, total } = uploadsUnderWay.value.find(({ studyId }) => studyId === record.content.studyId) ?? record;
  void keepUpload({ ...record, sent, total, isPaused });
}

/** As long as an upload runs, no other page of this browser goes on with it. */
function holding<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
  if (!navigator.locks) return work();
  return navigator.locks.request(`radscore-upload ${key}`, work) as Promise<Result>;
}

async function isHeld(key: string): Promise<boolean> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return held.some(({ name }) => name === `radscore-upload ${key}`);
}

function goOn(record: KeptUpload, files: readonly OwnFile[]): void {
  const byName = new Map(files.map((one) => [one.name, one]));
  const own = record.files.flatMap(({ path }) => byName.get(path) ?? []);
  const { content, folder, handle } = record;
  show(underWay(record, record.isPaused ? 'paused' : 'preparing'));
  void run({ content, folder, files: own, ...(handle && { handle }) }, record);
}

async function goOnFrom(record: KeptUpload, handle: FileSystemDirectoryHandle): Promise<boolean> {
  const files = await filesIn(handle, record);
  const { missing, changed } = differenceOf(record.files, files);
  if (missing.length + changed.length > 0) return false;
  goOn(record, files);
  return true;
}

/** The files of an upload in its folder; those that are gone are left out. */
async function filesIn(folder: FileSystemDirectoryHandle, record: KeptUpload): Promise<OwnFile[]> {
  const found: OwnFile[] = [];
  for (const { path } of record.files) {
    const parts = path.split('/');
    try {
      let at = folder;
      for (const part of parts.slice(0, -1)) at = await at.getDirectoryHandle(part);
      found.push({ name: path, file: await (await at.getFileHandle(parts[parts.length - 1])).getFile() });
    } catch {
      // It is gone, or no longer to be read: the difference names it.
    }
  }
  return found;
}

/** Browsers that keep handles have these; their types are not in the standard library yet. */
type PermittedHandle = FileSystemDirectoryHandle & {
  queryPermission?(of: { readonly mode: 'read' }): Promise<PermissionState>;
  requestPermission?(of: { readonly mode: 'read' }): Promise<PermissionState>;
};

async function permissionOf(handle: PermittedHandle): Promise<PermissionState> {
  return (await handle.queryPermission?.({ mode: 'read' }).catch(() => 'prompt' as const)) ?? 'granted';
}

function underWay(record: KeptUpload, state: UploadUnderWay['state']): UploadUnderWay {
  const { content, folder, files, sent, total, startedAt } = record;
  const toRead = files.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    studyId: content.studyId,
    state,
    sent,
    total: total || toRead,
    read: 0,
    toRead,
    folder,
    isSynthetic: content.origin === 'synthetic',
    startedAt,
  };
}

function stateOf(studyId: string): UploadUnderWay['state'] | undefined {
  return uploadsUnderWay.value.find((one) => one.studyId === studyId)?.state;
}

function hear(studyId: string, event: UploadEvent): void {
  uploadsUnderWay.value = uploadsUnderWay.value.map((one) => (one.studyId === studyId ? uploadAfter(one, event) : one));
}

function show(upload: UploadUnderWay): void {
  uploadsUnderWay.value = [upload, ...uploadsUnderWay.value.filter(({ studyId }) => studyId !== upload.studyId)];
}

function remove(studyId: string): void {
  uploadsUnderWay.value = uploadsUnderWay.value.filter((one) => one.studyId !== studyId);
}
