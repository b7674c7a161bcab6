/** Puts every write of the tables into the log of the state folder before LevelDB sees it. */
import type { Disk } from '../disk/disk.ts';
import type { Callback, DynaliteStore, LevelOperation } from './dynalite.ts';

const CHANNEL = 'tables';

/**
 * LevelDB syncs nothing unless it is asked to, write by write; of what was not synced a power cut may take any part from
 * the end of its log. So a write is recorded in the log of the folder, which syncs many at once, and reaches LevelDB only
 * then: nobody reads what may be lost. What LevelDB may have lost is written again at the next start; batches hold whole
 * values, so that the order is all that matters.
 */
export class LoggedWrites {
  readonly #store: DynaliteStore;
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #underWay = new Set<Promise<void>>();

  constructor(store: DynaliteStore, disk: Disk, folder: string) {
    this.#store = store;
    this.#disk = disk;
    this.#folder = folder;
  }

  /** Writes again what LevelDB may have lost, then sees to all writes from now on. The database has to be open. */
  async begin(): Promise<void> {
    const { db } = this.#store;
    const batch = db.batch.bind(db);
    const write = (operations: readonly LevelOperation[]) =>
      new Promise<void>((resolve, reject) => batch(operations, (error) => (error ? reject(error) : resolve())));
    for (const operations of this.#disk.recorded(CHANNEL)) await write(operations as LevelOperation[]);
    const logged = (operations: readonly LevelOperation[], callback: Callback) => {
      try {
        this.#disk.record(CHANNEL, operations);
      } catch (error) {
        setImmediate(callback, error as Error);
        return;
      }
      const written = this.#disk.flush().then(() => write(operations));
      const done = written.then(
        () => void setImmediate(callback, null),
        (error: Error) => void setImmediate(callback, error),
      );
      this.#underWay.add(done);
      done.finally(() => this.#underWay.delete(done));
    };
    db.batch = logged;
    db.put = (key, value, callback) => logged([{ type: 'put', key, value }], callback);
    db.del = (key, callback) => logged([{ type: 'del', key }], callback);
    this.#disk.beforeCheckpoint(() => this.#sync());
  }

  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** LevelDB writes its log at once, but leaves it to the system when that reaches the disk. */
  async #sync(): Promise<void> {
    await Promise.all(this.#underWay);
    await this.#disk.keepFolder(this.#folder, isStateOfLevelDb);
  }
}

/** The lock and the log for people, which LevelDB begins afresh at every start, are no state. */
export function isStateOfLevelDb(file: string): boolean {
  return /^(?:CURRENT|MANIFEST-\d+|\d+\.(?:log|ldb|sst))$/.test(file);
}
