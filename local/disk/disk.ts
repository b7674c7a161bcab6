/** Through which the stores of the local cloud write what they keep: the disk of a state folder. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import type { Difference } from './inventory.ts';

/**
 * The files of a state folder. What is done takes effect in the order in which it is done; what is done without giving
 * up the turn of the event loop lasts as a whole or not at all. Paths are absolute.
 */
export interface Disk {
  /** What the file holds for a reader of this process; undefined if there is none. */
  read(path: string): Buffer | undefined;
  /** Adds to a file that is `offset` bytes long; it is made if there is none. */
  append(path: string, offset: number, text: string): void;
  replace(path: string, text: string): void;
  /** The new name must not have been used before. */
  move(from: string, to: string): void;
  /** A file or a folder, which need not be there; the name of a folder is not used again. */
  remove(path: string): void;
  /** Remembers a change for a store that keeps files of its own. */
  record(channel: string, value: unknown): void;
  /** The changes of a store that it may have lost in a crash, the oldest first. */
  recorded(channel: string): readonly unknown[];
  /** Resolves once all that was done before outlasts a power cut. */
  flush(): Promise<void>;
  /** Resolves once the content of a file that was written elsewhere lasts; its name does with the next `flush`. */
  keepFile(path: string): Promise<void>;
  /** Resolves once the files of a folder that `isKept` names, which were written elsewhere, last as they are. */
  keepFolder(path: string, isKept: (file: string) => boolean): Promise<void>;
  /** Says that `sync` is to be awaited before the log of earlier changes is dropped. */
  beforeCheckpoint(sync: () => Promise<void>): void;
  /** The files below a folder that were not as they had been left when the disk was opened. */
  differencesIn(folder: string): readonly Difference[];
  /** Reports what was found and repaired. */
  note(message: string): void;
}

/** Writes at once and syncs nothing: what was done outlasts the process, but not a power cut. For parts without a cloud. */
class DirectDisk implements Disk {
  read(path: string): Buffer | undefined {
    return existsSync(path) ? readFileSync(path) : undefined;
  }

  append(path: string, offset: number, text: string): void {
    if (offset === 0 && existsSync(path)) truncateSync(path, 0);
    appendFileSync(path, text, { mode: 0o600 });
  }

  replace(path: string, text: string): void {
    writeFileSync(`${path}.new`, text, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  move(from: string, to: string): void {
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
  }

  remove(path: string): void {
    rmSync(path, { recursive: true, force: true });
  }

  record(): void {}

  recorded(): readonly unknown[] {
    return [];
  }

  async flush(): Promise<void> {}

  async keepFile(): Promise<void> {}

  async keepFolder(): Promise<void> {}

  beforeCheckpoint(): void {}

  differencesIn(): readonly Difference[] {
    return [];
  }

  /** Nobody listens. */
  note(): void {}
}

const direct = new DirectDisk();
const open = new Map<string, Disk>();

/**
 * The disk of the state folder that a path lies in. Stores find theirs by it instead of being handed it: a store that
 * was forgotten would write past the log without a word.
 */
export function diskOf(path: string): Disk {
  for (const [home, disk] of open) if (isBelow(path, home)) return disk;
  return direct;
}

/** Makes `disk` that of all paths below `home`, until the function is called that is returned. */
export function serveFolder(home: string, disk: Disk): () => void {
  open.set(home, disk);
  return () => void open.delete(home);
}

function isBelow(path: string, home: string): boolean {
  const inside = relative(home, path);
  return inside !== '..' && !inside.startsWith(`..${sep}`);
}
