/** Keeps an item and its index entries together when the process is killed, which dynalite alone does not. */
import type { DynaliteStore, KeyValueStore, LevelOperation } from './dynalite.ts';

/**
 * Makes every write of an item one LevelDB batch with the writes of its index entries. dynalite writes them one after
 * the other, index first: a process killed in between would leave an index entry without its item for ever.
 *
 * It relies on dynalite's order: `updateIndexes`, then the item, in one turn of the event loop if the index writes
 * call back at once. So what is pending when an item is written belongs to that item.
 */
export function makeWritesAtomic(store: DynaliteStore): void {
  const pending: LevelOperation[] = [];
  const { getItemDb, getIndexDb } = store;
  const items = new Map<string, KeyValueStore>();
  const indexes = new Map<string, KeyValueStore>();

  const commit = (operation: LevelOperation, callback: (error: Error | null) => void) =>
    store.db.batch([...pending.splice(0), operation], callback);

  store.getItemDb = (table) =>
    remembered(items, table, () => {
      const prefix = `item-${table}~`;
      return Object.assign(getItemDb(table), {
        put: (key, value, callback) => commit({ type: 'put', key: prefix + key, value }, callback),
        del: (key, callback) => commit({ type: 'del', key: prefix + key }, callback),
      } satisfies Partial<KeyValueStore>);
    });
  store.getIndexDb = (type, table, index) =>
    remembered(indexes, `${type.toLowerCase()}~${table}~${index}`, (name) => {
      const prefix = `index-${name}~`;
      return Object.assign(getIndexDb(type, table, index), {
        put: (key, value, callback) => {
          pending.push({ type: 'put', key: prefix + key, value });
          callback(null);
        },
        del: (key, callback) => {
          pending.push({ type: 'del', key: prefix + key });
          callback(null);
        },
      } satisfies Partial<KeyValueStore>);
    });
}

function remembered<T>(known: Map<string, T>, name: string, make: (name: string) => T): T {
  let found = known.get(name);
  if (!found) {
    found = make(name);
    known.set(name, found);
  }
  return found;
}
