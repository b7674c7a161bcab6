/** A file of JSON lines that is only added to: the base of everything that must not be forgotten. */
import { writeFileSync } from 'node:fs';
import { type Disk, diskOf } from './disk/disk.ts';
import { StateDamaged } from './disk/state-damaged.ts';

/** A line of a journal that is not JSON, with others behind it: the file was edited or the disk is damaged. */
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
 * An append-only file of JSON lines. What is appended lasts once the disk of its folder was flushed. A tail that is not
 * whole was being written when the machine or the process stopped, and was never acknowledged: it is cut off, kept in a
 * file of its own, and reported.
 */
export class Journal<Entry> {
  readonly file: string;
  readonly #disk: Disk;
  #size: number;
  #isOpen = true;

  private constructor(file: string, disk: Disk, size: number) {
    this.file = file;
    this.#disk = disk;
    this.#size = size;
  }

  /** Opens or creates `file` and reads what is in it. Throws `JournalDamaged`. */
  static open<Entry>(file: string): { journal: Journal<Entry>; entries: Entry[] } {
    const disk = diskOf(file);
    const bytes = disk.read(file);
    const { entries, whole } = wholeEntries<Entry>(file, bytes ?? Buffer.alloc(0));
    if (bytes === undefined) disk.append(file, 0, '');
    else if (whole < bytes.length) cutTail(disk, file, bytes, whole);
    return { journal: new Journal<Entry>(file, disk, whole), entries };
  }

  /** The entries of a journal that another owner may be writing. Throws `StateDamaged` or `JournalDamaged`. */
  static read<Entry>(file: string): Entry[] {
    const bytes = diskOf(file).read(file);
    if (!bytes) throw new StateDamaged(file, 'missing', 'Restore it from a copy of the state folder.');
    return wholeEntries<Entry>(file, bytes).entries;
  }

  append(entry: Entry): void {
    if (!this.#isOpen) throw new Error(`${this.file} is closed; nothing can be appended`);
    const line = `${JSON.stringify(entry)}\n`;
    this.#disk.append(this.file, this.#size, line);
    this.#size += Buffer.byteLength(line);
  }

  /** Replaces the content; after a crash the file holds either the old entries or the new ones. */
  rewrite(entries: readonly Entry[]): void {
    const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    this.#disk.replace(this.file, text);
    this.#size = Buffer.byteLength(text);
  }

  close(): void {
    this.#isOpen = false;
  }
}

/** The entries up to a torn tail, and how many bytes they take. Throws `JournalDamaged` if entries follow what is torn. */
export function wholeEntries<Entry>(file: string, bytes: Buffer): { entries: Entry[]; whole: number } {
  const entries: Entry[] = [];
  let whole = 0;
  let torn = 0;
  for (let at = 0, line = 1; at < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, at);
    // Without its line feed a line is torn, even if what is there happens to be JSON: `12` may have been `123`.
    const entry = end < 0 ? undefined : parse<Entry>(bytes.toString('utf8', at, end));
    at = end < 0 ? bytes.length : end + 1;
    if (entry === undefined) torn ||= line;
    else if (torn > 0) throw new JournalDamaged(file, torn);
    else {
      entries.push(entry.value);
      whole = at;
    }
  }
  return { entries, whole };
}

function parse<Entry>(line: string): { value: Entry } | undefined {
  try {
    return { value: JSON.parse(line) as Entry };
  } catch {
    return undefined;
  }
}

function cutTail(disk: Disk, file: string, bytes: Buffer, whole: number): void {
  const kept = `${file}.torn`;
  writeFileSync(kept, bytes.subarray(whole), { mode: 0o600 });
  disk.replace(file, bytes.toString('utf8', 0, whole));
  disk.note(`${file}: the last ${bytes.length - whole} bytes were half-written; they were cut off and are in ${kept}`);
}
