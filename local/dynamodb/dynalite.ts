/** Typed access to dynalite's operations and store, without its HTTP server. */
import { createRequire } from 'node:module';
import { countIndexWrites, type DynaliteWrites } from './index-capacity.ts';
import { type ExpressionParser, rememberExpressions } from './remembered-expressions.ts';

/** The parts of dynalite 4.0.0 that are used below its HTTP server, which would be a second hop for every request. */

export type Callback = (error: Error | null, result?: unknown) => void;

export interface KeyValueStore {
  get(key: string, callback: Callback): void;
  put(key: string, value: unknown, callback: Callback): void;
  del(key: string, callback: Callback): void;
}

export type LevelOperation =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string };

export interface DynaliteStore {
  readonly db: {
    open(): Promise<void>;
    batch(operations: readonly LevelOperation[], callback: Callback): void;
    put(key: string, value: unknown, callback: Callback): void;
    del(key: string, callback: Callback): void;
  };
  readonly tableDb: KeyValueStore & { awsAccountId: string; awsRegion: string };
  readonly lifecycleManager: { gracefulClose(): Promise<void> };
  getItemDb(table: string): KeyValueStore;
  getIndexDb(type: string, table: string, index: string): KeyValueStore;
}

/** Thrown by validation and handed to callbacks by actions; errors without a body are faults. */
export interface DynaliteError extends Error {
  readonly statusCode?: number;
  readonly body?: { readonly __type: string; readonly message?: string; readonly Message?: string };
}

interface Validation {
  readonly types: Readonly<Record<string, unknown>>;
  readonly custom?: unknown;
}

const require = createRequire(import.meta.url);
const database = require('dynalite/db/index.js') as DynaliteWrites & {
  create(options: {
    path: string | undefined;
    createTableMs: number;
    deleteTableMs: number;
    updateTableMs: number;
  }): DynaliteStore;
};
countIndexWrites(database);
for (const name of ['conditionParser', 'updateParser', 'projectionParser']) {
  rememberExpressions(require(`dynalite/db/${name}.js`) as ExpressionParser);
}
const validations = require('dynalite/validations/index.js') as {
  checkTypes(input: unknown, types: Validation['types']): Record<string, unknown>;
  checkValidations(input: unknown, types: Validation['types'], custom: unknown, store: DynaliteStore): void;
};

export function createStore(path: string | undefined): DynaliteStore {
  const store = database.create({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  rememberTables(store.tableDb);
  return store;
}

/** Every operation asks what its table is like, and that hardly ever changes. */
function rememberTables(tables: KeyValueStore): void {
  const known = new Map<string, string>();
  const [get, put, del] = [tables.get.bind(tables), tables.put.bind(tables), tables.del.bind(tables)];
  let changes = 0;
  /** An answer that was on its way while the table changed is not kept. */
  const changing = (name: string, callback: Callback): Callback => {
    known.delete(name);
    changes++;
    return (error, result) => {
      changes++;
      callback(error, result);
    };
  };
  tables.get = (name, callback) => {
    const text = known.get(name);
    if (text !== undefined) {
      // A copy, because operations change it; later, as the store answers.
      setImmediate(() => callback(null, JSON.parse(text)));
      return;
    }
    const before = changes;
    get(name, (error, table) => {
      if (!error && table && changes === before) known.set(name, JSON.stringify(table));
      callback(error, table);
    });
  };
  tables.put = (name, table, callback) => put(name, table, changing(name, callback));
  tables.del = (name, callback) => del(name, changing(name, callback));
}

/** One API operation of dynalite. */
export class DynaliteOperation {
  private readonly validation: Validation;
  private readonly action: (store: DynaliteStore, input: Record<string, unknown>, callback: Callback) => void;

  /** `name` as in the API, e.g. `PutItem`. */
  constructor(name: string) {
    const file = `${name[0].toLowerCase()}${name.slice(1)}.js`;
    this.validation = require(`dynalite/validations/${file}`);
    this.action = require(`dynalite/actions/${file}`);
  }

  /** A parameter that dynalite would drop without a word. */
  unknownParameter(input: Readonly<Record<string, unknown>>): string | undefined {
    return Object.keys(input).find((name) => !Object.hasOwn(this.validation.types, name));
  }

  run(store: DynaliteStore, input: Readonly<Record<string, unknown>>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const checked = validations.checkTypes({ ...input }, this.validation.types);
      validations.checkValidations(checked, this.validation.types, this.validation.custom, store);
      this.action(store, checked, (error, result) => (error ? reject(error) : resolve(result)));
    });
  }
}
