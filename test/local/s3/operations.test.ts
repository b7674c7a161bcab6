/** The table of S3 routes: what has no route is refused by name, and is never taken for a plain read or write. */
import {
  DeleteBucketCommand,
  DeleteObjectTaggingCommand,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKET, startTestS3, type TestS3 } from './s3-on-loopback.ts';

let s3: TestS3;
beforeAll(async () => {
  s3 = await startTestS3();
  await s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'text' }));
});
afterAll(async () => {
  await s3.stop();
});

const bucket = { Bucket: BUCKET };
const object = { Bucket: BUCKET, Key: 'k' };

describe('an operation that no client of the product sends', () => {
  it.each([
    ['GET ?location of a bucket', () => s3.client.send(new GetBucketLocationCommand(bucket))],
    ['GET ?versioning of a bucket', () => s3.client.send(new GetBucketVersioningCommand(bucket))],
    ['GET ?tagging of a bucket', () => s3.client.send(new GetBucketTaggingCommand(bucket))],
    ['DELETE ?tagging of an object', () => s3.client.send(new DeleteObjectTaggingCommand(object))],
  ])('is refused by name: %s', async (name, send) => {
    await expect(send()).rejects.toMatchObject({
      name: 'NotImplemented',
      message: `${name} is not honoured by the local S3. Leave it out.`,
    });
  });

  it('is not allowed if it would remove a bucket, and the bucket stays', async () => {
    await expect(s3.client.send(new DeleteBucketCommand(bucket))).rejects.toMatchObject({ name: 'MethodNotAllowed' });
    expect((await s3.client.send(new GetObjectCommand(object))).ContentLength).toBe(4);
  });

  it('is not taken for another one if it names two subresources', async () => {
    s3.client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { query: Record<string, string> };
        request.query['acl'] = '';
        return next(args);
      },
      { step: 'build', name: 'two-subresources' },
    );
    await expect(s3.client.send(new GetObjectTaggingCommand(object))).rejects.toMatchObject({
      message: expect.stringContaining('GET ?acl&tagging of an object'),
    });
    s3.client.middlewareStack.remove('two-subresources');
  });
});

it('tags that lib-storage sends after an upload are stored with the object', async () => {
  const tags = [{ Key: 'centre', Value: 'a b' }];
  await new Upload({ client: s3.client, params: { ...object, Key: 'tagged', Body: 'text' }, tags }).done();
  const { TagSet } = await s3.client.send(new GetObjectTaggingCommand({ ...object, Key: 'tagged' }));
  expect(TagSet).toEqual(tags);
});
