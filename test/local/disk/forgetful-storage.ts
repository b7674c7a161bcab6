/** A disk that keeps what was synced and forgets the rest, in part or as a whole, when the power is cut. */
import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { StableStorage } from '../../../local/disk/stable-storage.ts';

type Random = () => number;

interface Entry {
  /** Of a file: its inode, which keeps its identity when the name changes. */
  readonly inode: string;
  readonly isFolder: boolean;
}

type Names = ReadonlyMap<string, Entry>;

/** LevelDB syncs by itself what it does not call its log; what it calls so it leaves to the system. */
const LEVELDB = 'tables';

/**
 * Takes no part in writing: whatever is in the folder and was not synced through it is what a power cut may take. A file's
 * content is what it was when its last sync began; a folder's names likewise. Everything else is lost, kept, or torn, at
 * random: names one by one in any order, so that a later change may be kept and an earlier one lost. Of a rename either both
 * folders have it or none, as every file system with a journal has it.
 */
export class ForgetfulStorage implements StableStorage {
  readonly #home: string;
  readonly #random: Random;
  /** A disk that syncs nothing though it says so: to see that it makes a difference. */
  readonly #forgetsAll: boolean;
  readonly #contents = new Map<string, Buffer>();
  readonly #names = new Map<string, Names>();
  /** By file or folder, the number of the capture that it was last kept as: an earlier one that ends later adds nothing. */
  readonly #keptAs = new Map<string, number>();
  #captures = 0;

  /** What is in the folder now has been there for long. */
  constructor(home: string, random: Random, forgetsAll = false) {
    this.#forgetsAll = forgetsAll;
    this.#home = home;
    this.#random = random;
    this.#keepTree(home);
  }

