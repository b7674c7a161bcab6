/** Fetches the files of a sequence: several at once, in their order, with progress and abort. */
import type { FetchedFile, FilePart } from '../../../engine/messages.ts';
import type { StudyFile } from '../data/study-data.ts';

/** A file did not come as the manifest declares it. */
export class FileNotFetched extends Error {
  override readonly name = 'FileNotFetched';

  constructor(index: number, got: string, wanted: string) {
    super(`files[${index}]: got ${got}; wanted ${wanted}. Ask again: the address may have run out.`);
  }
}

/** Browsers open six connections to a host: more at once would only wait. */
const AT_ONCE = 6;

/** Runs tasks in their order, a few at once. One line of them for all sequences: the first comes first. */
export class TaskLine {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(most = AT_ONCE) {
    this.#most = most;
  }

  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#most) await new Promise<void>((go) => this.#waiting.push(go));
    else this.#running++;
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      // The place goes from one task to the next.
      if (next) next();
      else this.#running--;
    }
  }
}

/** What one sequence gets: its files in their order, and the memory that nothing else needs. */
export interface FetchedSequence {
  readonly files: readonly FetchedFile[];
  /** Can be given to a worker: no other sequence has these bytes. */
  readonly transfer: readonly ArrayBuffer[];
}

/** Of a file, what holds the header of a slice as scanners write it; one with a longer header is shown when it is whole. */
const HEAD_BYTES = 2 ** 15;
/** Files of fewer heads are fetched whole: two requests would take longer than their bytes. */
const LEAST_HEADS = 4;

/** Addresses are signed again each time they are asked for: what the browser keeps of them is never asked for again. */
const NOT_KEPT: RequestCache = 'no-store';

export interface PartsOptions {
  /** Whether a file is wanted in two parts, its head before the others' rests. */
  readonly hasHead: (file: StudyFile) => boolean;
  readonly send: (part: FilePart, transfer: readonly ArrayBuffer[]) => void;
  /** Files, by position, whose rest is wanted before that of others; asked each time. */
  readonly order: () => readonly number[];
  readonly onBytes?: (done: number, all: number) => void;
}

/**
 * Fetches the files of several sequences. A file that two of them need, such as one archive with the whole study, comes
 * once. What is asked for first comes first.
 */
export class StudyDownload {
  readonly #signal: AbortSignal;
  readonly #fetching: typeof fetch;
  readonly #line = new TaskLine();
  readonly #uses = new Map<string, number>();
  readonly #shared = new Map<string, Promise<FetchedFile>>();

  /** @param wanted files of each sequence that will be asked for */
  constructor(
    wanted: Iterable<readonly StudyFile[]>,
    signal: AbortSignal,
    fetching: typeof fetch = (...request) => fetch(...request),
  ) {
    this.#signal = signal;
    this.#fetching = fetching;
    for (const files of wanted) for (const { path } of files) this.#uses.set(path, (this.#uses.get(path) ?? 0) + 1);
  }

