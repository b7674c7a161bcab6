/** The operations of a multipart upload, from its start to the object that it becomes. */
import { createHash } from 'node:crypto';
import type { Bucket } from './bucket.ts';
import { type ChecksumAlgorithm, type Checksums, isChecksumAlgorithm, startChecksum } from './checksums.ts';
import { assertWriteConditions } from './conditions.ts';
import { badDigest, notHonoured, S3Error } from './errors.ts';
import type { MultipartUpload, UploadPart } from './multipart-uploads.ts';
import { checksumElements, checksumHeaders, keptHeaders } from './object-headers.ts';
import { taggingHeader } from './object-tags.ts';
import { readBytes } from './objects.ts';
import { receiveBytes, receiveDocument } from './receive.ts';
import type { S3Request } from './request.ts';
import type { StoredObject } from './stored-object.ts';
import { parseXml, type XmlElement } from './xml.ts';

const MOST_PARTS = 10_000;
const SMALLEST_PART = 5 * 1024 ** 2;

export async function createMultipartUpload(request: S3Request): Promise<void> {
  const { bucket, key } = request;
  const algorithm = request.header('x-amz-checksum-algorithm')?.toLowerCase();
  if (algorithm !== undefined && !isChecksumAlgorithm(algorithm)) throw notHonoured(`checksum algorithm ${algorithm}`);
  const upload = bucket.uploads.start({
    key,
    startedAt: request.now().toISOString(),
    headers: keptHeaders(request),
    tags: taggingHeader(request),
    algorithm,
    checksumType: checksumTypeOf(request.header('x-amz-checksum-type'), algorithm),
  });
  request.answerXml(
    'InitiateMultipartUploadResult',
    { Bucket: bucket.name, Key: key, UploadId: upload.id },
    algorithm
      ? {
          'x-amz-checksum-algorithm': algorithm.toUpperCase(),
          'x-amz-checksum-type': upload.checksumType ?? 'COMPOSITE',
        }
      : {},
  );
}

/** CRC-64/NVME is of the whole object only, hashes of the parts only (S3 User Guide, "Checking object integrity"). */
function checksumTypeOf(
  stated: string | undefined,
  algorithm: ChecksumAlgorithm | undefined,
): StoredObject['checksumType'] {
  if (algorithm === undefined) return undefined;
  const byDefault = algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE';
  const type = stated ?? byDefault;
  if (type !== 'COMPOSITE' && type !== 'FULL_OBJECT') {
    throw new S3Error(400, 'InvalidRequest', `x-amz-checksum-type is COMPOSITE or FULL_OBJECT, got ${type}.`);
  }
  const impossible = type === 'COMPOSITE' ? algorithm === 'crc64nvme' : algorithm.startsWith('sha');
  if (impossible)
    throw new S3Error(400, 'InvalidRequest', `The ${type} checksum type cannot be used with ${algorithm}.`);
  return type;
}

export async function uploadPart(request: S3Request): Promise<void> {
  const { bucket } = request;
  const upload = uploadOf(request);
  const number = Number(request.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS) {
    throw new S3Error(400, 'InvalidArgument', `Part number must be an integer between 1 and ${MOST_PARTS}.`);
  }
  const { segment, etag, checksums } = await receiveBytes(request, bucket, upload.algorithm);
  try {
    bucket.uploads.addPart(upload, { number, segment, etag, checksums, modified: new Date().toISOString() });
  } catch (error) {
    bucket.discard([segment]);
    throw error;
  }
  request.answer(200, { etag: `"${etag}"`, ...checksumHeaders({ checksums }) });
}

export async function listParts(request: S3Request): Promise<void> {
  const upload = uploadOf(request);
  const after = Number(request.query.get('part-number-marker') ?? 0);
  const most = Math.min(Number(request.query.get('max-parts') ?? 1000), 1000);
  const parts = request.bucket.uploads.parts(upload).filter(({ number }) => number > after);
  const shown = parts.slice(0, most);
  request.answerXml('ListPartsResult', {
    Bucket: request.bucketName,
    Key: upload.key,
    UploadId: upload.id,
    PartNumberMarker: after,
    NextPartNumberMarker: shown.at(-1)?.number,
    MaxParts: most,
    IsTruncated: shown.length < parts.length,
    ChecksumAlgorithm: upload.algorithm?.toUpperCase(),
    ChecksumType: upload.checksumType,
    StorageClass: 'STANDARD',
    Part: shown.map((part) => ({
      PartNumber: part.number,
      LastModified: part.modified,
      ETag: `"${part.etag}"`,
      Size: part.segment.size,
      ...checksumElements(part),
    })),
  });
}

