/** Items and index entries are written in one batch, whatever is killed in between. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeWritesAtomic } from '../../../local/dynamodb/atomic-writes.ts';
import { createStore, DynaliteOperation, type DynaliteStore } from '../../../local/dynamodb/dynalite.ts';
import { TABLE } from './study-table.ts';

const directory = mkdtempSync(join(tmpdir(), 'radscore-atomic-'));
/** Keys of each write that reached LevelDB, by kind of entry. */
const writes: string[][] = [];
let store: DynaliteStore;

const TableName = TABLE.TableName;
const key = (study: string) => ({ PK: { S: study }, SK: { S: 'META' } });
const item = (study: string, status: string) => ({ ...key(study), GSI1PK: { S: 'north' }, GSI1SK: { S: status } });

beforeAll(async () => {
  store = createStore(directory);
  await store.db.open();
  await new DynaliteOperation('CreateTable').run(store, { ...TABLE, BillingMode: 'PAY_PER_REQUEST' });
  await vi.waitFor(async () => {
    const { Table } = (await new DynaliteOperation('DescribeTable').run(store, { TableName })) as {
      Table: { TableStatus: string };
    };
    expect(Table.TableStatus).toBe('ACTIVE');
  });
  makeWritesAtomic(store);
  const { batch } = store.db;
  store.db.batch = (operations, callback) => {
    writes.push(operations.map((operation) => `${operation.type} ${operation.key.split('-')[0]}`));
    batch(operations, callback);
  };
  for (const name of ['put', 'del'] as const) {
    Object.assign(store.db, { [name]: () => expect.fail(`${name} outside of a batch`) });
  }
});
afterAll(async () => {
  await store.lifecycleManager.gracefulClose();
  rmSync(directory, { recursive: true });
});

async function writesOf(operation: string, input: Record<string, unknown>): Promise<string[][]> {
  writes.length = 0;
  await new DynaliteOperation(operation).run(store, input);
  return writes;
}

describe('one batch per item, with its index entries', () => {
  it('where an item is new, changed and deleted', async () => {
    expect(await writesOf('PutItem', { TableName, Item: item('a', 'waiting') })).toEqual([['put index', 'put item']]);
    expect(await writesOf('PutItem', { TableName, Item: item('a', 'complete') })).toEqual([
      ['del index', 'put index', 'put item'],
    ]);
    const update = {
      TableName,
      Key: key('a'),
      UpdateExpression: 'SET GSI1SK = :s',
      ExpressionAttributeValues: { ':s': { S: 'failed' } },
    };
    expect(await writesOf('UpdateItem', update)).toEqual([['del index', 'put index', 'put item']]);
    expect(await writesOf('DeleteItem', { TableName, Key: key('a') })).toEqual([['del index', 'del item']]);
  });

  it('where many are written at once', async () => {
    const PutRequest = (i: number) => ({ PutRequest: { Item: item(`b${i}`, 'waiting') } });
    const RequestItems = { [TableName]: Array.from({ length: 25 }, (_, i) => PutRequest(i)) };
    expect(await writesOf('BatchWriteItem', { RequestItems })).toEqual(Array(25).fill(['put index', 'put item']));
  });

  it('and none where a condition fails', async () => {
    await writesOf('PutItem', { TableName, Item: item('c', 'waiting') });
    const again = { TableName, Item: item('c', 'complete'), ConditionExpression: 'attribute_not_exists(PK)' };
    await expect(writesOf('PutItem', again)).rejects.toMatchObject({ statusCode: 400 });
    expect(writes).toEqual([]);
  });
});
