/** Keys of the one DynamoDB table, and its reads and conditional writes. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  type DeleteCommandInput,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { LineKey, StudyKey } from '../contracts/identifiers.ts';
import { dynamoDb, environment } from './clients.ts';
import { openItem, versioned, versionedUpdate } from './item-version.ts';

/** One table; every write is one conditional put or update, there are no transactions. */

export type Item = Record<string, unknown>;
export interface ItemKey {
  readonly PK: string;
  readonly SK: string;
}

export const studyPartition = (study: StudyKey): string => `STUDY#${study.institution}#${study.studyId}`;
export const linePartition = ({ owner, name }: LineKey): string => `MODEL#${owner}#${name}`;
export const institutionPartition = (institution: string): string => `INSTITUTION#${institution}`;
export const featuresPartition = (contentHash: string): string => `FEATURES#${contentHash}`;
/** Zero-padded, so that versions sort as numbers. */
export const versionSortKey = (version: number): string => `VERSION#${String(version).padStart(6, '0')}`;

export const INDEX_BY_STATUS = 'GSI1';
export const INDEX_LABELLED = 'GSI2';

export async function getItem(key: ItemKey): Promise<Item | undefined> {
  const { Item } = await dynamoDb.send(
    new GetCommand({ TableName: environment('TABLE_NAME'), Key: { PK: key.PK, SK: key.SK }, ConsistentRead: true }),
  );
  return Item && openItem(Item);
}

/** DynamoDB reads at most this many items in one request. */
const MOST_KEYS = 100;

/** Items by their keys, in the order of the keys; `undefined` for one that does not exist. */
export async function getItems(keys: readonly ItemKey[]): Promise<(Item | undefined)[]> {
  const table = environment('TABLE_NAME');
  const found = new Map<string, Item>();
  for (let from = 0; from < keys.length; from += MOST_KEYS) {
    let Keys: Item[] = keys.slice(from, from + MOST_KEYS).map(({ PK, SK }) => ({ PK, SK }));
    for (let attempt = 0; Keys.length > 0; attempt++) {
      if (attempt === 8) throw new Error(`got ${Keys.length} items that DynamoDB would not read; wanted none`);
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 25 * 2 ** attempt));
      const { Responses, UnprocessedKeys } = await dynamoDb.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
      );
      for (const item of Responses?.[table] ?? []) found.set(`${item.PK}\n${item.SK}`, openItem(item));
      Keys = UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return keys.map(({ PK, SK }) => found.get(`${PK}\n${SK}`));
}

/** Puts an item; false if the condition does not hold. */
export async function putItem(
  item: Item & ItemKey,
  condition?: Omit<PutCommandInput, 'TableName' | 'Item'>,
): Promise<boolean> {
  const Item = versioned(item);
  return held(() => dynamoDb.send(new PutCommand({ TableName: environment('TABLE_NAME'), Item, ...condition })));
}

/** Updates an item; false if the condition does not hold. */
export async function updateItem(
  key: ItemKey,
  update: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
): Promise<boolean> {
  const changes = versionedUpdate(update);
  return held(() =>
    dynamoDb.send(new UpdateCommand({ TableName: environment('TABLE_NAME'), Key: { ...key }, ...changes })),
  );
}

/** Deletes an item, or nothing if there is none; false if the condition does not hold. */
export async function deleteItem(
  key: ItemKey,
  condition?: Omit<DeleteCommandInput, 'TableName' | 'Key'>,
): Promise<boolean> {
  const Key = { PK: key.PK, SK: key.SK };
  return held(() => dynamoDb.send(new DeleteCommand({ TableName: environment('TABLE_NAME'), Key, ...condition })));
}

/** Every item of a query, page after page. */
export async function queryAll(query: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await queryPage({ ...query, ExclusiveStartKey: start });
    items.push(...page.items);
    start = page.next;
  } while (start);
  return items;
}

export async function queryPage(query: Omit<QueryCommandInput, 'TableName'>): Promise<{ items: Item[]; next?: Item }> {
  const { Items = [], LastEvaluatedKey } = await dynamoDb.send(
    new QueryCommand({ TableName: environment('TABLE_NAME'), ...query }),
  );
  return { items: Items.map(openItem), next: LastEvaluatedKey };
}

/** Every item of the table that passes a filter. It reads the whole table: only for what has no key or index. */
export async function scanAll(scan: Omit<ScanCommandInput, 'TableName'>): Promise<Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamoDb.send(
      new ScanCommand({ TableName: environment('TABLE_NAME'), ...scan, ExclusiveStartKey: start }),
    );
    items.push(...Items.map(openItem));
    start = LastEvaluatedKey;
  } while (start);
  return items;
}

async function held(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
