/** Which files a state folder has to hold, and how long each of them is: what is missing, empty or cut is noticed. */
import { appendFileSync, existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Operation } from './operations.ts';
import type { StableStorage } from './stable-storage.ts';
import type { Damage } from './state-damaged.ts';
import { stateFile } from './state-files.ts';

export const INVENTORY = 'inventory.jsonl';

/** A file that is not as it was left. */
export interface Difference {
  readonly file: string;
  readonly damage: Damage;
  readonly got: number;
  readonly wanted: number;
}

type Line = readonly [file: string, size: number | null, state?: 'open'];

/** In place of a file: the last segment of the log whose operations are in the files, and whether a cloud ran then. */
const CHECKPOINT = '';

/**
 * Sizes as of the last checkpoint, in a file of JSON lines; later ones follow from the write-ahead log. Lines come in
 * groups that end with a checkpoint, and count as a group: a power cut may leave the last one torn. The segments of the
 * log that it would have made needless are there as long as it is, so that the groups before it and the log say the same.
 */
export class Inventory {
  readonly #file: string;
  readonly #sizes = new Map<string, number>();
  /** What the file on disk does not say yet. */
  #changed = new Set<string>();
  #lines = 0;
  #checkpoint = 0;
  #isOpen = false;
  readonly #ending: 'whole' | 'torn' | 'damaged';

  constructor(home: string) {
    this.#file = join(home, INVENTORY);
    this.#ending = this.#read();
  }

  static exists(home: string): boolean {
    return existsSync(join(home, INVENTORY));
  }

  /** The last segment of the log that is of no use any more, even if a cut brought it back. */
  get checkpoint(): number {
    return this.#checkpoint;
  }

  /** Whether nothing is missing from it that these segments, which the log has, do not say. */
  isComplete(segments: readonly number[]): boolean {
    return this.#ending === 'whole' || (this.#ending === 'torn' && segments[0] === this.#checkpoint + 1);
  }

  get isEmpty(): boolean {
    return this.#sizes.size === 0;
  }

  /** Whether the last cloud did not come to its end. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Takes over what the operations make of sizes. */
  follow(operations: Iterable<Operation>): void {
    for (const operation of operations) {
      const [kind, file] = operation;
      if (kind === 'append') this.set(file, operation[2] + Buffer.byteLength(operation[3]));
      else if (kind === 'replace') this.set(file, Buffer.byteLength(operation[2]));
      else if (kind === 'move') {
        // Played a second time, the file has its new name already.
        this.set(operation[2], this.#sizes.get(file) ?? this.#sizes.get(operation[2]));
        this.set(file, undefined);
      } else if (kind === 'remove') this.forget(file);
    }
  }

  set(file: string, size: number | undefined): void {
    if (size === undefined) this.#sizes.delete(file);
    else this.#sizes.set(file, size);
    this.#changed.add(file);
  }

  /** A file, or all of a folder. */
  forget(file: string): void {
    if (this.#sizes.has(file)) this.set(file, undefined);
    else for (const name of [...this.#sizes.keys()]) if (name.startsWith(`${file}/`)) this.set(name, undefined);
  }

  /** The files that are shorter than they were left, or gone. Longer ones are what a process that was killed left. */
  differences(home: string): Difference[] {
    const found: Difference[] = [];
    for (const [file, wanted] of this.#sizes) {
      const got = sizeOnDisk(join(home, file));
      if (got === undefined) found.push({ file, damage: 'missing', got: 0, wanted });
      else if (got < wanted) found.push({ file, damage: got === 0 ? 'empty' : 'cut', got, wanted });
    }
    return found;
  }

  /** Takes the files that are there for those that should be. */
  adopt(home: string): void {
    this.#sizes.clear();
    for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const file = relative(home, path).replaceAll(sep, '/');
      if (isListed(file)) this.set(file, statSync(path).size);
    }
  }

  /** Says that a cloud runs; makes the file if there is none, or makes it whole. */
  async begin(storage: StableStorage): Promise<void> {
    this.#isOpen = true;
    if (this.#ending === 'whole') await this.#add(storage);
    else await this.#rewrite(storage);
  }

  /** Returns once what changed, and that the log is in the files up to a segment, is kept for good. */
  async keep(storage: StableStorage, checkpoint: number, isOpen: boolean): Promise<void> {
    this.#checkpoint = checkpoint;
    this.#isOpen = isOpen;
    if (this.#lines > 2 * this.#sizes.size + 1000) await this.#rewrite(storage);
    else await this.#add(storage);
  }

  async #add(storage: StableStorage): Promise<void> {
    await this.#asWritten(async (changed) => {
      appendFileSync(this.#file, this.#text([...changed].map((file) => [file, this.#sizes.get(file) ?? null])));
      this.#lines += changed.size + 1;
      await storage.syncFile(this.#file);
    });
  }

  async #rewrite(storage: StableStorage): Promise<void> {
    await this.#asWritten(async () => {
      const draft = `${this.#file}.new`;
      writeFileSync(draft, this.#text(this.#sizes), { mode: 0o600 });
      this.#lines = this.#sizes.size;
      await storage.syncFile(draft);
      renameSync(draft, this.#file);
      await storage.syncFolder(dirname(this.#file));
    });
  }

  /** Groups go on while the list is synced: what they change is for the next checkpoint to write. */
  async #asWritten(write: (changed: ReadonlySet<string>) => Promise<void>): Promise<void> {
    const changed = this.#changed;
    this.#changed = new Set();
    try {
      await write(changed);
    } catch (error) {
      for (const file of changed) this.#changed.add(file);
      throw error;
    }
  }

  #text(lines: Iterable<Line>): string {
    const checkpoint: Line = this.#isOpen ? [CHECKPOINT, this.#checkpoint, 'open'] : [CHECKPOINT, this.#checkpoint];
    return [...lines, checkpoint].map((line) => `${JSON.stringify(line)}\n`).join('');
  }

  #read(): 'whole' | 'torn' | 'damaged' {
    if (!existsSync(this.#file)) return 'damaged';
    const lines = readFileSync(this.#file, 'utf8').split('\n');
    const rest = lines.pop();
    let group: Line[] = [];
    for (const [index, text] of lines.entries()) {
      const line = parsed(text);
      // What follows a line that is none was written later: then it is no end that a cut left.
      if (!line) return lines.slice(index).some((later) => parsed(later)?.[0] === CHECKPOINT) ? 'damaged' : 'torn';
      group.push(line);
      if (line[0] !== CHECKPOINT) continue;
      for (const each of group) this.#apply(each);
      group = [];
    }
    return rest === '' && group.length === 0 && lines.length > 0 ? 'whole' : 'torn';
  }

  #apply([file, size, state]: Line): void {
    if (file === CHECKPOINT) {
      this.#checkpoint = size ?? 0;
      this.#isOpen = state === 'open';
    } else if (size === null) this.#sizes.delete(file);
    else this.#sizes.set(file, size);
    this.#lines++;
  }
}

function parsed(text: string): Line | undefined {
  try {
    const line = JSON.parse(text) as Line;
    return Array.isArray(line) && typeof line[0] === 'string' ? line : undefined;
  } catch {
    return undefined;
  }
}

/** Files that are written through the disk. Bytes of objects are not: their lengths are known with the objects. */
function isListed(file: string): boolean {
  return stateFile(file)?.isListed === true;
}

function sizeOnDisk(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch {
    return undefined;
  }
}
