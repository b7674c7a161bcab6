/** Multipart uploads by lib-storage and by hand, over restarts and crashes. */
import { randomBytes } from 'node:crypto';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKET, OPERATOR, startTestS3, type TestS3 } from './s3-on-loopback.ts';

const PART = 5 * 1024 ** 2;
const BYTES = randomBytes(2 * PART + 1000);
let s3: TestS3;
beforeAll(async () => {
  s3 = await startTestS3();
});
afterAll(async () => {
  await s3.stop();
});

async function uploaded(
  Key: string,
  more: Partial<CreateMultipartUploadCommandInput> = {},
  sizes = [PART, PART, 1000],
) {
  const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key, ...more }));
  const Parts = [];
  let at = 0;
  for (const [i, size] of sizes.entries()) {
    const input = { Bucket: BUCKET, Key, UploadId, PartNumber: i + 1, Body: BYTES.subarray(at, at + size) };
    const part = await s3.client.send(new UploadPartCommand({ ...input, ChecksumAlgorithm: more.ChecksumAlgorithm }));
    Parts.push({ ...part, PartNumber: i + 1, $metadata: undefined });
    at += size;
  }
  return { Bucket: BUCKET, Key, UploadId, MultipartUpload: { Parts } };
}

const complete = (input: Awaited<ReturnType<typeof uploaded>>, client = s3.client) =>
  client.send(new CompleteMultipartUploadCommand(input));
const files = (part: string) => readdirSync(join(s3.directory, 'buckets', BUCKET, part));

describe('a multipart upload', () => {
  it('becomes one object of lib-storage', async () => {
    const params = { Bucket: BUCKET, Key: 'stream', Body: Readable.from([BYTES]), ContentType: 'x/y' };
    await new Upload({ client: s3.client, params, partSize: PART, queueSize: 3 }).done();
    const output = await s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'stream' }));
    expect(output.ContentType).toBe('x/y');
    expect(BYTES.equals(Buffer.from((await output.Body?.transformToByteArray()) ?? []))).toBe(true);
    expect(s3.events.map(({ detail }) => detail['reason'])).toEqual(['CompleteMultipartUpload']);
  });

  it('is listed until it is completed or aborted, by prefix and page by page', async () => {
    const start = (Key: string) => s3.client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }));
    const open = [await start('open/a b'), await start('open/a b'), await start('open/c'), await start('other/d')];
    const found: string[] = [];
    let KeyMarker: string | undefined;
    let UploadIdMarker: string | undefined;
    do {
      const input = { Bucket: BUCKET, Prefix: 'open/', MaxUploads: 1, KeyMarker, UploadIdMarker };
      const page = await s3.client.send(new ListMultipartUploadsCommand(input));
      for (const { Key, UploadId } of page.Uploads ?? []) found.push(`${Key} ${UploadId}`);
      KeyMarker = page.NextKeyMarker;
      UploadIdMarker = page.NextUploadIdMarker;
      expect(page.IsTruncated).toBe(KeyMarker !== undefined);
    } while (KeyMarker);
    const wanted = open.slice(0, 3).map(({ Key, UploadId }) => `${Key} ${UploadId}`);
    expect(found.sort()).toEqual(wanted.sort());
    for (const { Key, UploadId } of open) {
      await s3.client.send(new AbortMultipartUploadCommand({ Bucket: BUCKET, Key, UploadId }));
    }
    const { Uploads } = await s3.client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: 'open/' }));
    expect(Uploads).toBeUndefined();
  });

  it('is read over the borders of its parts', async () => {
    await complete(await uploaded('ranges'));
    const Range = `bytes=${PART - 2}-${2 * PART + 1}`;
    const output = await s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'ranges', Range }));
    const bytes = Buffer.from((await output.Body?.transformToByteArray()) ?? []);
    expect(bytes.equals(BYTES.subarray(PART - 2, 2 * PART + 2))).toBe(true);
  });

  it('has a composite checksum, or one of the whole', async () => {
    await complete(await uploaded('composite', { ChecksumAlgorithm: 'SHA256' }));
    const composite = await s3.client.send(
      new HeadObjectCommand({ Bucket: BUCKET, Key: 'composite', ChecksumMode: 'ENABLED' }),
    );
    expect([composite.ChecksumType, composite.ChecksumSHA256]).toEqual(['COMPOSITE', expect.stringMatching(/=-3$/)]);

    await complete(await uploaded('whole', { ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'FULL_OBJECT' }));
    const Body = BYTES;
    const single = await s3.client.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: 'single', Body, ChecksumAlgorithm: 'CRC64NVME' }),
    );
    const whole = await s3.client.send(
      new HeadObjectCommand({ Bucket: BUCKET, Key: 'whole', ChecksumMode: 'ENABLED' }),
    );
    expect([whole.ChecksumType, whole.ChecksumCRC64NVME]).toEqual(['FULL_OBJECT', single.ChecksumCRC64NVME]);
  });

  it('may be sent again in part, and lists what it has', async () => {
    const input = await uploaded('again');
    const Body = Buffer.from('other end');
    const again = await s3.client.send(new UploadPartCommand({ ...input, PartNumber: 3, Body }));
    const { Parts } = await s3.client.send(new ListPartsCommand(input));
    expect(Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, PART],
      [2, PART],
      [3, 9],
    ]);
    await expect(complete(input)).rejects.toMatchObject({ name: 'InvalidPart' });
    input.MultipartUpload.Parts[2] = { ...again, PartNumber: 3, $metadata: undefined };
    await complete(input);
    await expect(complete(input)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('survives a restart, with the parts that it has', async () => {
    const input = await uploaded('restarted');
    await s3.restart();
    // A new client: the old one's connections went with the server.
    const client = s3.clientOf(OPERATOR);
    await complete(input, client);
    const head = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'restarted' }));
    expect(head.ContentLength).toBe(BYTES.length);
  });

  it('keeps its object when the process was killed before it forgot the upload', async () => {
    const input = await uploaded('forgotten', {}, [PART, 1000]);
    const uploads = join(s3.directory, 'buckets', BUCKET, 'uploads');
    cpSync(uploads, join(s3.directory, 'before'), { recursive: true });
    await complete(input, s3.clientOf(OPERATOR));
    cpSync(join(s3.directory, 'before'), uploads, { recursive: true });
    await s3.restart();
    const client = s3.clientOf(OPERATOR);
    await expect(complete(input, client)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'forgotten' }));
    expect(BYTES.subarray(0, PART + 1000).equals(Buffer.from((await Body?.transformToByteArray()) ?? []))).toBe(true);
  });

  it('leaves nothing when it is aborted', async () => {
    const before = files('bytes').length;
    const input = await uploaded('aborted');
    expect(files('bytes')).toHaveLength(before + 3);
    await s3.client.send(new AbortMultipartUploadCommand(input));
    expect([files('bytes').length, files('uploads')]).toEqual([before, []]);
    await expect(complete(input)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('needs parts of 5 MiB, but for the last', async () => {
    await expect(complete(await uploaded('small', {}, [1000, 1000]))).rejects.toMatchObject({ name: 'EntityTooSmall' });
  });

  it('needs its parts in order', async () => {
    const input = await uploaded('order');
    input.MultipartUpload.Parts.reverse();
    await expect(complete(input)).rejects.toMatchObject({ name: 'InvalidPartOrder' });
  });
});