  async syncFile(path: string): Promise<void> {
    const keep = this.#captured(path);
    await delay(this.#random() * 3);
    if (!this.#forgetsAll) keep();
  }

  async syncFolder(path: string): Promise<void> {
    await this.syncFile(path);
  }

  async syncAll(_home: string, paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      const keep = this.#captured(path);
      if (this.#random() < 0.1) await delay(1);
      keep();
    }
  }

  /** Writes what is left of the folder to `target`; the folder itself stays as it is. */
  cut(target: string): void {
    const present = new Map<string, string>();
    this.#list(this.#home, present);
    this.#cutFolder(this.#home, target, present, this.#movedOnce());
  }

  /** Of a file that was moved the disk knows one name: the old one or the new one. */
  #movedOnce(): ReadonlyMap<string, string> {
    const durable = new Map<string, string>();
    for (const [folder, names] of this.#names) {
      for (const [name, { inode, isFolder }] of names) if (!isFolder) durable.set(inode, join(folder, name));
    }
    const present = new Map<string, string>();
    this.#list(this.#home, present);
    const chosen = new Map<string, string>();
    for (const [inode, path] of present) {
      const before = durable.get(inode);
      if (before !== undefined && before !== path) chosen.set(inode, this.#random() < 0.5 ? before : path);
    }
    return chosen;
  }

  #cutFolder(folder: string, target: string, present: Map<string, string>, moved: ReadonlyMap<string, string>): void {
    mkdirSync(target, { recursive: true });
    const durable: Names = this.#names.get(folder) ?? new Map();
    const current = namesIn(folder);
    const isLevelDb = folder === join(this.#home, LEVELDB);
    const asSynced = isLevelDb && this.#random() < 0.5;
    for (const name of new Set([...durable.keys(), ...current.keys()])) {
      const path = join(folder, name);
      const [before, now] = [durable.get(name), current.get(name)];
      let entry = before?.inode === now?.inode ? now : this.#random() < 0.5 ? before : now;
      if (isLevelDb) entry = asSynced ? before : now;
      const [movedBefore, movedNow] = [before && moved.get(before.inode), now && moved.get(now.inode)];
      if (movedBefore !== undefined)
        entry = movedBefore === path ? before : now?.inode === before?.inode ? undefined : now;
      if (movedNow !== undefined && movedNow === path) entry = now;
      else if (movedNow !== undefined && entry === now) entry = movedBefore === path ? before : undefined;
      if (!entry) continue;
      if (entry.isFolder) {
        this.#cutFolder(path, join(target, name), present, moved);
        continue;
      }
      const content = this.#contentAfter(entry.inode, present.get(entry.inode), isLevelDb, asSynced, name);
      writeFileSync(join(target, name), content, { mode: 0o600 });
    }
  }

  #contentAfter(inode: string, path: string | undefined, isLevelDb: boolean, asSynced: boolean, name: string): Buffer {
    const synced = this.#contents.get(inode);
    const now = path === undefined ? undefined : readFileSync(path);
    if (!now || asSynced || synced?.equals(now)) return synced ?? Buffer.alloc(0);
    if (isLevelDb && !name.endsWith('.log')) return now;
    const kept = synced && now.subarray(0, synced.length).equals(synced) ? synced.length : 0;
    const torn = kept + Math.floor(this.#random() * (now.length - kept + 1));
    const choice = Math.floor(this.#random() * 4);
    if (choice === 0) return kept > 0 || !synced ? now.subarray(0, kept) : synced;
    if (choice === 1) return now;
    if (choice === 2 || isLevelDb) return now.subarray(0, torn);
    // The length reached the disk, the last blocks did not.
    return Buffer.concat([now.subarray(0, torn), Buffer.alloc(now.length - torn)]);
  }

  #captured(path: string): () => void {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (!stat) return () => {};
    const number = ++this.#captures;
    const isLatest = (of: string) => {
      if ((this.#keptAs.get(of) ?? 0) > number) return false;
      this.#keptAs.set(of, number);
      return true;
    };
    if (stat.isDirectory()) {
      const names = namesIn(path);
      const movedAway = this.#movedAway(path, names);
      return () => {
        if (!isLatest(path)) return;
        this.#names.set(path, names);
        for (const { inode } of names.values()) this.#forgetElsewhere(inode, path);
        for (const [inode, now] of movedAway) this.#keepName(now, { inode, isFolder: false });
      };
    }
    const inode = `${stat.ino}-${stat.birthtimeNs}`;
    const content = contentOf(path);
    // LevelDB removes files whenever it is done with them.
    if (!content) return () => {};
    return () => {
      if (isLatest(inode)) this.#contents.set(inode, content);
    };
  }

  /** Files that the disk knows in a folder, and that are in another one by now, with their new paths. */
  #movedAway(folder: string, names: Names): ReadonlyMap<string, string> {
    const here = new Set([...names.values()].map(({ inode }) => inode));
    const gone = [...(this.#names.get(folder)?.values() ?? [])].filter(
      ({ inode, isFolder }) => !isFolder && !here.has(inode),
    );
    const present = new Map<string, string>();
    if (gone.length > 0) this.#list(this.#home, present);
    return new Map(gone.flatMap(({ inode }) => (present.has(inode) ? [[inode, present.get(inode) as string]] : [])));
  }

  /** A rename is one change of a journal, of the folder that the file leaves and of the one that it comes to. */
  #keepName(path: string, entry: Entry): void {
    for (let at = path, known = entry; at !== this.#home; at = dirname(at)) {
      const folder = dirname(at);
      const names = new Map(this.#names.get(folder));
      if (names.get(basename(at))?.inode === known.inode) break;
      this.#names.set(folder, names.set(basename(at), known));
      const stat = statSync(folder, { bigint: true });
      known = { inode: `${stat.ino}-${stat.birthtimeNs}`, isFolder: true };
    }
  }

  #forgetElsewhere(inode: string, folder: string): void {
    for (const [other, names] of this.#names) {
      if (other === folder) continue;
      const left = [...names].filter(([, entry]) => entry.inode !== inode || entry.isFolder);
      if (left.length < names.size) this.#names.set(other, new Map(left));
    }
  }

  #keepTree(path: string): void {
    this.#captured(path)();
    for (const [name, { isFolder }] of isFolderAt(path) ? namesIn(path) : []) {
      if (isFolder) this.#keepTree(join(path, name));
      else this.#captured(join(path, name))();
    }
  }

  #list(folder: string, found: Map<string, string>): void {
    for (const [name, { inode, isFolder }] of namesIn(folder)) {
      if (isFolder) this.#list(join(folder, name), found);
      else found.set(inode, join(folder, name));
    }
  }
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}

function namesIn(folder: string): Map<string, Entry> {
  const names = new Map<string, Entry>();
  if (!isFolderAt(folder)) return names;
  for (const name of readdirSync(folder)) {
    const stat = lstatSync(join(folder, name), { bigint: true, throwIfNoEntry: false });
    if (stat) names.set(name, { inode: `${stat.ino}-${stat.birthtimeNs}`, isFolder: stat.isDirectory() });
  }
  return names;
}

function isFolderAt(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** A generator of numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
