/** Objects in S3: read, stream, write, move, and presigned URLs. */
import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  paginateListObjectsV2,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { s3 } from './clients.ts';

/** Presigned URLs live for an hour: long enough for a study over a hospital's line. */
export const UPLOAD_SECONDS = 3600;

/** The bytes of an object, at most the first `limit + 1`; `undefined` if there is none. */
export async function readObject(bucket: string, key: string, limit?: number): Promise<Uint8Array | undefined> {
  try {
    const Range = limit === undefined ? undefined : `bytes=0-${limit}`;
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range }));
    return await Body?.transformToByteArray();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    // Of an object without bytes there is no first one.
    if (limit !== undefined && error instanceof S3ServiceException && error.$metadata.httpStatusCode === 416) {
      return new Uint8Array();
    }
    throw error;
  }
}

/** The bytes of an object that must be there. */
export async function requireObject(bucket: string, key: string): Promise<Uint8Array> {
  const bytes = await readObject(bucket, key);
  if (!bytes) throw new Error(`got no object ${key}; wanted what an earlier state wrote`);
  return bytes;
}

export async function readJson(bucket: string, key: string): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await requireObject(bucket, key)));
}

export async function writeObject(
  bucket: string,
  key: string,
  body: Uint8Array | string,
  contentType: string,
): Promise<void> {
  const digest = createHash('sha256').update(body).digest();
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: body,
    ContentType: contentType,
    ChecksumSHA256: digest.toString('base64'),
  });
  // Without these the SDK hashes the body once for its checksum and once more for its signature.
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { readonly headers: Record<string, string> };
      headers['x-amz-content-sha256'] = digest.toString('hex');
      return next(args);
    },
    { step: 'build', name: 'knownContentSha256' },
  );
  await s3.send(command);
}

/** Writes a value as JSON with a stable form and returns its SHA-256. */
export async function writeJson(bucket: string, key: string, value: unknown): Promise<string> {
  const body = JSON.stringify(value);
  await writeObject(bucket, key, body, 'application/json');
  return createHash('sha256').update(body).digest('hex');
}

async function headObject(bucket: string, key: string): Promise<HeadObjectCommandOutput | undefined> {
  try {
    return await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }));
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

export async function objectExists(bucket: string, key: string): Promise<boolean> {
  return (await headObject(bucket, key)) !== undefined;
}

/** S3 takes no more in one request, be it a PUT or a copy. */
export const LARGEST_OBJECT = 5_000_000_000;

/**
 * The bytes of an object, piece by piece; `undefined` if there is none.
 *
 * @param etag of the content that is meant
 * @throws ObjectChanged if it has been replaced since it had this tag
 */
export async function streamObject(
  bucket: string,
  key: string,
  etag?: string,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag }));
    return Body as AsyncIterable<Uint8Array> | undefined;
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw changedOr(error);
  }
}

/** An object is not the one that was read a moment before. */
export class ObjectChanged extends Error {
  override readonly name = 'ObjectChanged';
}

/** Another content, no such range in it, or none at all. */
const CHANGED: ReadonlySet<number | undefined> = new Set([404, 412, 416]);

function changedOr(error: unknown): unknown {
  const isChanged = error instanceof S3ServiceException && CHANGED.has(error.$metadata.httpStatusCode);
  return isChanged ? new ObjectChanged('got another object than before; wanted the same', { cause: error }) : error;
}

/**
 * A part of an object, in memory that is taken once, and what stands for its content.
 *
 * @throws ObjectChanged if it is gone, shorter, or not that of `etag`
 */
export async function readPart(
  bucket: string,
  key: string,
  { start, length, etag }: { readonly start: number; readonly length: number; readonly etag?: string },
): Promise<{ bytes: Uint8Array; etag: string }> {
  const Range = `bytes=${start}-${start + length - 1}`;
  try {
    const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range, IfMatch: etag }));
    const bytes = new Uint8Array(length);
    let at = 0;
    for await (const chunk of (Body ?? []) as AsyncIterable<Uint8Array>) {
      bytes.set(chunk.subarray(0, length - at), at);
      at += chunk.length;
    }
    if (at !== length) throw new ObjectChanged(`got ${at} bytes; wanted ${length}`);
    return { bytes, etag: ETag };
  } catch (error) {
    throw changedOr(error);
  }
}

