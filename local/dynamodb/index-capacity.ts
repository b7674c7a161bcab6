/** Adds the writes of indexes to the consumed capacity of a write, which dynalite leaves out. */

type AttributeMap = Readonly<Record<string, unknown>>;

interface Index {
  readonly IndexName: string;
}

interface Table {
  readonly LocalSecondaryIndexes?: readonly Index[];
  readonly GlobalSecondaryIndexes?: readonly Index[];
}

interface IndexActions {
  readonly puts: readonly { readonly index: string; readonly key: string; readonly item: AttributeMap }[];
  readonly deletes: readonly { readonly index: string; readonly key: string }[];
}

interface Capacity {
  CapacityUnits: number;
}

/** The functions of dynalite's `db` module by which its actions write an item; they call them by name. */
export interface DynaliteWrites {
  addConsumedCapacity(input: AttributeMap, isRead: boolean, item?: unknown, other?: unknown): Capacity | undefined;
  updateIndexes(
    store: unknown,
    table: Table,
    before: AttributeMap | null,
    after: AttributeMap | null,
    then: unknown,
  ): void;
  getIndexActions(
    indexes: readonly Index[],
    before: AttributeMap | null,
    after: AttributeMap | null,
    table: Table,
  ): IndexActions;
  capacityUnits(item: unknown, isRead: boolean, isConsistent: boolean): number;
}

/**
 * Makes `ReturnConsumedCapacity` count what DynamoDB bills for the indexes of a write (Developer Guide, "Provisioned
 * throughput considerations for global secondary indexes"): a put into an index, a delete from it, both if the item's key
 * in it changes, and nothing if what the index has of the item stays the same.
 *
 * It relies on dynalite's order: the consumed capacity of a write, then its indexes, in one turn of the event loop.
 */
export function countIndexWrites(database: DynaliteWrites): void {
  const { addConsumedCapacity, updateIndexes } = database;
  let last: Capacity | undefined;
  database.addConsumedCapacity = (...given) => {
    last = addConsumedCapacity(...given);
    return last;
  };
  database.updateIndexes = (store, table, before, after, then) => {
    if (last) last.CapacityUnits += indexUnits(database, table, before, after);
    last = undefined;
    updateIndexes(store, table, before, after, then);
  };
}

function indexUnits(
  database: DynaliteWrites,
  table: Table,
  before: AttributeMap | null,
  after: AttributeMap | null,
): number {
  const indexes = [...(table.LocalSecondaryIndexes ?? []), ...(table.GlobalSecondaryIndexes ?? [])];
  const size = (item: AttributeMap) => database.capacityUnits(item, false, false);
  let units = 0;
  for (const index of indexes) {
    const [was] = before ? database.getIndexActions([index], null, before, table).puts : [];
    const [is] = after ? database.getIndexActions([index], null, after, table).puts : [];
    if (was && is && was.key === is.key) {
      if (JSON.stringify(was.item) !== JSON.stringify(is.item)) units += Math.max(size(was.item), size(is.item));
    } else {
      units += (was ? size(was.item) : 0) + (is ? size(is.item) : 0);
    }
  }
  return units;
}
