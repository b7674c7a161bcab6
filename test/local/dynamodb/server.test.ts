/** DynamoDB as the SDK sees it: operations, conditions, IAM, refusals, tables over restarts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller, PolicyStatement } from '../../../local/contracts.ts';
import { startDynamoDb } from '../../../local/dynamodb/server.ts';
import type { TableDefinition } from '../../../local/dynamodb/table-definition.ts';
import type { LoopbackServer } from '../../../local/loopback.ts';
import { OPERATOR, TABLE } from './study-table.ts';

const TableName = TABLE.TableName;
const ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table';
const OTHER: TableDefinition = {
  ...TABLE,
  TableName: 'other',
  GlobalSecondaryIndexes: undefined,
  AttributeDefinitions: TABLE.AttributeDefinitions.slice(0, 2),
};
const directory = mkdtempSync(join(tmpdir(), 'radscore-dynamodb-'));
const faults: unknown[] = [];

function role(name: string, ...policies: PolicyStatement[]): Caller {
  return { accessKeyId: name, secretAccessKey: 'role-secret', policies };
}
const reader = role('READER', {
  Effect: 'Allow',
  Action: ['dynamodb:GetItem', 'dynamodb:BatchGetItem'],
  Resource: `${ARN}/radscore`,
});
const lister = role('LISTER', { Effect: 'Allow', Action: 'dynamodb:Query', Resource: `${ARN}/radscore/index/*` });
const options = {
  directory,
  port: 0,
  callers: [OPERATOR, reader, lister],
  tables: [TABLE, OTHER],
  onFault: (error: unknown) => faults.push(error),
};

let server: LoopbackServer;
let client: DynamoDBClient;
const clientOf = (credentials: Caller) =>
  new DynamoDBClient({ endpoint: server.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });

beforeAll(async () => {
  server = await startDynamoDb(options);
  client = clientOf(OPERATOR);
});
afterAll(async () => {
  client.destroy();
  await server.close();
  rmSync(directory, { recursive: true });
  expect(faults).toEqual([]);
});

const key = (PK: string, SK = 'META') => ({ PK: { S: PK }, SK: { S: SK } });
const put = (PK: string, more = {}) => client.send(new PutItemCommand({ TableName, Item: { ...key(PK), ...more } }));
const byStatus = (from: DynamoDBClient, institution: string) =>
  from.send(
    new QueryCommand({
      TableName,
      IndexName: 'studies-by-status',
      KeyConditionExpression: 'GSI1PK = :i',
      ExpressionAttributeValues: { ':i': { S: institution } },
    }),
  );

describe('items', () => {
  it('are written under a condition by one of many writers, and the others are shown the winner', async () => {
    const writes = Array.from({ length: 20 }, (_, writer) =>
      client.send(
        new PutItemCommand({
          TableName,
          Item: { ...key('lease'), writer: { N: String(writer) } },
          ConditionExpression: 'attribute_not_exists(PK)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: key('lease') }));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toMatchObject({ name: 'ConditionalCheckFailedException', Item });
      }
    }
  });

  it('move within an index with every change of its keys, and leave it with them', async () => {
    const move = (UpdateExpression: string, values?: Record<string, { S: string }>) =>
      client.send(
        new UpdateItemCommand({ TableName, Key: key('moved'), UpdateExpression, ExpressionAttributeValues: values }),
      );
    await move('SET GSI1PK = :i, GSI1SK = :s', { ':i': { S: 'mover' }, ':s': { S: 'waiting' } });
    await move('SET GSI1SK = :s', { ':s': { S: 'complete' } });
    expect((await byStatus(client, 'mover')).Items?.map(({ GSI1SK }) => GSI1SK.S)).toEqual(['complete']);
    await move('REMOVE GSI1PK, GSI1SK');
    expect((await byStatus(client, 'mover')).Items).toEqual([]);
  });

  it('come back in pages, in the order of their keys', async () => {
    for (let i = 0; i < 25; i++)
      await put(`page-${i}`, { GSI1PK: { S: 'pager' }, GSI1SK: { S: String(i).padStart(2, '0') } });
    const found: (string | undefined)[] = [];
    let ExclusiveStartKey: Record<string, never> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName,
          IndexName: 'studies-by-status',
          KeyConditionExpression: 'GSI1PK = :i',
          ExpressionAttributeValues: { ':i': { S: 'pager' } },
          Limit: 7,
          ScanIndexForward: false,
          ExclusiveStartKey,
        }),
      );
      found.push(...(page.Items ?? []).map(({ GSI1SK }) => GSI1SK.S));
      ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey;
    } while (ExclusiveStartKey);
    expect(found).toEqual(Array.from({ length: 25 }, (_, i) => String(24 - i).padStart(2, '0')));
  });

  it('are written in batches, with their index entries', async () => {
    const requests = Array.from({ length: 25 }, (_, i) => ({
      PutRequest: { Item: { ...key(`batch-${i}`), GSI1PK: { S: 'batcher' }, GSI1SK: { S: `${i}` } } },
    }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    expect((await byStatus(client, 'batcher')).Count).toBe(25);
    const deletions = requests.map(({ PutRequest }) => ({
      DeleteRequest: { Key: key(PutRequest.Item.PK.S) },
    }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: deletions } }));
    expect((await byStatus(client, 'batcher')).Count).toBe(0);
  });

  it('keep binary attributes of 300 KB byte for byte, and are at most 400 KB', async () => {
    const bytes = Buffer.alloc(300_000, 'äöü');
    await put('binary', { block: { B: bytes } });
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: key('binary') }));
    expect(bytes.equals(Item?.['block'].B ?? Buffer.alloc(0))).toBe(true);
    await expect(put('binary', { block: { B: Buffer.alloc(410_000) } })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  it('may be scanned consistently', async () => {
    const { Count = 0 } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
    expect(Count).toBeGreaterThan(0);
  });
});

describe('what a role may do', () => {
  const denied = { name: 'AccessDeniedException' };

  it('is what its statements allow on the table', async () => {
    const from = clientOf(reader);
    await put('readable');
    expect((await from.send(new GetItemCommand({ TableName, Key: key('readable') }))).Item).toEqual(key('readable'));
    await expect(from.send(new PutItemCommand({ TableName, Item: key('x') }))).rejects.toMatchObject({
      ...denied,
      message: expect.stringContaining(`dynamodb:PutItem on resource: ${ARN}/radscore`),
    });
    await expect(from.send(new GetItemCommand({ TableName: 'other', Key: key('x') }))).rejects.toMatchObject(denied);
  });

  it('is asked for every table of a batch', async () => {
    const from = clientOf(reader);
    const Keys = [key('readable')];
    const one = await from.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
    expect(one.Responses?.[TableName]).toEqual(Keys);
    await expect(
      from.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys }, other: { Keys } } })),
    ).rejects.toMatchObject(denied);
  });

  it('is asked of the index, not of its table, where an index is queried', async () => {
    const from = clientOf(lister);
    expect((await byStatus(from, 'pager')).Count).toBe(25);
    await expect(
      from.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'PK = :p',
          ExpressionAttributeValues: { ':p': { S: 'x' } },
        }),
      ),
    ).rejects.toMatchObject(denied);
  });

  it.each([
    ['UnrecognizedClientException', { accessKeyId: 'NOBODY', secretAccessKey: 'x' }],
    ['InvalidSignatureException', { ...OPERATOR, secretAccessKey: 'wrong' }],
  ])('is nothing with a key that is not right: %s', async (name, caller) => {
    await expect(clientOf(caller).send(new GetItemCommand({ TableName, Key: key('x') }))).rejects.toMatchObject({
      name,
    });
  });
});

describe('what is not honoured', () => {
  it('is refused by name: operations', async () => {
    const transaction = new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: key('x') } }] });
    const timeToLive = { Enabled: true, AttributeName: 'ttl' };
    await expect(client.send(transaction)).rejects.toMatchObject({
      message: expect.stringContaining('TransactWriteItems'),
    });
    await expect(
      client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: timeToLive })),
    ).rejects.toMatchObject({ message: expect.stringContaining('UpdateTimeToLive') });
  });

  it('includes to delete a table of the template', async () => {
    await put('stays');
    await expect(client.send(new DeleteTableCommand({ TableName }))).rejects.toMatchObject({
      message: expect.stringContaining('DeleteTable'),
    });
    expect((await client.send(new GetItemCommand({ TableName, Key: key('stays') }))).Item).toEqual(key('stays'));
  });

  it('is refused by name: parameters', async () => {
    const create = new CreateTableCommand({
      ...OTHER,
      TableName: 'third',
      StreamSpecification: { StreamEnabled: true },
    } as never);
    await expect(client.send(create)).rejects.toMatchObject({
      message: expect.stringContaining('StreamSpecification'),
    });
  });
});

describe('tables', () => {
  it('are there after a restart, with what they held', async () => {
    await put('kept');
    client.destroy();
    await server.close();
    server = await startDynamoDb(options);
    client = clientOf(OPERATOR);
    expect((await client.send(new GetItemCommand({ TableName, Key: key('kept') }))).Item).toEqual(key('kept'));
  });

  it.each([
    ['with other keys', { ...TABLE, KeySchema: TABLE.KeySchema.slice(0, 1) }, 'keys or indexes'],
    ['without its index', { ...TABLE, GlobalSecondaryIndexes: [] }, 'keys or indexes'],
    ['with a stream', { ...TABLE, StreamSpecification: {} } as TableDefinition, 'StreamSpecification'],
  ])('are refused %s', async (_, table, named) => {
    client.destroy();
    await server.close();
    await expect(startDynamoDb({ ...options, tables: [table] })).rejects.toMatchObject({
      name: 'TableNotHonoured',
      message: expect.stringContaining(named),
    });
    server = await startDynamoDb(options);
    client = clientOf(OPERATOR);
  });
});
