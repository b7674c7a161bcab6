/** Fetches the files of a sequence: several at once, in their order, with progress and abort. */
import type { FetchedFile } from '../../../engine/messages.ts';
import type { StudyFile } from '../study-data.ts';

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

export interface FetchOptions {
  readonly signal: AbortSignal;
  readonly line: TaskLine;
  /** Hears bytes that came, of all. */
  readonly onBytes?: (done: number, all: number) => void;
  readonly fetching?: typeof fetch;
}

/** The files in memory, in the order given. @throws FileNotFetched, AbortError; TypeError without a network */
export function fetchFiles(
  files: readonly StudyFile[],
  { signal, line, onBytes, fetching = fetch }: FetchOptions,
): Promise<FetchedFile[]> {
  const all = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const hear = (count: number): void => {
    done += count;
    onBytes?.(done, all);
  };
  return Promise.all(files.map((file, index) => line.run(() => fetchFile(file, index, { signal, hear, fetching }))));
}

async function fetchFile(
  { path, url, bytes }: StudyFile,
  index: number,
  { signal, hear, fetching }: { signal: AbortSignal; hear: (count: number) => void; fetching: typeof fetch },
): Promise<FetchedFile> {
  signal.throwIfAborted();
  const response = await fetching(url, { signal });
  if (!response.ok || !response.body) throw new FileNotFetched(index, `status ${response.status}`, '200');
  const content = new Uint8Array(bytes);
  const reader = response.body.getReader();
  let at = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (at + value.length > bytes) throw new FileNotFetched(index, `more than ${bytes} bytes`, `${bytes} bytes`);
    content.set(value, at);
    at += value.length;
    hear(value.length);
  }
  if (at !== bytes) throw new FileNotFetched(index, `${at} bytes`, `${bytes} bytes`);
  return { name: path, bytes: content };
}
