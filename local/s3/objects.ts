/** Operations on whole objects: put, copy, get, head and delete. */
import { closeSync, createReadStream, createWriteStream, linkSync, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Bucket } from './bucket.ts';
import { CHECKSUM_ALGORITHMS } from './checksums.ts';
import { assertMatches, assertWriteConditions, type ByteRange, isNotModified, rangeOf } from './conditions.ts';
import { noSuchKey, notHonoured, S3Error } from './errors.ts';
import { checksumHeaders, encryptionHeaders, keptHeaders, objectHeaders } from './object-headers.ts';
import { taggingHeader } from './object-tags.ts';
import { receiveBytes, receiveDocument } from './receive.ts';
import type { S3Request } from './request.ts';
import { opening, type Seal } from './sealing.ts';
import type { Segment, StoredObject } from './stored-object.ts';
import { parseXml } from './xml.ts';

const READ_SIZE = 1 << 20;
/** Read in one go: other requests wait for it, some milliseconds at most. */
const SMALL_BYTES = 8 * 2 ** 20;
const LARGEST_DELETION = 1000;
const RESPONSE_OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

export async function putObject(request: S3Request): Promise<void> {
  const { bucket, key } = request;
  assertWriteConditions(request, bucket.get(key));
  const headers = keptHeaders(request);
  const tags = taggingHeader(request);
  const { segment, etag, checksums } = await receiveBytes(request, bucket);
  const object: StoredObject = {
    key,
    segments: [segment],
    size: segment.size,
    etag,
    modified: new Date().toISOString(),
    storedAt: request.now().toISOString(),
    headers,
    checksums,
    checksumType: Object.keys(checksums).length > 0 ? 'FULL_OBJECT' : undefined,
    tags,
  };
  commit(request, bucket, object, 'PutObject');
  request.answer(200, { etag: `"${etag}"`, ...checksumHeaders(object), ...encryptionHeaders(object) });
}

/** Conditions are judged again at the moment of the write: of two writers under `If-None-Match: *` one loses. */
export function commit(request: S3Request, bucket: Bucket, object: StoredObject, reason: string): void {
  try {
    assertWriteConditions(request, bucket.get(object.key));
  } catch (error) {
    bucket.discard(object.segments);
    throw error;
  }
  bucket.put(object, reason, request.id);
}

export async function copyObject(request: S3Request): Promise<void> {
  const { bucket, key } = request;
  const { bucketName, sourceKey } = copySource(request);
  request.demand('s3:GetObject', request.arn(sourceKey, bucketName));
  const sourceBucket = request.store.get(bucketName);
  const source = sourceBucket.get(sourceKey);
  if (!source) throw noSuchKey(sourceKey);
  for (const header of Object.keys(request.message.headers)) {
    if (header.startsWith('x-amz-copy-source-') && header !== COPY_IF_MATCH) throw notHonoured(header);
  }
  assertMatches(request, COPY_IF_MATCH, source);
  demandDecryption(request, source);
  sourceBucket.assertWhole(source);
  const replaceMetadata = directive(request, 'x-amz-metadata-directive');
  const replaceTags = directive(request, 'x-amz-tagging-directive');
  if (bucketName === request.bucketName && sourceKey === key && !replaceMetadata && !replaceTags) {
    throw new S3Error(400, 'InvalidRequest', 'This copy request is illegal: it copies an object to itself unchanged.');
  }
  const headers = replaceMetadata ? keptHeaders(request) : source.headers;
  const tags = replaceTags ? taggingHeader(request) : source.tags;
  const segments = await Promise.all(source.segments.map((segment) => copySegment(sourceBucket, segment, bucket)));
  const now = new Date();
  const object = {
    ...source,
    key,
    segments,
    headers,
    tags,
    modified: now.toISOString(),
    storedAt: request.now().toISOString(),
  };
  commit(request, bucket, object, 'CopyObject');
  request.answerXml('CopyObjectResult', { ETag: `"${object.etag}"`, LastModified: now }, encryptionHeaders(object));
}

const COPY_IF_MATCH = 'x-amz-copy-source-if-match';

/** Bytes never change once written, so a second name for them is a copy; encryption makes other bytes of them. */
async function copySegment(from: Bucket, segment: Segment, to: Bucket): Promise<Segment> {
  const { file, path } = to.newBytes();
  const sealed = to.newSeal();
  if (!sealed && !segment.seal) {
    linkSync(from.bytesPath(segment.file), path);
    await to.disk.keepFile(path);
    return { file, size: segment.size };
  }
  const source =
    segment.size === 0 ? Readable.from([]) : readBytes(from, { segments: [segment] }, wholeOf(segment.size));
  const target = createWriteStream(path, { flags: 'wx' });
  try {
    if (sealed) await pipeline(source, sealed.cipher, target);
    else await pipeline(source, target);
    await to.disk.keepFile(path);
  } catch (error) {
    to.discard([{ file, size: 0 }]);
    throw error;
  }
  return { file, size: segment.size, ...(sealed && { seal: sealed.seal }) };
}

const wholeOf = (size: number): ByteRange => ({ start: 0, end: size - 1 });

/** What is encrypted with a key is read by those alone who may decrypt with it. */
function demandDecryption(request: S3Request, { segments }: StoredObject): void {
  for (const key of new Set(segments.flatMap(({ seal }) => seal?.kmsKeyArn ?? []))) request.demand('kms:Decrypt', key);
}

function directive(request: S3Request, name: string): boolean {
  const value = request.header(name) ?? 'COPY';
  if (value !== 'COPY' && value !== 'REPLACE') {
    throw new S3Error(400, 'InvalidArgument', `${name} is COPY or REPLACE, got ${value}.`);
  }
  return value === 'REPLACE';
}

