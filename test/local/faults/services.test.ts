/** Faults of S3, DynamoDB, Step Functions and the HTTP API as SDK clients see them. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FunctionFailed } from '../../../local/contracts.ts';
import { startDynamoDb } from '../../../local/dynamodb/server.ts';
import { Faults } from '../../../local/faults/faults.ts';
import { type FaultPlanInput, faultPlan } from '../../../local/faults/plan.ts';
import { startHttpApi } from '../../../local/http-api/server.ts';
import { serveStatesApi } from '../../../local/states/api.ts';
import { OPERATOR, TABLE } from '../dynamodb/study-table.ts';
import { BUCKET, OPERATOR as S3_OPERATOR, StillClock, startTestS3 } from '../s3/s3-on-loopback.ts';
import { task, world } from '../states/machine.ts';

const faultsOf = (rules: FaultPlanInput['rules'], more: FaultPlanInput = {}) =>
  new Faults(faultPlan.parse({ rules, ...more }));

async function s3With(rules: FaultPlanInput['rules']) {
  const s3 = await startTestS3({ faults: faultsOf(rules) });
  onTestFinished(() => s3.stop());
  return { ...s3, once: s3.clientOf(S3_OPERATOR, { maxAttempts: 1 }) };
}

const put = (Key: string, Body = 'bytes') => new PutObjectCommand({ Bucket: BUCKET, Key, Body });
const get = (Key: string) => new GetObjectCommand({ Bucket: BUCKET, Key });

describe('S3', () => {
  it.each([
    ['SlowDown', 503],
    ['InternalError', 500],
    ['ServiceUnavailable', 503],
  ] as const)('answers %s as S3 does, and nothing is stored', async (error, status) => {
    const { once, client } = await s3With([{ fault: 's3-error', error, operation: 'PutObject', key: 'a', count: 1 }]);
    await expect(once.send(put('a'))).rejects.toMatchObject({ name: error, $metadata: { httpStatusCode: status } });
    expect((await client.send(new ListObjectsV2Command({ Bucket: BUCKET }))).KeyCount).toBe(0);
    await once.send(put('a'));
  });

  it('resets a connection before the work, or after it', async () => {
    const { once, client, events } = await s3With([
      { fault: 'connection-reset', service: 's3', at: 'request', operation: 'PutObject', count: 1 },
      { fault: 'connection-reset', service: 's3', at: 'answer', operation: 'PutObject', count: 1 },
    ]);
    await expect(once.send(put('a'))).rejects.toThrow(/ECONNRESET|socket hang up/);
    expect(events).toHaveLength(0);
    await expect(once.send(put('a'))).rejects.toThrow(/ECONNRESET|socket hang up/);
    expect(events).toHaveLength(1);
    await client.send(get('a'));
  });

  it('resets a connection amid the body of an object, which its reader sees', async () => {
    const { once } = await s3With([{ fault: 'connection-reset', service: 's3', at: 'body', operation: 'GetObject' }]);
    await once.send(put('a', 'x'.repeat(200_000)));
    const read = async () => (await once.send(get('a'))).Body?.transformToByteArray();
    await expect(read()).rejects.toThrow(/ECONNRESET|aborted|socket hang up/);
  });

  it('finds the disk full, leaves nothing of the object, and takes it when there is room', async () => {
    const { once, directory } = await s3With([{ fault: 'disk-full', service: 's3', count: 1 }]);
    const files = () => readdirSync(join(directory, 'buckets', BUCKET), { recursive: true }).length;
    const before = files();
    await expect(once.send(put('a'))).rejects.toMatchObject({ name: 'InternalError' });
    expect(files()).toBe(before);
    await once.send(put('a'));
  });
});

describe('DynamoDB', () => {
  async function serve(rules: FaultPlanInput['rules'], more: FaultPlanInput = {}) {
    const directory = mkdtempSync(join(tmpdir(), 'radscore-faults-'));
    const clock = new StillClock(1_800_000_000_000);
    const faults = { plan: faultsOf(rules, more), clock };
    const server = await startDynamoDb({ directory, port: 0, callers: [OPERATOR], tables: [TABLE], faults });
    const client = (maxAttempts: number) =>
      new DynamoDBClient({ endpoint: server.endpoint, region: 'us-east-1', credentials: OPERATOR, maxAttempts });
    onTestFinished(async () => {
      await server.close();
      rmSync(directory, { recursive: true });
    });
    return { client, clock };
  }
  const item = (id: string, status: string) => ({
    TableName: TABLE.TableName,
    Item: { PK: { S: id }, SK: { S: 'STUDY' }, GSI1PK: { S: 'all' }, GSI1SK: { S: status } },
  });
  const byStatus = new QueryCommand({
    TableName: TABLE.TableName,
    IndexName: 'studies-by-status',
    KeyConditionExpression: 'GSI1PK = :all',
    ExpressionAttributeValues: { ':all': { S: 'all' } },
  });

  it.each([
    ['ProvisionedThroughputExceededException', 400],
    ['ThrottlingException', 400],
    ['InternalServerError', 500],
  ] as const)('answers %s by its name; the SDK asks again', async (error, status) => {
    const { client } = await serve([{ fault: 'dynamodb-error', error, operation: 'PutItem', count: 2 }]);
    await expect(client(1).send(new PutItemCommand(item('a', 'x')))).rejects.toMatchObject({
      name: error,
      $metadata: { httpStatusCode: status },
    });
    await client(3).send(new PutItemCommand(item('a', 'x')));
  });

  it('has indexes that are behind: a new item is missing, a changed one is as it was, until the lag is over', async () => {
    const { client, clock } = await serve([], { indexLagSeconds: 3 });
    const dynamo = client(1);
    const listed = async () => (await dynamo.send(byStatus)).Items?.map(({ PK, GSI1SK }) => `${PK.S} ${GSI1SK.S}`);
    await dynamo.send(new PutItemCommand(item('a', 'new')));
    expect(await listed()).toEqual([]);
    clock.advance(3000);
    await expect.poll(listed).toEqual(['a new']);
    await dynamo.send(
      new UpdateItemCommand({
        TableName: TABLE.TableName,
        Key: { PK: { S: 'a' }, SK: { S: 'STUDY' } },
        UpdateExpression: 'SET GSI1SK = :s',
        ExpressionAttributeValues: { ':s': { S: 'old' } },
      }),
    );
    clock.advance(2900);
    expect(await listed()).toEqual(['a new']);
    clock.advance(100);
    await expect.poll(listed).toEqual(['a old']);
  });

  it('answers late if its connections are slow', async () => {
    const { client } = await serve([{ fault: 'connection-slow', service: 'dynamodb', ms: 300, count: 1 }]);
    const before = performance.now();
    await client(1).send(new PutItemCommand(item('a', 'x')));
    expect(performance.now() - before).toBeGreaterThan(295);
  });
});

describe('Step Functions', () => {
  it('throttles its API', async () => {
    const { machines } = world({ StartAt: 'A', States: { A: task('f') } });
    const rules: FaultPlanInput['rules'] = [{ fault: 'states-error', error: 'ThrottlingException', count: 1 }];
    const api = await serveStatesApi({ machines, port: 0, callers: [OPERATOR], faults: faultsOf(rules) });
    const sfn = new SFNClient({ endpoint: api.endpoint, region: 'us-east-1', credentials: OPERATOR, maxAttempts: 1 });
    onTestFinished(() => api.close());
    await expect(sfn.send(new ListStateMachinesCommand({}))).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect((await sfn.send(new ListStateMachinesCommand({}))).stateMachines).toHaveLength(1);
  });
});

describe('the HTTP API', () => {
  async function serve(faults: Faults, invoke: () => Promise<unknown> = async () => ({ statusCode: 200 })) {
    const api = await startHttpApi({
      port: 0,
      routes: [{ routeKey: 'GET /', functionName: 'f' }],
      invoker: { invoke },
      keys: () => Promise.reject(new Error('nobody signs in')),
      // So slow that none of a test's time fills the bucket.
      throttle: { rate: 0.001, burst: 10 },
      faults,
    });
    onTestFinished(() => api.close());
    return () => fetch(api.endpoint);
  }

  it('throttles its stage by rate and burst, if the plan says so', async () => {
    const ask = await serve(faultsOf([], { stageThrottling: true }));
    const answers = await Promise.all(Array.from({ length: 15 }, ask));
    const throttled = answers.filter(({ status }) => status === 429);
    expect(throttled).toHaveLength(5);
    expect(await throttled[0].json()).toEqual({ message: 'Too Many Requests' });
    const free = await serve(faultsOf([]));
    expect((await Promise.all(Array.from({ length: 15 }, free))).every(({ status }) => status === 200)).toBe(true);
  });

  it('answers 503 if Lambda throttles its function', async () => {
    const ask = await serve(faultsOf([]), () =>
      Promise.reject(new FunctionFailed('Lambda.TooManyRequestsException', 'Rate Exceeded.', 'Rate Exceeded.')),
    );
    const answer = await ask();
    expect([answer.status, await answer.json()]).toEqual([503, { message: 'Service Unavailable' }]);
  });
});
