import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { s3 } from './clients.ts';

/** Presigned URLs live for an hour: long enough for a study over a hospital's line. */
export const UPLOAD_SECONDS = 3600;

/** The bytes of an object, at most the first `limit + 1`; `undefined` where there is none. */
export async function readObject(bucket: string, key: string, limit?: number): Promise<Uint8Array | undefined> {
  try {
    const Range = limit === undefined ? undefined : `bytes=0-${limit}`;
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range }));
    return await Body?.transformToByteArray();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
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
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentType: contentType,
      ChecksumAlgorithm: 'SHA256',
    }),
  );
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

/** Bytes of every object below a prefix, by key without the prefix. */
export async function listObjects(bucket: string, prefix: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key, Size } of page.Contents ?? []) if (Key) sizes.set(Key.slice(prefix.length), Size ?? 0);
  }
  return sizes;
}

/** SHA-256 of an object, hexadecimal: the one S3 checked at upload, or read through where the upload carried none. */
export async function objectSha256(bucket: string, key: string): Promise<string | undefined> {
  const head = await headObject(bucket, key);
  if (!head) return undefined;
  // A multipart checksum is a checksum of checksums (`…-3`): read the object instead.
  if (head.ChecksumSHA256 && !head.ChecksumSHA256.includes('-'))
    return Buffer.from(head.ChecksumSHA256, 'base64').toString('hex');
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const hash = createHash('sha256');
  for await (const chunk of Body as AsyncIterable<Uint8Array>) hash.update(chunk);
  return hash.digest('hex');
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
