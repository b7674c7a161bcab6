/** Requests and consumed capacity are counted where the clients send them. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { beforeEach, describe, expect, it } from 'vitest';
import { counted, meteredDynamoDb, meteredS3, type Requests } from '../../../../layers/pipeline/storage/meter.ts';

/** Answers in order; then 200 with nothing. Bodies of what was asked are kept. */
const answers: { statusCode: number; body: string }[] = [];
const asked: string[] = [];
beforeEach(() => {
  answers.length = 0;
  asked.length = 0;
});
const options = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  requestHandler: {
    async handle({ body }: { body?: unknown }) {
      asked.push(typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array | undefined));
      const { statusCode, body: text } = answers.shift() ?? { statusCode: 200, body: '' };
      return { response: { statusCode, headers: {}, body: new Blob([text]).stream() } };
    },
  },
};
const s3 = meteredS3(new S3Client(options as never));
const table = meteredDynamoDb(DynamoDBDocumentClient.from(new DynamoDBClient(options as never)));
const key = { Bucket: 'studies', Key: 'a' };
const Key = { PK: 'a', SK: 'b' };

/** What work was counted as. */
async function countOf(work: () => Promise<unknown>): Promise<Requests> {
  return counted(async (requests) => {
    await work();
    return requests;
  });
}

describe('S3', () => {
  it('counts by the two prices, and what is free not at all', async () => {
    const requests = await countOf(async () => {
      await s3.send(new PutObjectCommand({ ...key, Body: 'x' }));
      await s3.send(new ListObjectsV2Command({ Bucket: 'studies' }));
      await s3.send(new GetObjectCommand(key));
      await s3.send(new HeadObjectCommand(key));
      await s3.send(new DeleteObjectCommand(key));
      await s3.send(new AbortMultipartUploadCommand({ ...key, UploadId: 'u' }));
    });
    expect(requests.s3).toEqual({ put: 2, get: 2 });
    // One object was made.
    expect(requests.events).toBe(1);
  });

  it('counts every attempt of a request that is repeated, and none for a presigned URL', async () => {
    answers.push({ statusCode: 503, body: '<Error><Code>SlowDown</Code></Error>' });
    const requests = await countOf(async () => {
      await s3.send(new GetObjectCommand(key));
      await getSignedUrl(s3, new PutObjectCommand(key));
    });
    expect(requests.s3).toEqual({ put: 0, get: 2 });
  });

  it('keeps what runs at the same time apart, and counts nothing outside', async () => {
    const get = () => s3.send(new GetObjectCommand(key));
    const [one, other] = await Promise.all([
      countOf(get),
      countOf(async () => {
        await get();
        await get();
      }),
    ]);
    await get();
    expect([one.s3.get, other.s3.get]).toEqual([1, 2]);
  });
});

describe('DynamoDB', () => {
  const consumed = (body: object) => answers.push({ statusCode: 200, body: JSON.stringify(body) });

  it('asks for the consumed capacity and counts reads and writes', async () => {
    consumed({ ConsumedCapacity: { CapacityUnits: 3.5 } });
    consumed({ ConsumedCapacity: [{ CapacityUnits: 2 }, { CapacityUnits: 1 }] });
    consumed({ ConsumedCapacity: { CapacityUnits: 7 } });
    const { dynamodb } = await countOf(async () => {
      await table.send(new GetCommand({ TableName: 't', Key }));
      await table.send(new BatchGetCommand({ RequestItems: { t: { Keys: [Key] } } }));
      await table.send(new PutCommand({ TableName: 't', Item: Key }));
    });
    expect(dynamodb).toEqual({ readUnits: 6.5, writeUnits: 7 });
    for (const body of asked) expect(JSON.parse(body)).toMatchObject({ ReturnConsumedCapacity: 'TOTAL' });
  });

  it('counts a write whose condition does not hold with the unit that it costs at least', async () => {
    answers.push({
      statusCode: 400,
      body: JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' }),
    });
    const { dynamodb } = await countOf(() =>
      table.send(new PutCommand({ TableName: 't', Item: Key })).catch(() => undefined),
    );
    expect(dynamodb).toEqual({ readUnits: 0, writeUnits: 1 });
  });

  it('asks for nothing more where nothing is counted', async () => {
    consumed({});
    await table.send(new GetCommand({ TableName: 't', Key }));
    expect(JSON.parse(asked[0])).not.toHaveProperty('ReturnConsumedCapacity');
  });
});
