/** The log to which every change of the state goes before anything else: a folder of numbered segments. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { decodeFrames, encodeFrame, hasFrameAfter, type Operation } from './operations.ts';
import type { StableStorage } from './stable-storage.ts';
import { StateDamaged } from './state-damaged.ts';

export const LOG_FOLDER = 'wal';
const SEGMENT = /^(\d{8})\.log$/;

/** What the segments of a folder hold; nothing is changed. */
export interface LogContent {
  readonly operations: readonly Operation[];
  readonly segments: readonly number[];
  /** Segments that hold nothing that counts. */
  readonly stale: readonly number[];
  /** The end of the last segment, if that was being written: it was never acknowledged. */
  readonly torn?: { readonly file: string; readonly whole: number; readonly bytes: number };
}

/**
 * Reads the segments after `checkpoint`: a cut may bring back older ones that were dropped. Throws `StateDamaged` if
 * something is amiss that a power cut does not explain.
 */
export function readLog(home: string, checkpoint: number): LogContent {
  const folder = join(home, LOG_FOLDER);
  const all = (existsSync(folder) ? readdirSync(folder) : [])
    .flatMap((name) => SEGMENT.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  const segments = all.filter(
    (segment, index) => segment > checkpoint && segment - index === (all.at(-1) ?? 0) - all.length + 1,
  );
  const operations: Operation[] = [];
  let torn: LogContent['torn'];
  for (const [index, segment] of segments.entries()) {
    const file = nameOf(segment);
    const bytes = readFileSync(join(home, file));
    const frames = decodeFrames(bytes);
    for (const operation of frames.operations) operations.push(operation);
    if (frames.whole === bytes.length) continue;
    const isLast = index === segments.length - 1;
    if (!isLast || hasFrameAfter(bytes, frames.whole)) throw new StateDamaged(file, 'damaged', REMEDY);
    torn = { file, whole: frames.whole, bytes: bytes.length - frames.whole };
  }
  return { operations, segments, stale: all.filter((segment) => !segments.includes(segment)), torn };
}

const REMEDY =
  'Restore the state folder from a copy; or move the folder wal away to go on with the files as they are, without the last changes before the stop.';

export class WriteAheadLog {
  readonly #home: string;
  readonly #storage: StableStorage;
  #segment: number;
  #descriptor: number;
  #size = 0;
  /** Segments that hold what may not be in the files for good. */
  #former: number[];

  private constructor(home: string, storage: StableStorage, former: readonly number[], last: number) {
    this.#home = home;
    this.#storage = storage;
    this.#former = [...former];
    // Numbers are never used twice.
    this.#segment = last + 1;
    this.#descriptor = openSync(join(home, nameOf(this.#segment)), 'ax', 0o600);
  }

  /** Begins a segment after those that were read. */
  static async open(
    home: string,
    storage: StableStorage,
    content: LogContent,
    checkpoint: number,
  ): Promise<WriteAheadLog> {
    const { segments, stale, torn } = content;
    mkdirSync(join(home, LOG_FOLDER), { recursive: true, mode: 0o700 });
    if (torn) {
      truncateSync(join(home, torn.file), torn.whole);
      await storage.syncFile(join(home, torn.file));
    }
    for (const segment of stale) rmSync(join(home, nameOf(segment)));
    const log = new WriteAheadLog(home, storage, segments, Math.max(checkpoint, ...segments));
    await storage.syncFolder(join(home, LOG_FOLDER));
    await storage.syncFolder(home);
    return log;
  }

  /** Bytes of the segment that is being written. */
  get size(): number {
    return this.#size;
  }

  /** Returns once the operations outlast a power cut. Thrown away and called again it leaves them there once. */
  async write(operations: readonly Operation[]): Promise<void> {
    const frame = encodeFrame(operations);
    const file = join(this.#home, nameOf(this.#segment));
    try {
      for (let written = 0; written < frame.length; ) {
        written += writeSync(this.#descriptor, frame, written, frame.length - written);
      }
      await this.#storage.syncFile(file);
    } catch (error) {
      // Half of a group in front of the next one would end the log for its reader.
      truncateSync(file, this.#size);
      throw error;
    }
    this.#size += frame.length;
  }

  /** What follows goes to a new segment; returns the former ones, to be dropped once the files hold their operations. */
  async rotate(): Promise<readonly number[]> {
    closeSync(this.#descriptor);
    this.#former.push(this.#segment);
    this.#segment++;
    this.#descriptor = openSync(join(this.#home, nameOf(this.#segment)), 'ax', 0o600);
    this.#size = 0;
    await this.#storage.syncFolder(join(this.#home, LOG_FOLDER));
    return [...this.#former];
  }

  drop(segments: readonly number[]): void {
    this.#former = this.#former.filter((segment) => !segments.includes(segment));
    // The oldest first: what is left after a cut is a series without a gap.
    for (const segment of segments) rmSync(join(this.#home, nameOf(segment)), { force: true });
  }

  /** After a checkpoint nothing is left of the log. */
  close(): void {
    closeSync(this.#descriptor);
    if (this.#former.length === 0 && this.#size === 0) rmSync(join(this.#home, nameOf(this.#segment)));
  }
}

export const FIRST_SEGMENT = nameOf(1);

function nameOf(segment: number): string {
  return `${LOG_FOLDER}/${String(segment).padStart(8, '0')}.log`;
}