function copySource(request: S3Request): { bucketName: string; sourceKey: string } {
  const source = decodeURIComponent(request.header('x-amz-copy-source') ?? '').replace(/^\//, '');
  const slash = source.indexOf('/');
  if (slash < 1) throw new S3Error(400, 'InvalidArgument', `Copy Source must be bucket/key, got '${source}'.`);
  if (/\?versionId=/.test(source)) throw notHonoured('versionId of a copy source');
  return { bucketName: source.slice(0, slash), sourceKey: source.slice(slash + 1) };
}

export async function getObject(request: S3Request): Promise<void> {
  const { bucket, response } = request;
  const object = request.existing();
  demandDecryption(request, object);
  bucket.assertWhole(object);
  if (isNotModified(request, object)) return request.answer(304, { etag: `"${object.etag}"` });
  const range = rangeOf(request.header('range'), object.size);
  const withChecksums = !range && request.header('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  for (const [name, value] of Object.entries(objectHeaders(object, withChecksums))) response.setHeader(name, value);
  for (const name of RESPONSE_OVERRIDES) {
    const value = request.query.get(`response-${name}`);
    if (value !== undefined) response.setHeader(name, value);
  }
  response.statusCode = range ? 206 : 200;
  if (range) response.setHeader('content-range', `bytes ${range.start}-${range.end}/${object.size}`);
  response.setHeader('content-length', range ? range.end - range.start + 1 : object.size);
  if (request.message.method === 'HEAD' || object.size === 0) return void response.end();

  const whole = smallBytes(bucket, object, range ?? wholeOf(object.size));
  if (whole) return void response.end(whole);
  const stopReading = bucket.startReading(object);
  try {
    await pipeline(readBytes(bucket, object, range ?? { start: 0, end: object.size - 1 }), response);
  } finally {
    stopReading();
  }
}

/** The bytes of a range that is small, of one file and not encrypted: a stream would take longer than they do. */
function smallBytes(bucket: Bucket, { segments }: StoredObject, { start, end }: ByteRange): Buffer | undefined {
  const [segment] = segments;
  if (segments.length !== 1 || segment.seal || end - start >= SMALL_BYTES) return undefined;
  const bytes = Buffer.allocUnsafe(end - start + 1);
  const file = openSync(bucket.bytesPath(segment.file), 'r');
  try {
    for (let at = 0; at < bytes.length; ) {
      const read = readSync(file, bytes, at, bytes.length - at, start + at);
      if (read === 0) throw new Error(`got ${at} bytes of ${segment.file}; wanted ${bytes.length}`);
      at += read;
    }
  } finally {
    closeSync(file);
  }
  return bytes;
}

/** The bytes of a range, over as many segments as it touches. */
export function readBytes(bucket: Bucket, object: Pick<StoredObject, 'segments'>, range: ByteRange): Readable {
  const pieces: { path: string; start: number; end: number; seal?: Seal }[] = [];
  let offset = 0;
  for (const { file, size, seal } of object.segments) {
    const start = Math.max(0, range.start - offset);
    const end = Math.min(size - 1, range.end - offset);
    if (start <= end) pieces.push({ path: bucket.bytesPath(file), start, end, seal });
    offset += size;
  }
  const streamOf = ({ path, start, end, seal }: (typeof pieces)[number]): Readable => {
    const stored = createReadStream(path, { start, end, highWaterMark: READ_SIZE });
    if (!seal) return stored;
    const opened = opening(seal, bucket.kmsKeys, start);
    stored.on('error', (error) => opened.destroy(error));
    return stored.pipe(opened);
  };
  if (pieces.length === 1) return streamOf(pieces[0]);
  return Readable.from(
    (async function* () {
      for (const piece of pieces) yield* streamOf(piece);
    })(),
  );
}

export async function deleteObject(request: S3Request): Promise<void> {
  const object = request.bucket.get(request.key);
  if (request.header('if-match') !== undefined) {
    if (!object) throw noSuchKey(request.key);
    assertMatches(request, 'if-match', object);
  }
  request.bucket.remove(request.key, 'DeleteObject', request.id);
  request.answer(204);
}

export async function deleteObjects(request: S3Request): Promise<void> {
  const { bucket } = request;
  const document = parseXml(await receiveDocument(request), 'Delete');
  const objects = document.all('Object');
  if (objects.length === 0 || objects.length > LARGEST_DELETION) {
    throw new S3Error(400, 'MalformedXML', `Delete names 1 to ${LARGEST_DELETION} objects, got ${objects.length}.`);
  }
  const surplus = objects.flatMap(({ names }) => names).find((name) => name !== 'Key');
  if (surplus) throw notHonoured(`${surplus} in Delete`);
  const deleted: { Key: string }[] = [];
  const errors: { Key: string; Code: string; Message: string }[] = [];
  for (const object of objects) {
    const key = object.text('Key') ?? '';
    if (request.may('s3:DeleteObject', request.arn(key))) {
      bucket.remove(key, 'DeleteObject', request.id);
      deleted.push({ Key: key });
    } else {
      errors.push({ Key: key, Code: 'AccessDenied', Message: 'Access Denied' });
    }
  }
  const quiet = document.text('Quiet') === 'true';
  request.answerXml('DeleteResult', { Deleted: quiet ? [] : deleted, Error: errors });
}

/** `CHECKSUM_ALGORITHMS` that an object carries, as listings name them. */
export function checksumNames(object: StoredObject): string[] {
  return CHECKSUM_ALGORITHMS.filter((algorithm) => object.checksums[algorithm] !== undefined).map((name) =>
    name.toUpperCase(),
  );
}
