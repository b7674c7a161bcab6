/** Buckets with a KMS key, and conditions on copies and removals. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKET, OPERATOR, role, startTestS3, type TestS3 } from './s3-on-loopback.ts';

const KEY = 'arn:aws:kms:us-east-1:000000000000:key/of-the-test';
const SEALED = 'sealed';
const secret = randomBytes(32);

/** May put and get objects, but use the key for nothing. */
const keyless = role({ Effect: 'Allow', Action: ['s3:*'], Resource: '*' });
/** May put under the key, and read nothing back. */
const depositor = role(
  { Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject'], Resource: '*' },
  { Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: KEY },
);

let s3: TestS3;
beforeAll(async () => {
  s3 = await startTestS3({
    callers: [OPERATOR, keyless, depositor],
    buckets: [
      { name: BUCKET, eventBridge: true },
      { name: SEALED, eventBridge: false, kmsKeyArn: KEY },
    ],
    kmsKeys: () => secret,
  });
});
afterAll(() => s3.stop());

const text = 'a name that must not lie on the disk as it is; '.repeat(100);
const put = (Bucket: string, Key: string, Body: string | Buffer = text) =>
  s3.client.send(new PutObjectCommand({ Bucket, Key, Body }));
const read = async (Key: string, Range?: string): Promise<string> => {
  const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: SEALED, Key, Range }));
  return (await Body?.transformToString()) ?? '';
};
const onDisk = (): string => {
  const folder = join(s3.directory, 'buckets', SEALED, 'bytes');
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('');
};

describe('a bucket with a key', () => {
  it('keeps bytes that cannot be read without it, and answers them whole and in ranges', async () => {
    const { ServerSideEncryption, SSEKMSKeyId } = await put(SEALED, 'put');
    expect([ServerSideEncryption, SSEKMSKeyId]).toEqual(['aws:kms', KEY]);
    await put(BUCKET, 'plain');
    await s3.client.send(new CopyObjectCommand({ Bucket: SEALED, Key: 'copied', CopySource: `${BUCKET}/plain` }));
    await s3.client.send(new CopyObjectCommand({ Bucket: SEALED, Key: 'again', CopySource: `${SEALED}/copied` }));
    expect(onDisk().length).toBe(3 * text.length);
    expect(onDisk()).not.toContain('name');
    for (const key of ['put', 'copied', 'again']) {
      expect(await read(key)).toBe(text);
      for (const [start, end] of [
        [0, 0],
        [15, 16],
        [17, 4000],
        [4699, 4699],
      ]) {
        expect(await read(key, `bytes=${start}-${end}`)).toBe(text.slice(start, end + 1));
      }
    }
    const head = await s3.client.send(new HeadObjectCommand({ Bucket: SEALED, Key: 'copied' }));
    expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY, ContentLength: text.length });
    await s3.client.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'back', CopySource: `${SEALED}/again` }));
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'back' }));
    expect(await Body?.transformToString()).toBe(text);
  });

  it('encrypts the parts of an upload, and opens them after a restart', async () => {
    const parts = [randomBytes(5 * 2 ** 20), randomBytes(1000)];
    const place = { Bucket: SEALED, Key: 'parts' };
    const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand(place));
    const Parts = [];
    for (const [i, Body] of parts.entries()) {
      const { ETag } = await s3.client.send(new UploadPartCommand({ ...place, UploadId, PartNumber: i + 1, Body }));
      Parts.push({ ETag, PartNumber: i + 1 });
    }
    await s3.client.send(new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts } }));
    await s3.restart();
    const Range = `bytes=${parts[0].length - 5}-${parts[0].length + 4}`;
    // Connections of before the restart are gone.
    const client = s3.clientOf(OPERATOR);
    const { Body } = await client.send(new GetObjectCommand({ ...place, Range }));
    const wanted = Buffer.concat(parts).subarray(parts[0].length - 5, parts[0].length + 5);
    expect(Buffer.from((await Body?.transformToByteArray()) ?? [])).toEqual(wanted);
    client.destroy();
  });

  it('lets nobody put without the key, nor read with the right to put alone', async () => {
    const outsider = s3.clientOf(keyless);
    const refused = { name: 'AccessDenied', message: expect.stringMatching(/kms:/) };
    await expect(outsider.send(new PutObjectCommand({ Bucket: SEALED, Key: 'x', Body: 'x' }))).rejects.toMatchObject(
      refused,
    );
    await expect(outsider.send(new GetObjectCommand({ Bucket: SEALED, Key: 'put' }))).rejects.toMatchObject(refused);
    const deposit = s3.clientOf(depositor);
    await deposit.send(new CopyObjectCommand({ Bucket: SEALED, Key: 'deposited', CopySource: `${BUCKET}/plain` }));
    await expect(deposit.send(new GetObjectCommand({ Bucket: SEALED, Key: 'deposited' }))).rejects.toMatchObject(
      refused,
    );
    outsider.destroy();
    deposit.destroy();
  });
});

describe('conditions', () => {
  it('hold of the source of a copy and of what is removed', async () => {
    const { ETag } = await put(BUCKET, 'moving', 'first');
    await put(BUCKET, 'moving', 'second');
    const copy = (CopySourceIfMatch?: string) =>
      s3.client.send(
        new CopyObjectCommand({ Bucket: SEALED, Key: 'moved', CopySource: `${BUCKET}/moving`, CopySourceIfMatch }),
      );
    const remove = (IfMatch?: string) =>
      s3.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'moving', IfMatch }));
    await expect(copy(ETag)).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    await expect(remove(ETag)).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    const { ETag: now } = await s3.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'moving' }));
    await copy(now);
    await remove(now);
    await expect(remove(now)).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });
});
