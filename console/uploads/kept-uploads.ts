/** Uploads that outlive the page: on this computer only, while they last. Never what is in the files, and never a token. */
import type { KeptFile } from './same-files.ts';
import type { NewUpload } from './upload.ts';

/** What is kept of an upload until it ends. */
export interface KeptUpload {
  /** Institution and study. */
  readonly key: string;
  readonly institution: string;
  readonly content: NewUpload['content'];
  readonly folder: string;
  readonly files: readonly KeptFile[];
  /** The folder as the browser finds it again, where it can. */
  readonly handle?: FileSystemDirectoryHandle;
  readonly startedAt: number;
  readonly isPaused: boolean;
  readonly sent: number;
  readonly total: number;
}

export function keyOf(institution: string, studyId: string): string {
  return `${institution}/${studyId}`;
}

const STORE = 'uploads';

function open(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const request = indexedDB.open('radscore', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' });
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

async function inStore<Result>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const database = await open();
  try {
    return await new Promise<Result>((done, fail) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      // What is written counts when the transaction ends.
      transaction.oncomplete = () => done(request.result);
      transaction.onabort = () => fail(transaction.error ?? request.error);
    });
  } finally {
    database.close();
  }
}

/** A browser that keeps nothing (a private window) still sends: the upload does not outlive the page then. */
export async function keepUpload(upload: KeptUpload): Promise<void> {
  await inStore('readwrite', (store) => store.put(upload)).catch(() => {});
}

export async function forgetUpload(key: string): Promise<void> {
  await inStore('readwrite', (store) => store.delete(key)).catch(() => {});
}

export async function keptUploads(institution: string): Promise<KeptUpload[]> {
  const all = await inStore<KeptUpload[]>('readonly', (store) => store.getAll()).catch(() => []);
  return all.filter((one) => one.institution === institution);
}
