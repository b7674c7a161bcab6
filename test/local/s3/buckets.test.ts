/** Buckets: events, roles, lifecycle rules and CORS. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import type { BusEvent } from '../../../local/contracts.ts';
import type { StoredObject } from '../../../local/s3/stored-object.ts';
import { BUCKET, OPERATOR, role, startTestS3, type TestS3 } from './s3-on-loopback.ts';

const DAY_MS = 24 * 3600 * 1000;
let s3: TestS3;
afterEach(async () => {
  await s3.stop();
});

const put = (Key: string, Bucket = BUCKET) => s3.client.send(new PutObjectCommand({ Bucket, Key, Body: 'text' }));
async function keys(): Promise<(string | undefined)[]> {
  const { Contents = [] } = await s3.client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  return Contents.map(({ Key }) => Key);
}

describe('events', () => {
  it('have the form that EventBridge gives those of S3', async () => {
    s3 = await startTestS3();
    const { $metadata } = await put('institutions/a/studies/b/manifest.json');
    expect(s3.events).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'Object Created',
        source: 'aws.s3',
        account: '000000000000',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        region: 'us-east-1',
        resources: ['arn:aws:s3:::studies'],
        detail: {
          version: '0',
          bucket: { name: 'studies' },
          object: {
            key: 'institutions/a/studies/b/manifest.json',
            size: 4,
            etag: '1cb251ec0d568de6a929b520c4aed8d1',
            sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
          },
          'request-id': $metadata.requestId,
          requester: '000000000000',
          'source-ip-address': '127.0.0.1',
          reason: 'PutObject',
        },
      },
    ]);
  });

  it('report deletions, and order what happened to a key', async () => {
    s3 = await startTestS3();
    for (let i = 0; i < 3; i++) await put('k');
    await s3.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'k' }));
    await s3.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'k' }));
    expect(s3.events.map((event) => event['detail-type'])).toEqual([
      ...Array(3).fill('Object Created'),
      'Object Deleted',
    ]);
    const sequencers = s3.events.map(({ detail }) => (detail['object'] as { sequencer: string }).sequencer);
    expect([...sequencers].sort()).toEqual(sequencers);
    expect(new Set(sequencers).size).toBe(4);
  });

  it('are published before the upload is answered: without its event an object is not stored', async () => {
    const published: BusEvent[] = [];
    let full = true;
    s3 = await startTestS3({
      events: {
        publish: (event) => {
          published.push(event);
          if (full) throw new Error('disk full');
        },
      },
    });
    await expect(put('k')).rejects.toMatchObject({ name: 'InternalError' });
    expect(s3.faults).toHaveLength(1);
    full = false;
    const stored = () => s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'k' }));
    await expect(stored()).rejects.toMatchObject({ name: 'NoSuchKey' });
    await put('k');
    expect((await stored()).ContentLength).toBe(4);
    expect(published).toHaveLength(2);
  });

  it('that an earlier version had not published when it was killed are published at the next start, once', async () => {
    s3 = await startTestS3();
    await put('k');
    const bucket = join(s3.directory, 'buckets', BUCKET);
    const [name] = readdirSync(join(bucket, 'objects'));
    const { object } = JSON.parse(readFileSync(join(bucket, 'objects', name), 'utf8')) as { object: StoredObject };
    const { key, size, etag } = object;
    const type = 'Object Created';
    const change = { id: 'one', type, reason: 'PutObject', requestId: 'r', key, size, etag, sequencer: '1', time: '' };
    writeFileSync(join(bucket, 'announcing', name), JSON.stringify({ object, change }));
    rmSync(join(bucket, 'objects', name));
    for (let start = 0; start < 2; start++) {
      await s3.restart();
      expect(s3.events.map(({ id }) => id).slice(1)).toEqual(['one']);
      expect(readdirSync(join(bucket, 'announcing'))).toEqual([]);
    }
    const client = s3.clientOf(OPERATOR);
    expect((await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'k' }))).ContentLength).toBe(4);
  });

  it('come of buckets that have them switched on only', async () => {
    s3 = await startTestS3({
      buckets: [
        { name: BUCKET, eventBridge: true },
        { name: 'artefacts', eventBridge: false },
      ],
    });
    await put('k', 'artefacts');
    expect(s3.events).toEqual([]);
    const NotificationConfiguration = { EventBridgeConfiguration: {} };
    await s3.client.send(
      new PutBucketNotificationConfigurationCommand({ Bucket: 'artefacts', NotificationConfiguration }),
    );
    await put('k', 'artefacts');
    expect(s3.events).toHaveLength(1);
  });
});

describe('what a role may do', () => {
  const reader = role(
    { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::studies/open/*' },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::studies',
      Condition: { StringLike: { 's3:prefix': 'open/*' } },
    },
  );
  const denied = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };

  it('is what its statements allow, and no more', async () => {
    s3 = await startTestS3({ callers: [{ accessKeyId: 'OPERATOR', secretAccessKey: 'operator-secret' }, reader] });
    await put('open/a');
    await put('closed/a');
    const client = s3.clientOf(reader);
    const get = (Key: string) => client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    const list = (Prefix?: string) => client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix }));

    expect((await get('open/a')).ContentLength).toBe(4);
    expect((await list('open/')).KeyCount).toBe(1);
    await expect(get('closed/a')).rejects.toMatchObject(denied);
    await expect(list('closed/')).rejects.toMatchObject(denied);
    await expect(list()).rejects.toMatchObject(denied);
    await expect(client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'open/b', Body: 'x' }))).rejects.toMatchObject(
      denied,
    );
    await expect(client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'open/a' }))).rejects.toMatchObject({
      ...denied,
      message: expect.stringContaining('s3:DeleteObject on resource: arn:aws:s3:::studies/open/a'),
    });
  });

  it('does not include to learn that there is no such object, without the right to list', async () => {
    s3 = await startTestS3({ callers: [reader] });
    await expect(
      s3.clientOf(reader).send(new GetObjectCommand({ Bucket: BUCKET, Key: 'open/absent' })),
    ).rejects.toMatchObject(denied);
  });
});

describe('lifecycle rules', () => {
  const lifecycle = [
    { enabled: true, prefix: 'tmp/', expirationInDays: 2 },
    { enabled: true, prefix: '', abortIncompleteMultipartUploadAfterDays: 1 },
  ];

  it('remove what is old by the clock, at the midnight after', async () => {
    s3 = await startTestS3({ buckets: [{ name: BUCKET, eventBridge: true, lifecycle }] });
    await put('tmp/old');
    await put('kept');
    await s3.client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: 'unfinished' }));
    s3.clock.advance(2 * DAY_MS);
    await put('tmp/new');
    expect(await keys()).toEqual(['kept', 'tmp/new', 'tmp/old']);
    expect(readdirSync(join(s3.directory, 'buckets', BUCKET, 'uploads'))).toEqual([]);
    s3.clock.advance(DAY_MS);
    expect(await keys()).toEqual(['kept', 'tmp/new']);
    expect(s3.events.at(-1)).toMatchObject({
      'detail-type': 'Object Deleted',
      detail: { reason: 'Lifecycle Expiration', object: { key: 'tmp/old' } },
    });
  });

  it('are refused by name where they ask for more', async () => {
    s3 = await startTestS3();
    const rule = { ID: 'x', Status: 'Enabled' as const, Filter: { Prefix: '' } };
    const Transitions = [{ Days: 30, StorageClass: 'GLACIER' as const }];
    await expect(
      s3.client.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket: BUCKET,
          LifecycleConfiguration: { Rules: [{ ...rule, Transitions }] },
        }),
      ),
    ).rejects.toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('Transition') });
  });
});

describe('CORS', () => {
  const cors = [
    {
      allowedMethods: ['PUT'],
      allowedOrigins: ['http://localhost:*'],
      allowedHeaders: ['x-amz-*'],
      exposeHeaders: ['ETag'],
    },
  ];
  const preflight = (headers: Record<string, string>) =>
    fetch(`${s3.endpoint}/${BUCKET}/k`, {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'PUT', ...headers },
    });

  it('answers preflights by the rules, unsigned', async () => {
    s3 = await startTestS3({ buckets: [{ name: BUCKET, eventBridge: false, cors }] });
    const allowed = await preflight({ 'access-control-request-headers': 'x-amz-checksum-sha256' });
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(allowed.headers.get('access-control-allow-headers')).toBe('x-amz-checksum-sha256');
    expect((await preflight({ origin: 'http://evil.test' })).status).toBe(403);
    expect((await preflight({ 'access-control-request-method': 'DELETE' })).status).toBe(403);
    expect((await preflight({ 'access-control-request-headers': 'x-other' })).status).toBe(403);
  });
});