/** Bytes of every object below a prefix, by key without the prefix; of more than `most` not all. */
export async function listObjects(
  bucket: string,
  prefix: string,
  most = Number.POSITIVE_INFINITY,
): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for await (const { path, bytes } of objectsBelow(bucket, prefix)) {
    sizes.set(path, bytes);
    if (sizes.size > most) break;
  }
  return sizes;
}

/** An object as a listing shows it; `etag` stands for its content. */
export interface ListedObject {
  /** Key without the prefix. */
  readonly path: string;
  readonly bytes: number;
  readonly etag: string;
  readonly modified?: Date;
}

/** Every object below a prefix, in the order of their keys; those after `StartAfter`, if it is given. */
export async function* objectsBelow(bucket: string, prefix: string, StartAfter?: string): AsyncGenerator<ListedObject> {
  const input = { Bucket: bucket, Prefix: prefix, StartAfter };
  for await (const page of paginateListObjectsV2({ client: s3 }, input)) {
    for (const { Key, Size = 0, ETag = '', LastModified } of page.Contents ?? []) {
      if (Key) yield { path: Key.slice(prefix.length), bytes: Size, etag: ETag, modified: LastModified };
    }
  }
}

/** Names of the folders directly below a prefix, in order, without their slash. */
export async function* foldersBelow(bucket: string, prefix: string): AsyncGenerator<string> {
  const input = { Bucket: bucket, Prefix: prefix, Delimiter: '/' };
  for await (const page of paginateListObjectsV2({ client: s3 }, input)) {
    for (const { Prefix = '' } of page.CommonPrefixes ?? []) yield Prefix.slice(prefix.length, -1);
  }
}

/** A stored JSON value, with the tag by which a change is conditional. */
export interface TaggedJson {
  readonly value: unknown;
  readonly etag: string;
}

export async function readTaggedJson(bucket: string, key: string): Promise<TaggedJson | undefined> {
  try {
    const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return { value: JSON.parse((await Body?.transformToString()) ?? ''), etag: ETag };
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** Replaces a JSON object if it is still what was read; false if another writer was faster. */
export async function replaceJson(bucket: string, key: string, { value, etag }: TaggedJson): Promise<boolean> {
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: JSON.stringify(value),
        ContentType: 'application/json',
        ChecksumAlgorithm: 'SHA256',
        IfMatch: etag,
      }),
    );
    return true;
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    if (status === 404 || status === 409 || status === 412) return false;
    throw error;
  }
}

/**
 * Moves an object to another bucket, if its content is still that of `etag`: what has been replaced or moved meanwhile
 * is left alone. After a crash between copy and removal the same call ends the work.
 */
export async function moveObject(
  from: { bucket: string; key: string; etag: string },
  to: { bucket: string; key: string },
): Promise<'moved' | 'changed'> {
  try {
    await s3.send(
      new CopyObjectCommand({
        Bucket: to.bucket,
        Key: to.key,
        CopySource: encodeURIComponent(`${from.bucket}/${from.key}`),
        CopySourceIfMatch: from.etag,
      }),
    );
    await s3.send(new DeleteObjectCommand({ Bucket: from.bucket, Key: from.key, IfMatch: from.etag }));
    return 'moved';
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    if (status === 404 || status === 412) return 'changed';
    throw error;
  }
}

/** A URL to which exactly these bytes can be PUT: length and SHA-256 are signed. */
export async function presignUpload(
  bucket: string,
  key: string,
  file: { bytes: number; sha256: string },
): Promise<{ url: string; headers: Record<string, string> }> {
  const checksum = Buffer.from(file.sha256, 'hex').toString('base64');
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    ContentLength: file.bytes,
    ChecksumSHA256: checksum,
  });
  const url = await getSignedUrl(s3, command, {
    expiresIn: UPLOAD_SECONDS,
    unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
    signableHeaders: new Set(['host', 'content-length', 'x-amz-checksum-sha256']),
  });
  return { url, headers: { 'content-length': String(file.bytes), 'x-amz-checksum-sha256': checksum } };
}

export async function presignDownload(bucket: string, key: string, fileName: string): Promise<string> {
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ResponseContentDisposition: `attachment; filename="${fileName}"`,
  });
  return getSignedUrl(s3, command, { expiresIn: UPLOAD_SECONDS });
}

/** A URL to GET an object for some seconds, as a download of bytes: whatever it holds, no page runs it. */
export async function presignRead(bucket: string, key: string, seconds: number): Promise<string> {
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ResponseContentDisposition: 'attachment',
    ResponseContentType: 'application/octet-stream',
  });
  return getSignedUrl(s3, command, { expiresIn: seconds });
}
