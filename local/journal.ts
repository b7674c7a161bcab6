/** A file of JSON lines that survives `kill -9`: the base of everything that must not be forgotten. */
import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';

/** A complete line of a journal that is not JSON: the file was edited or the disk is damaged. */
export class JournalDamaged extends Error {
  override readonly name = 'JournalDamaged';
  readonly file: string;
  readonly line: number;

  constructor(file: string, line: number) {
    super(`${file}, line ${line}: not a JSON record; restore the file, or move it away to start without it`);
    this.file = file;
    this.line = line;
  }
}

/**
 * An append-only file of JSON lines. `append` returns once the line has left the process, so that it survives `kill -9`.
 * A last line without its line feed was being written at that moment, was never acknowledged, and is cut off.
 */
export class Journal<Entry> {
  readonly file: string;
  /** Undefined once it is closed. */
  #descriptor: number | undefined;

  private constructor(file: string, descriptor: number) {
    this.file = file;
    this.#descriptor = descriptor;
  }

  /** Opens or creates `file` and reads what is in it. */
  static open<Entry>(file: string): { journal: Journal<Entry>; entries: Entry[] } {
    const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
    const whole = bytes.lastIndexOf(0x0a) + 1;
    const entries = parse<Entry>(file, bytes.subarray(0, whole));
    const descriptor = openSync(file, 'a');
    if (whole < bytes.length) ftruncateSync(descriptor, whole);
    return { journal: new Journal<Entry>(file, descriptor), entries };
  }

  /** The entries of a journal that another owner may be writing. */
  static read<Entry>(file: string): Entry[] {
    const bytes = readFileSync(file);
    return parse<Entry>(file, bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1));
  }

  append(entry: Entry): void {
    if (this.#descriptor === undefined) throw new Error(`${this.file} is closed; nothing can be appended`);
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    for (let written = 0; written < line.length; ) written += writeSync(this.#descriptor, line, written);
  }

  /** Replaces the content; after a crash the file holds either the old entries or the new ones. */
  rewrite(entries: readonly Entry[]): void {
    const draft = `${this.file}.new`;
    writeFileSync(draft, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    renameSync(draft, this.file);
    this.close();
    this.#descriptor = openSync(this.file, 'a');
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

function parse<Entry>(file: string, bytes: Buffer): Entry[] {
  if (bytes.length === 0) return [];
  return bytes
    .toString('utf8', 0, bytes.length - 1)
    .split('\n')
    .map((line, index) => {
      try {
        return JSON.parse(line) as Entry;
      } catch {
        throw new JournalDamaged(file, index + 1);
      }
    });
}
