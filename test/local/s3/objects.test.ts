/** Objects and listings as the SDK sees them, and the headers that are refused. */
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKET, startTestS3, type TestS3 } from './s3-on-loopback.ts';

let s3: TestS3;
beforeAll(async () => {
  s3 = await startTestS3();
});
afterAll(async () => {
  await s3.stop();
});

const put = (Key: string, Body: string | Buffer = 'text') =>
  s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
const get = (Key: string, more = {}) => s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...more }));
const textOf = async (output: GetObjectCommandOutput) => (await output.Body?.transformToString()) ?? '';

describe('objects', () => {
  it('come back with their headers, metadata and checksums', async () => {
    await s3.client.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: 'a b/é+&<>.txt',
        Body: 'hello',
        ContentType: 'text/plain',
        ContentEncoding: 'identity',
        CacheControl: 'no-store',
        Metadata: { origin: 'test' },
        Tagging: 'a=1&b=two+words',
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    const output = await get('a b/é+&<>.txt', { ChecksumMode: 'ENABLED' });
    expect(output).toMatchObject({
      ContentType: 'text/plain',
      ContentEncoding: 'identity',
      CacheControl: 'no-store',
      Metadata: { origin: 'test' },
      TagCount: 2,
      ETag: '"5d41402abc4b2a76b9719d911017c592"',
      ChecksumSHA256: 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=',
      ChecksumType: 'FULL_OBJECT',
    });
    expect(await textOf(output)).toBe('hello');
    const tags = await s3.client.send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key: 'a b/é+&<>.txt' }));
    expect(tags.TagSet).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: 'two words' },
    ]);
  });

  it.each([
    'CRC32',
    'CRC32C',
    'CRC64NVME',
    'SHA1',
    'SHA256',
  ] as const)('keep the %s of a streamed body', async (name) => {
    const Body = Readable.from([Buffer.alloc(70_000, 1), Buffer.alloc(3, 2)]);
    const written = await s3.client.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: name, Body, ContentLength: 70_003, ChecksumAlgorithm: name }),
    );
    const head = await s3.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: name, ChecksumMode: 'ENABLED' }));
    expect(head.ContentLength).toBe(70_003);
    expect(head[`Checksum${name}`]).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(head[`Checksum${name}`]).toBe(written[`Checksum${name}`]);
  });

  it('may be empty', async () => {
    await put('empty', Buffer.alloc(0));
    expect(await textOf(await get('empty'))).toBe('');
  });

  it.each([
    ['bytes=0-0', 'a', 'bytes 0-0/6'],
    ['bytes=2-', 'cdef', 'bytes 2-5/6'],
    ['bytes=-2', 'ef', 'bytes 4-5/6'],
    ['bytes=-99', 'abcdef', 'bytes 0-5/6'],
    ['bytes=4-99', 'ef', 'bytes 4-5/6'],
  ])('answer the range %s', async (Range, text, ContentRange) => {
    await put('ranged', 'abcdef');
    const output = await get('ranged', { Range });
    expect([output.ContentRange, await textOf(output)]).toEqual([ContentRange, text]);
  });

  it('refuse a range behind their end', async () => {
    await put('ranged', 'abcdef');
    await expect(get('ranged', { Range: 'bytes=6-' })).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('answer 304 and 412 to the conditions of a read', async () => {
    const { ETag } = await put('conditional');
    await expect(get('conditional', { IfNoneMatch: ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    await expect(get('conditional', { IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await textOf(await get('conditional', { IfMatch: ETag }))).toBe('text');
  });

  it('are written under If-None-Match by one of many writers', async () => {
    const writes = Array.from({ length: 20 }, (_, i) =>
      s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'lease', Body: `writer ${i}`, IfNoneMatch: '*' })),
    );
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ name: 'PreconditionFailed' });
    }
  });

  it('are replaced under If-Match only while they are the same', async () => {
    const { ETag } = await put('versioned', 'one');
    const replace = () =>
      s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'versioned', Body: 'two', IfMatch: ETag }));
    await replace();
    await expect(replace()).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('stay readable to who began to read them before they were replaced', async () => {
    await put('replaced', Buffer.alloc(20_000_000, 'a'));
    const reading = await get('replaced');
    await put('replaced', 'new');
    expect(await textOf(reading)).toBe('a'.repeat(20_000_000));
    expect(await textOf(await get('replaced'))).toBe('new');
  });

  it('are copied with their metadata or with other', async () => {
    await s3.client.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: 'source',
        Body: 'text',
        Metadata: { a: '1' },
        ContentType: 'text/csv',
      }),
    );
    const CopySource = `${BUCKET}/source`;
    await s3.client.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'copy', CopySource }));
    await s3.client.send(
      new CopyObjectCommand({
        Bucket: BUCKET,
        Key: 'other',
        CopySource,
        MetadataDirective: 'REPLACE',
        Metadata: { b: '2' },
      }),
    );
    await put('source', 'changed');
    const copy = await get('copy');
    expect([copy.Metadata, copy.ContentType, await textOf(copy)]).toEqual([{ a: '1' }, 'text/csv', 'text']);
    expect((await get('other')).Metadata).toEqual({ b: '2' });
  });

  it('keep their bytes and age when they are tagged', async () => {
    await put('tagged');
    const before = await get('tagged');
    const Tagging = { TagSet: [{ Key: 'k', Value: 'v' }] };
    await s3.client.send(new PutObjectTaggingCommand({ Bucket: BUCKET, Key: 'tagged', Tagging }));
    const after = await get('tagged');
    expect([after.TagCount, after.ETag, after.LastModified]).toEqual([1, before.ETag, before.LastModified]);
  });
});

