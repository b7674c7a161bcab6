/** Makes the tables of the template exist, and refuses a table on disk that is defined differently. */
import { isDeepStrictEqual } from 'node:util';
import type { TableEngine } from './engine.ts';
import type { IndexDefinition, TableDefinition } from './table-definition.ts';

/** A table that cannot be had as it is defined. */
export class TableNotHonoured extends Error {
  override readonly name = 'TableNotHonoured';
  readonly table: string;

  constructor(table: string, fault: string, remedy: string) {
    super(`table ${table}: got ${fault}. ${remedy}`);
    this.table = table;
  }
}

const TABLE_MEMBERS = [
  'TableName',
  'AttributeDefinitions',
  'KeySchema',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
];
const INDEX_MEMBERS = ['IndexName', 'KeySchema', 'Projection'];

/** Creates the table, or makes sure that the one on disk is the one that is defined. Throws `TableNotHonoured`. */
export async function ensureTable(engine: TableEngine, definition: TableDefinition): Promise<void> {
  refuseOthers(definition, definition, TABLE_MEMBERS);
  const indexes = [...(definition.GlobalSecondaryIndexes ?? []), ...(definition.LocalSecondaryIndexes ?? [])];
  for (const index of indexes) refuseOthers(definition, index, INDEX_MEMBERS);
  const existing = await engine.describe(definition.TableName);
  if (!existing) {
    await engine.create(definition);
    return;
  }
  if (!isDeepStrictEqual(shapeOf(existing), shapeOf(definition))) {
    throw new TableNotHonoured(
      definition.TableName,
      'keys or indexes that differ from those of the table on disk',
      "The local DynamoDB does not rebuild tables: move the local cloud's state away and start again.",
    );
  }
}

function shapeOf(table: TableDefinition) {
  const byName = (indexes: readonly IndexDefinition[] = []) =>
    Object.fromEntries(indexes.map(({ IndexName, KeySchema, Projection }) => [IndexName, { KeySchema, Projection }]));
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes } = table;
  const shape = {
    attributes: Object.fromEntries(AttributeDefinitions.map((one) => [one.AttributeName, one.AttributeType])),
    KeySchema,
    global: byName(GlobalSecondaryIndexes),
    local: byName(LocalSecondaryIndexes),
  };
  // Without prototypes and undefined members, as it comes back from the disk.
  return JSON.parse(JSON.stringify(shape)) as typeof shape;
}

function refuseOthers(definition: TableDefinition, part: object, honoured: readonly string[]): void {
  const other = Object.keys(part).find((name) => !honoured.includes(name));
  if (other) throw new TableNotHonoured(definition.TableName, other, `Honoured are ${honoured.join(', ')}.`);
}
