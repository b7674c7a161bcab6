/** Consumed capacity of writes with their indexes, case by case of DynamoDB's developer guide. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createStore, DynaliteOperation, type DynaliteStore } from '../../../local/dynamodb/dynalite.ts';
import type { TableDefinition } from '../../../local/dynamodb/table-definition.ts';
import { TABLE as WITH_ONE } from './study-table.ts';

const [first] = WITH_ONE.GlobalSecondaryIndexes ?? [];
const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const TABLE: TableDefinition = {
  ...WITH_ONE,
  AttributeDefinitions: [...WITH_ONE.AttributeDefinitions, string('GSI2PK'), string('GSI2SK')],
  GlobalSecondaryIndexes: [
    first,
    {
      ...first,
      IndexName: 'labelled-studies',
      KeySchema: [
        { AttributeName: 'GSI2PK', KeyType: 'HASH' },
        { AttributeName: 'GSI2SK', KeyType: 'RANGE' },
      ],
    },
  ],
};

const directory = mkdtempSync(join(tmpdir(), 'radscore-capacity-'));
let store: DynaliteStore;
const { TableName } = TABLE;

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
});
afterAll(async () => {
  await store.lifecycleManager.gracefulClose();
  rmSync(directory, { recursive: true });
});

const key = { PK: { S: 'study' }, SK: { S: 'META' } };
const inIndex = (status: string) => ({ GSI1PK: { S: 'north' }, GSI1SK: { S: status } });

async function unitsOf(operation: string, input: Record<string, unknown>): Promise<number> {
  const answer = await new DynaliteOperation(operation).run(store, {
    TableName,
    ReturnConsumedCapacity: 'TOTAL',
    ...input,
  });
  return (answer as { ConsumedCapacity: { CapacityUnits: number } }).ConsumedCapacity.CapacityUnits;
}
const put = (item: Record<string, unknown>) => unitsOf('PutItem', { Item: { ...key, ...item } });

it('counts a write of the table, and of each index what the write does in it', async () => {
  expect(await put({}), 'in no index').toBe(1);
  expect(await put(inIndex('waiting')), 'enters an index').toBe(2);
  expect(await put(inIndex('waiting')), 'nothing that the index has changes').toBe(1);
  expect(await put({ ...inIndex('waiting'), note: { S: 'seen' } }), 'another attribute that the index has').toBe(2);
  expect(await put(inIndex('complete')), 'its key in the index changes: a delete and a put').toBe(3);
  // 1,500 bytes are two units, in the table and in the index.
  expect(await put({ ...inIndex('complete'), note: { S: 'x'.repeat(1500) } })).toBe(4);
  expect(await put({}), 'leaves the index: the larger of both in the table, the old one in the index').toBe(4);
  expect(await put({ ...inIndex('failed'), GSI2PK: { S: 'north' }, GSI2SK: { S: '1' } }), 'two indexes').toBe(3);
  expect(await unitsOf('DeleteItem', { Key: key })).toBe(3);
});

it('counts an update as a put, and none of them where no capacity was asked for', async () => {
  const update = {
    Key: key,
    UpdateExpression: 'SET GSI1PK = :p, GSI1SK = :s',
    ExpressionAttributeValues: { ':p': { S: 'north' }, ':s': { S: 'waiting' } },
  };
  expect(await unitsOf('UpdateItem', update)).toBe(2);
  expect(await new DynaliteOperation('PutItem').run(store, { TableName, Item: key })).toEqual({});
});
