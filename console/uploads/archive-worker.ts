/** The worker of one upload as the page sees it: what it prepared, and parts of files. */
import type { UploadSource } from '@radscore/pipeline/upload';
import type { PreparedStudy, UploadAnswer, UploadJob, WorkerFailure } from './messages.ts';
import type { NewUpload, OwnFile } from './upload.ts';

/** The worker could not go on: a file that has changed, or a manifest that is none. */
export class WorkerFailed extends Error {
  override readonly name = 'WorkerFailed';
  readonly failure: WorkerFailure;

  constructor(failure: WorkerFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The part of a `Worker` that is used. */
export type PlainWorker = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;

interface Waiting {
  readonly done: (content: Uint8Array<ArrayBuffer> | Blob) => void;
  readonly fail: (error: Error) => void;
}

/** One worker at a time: another one after an abort. */
export class ArchiveWorker {
  readonly #start: () => PlainWorker;
  #worker: PlainWorker | undefined;
  #prepared: PreparedStudy | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(start: () => PlainWorker) {
    this.#start = start;
  }

  /** Reads the files and makes the archives. An abort ends the worker. @throws WorkerFailed */
  async prepare(
    content: NewUpload['content'],
    files: readonly OwnFile[],
    signal: AbortSignal,
    read: (bytes: number, all: number) => void,
  ): Promise<PreparedStudy> {
    this.end();
    const worker = this.#start();
    this.#worker = worker;
    this.#prepared = await new Promise<PreparedStudy>((done, fail) => {
      signal.addEventListener(
        'abort',
        () => {
          if (this.#prepared) return;
          this.end();
          fail(new DOMException('The upload was paused.', 'AbortError'));
        },
        { once: true },
      );
      worker.addEventListener('error', ({ message }) => {
        const failure = { code: 'internal', message: message || 'the worker ended' } as const;
        fail(new WorkerFailed(failure));
        this.#failAll(new WorkerFailed(failure));
      });
      worker.addEventListener('message', ({ data }: MessageEvent<UploadAnswer>) => {
        if (data.kind === 'read') read(data.bytes, data.all);
        else if (data.kind === 'prepared') done(data.prepared);
        else if (data.kind === 'part') this.#take(data.id)?.done(data.content);
        else if (data.id === undefined) fail(new WorkerFailed(data.failure));
        else this.#take(data.id)?.fail(new WorkerFailed(data.failure));
      });
      const job: UploadJob = { kind: 'prepare', content, files };
      worker.postMessage(job);
    });
    return this.#prepared;
  }

  /** A file of the prepared study. */
  source(path: string): UploadSource {
    const file = this.#prepared?.files.find((one) => one.path === path);
    if (!file) throw new Error(`got ${path}, which was not prepared; wanted a file of the manifest`);
    const { bytes, sha256, parts, etag } = file;
    return { bytes, digest: { bytes, sha256, parts, etag }, part: (start, end) => this.#part(path, start, end) };
  }

  end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#prepared = undefined;
    this.#failAll(new DOMException('The upload was ended.', 'AbortError'));
  }

  #part(path: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer> | Blob> {
    const id = ++this.#last;
    return new Promise((done, fail) => {
      this.#waiting.set(id, { done, fail });
      const job: UploadJob = { kind: 'part', id, path, start, end };
      this.#worker?.postMessage(job);
    });
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #failAll(error: Error): void {
    for (const { fail } of this.#waiting.values()) fail(error);
    this.#waiting.clear();
  }
}
