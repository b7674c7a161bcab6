/** The disk of a running cloud: a write-ahead log with group commit in front of the files. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { type Disk, serveFolder } from './disk.ts';
import { FileImage } from './file-image.ts';
import { type Difference, INVENTORY, Inventory } from './inventory.ts';
import type { Operation } from './operations.ts';
import { machineStorage, type StableStorage } from './stable-storage.ts';
import { effectOf, stateFile } from './state-files.ts';
import { FIRST_SEGMENT, LOG_FOLDER, readLog, WriteAheadLog } from './write-ahead-log.ts';

export interface JournaledDiskOptions {
  readonly home: string;
  readonly storage?: StableStorage;
  /** Receives a line for everything that was found amiss. */
  readonly onNote: (message: string) => void;
  /** A segment of the log that is longer is followed by a checkpoint. */
  readonly checkpointBytes?: number;
}

const CHECKPOINT_BYTES = 64 * 1024 ** 2;
const RETRY_MS = 500;
/** How long a group is gathered after the one before it. */
const GATHERING_MS = 2;
/** LevelDB removes files of its own when it is done with them. */
const TABLES = 'tables';

/**
 * A change goes to the log, which is synced for as many changes as came together; then the files are changed, and only
 * then are the callers answered. So what is in the files is in the log, and after a cut the log is played over them.
 * The files are synced at a checkpoint, after which the log begins afresh.
 */
export class JournaledDisk implements Disk {
  /** Whether nothing was ever kept in the folder. */
  readonly isNew: boolean;
  /** What was not as it had been left, when the folder was opened. */
  readonly differences: readonly Difference[];
  readonly #home: string;
  readonly #storage: StableStorage;
  readonly #onNote: (message: string) => void;
  readonly #checkpointBytes: number;
  readonly #log: WriteAheadLog;
  readonly #inventory: Inventory;
  readonly #recovered = new Map<string, unknown[]>();
  readonly #hooks: (() => Promise<void>)[] = [];
  /** Files and folders that differ from what was synced. */
  #dirty: Set<string>;
  /** New names of files since the last checkpoint began, by the old ones. */
  #moved = new Map<string, string>();
  /** Folders in which files were made that the next group relies on. */
  #folders = new Set<string>();
  #knownFolders = new Set<string>();
  #pending: Operation[] = [];
  #writing: readonly Operation[] = [];
  #waiting = expectation();
  #current: Promise<void> = Promise.resolve();
  #isCommitting = false;
  /** What is to be done when no group is being written. */
  #between: (() => Promise<void>)[] = [];
  #checkpointing: Promise<void> | undefined;
  #broken: Error | undefined;
  readonly #leave: () => void;

  private constructor(options: JournaledDiskOptions, log: WriteAheadLog, inventory: Inventory, found: FoundState) {
    const { home, storage = machineStorage, onNote, checkpointBytes = CHECKPOINT_BYTES } = options;
    this.#home = home;
    this.#storage = storage;
    this.#onNote = onNote;
    this.#checkpointBytes = checkpointBytes;
    this.#log = log;
    this.#inventory = inventory;
    this.differences = found.differences;
    this.isNew = found.isNew;
    this.#dirty = new Set(found.dirty);
    for (const operation of found.operations) {
      if (operation[0] !== 'record') continue;
      const [, channel, value] = operation;
      const values = this.#recovered.get(channel) ?? [];
      values.push(value);
      this.#recovered.set(channel, values);
    }
    this.#leave = serveFolder(home, this);
    for (const difference of found.differences) this.#report(difference);
  }

  /** Plays the log of the last run over the files and compares them with the inventory. Throws `StateDamaged`. */
  static async open(options: JournaledDiskOptions): Promise<JournaledDisk> {
    const { home, storage = machineStorage, onNote } = options;
    const inventory = new Inventory(home);
    const found = readLog(home, inventory.checkpoint);
    if (found.torn) {
      onNote(
        `${found.torn.file}: the last ${found.torn.bytes} bytes were half-written and never acknowledged; cut off`,
      );
    }
    const image = new FileImage(home, found.operations);
    image.write();
    for (const { name, bytes } of image.shortened) {
      onNote(`${name} is missing, empty or cut: it lacks ${bytes} bytes; ${stateFile(name)?.consequence}`);
    }
    const isComplete = inventory.isComplete(found.segments);
    if (!isComplete) inventory.adopt(home);
    const isNew = inventory.isEmpty && found.operations.length === 0;
    if (!isComplete && !isNew) onNote(`${INVENTORY} is not whole: ${stateFile(INVENTORY)?.consequence}`);
    inventory.follow(found.operations);
    for (const { name } of image.shortened) inventory.set(name, statSync(join(home, name)).size);
    const log = await WriteAheadLog.open(home, storage, found, inventory.checkpoint);
    const dirty = new Set<string>();
    for (const name of image.names) touch(dirty, name);
    // Files that a store keeps by itself may have gone since the last checkpoint; after a stop there is one.
    const isClean = found.segments.length === 0 && !inventory.isOpen;
    if (found.segments.length === 0 && inventory.isOpen)
      onNote(`${LOG_FOLDER} is missing: ${stateFile(FIRST_SEGMENT)?.consequence}`);
    const differences = inventory
      .differences(home)
      .filter(({ file, damage }) => isClean || damage !== 'missing' || !file.startsWith(`${TABLES}/`));
    await inventory.begin(storage);
    return new JournaledDisk(options, log, inventory, { operations: found.operations, differences, dirty, isNew });
  }