export async function abortMultipartUpload(request: S3Request): Promise<void> {
  request.bucket.uploads.end(uploadOf(request));
  request.answer(204);
}

export async function completeMultipartUpload(request: S3Request): Promise<void> {
  const { bucket, key } = request;
  const upload = uploadOf(request);
  const document = parseXml(await receiveDocument(request), 'CompleteMultipartUpload');
  const parts = chosenParts(bucket, upload, document.all('Part'));
  const segments = parts.map(({ segment }) => segment);
  const checksums = await checksumsOfWhole(bucket, upload, parts);
  for (const [algorithm, value] of Object.entries(checksums)) {
    const stated = request.header(`x-amz-checksum-${algorithm}`);
    if (stated !== undefined && stated.split('-')[0] !== value.split('-')[0]) throw badDigest(algorithm.toUpperCase());
  }
  const md5 = createHash('md5');
  for (const { etag } of parts) md5.update(Buffer.from(etag, 'hex'));
  const object: StoredObject = {
    key,
    segments,
    size: segments.reduce((sum, { size }) => sum + size, 0),
    etag: `${md5.digest('hex')}-${parts.length}`,
    modified: new Date().toISOString(),
    storedAt: request.now().toISOString(),
    headers: upload.headers,
    checksums,
    checksumType: upload.checksumType,
    tags: upload.tags,
  };
  // Another request may have completed or aborted it while this one was reading.
  uploadOf(request);
  assertWriteConditions(request, bucket.get(key));
  bucket.put(object, 'CompleteMultipartUpload', request.id);
  bucket.uploads.end(upload, segments);
  request.answerXml('CompleteMultipartUploadResult', {
    Location: `http://${request.message.headers.host}/${bucket.name}/${encodeURIComponent(key)}`,
    Bucket: bucket.name,
    Key: key,
    ETag: `"${object.etag}"`,
    ...checksumElements(object),
  });
}

function uploadOf(request: S3Request): MultipartUpload {
  return request.bucket.uploads.get(request.query.get('uploadId') ?? '', request.key);
}

function chosenParts(bucket: Bucket, upload: MultipartUpload, listed: readonly XmlElement[]): UploadPart[] {
  if (listed.length === 0) throw new S3Error(400, 'MalformedXML', 'You must specify at least one part.');
  const known = new Map(bucket.uploads.parts(upload).map((part) => [part.number, part]));
  let before = 0;
  const chosen = listed.map((element) => {
    const number = Number(element.text('PartNumber'));
    const part = known.get(number);
    if (!part || element.text('ETag')?.replace(/^"|"$/g, '') !== part.etag) {
      throw new S3Error(400, 'InvalidPart', `Part ${number} could not be found, or its ETag does not match.`);
    }
    if (number <= before) throw new S3Error(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.');
    before = number;
    for (const [algorithm, value] of Object.entries(part.checksums)) {
      const stated = element.text(`Checksum${algorithm.toUpperCase()}`);
      if (stated !== undefined && stated !== value) throw badDigest(algorithm.toUpperCase());
    }
    return part;
  });
  const small = chosen.slice(0, -1).find(({ segment }) => segment.size < SMALLEST_PART);
  if (small) {
    throw new S3Error(
      400,
      'EntityTooSmall',
      `Part ${small.number} has ${small.segment.size} bytes; all but the last need ${SMALLEST_PART}.`,
    );
  }
  return chosen;
}

async function checksumsOfWhole(
  bucket: Bucket,
  upload: MultipartUpload,
  parts: readonly UploadPart[],
): Promise<Checksums> {
  const { algorithm } = upload;
  if (algorithm === undefined) return {};
  const checksum = startChecksum(algorithm);
  if (upload.checksumType === 'COMPOSITE') {
    for (const { checksums } of parts) checksum.update(Buffer.from(checksums[algorithm] ?? '', 'base64'));
    return { [algorithm]: `${checksum.digest().toString('base64')}-${parts.length}` };
  }
  const segments = parts.map(({ segment }) => segment);
  const size = segments.reduce((sum, segment) => sum + segment.size, 0);
  if (size > 0) {
    const bytes = readBytes(bucket, { segments }, { start: 0, end: size - 1 });
    for await (const chunk of bytes as AsyncIterable<Buffer>) checksum.update(chunk);
  }
  return { [algorithm]: checksum.digest().toString('base64') };
}
