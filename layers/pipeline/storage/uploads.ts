/** Uploads to presigned URLs: what has arrived already, and large files in parts that survive a broken line. */
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type Part,
  paginateListParts,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { PART_BYTES } from '../contracts/upload-limits.ts';
import { Conflict } from '../errors.ts';
import { s3 } from './clients.ts';
import { objectsBelow, UPLOAD_SECONDS } from './objects.ts';

export { PART_BYTES } from '../contracts/upload-limits.ts';

/** A file that goes up in parts: the SHA-256 of the whole, and of each part in order. */
export interface PartedFile {
  readonly bytes: number;
  readonly sha256: string;
  readonly parts: readonly string[];
  /** What S3 will call the content: MD5 of the parts' MD5s, and their number. */
  readonly etag?: string;
}

/** A part that is still missing, and where it can be PUT; length and SHA-256 are signed. */
export interface MissingPart {
  readonly number: number;
  readonly start: number;
  readonly bytes: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Length and tag of those files of a study that lie there. S3 is asked for the stretch of keys between the first path and
 * the last.
 *
 * @param prefix of the study, ends in a slash
 */
export async function arrivedFiles(
  bucket: string,
  prefix: string,
  paths: readonly string[],
): Promise<Map<string, { readonly bytes: number; readonly etag: string }>> {
  const wanted = new Set(paths);
  const inOrder = [...paths].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const arrived = new Map<string, { bytes: number; etag: string }>();
  const [first = '', last = ''] = [inOrder[0], inOrder[inOrder.length - 1]];
  // S3 begins behind the key that it is given: a path without its last letter comes before it.
  const before = [...first].slice(0, -1).join('');
  for await (const { path, bytes, etag } of objectsBelow(bucket, prefix, prefix + before)) {
    if (Buffer.compare(Buffer.from(path), Buffer.from(last)) > 0) break;
    if (wanted.has(path)) arrived.set(path, { bytes, etag: etag.replaceAll('"', '') });
  }
  return arrived;
}

/**
 * Brings a file in by parts: gives URLs for the parts that are missing, and puts the file together once none is. The same
 * call begins an upload, goes on with it, and ends it; parts of an earlier attempt count if they have the right SHA-256.
 *
 * @param prefix of the study, ends in a slash
 */
export async function uploadInParts(
  bucket: string,
  prefix: string,
  path: string,
  file: PartedFile,
): Promise<{ complete: true } | { complete: false; missing: MissingPart[] }> {
  const there = (await arrivedFiles(bucket, prefix, [path])).get(path);
  if (there && there.bytes === file.bytes && there.etag === file.etag) return { complete: true };
  const key = prefix + path;
  const UploadId = (await openUpload(bucket, key)) ?? (await startUpload(bucket, key));
  const parts = await partsOf(bucket, key, UploadId);
  const wanted = file.parts.map((sha256, i) => ({
    number: i + 1,
    start: i * PART_BYTES,
    bytes: Math.min(PART_BYTES, file.bytes - i * PART_BYTES),
    sha256,
  }));
  const missing = wanted.filter(({ number, bytes, sha256 }) => {
    const part = parts.get(number);
    return part?.Size !== bytes || part.ChecksumSHA256 !== inBase64(sha256);
  });
  if (missing.length === 0) {
    const Parts = wanted.map(({ number, sha256 }) => ({
      PartNumber: number,
      ETag: parts.get(number)?.ETag,
      ChecksumSHA256: inBase64(sha256),
    }));
    await completeUpload(bucket, key, UploadId, Parts);
    return { complete: true };
  }
  return {
    complete: false,
    missing: await Promise.all(missing.map((part) => presignPart(bucket, key, UploadId, part))),
  };
}

const inBase64 = (sha256: string): string => Buffer.from(sha256, 'hex').toString('base64');

/** The newest upload of a key that is not ended. */
async function openUpload(bucket: string, key: string): Promise<string | undefined> {
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key }));
  // S3 lists them by key, and those of one key by their age.
  return Uploads.filter(({ Key }) => Key === key).at(-1)?.UploadId;
}

async function startUpload(bucket: string, key: string): Promise<string> {
  // Of hashes S3 computes that of the parts' hashes only (COMPOSITE); admission computes that of the whole.
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ChecksumAlgorithm: 'SHA256' }),
  );
  if (UploadId === undefined) throw new Error('got no id of a multipart upload; wanted one from S3');
  return UploadId;
}

async function partsOf(bucket: string, key: string, UploadId: string): Promise<Map<number, Part>> {
  const parts = new Map<number, Part>();
  for await (const page of paginateListParts({ client: s3 }, { Bucket: bucket, Key: key, UploadId })) {
    for (const part of page.Parts ?? []) parts.set(part.PartNumber ?? 0, part);
  }
  return parts;
}

async function completeUpload(bucket: string, key: string, UploadId: string, Parts: Part[]): Promise<void> {
  try {
    await s3.send(
      new CompleteMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId, MultipartUpload: { Parts } }),
    );
  } catch (error) {
    if (!(error instanceof S3ServiceException && error.name === 'NoSuchUpload')) throw error;
    throw new Conflict(
      'Another request ended the upload of this file a moment before. Ask again: what has arrived is not sent twice.',
    );
  }
}

async function presignPart(
  bucket: string,
  key: string,
  UploadId: string,
  { number, start, bytes, sha256 }: { number: number; start: number; bytes: number; sha256: string },
): Promise<MissingPart> {
  const checksum = inBase64(sha256);
  const command = new UploadPartCommand({
    Bucket: bucket,
    Key: key,
    UploadId,
    PartNumber: number,
    ContentLength: bytes,
    ChecksumSHA256: checksum,
  });
  const url = await getSignedUrl(s3, command, {
    expiresIn: UPLOAD_SECONDS,
    unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
    signableHeaders: new Set(['host', 'content-length', 'x-amz-checksum-sha256']),
  });
  return { number, start, bytes, url, headers: { 'content-length': String(bytes), 'x-amz-checksum-sha256': checksum } };
}
