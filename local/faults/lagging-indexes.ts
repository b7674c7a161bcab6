/** Secondary indexes that are behind their table, as those of DynamoDB may be. */
import type { Clock } from '../contracts.ts';

type Input = Readonly<Record<string, unknown>>;
type Key = Readonly<Record<string, unknown>>;

/** A table's operations, as the engine has them. */
export interface Operations {
  run(operation: string, input: Input): Promise<unknown>;
  describe(
    table: string,
  ): Promise<
    { readonly KeySchema: readonly { readonly AttributeName: string }[]; readonly TableName: string } | undefined
  >;
}

const WRITES: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']);

/**
 * Answers queries of an index from a second set of tables, into which each write of the first is copied when the lag is
 * over: items in the order of their writes, each as it was after its own.
 */
export class LaggingIndexes implements Operations {
  readonly #main: Operations;
  readonly #behind: Operations;
  readonly #clock: Pick<Clock, 'now' | 'at'>;
  readonly #lagMs: number;
  #last: Promise<unknown> = Promise.resolve();

  constructor(main: Operations, behind: Operations, clock: Pick<Clock, 'now' | 'at'>, lagSeconds: number) {
    this.#main = main;
    this.#behind = behind;
    this.#clock = clock;
    this.#lagMs = lagSeconds * 1000;
  }

  /** Copies what the tables hold already: an index is behind by the lag and no more. */
  async fill(tables: readonly string[]): Promise<void> {
    for (const TableName of tables) {
      let ExclusiveStartKey: unknown;
      do {
        const page = (await this.#main.run('Scan', {
          TableName,
          ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
        })) as {
          Items: unknown[];
          LastEvaluatedKey?: unknown;
        };
        for (const Item of page.Items) await this.#behind.run('PutItem', { TableName, Item });
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
    }
  }

  describe(table: string): ReturnType<Operations['describe']> {
    return this.#main.describe(table);
  }

  async run(operation: string, input: Input): Promise<unknown> {
    if (typeof input.IndexName === 'string') return this.#behind.run(operation, input);
    const output = await this.#main.run(operation, input);
    if (WRITES.has(operation)) for (const [table, key] of await this.#keysOf(input)) await this.#copyLater(table, key);
    return output;
  }

  async #copyLater(TableName: string, Key: Key): Promise<void> {
    const read = { TableName, Key, ConsistentRead: true };
    const { Item } = (await this.#main.run('GetItem', read)) as { Item?: unknown };
    const copy = () =>
      Item ? this.#behind.run('PutItem', { TableName, Item }) : this.#behind.run('DeleteItem', { TableName, Key });
    this.#clock.at(new Date(this.#clock.now().getTime() + this.#lagMs), () => {
      this.#last = this.#last.then(copy, copy);
    });
  }

  async #keysOf({ TableName, Key, Item, RequestItems }: Input): Promise<[table: string, key: Key][]> {
    if (typeof TableName === 'string') return [[TableName, await this.#keyOf(TableName, (Key ?? Item) as Key)]];
    const keys: [string, Key][] = [];
    for (const [table, requests] of Object.entries((RequestItems ?? {}) as Record<string, readonly Input[]>)) {
      for (const { PutRequest, DeleteRequest } of requests) {
        const { Item: put, Key: deleted } = (PutRequest ?? DeleteRequest) as { Item?: Key; Key?: Key };
        keys.push([table, await this.#keyOf(table, put ?? deleted ?? {})]);
      }
    }
    return keys;
  }

  async #keyOf(table: string, attributes: Key): Promise<Key> {
    const schema = (await this.#main.describe(table))?.KeySchema ?? [];
    return Object.fromEntries(schema.map(({ AttributeName: name }) => [name, attributes[name]]));
  }
}