  read(path: string): Buffer | undefined {
    return new FileImage(this.#home, [...this.#writing, ...this.#pending]).read(this.#name(path));
  }

  append(path: string, offset: number, text: string): void {
    this.#do(['append', this.#name(path), offset, text]);
  }

  replace(path: string, text: string): void {
    this.#do(['replace', this.#name(path), text]);
  }

  move(from: string, to: string): void {
    this.#do(['move', this.#name(from), this.#name(to)]);
  }

  remove(path: string): void {
    this.#do(['remove', this.#name(path)]);
  }

  record(channel: string, value: unknown): void {
    this.#do(['record', channel, value]);
  }

  recorded(channel: string): readonly unknown[] {
    return this.#recovered.get(channel) ?? [];
  }

  async flush(): Promise<void> {
    if (this.#broken) throw this.#broken;
    if (this.#pending.length === 0 && this.#folders.size === 0) return this.#current;
    this.#goOn();
    return this.#waiting.promise;
  }

  async keepFile(path: string): Promise<void> {
    await this.#storage.syncFile(path);
    const folder = dirname(path);
    this.#folders.add(folder);
    // A folder that was made lately has to be found itself.
    for (let above = folder; !this.#knownFolders.has(above); above = dirname(above)) {
      this.#knownFolders.add(above);
      this.#folders.add(above);
      if (above === this.#home) break;
    }
  }

  async keepFolder(path: string, isKept: (file: string) => boolean): Promise<void> {
    const files = readdirSync(path).filter(isKept);
    // Before the sync: what is added meanwhile need not be on the disk after a cut.
    const sizes = new Map(files.map((file) => [file, statSync(join(path, file), { throwIfNoEntry: false })?.size]));
    // A file that is gone before the names are kept is needed by none of those that are left.
    await this.#storage.syncAll(this.#home, [...files.map((file) => join(path, file)), path]);
    this.#inventory.forget(this.#name(path));
    for (const [file, size] of sizes) {
      if (size !== undefined && existsSync(join(path, file))) this.#inventory.set(this.#name(join(path, file)), size);
    }
  }

  beforeCheckpoint(sync: () => Promise<void>): void {
    this.#hooks.push(sync);
  }

  differencesIn(folder: string): readonly Difference[] {
    const name = `${this.#name(folder)}/`;
    return this.differences.filter(({ file }) => file.startsWith(name));
  }

  note(message: string): void {
    this.#onNote(message);
  }

  /** Declares the sizes of files that a store keeps by itself, as they are after a clean stop. */
  get inventory(): Inventory {
    return this.#inventory;
  }

  /** Brings the files to stable storage and begins the log afresh. */
  checkpoint(): Promise<void> {
    this.#checkpointing ??= this.#check().finally(() => {
      this.#checkpointing = undefined;
    });
    return this.#checkpointing;
  }

  /** All is in the files for good, and the log is gone. */
  async close(): Promise<void> {
    try {
      await this.flush();
      await this.#checkpointing;
      await this.#check(true);
    } finally {
      this.#log.close();
      this.#leave();
    }
  }

  #report({ file, damage, got, wanted }: Difference): void {
    const known = stateFile(file);
    const means = effectOf(file, damage);
    if (!known || !means || means.effect === 'refused') return;
    if (!known.readerNotes || damage === 'missing') {
      const size = damage === 'missing' ? '' : ` (${got} of ${wanted} bytes)`;
      this.#onNote(`${file} is ${damage}${size}: ${means.consequence}`);
    }
    // It was said once; what can be restored stays on the list.
    if (damage === 'missing' && !known.awaited) this.#do(['remove', file]);
  }

  #name(path: string): string {
    const name = relative(this.#home, path);
    return sep === '/' ? name : name.replaceAll(sep, '/');
  }

  #do(operation: Operation): void {
    if (this.#broken) throw this.#broken;
    this.#pending.push(operation);
    this.#goOn();
  }

  #goOn(): void {
    if (this.#isCommitting) return;
    this.#isCommitting = true;
    void this.#commit();
  }

  /** Writes group after group until nothing is left to be written, and does between them what may not meet one. */
  async #commit(): Promise<void> {
    // What the same turn does goes into the same group.
    await setImmediate();
    try {
      while (this.#pending.length > 0 || this.#folders.size > 0 || this.#between.length > 0) {
        if (this.#pending.length > 0 || this.#folders.size > 0) {
          await this.#writeGroup();
          // Where one change came during a sync there are more: a sync costs more processor time than what it syncs.
          if (this.#pending.length > 0) await delay(GATHERING_MS);
          if (this.#log.size > this.#checkpointBytes) this.checkpoint().catch(this.#fault);
        }
        for (const run of this.#between.splice(0)) await run();
      }
    } catch (error) {
      this.#broken = error as Error;
      this.#waiting.reject(error);
      this.#fault(this.#broken);
      for (const run of this.#between.splice(0)) await run();
    } finally {
      this.#isCommitting = false;
    }
  }

  async #writeGroup(): Promise<void> {
    const group = this.#pending;
    const waiting = this.#waiting;
    const folders = [...this.#folders];
    this.#pending = [];
    this.#writing = group;
    this.#folders = new Set();
    this.#waiting = expectation();
    this.#current = waiting.promise;
    try {
      await this.#insist(async () => {
        await Promise.all(folders.map((folder) => this.#storage.syncFolder(folder)));
        if (group.length > 0) await this.#log.write(group);
      });
      const image = new FileImage(this.#home, group);
      // Before the files move: a checkpoint that finds a file gone looks here for it.
      for (const [kind, from, to] of group) if (kind === 'move') this.#moved.set(from, to);
      // In one turn: a reader sees each change once, in what is written or in the files.
      await this.#insist(async () => {
        image.write();
        this.#writing = [];
      });
      this.#inventory.follow(group);
      for (const name of image.names) touch(this.#dirty, name);
      waiting.resolve();
    } catch (error) {
      waiting.reject(error);
      throw error;
    }
  }

  /** A disk that is full stays so for a while: callers wait, and nothing is lost. */
  async #insist(write: () => Promise<void>): Promise<void> {
    for (let isFirst = true; ; isFirst = false) {
      try {
        return await write();
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== 'ENOSPC' && code !== 'EDQUOT') throw error;
        if (isFirst) this.#onNote('the disk is full: writes wait until there is room; remove something');
        await delay(RETRY_MS);
      }
    }
  }

  async #check(isLast = false): Promise<void> {
    const { dirty, segments } = await this.#betweenGroups(async () => {
      const changed = this.#dirty;
      this.#dirty = new Set();
      this.#moved = new Map();
      return { dirty: [...changed], segments: await this.#log.rotate() };
    });
    // Those who were answered by a group of these segments have had their turn.
    await setImmediate();
    await Promise.all(this.#hooks.map((sync) => sync()));
    for (let names = dirty; names.length > 0; ) {
      await this.#storage.syncAll(
        this.#home,
        names.map((name) => join(this.#home, name)),
      );
      // What was moved meanwhile was not found under its old name, and the folder that was synced may lack it by now.
      names = names.flatMap((name) => this.#moved.get(name) ?? []).flatMap((name) => [name, dirname(name)]);
    }
    await this.#inventory.keep(this.#storage, segments.at(-1) ?? 0, !isLast);
    this.#log.drop(segments);
  }

  #betweenGroups<T>(run: () => Promise<T>): Promise<T> {
    // No group is written any more.
    if (this.#broken) return run();
    return new Promise((resolve, reject) => {
      this.#between.push(() => run().then(resolve, reject));
      this.#goOn();
    });
  }

  readonly #fault = (error: Error): void =>
    this.#onNote(`fault: the state cannot be written (${error.message}); nothing is acknowledged until the next start`);
}

interface FoundState {
  readonly operations: readonly Operation[];
  readonly differences: readonly Difference[];
  readonly dirty: ReadonlySet<string>;
  readonly isNew: boolean;
}

/** Rejected or not, there need be nobody who waits. */
function expectation(): PromiseWithResolvers<void> {
  const waiting = Promise.withResolvers<void>();
  waiting.promise.catch(() => {});
  return waiting;
}

/** A file, and the folders in which its name is found. */
function touch(dirty: Set<string>, name: string): void {
  dirty.add(name);
  for (let folder = dirname(name); folder !== '.'; folder = dirname(folder)) dirty.add(folder);
  dirty.add('.');
}