describe('listing', () => {
  const keys = ['l/a/1', 'l/a/2', 'l/b', 'l/c/1', 'l/d', 'l/\u{1F600}', 'l/\uFFFD'];
  const sorted = ['l/a/1', 'l/a/2', 'l/b', 'l/c/1', 'l/d', 'l/\uFFFD', 'l/\u{1F600}'];
  beforeAll(async () => {
    for (const key of keys) await put(key);
  });

  it.each([1, 2, 3, 1000])('gives every key once, in order, in pages of %i', async (pageSize) => {
    const found: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client: s3.client, pageSize }, { Bucket: BUCKET, Prefix: 'l/' })) {
      found.push(...(page.Contents ?? []).map(({ Key }) => Key));
    }
    expect(found).toEqual(sorted);
  });

  it.each([1, 2, 1000])('rolls keys up to common prefixes, in pages of %i', async (pageSize) => {
    const found: (string | undefined)[] = [];
    const input = { Bucket: BUCKET, Prefix: 'l/', Delimiter: '/' };
    for await (const page of paginateListObjectsV2({ client: s3.client, pageSize }, input)) {
      expect(page.KeyCount).toBeLessThanOrEqual(pageSize);
      found.push(
        ...(page.Contents ?? []).map(({ Key }) => Key),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      );
    }
    expect(found.sort()).toEqual(['l/a/', 'l/b', 'l/c/', 'l/d', 'l/\u{1F600}', 'l/\uFFFD'].sort());
  });

  it('starts after a key and encodes keys on demand', async () => {
    const input = { Bucket: BUCKET, Prefix: 'l/', StartAfter: 'l/c/1', EncodingType: 'url' as const };
    const { Contents } = await s3.client.send(new ListObjectsV2Command(input));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['l/d', 'l/%EF%BF%BD', 'l/%F0%9F%98%80']);
  });

  it('deletes many at once, named in XML', async () => {
    await put('x & <y>\r\n');
    const { Deleted } = await s3.client.send(
      new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: [{ Key: 'x & <y>\r\n' }, { Key: 'absent' }] } }),
    );
    expect(Deleted?.map(({ Key }) => Key)).toEqual(['x & <y>\r\n', 'absent']);
    await expect(get('x & <y>\r\n')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});

describe('what is not honoured', () => {
  it.each([
    ['x-amz-acl', { ACL: 'public-read' as const }],
    ['x-amz-storage-class', { StorageClass: 'GLACIER' as const }],
    ['x-amz-server-side-encryption', { ServerSideEncryption: 'aws:kms' as const }],
    ['x-amz-object-lock-mode', { ObjectLockMode: 'GOVERNANCE' as const, ObjectLockRetainUntilDate: new Date(0) }],
    ['x-amz-website-redirect-location', { WebsiteRedirectLocation: '/x' }],
  ])('is refused by name: %s', async (header, input) => {
    const write = s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'refused', Body: 'x', ...input }));
    await expect(write).rejects.toMatchObject({ name: 'NotImplemented', message: expect.stringContaining(header) });
    await expect(get('refused')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('includes versions', async () => {
    await expect(get('any', { VersionId: '1' })).rejects.toMatchObject({
      message: expect.stringContaining('versionId'),
    });
  });
});