  /** @throws FileNotFetched, AbortError; TypeError without a network */
  async filesOf(files: readonly StudyFile[], onBytes?: (done: number, all: number) => void): Promise<FetchedSequence> {
    const all = files.reduce((sum, { bytes }) => sum + bytes, 0);
    let done = 0;
    const hear = (count: number): void => {
      done += count;
      onBytes?.(done, all);
    };
    const fetched = await Promise.all(files.map((file, index) => this.#file(file, index, hear)));
    const own = fetched.filter(({ name }) => !this.#isShared(name));
    return { files: fetched, transfer: own.map(({ bytes }) => bytes.buffer as ArrayBuffer) };
  }

  /**
   * Fetches the files of a sequence part by part, as they are sent on: of some their heads first, and what is left of them
   * when the heads of all have come, in an order that may change on the way.
   *
   * @throws FileNotFetched, AbortError; TypeError without a network
   */
  async partsOf(files: readonly StudyFile[], { hasHead, send, order, onBytes }: PartsOptions): Promise<void> {
    const all = files.reduce((sum, { bytes }) => sum + bytes, 0);
    let done = 0;
    const hear = (count: number): void => {
      done += count;
      onBytes?.(done, all);
    };
    const left = new Map<number, string | null>();
    const heads = files.map(async (file, index): Promise<void> => {
      if (this.#isShared(file.path) || !hasHead(file) || file.bytes <= LEAST_HEADS * HEAD_BYTES) {
        const { name, bytes } = await this.#file(file, index, hear);
        return send({ file: index, start: 0, bytes }, this.#isShared(name) ? [] : [bytes.buffer as ArrayBuffer]);
      }
      const { bytes, etag } = await this.#line.run(() => this.#range(file, index, 0, HEAD_BYTES, hear));
      if (bytes.length < file.bytes) left.set(index, etag);
      send({ file: index, start: 0, bytes }, [bytes.buffer as ArrayBuffer]);
    });
    await Promise.all(heads);
    const rests = [...left].map(() =>
      this.#line.run(async () => {
        // Which one comes next is decided when there is a place for it.
        const index = order().find((one) => left.has(one)) ?? ([...left.keys()][0] as number);
        const before = left.get(index);
        left.delete(index);
        const { bytes, etag } = await this.#range(files[index], index, HEAD_BYTES, files[index].bytes, hear);
        if (etag !== before) throw new FileNotFetched(index, 'two versions of a file', 'one');
        send({ file: index, start: HEAD_BYTES, bytes }, [bytes.buffer as ArrayBuffer]);
      }),
    );
    await Promise.all(rests);
  }

  /** Bytes of a file from `start` up to `end`. A server that knows no ranges gives the whole, of which the part is taken. */
  async #range(
    { url, bytes: length }: StudyFile,
    index: number,
    start: number,
    end: number,
    hear: (count: number) => void,
  ): Promise<{ readonly bytes: Uint8Array; readonly etag: string | null }> {
    this.#signal.throwIfAborted();
    // A range of this form needs no question before it (Fetch, CORS-safelisted request-headers).
    const headers = { range: `bytes=${start}-${end - 1}` };
    const response = await this.#fetching(url, { signal: this.#signal, cache: NOT_KEPT, headers });
    if (!response.ok) throw new FileNotFetched(index, `status ${response.status}`, '206');
    const got = new Uint8Array(await response.arrayBuffer());
    const isPart = response.status === 206;
    const wanted = isPart ? end - start : length;
    if (got.length !== wanted) throw new FileNotFetched(index, `${got.length} bytes`, `${wanted} bytes`);
    hear(end - start);
    return { bytes: isPart ? got : got.slice(start, end), etag: response.headers.get('etag') };
  }

  #isShared(path: string): boolean {
    return (this.#uses.get(path) ?? 0) > 1;
  }

  async #file(file: StudyFile, index: number, hear: (count: number) => void): Promise<FetchedFile> {
    if (!this.#isShared(file.path)) return this.#line.run(() => this.#fetch(file, index, hear));
    const known = this.#shared.get(file.path);
    const coming = known ?? this.#line.run(() => this.#fetch(file, index, hear));
    this.#shared.set(file.path, coming);
    const fetched = await coming;
    if (known) hear(file.bytes);
    return fetched;
  }

  async #fetch({ path, url, bytes }: StudyFile, index: number, hear: (count: number) => void): Promise<FetchedFile> {
    this.#signal.throwIfAborted();
    const response = await this.#fetching(url, { signal: this.#signal, cache: NOT_KEPT });
    if (!response.ok || !response.body) throw new FileNotFetched(index, `status ${response.status}`, '200');
    const content = bytes <= AT_A_TIME ? await wholeOf(response, hear) : await pieceByPiece(response.body, bytes, hear);
    if (content.length !== bytes) throw new FileNotFetched(index, `${content.length} bytes`, `${bytes} bytes`);
    return { name: path, bytes: content };
  }
}

/** Files up to this size move the progress when they are there; larger ones while they come. */
const AT_A_TIME = 4_000_000;

async function wholeOf(response: Response, hear: (count: number) => void): Promise<Uint8Array> {
  const content = new Uint8Array(await response.arrayBuffer());
  hear(content.length);
  return content;
}

/** The bytes that are there, at most as many as wanted, or the first piece that is too much. */
async function pieceByPiece(
  body: ReadableStream<Uint8Array>,
  wanted: number,
  hear: (count: number) => void,
): Promise<Uint8Array> {
  const content = new Uint8Array(wanted);
  const reader = body.getReader();
  let at = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return at === wanted ? content : content.slice(0, at);
    if (at + value.length > wanted) return new Uint8Array(at + value.length);
    content.set(value, at);
    at += value.length;
    hear(value.length);
  }
}
