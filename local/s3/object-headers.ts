/** Headers of objects: which are kept with a write, answered with a read, or refused. */
import { notHonoured, S3Error } from './errors.ts';
import type { S3Request } from './request.ts';
import type { StoredObject } from './stored-object.ts';

const KEPT = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];
const METADATA = 'x-amz-meta-';
const LARGEST_METADATA = 2048;

/** Values that change nothing here: what S3 does by default. */
const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  'x-amz-acl': ['private', 'bucket-owner-full-control'],
  'x-amz-storage-class': ['STANDARD'],
  'x-amz-server-side-encryption': ['AES256'],
};

const REFUSED =
  /^x-amz-(acl|grant-.*|object-lock-.*|storage-class|website-redirect-location|server-side-encryption.*|object-ownership|write-offset-bytes|mfa)$/;

/** Throws `NotImplemented` for a header or parameter that would ask for something this S3 does not do. */
export function assertHeadersAreHonoured(request: S3Request): void {
  for (const name of [...Object.keys(request.message.headers), ...request.query.keys()]) {
    if (!REFUSED.test(name)) continue;
    const value = request.header(name) ?? '';
    if (!DEFAULTS[name]?.includes(value)) throw notHonoured(`${name}: ${value}`);
  }
  for (const parameter of ['versionId', 'partNumber']) {
    if (request.query.has(parameter) && !request.query.has('uploadId')) throw notHonoured(parameter);
  }
}

/** The headers of a write that are answered again with every read. */
export function keptHeaders(request: S3Request): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const name of KEPT) {
    const value = request.header(name);
    if (value !== undefined) kept[name] = value;
  }
  if (kept['content-encoding'] !== undefined) {
    const encodings = kept['content-encoding'].split(',').map((encoding) => encoding.trim());
    const own = encodings.filter((encoding) => encoding !== 'aws-chunked' && encoding !== '').join(',');
    if (own === '') delete kept['content-encoding'];
    else kept['content-encoding'] = own;
  }
  let bytes = 0;
  for (const name of [...Object.keys(request.message.headers), ...request.query.keys()]) {
    if (!name.startsWith(METADATA) || kept[name] !== undefined) continue;
    const value = request.header(name);
    if (value === undefined) continue;
    bytes += name.length - METADATA.length + Buffer.byteLength(value);
    kept[name] = value;
  }
  if (bytes > LARGEST_METADATA) {
    throw new S3Error(400, 'MetadataTooLarge', `Metadata has ${bytes} bytes; at most ${LARGEST_METADATA} are allowed.`);
  }
  return kept;
}

/** How an object is encrypted, if its bucket has a key. */
export function encryptionHeaders({ segments }: Pick<StoredObject, 'segments'>): Record<string, string> {
  const key = segments[0]?.seal?.kmsKeyArn;
  if (key === undefined) return {};
  return { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': key };
}

/** What every read of an object answers; checksums only if asked for, and of whole objects only. */
export function objectHeaders(object: StoredObject, withChecksums: boolean): Record<string, string> {
  const headers: Record<string, string> = {
    ...object.headers,
    ...encryptionHeaders(object),
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modified).toUTCString(),
    'accept-ranges': 'bytes',
  };
  if (object.tags && object.tags.length > 0) headers['x-amz-tagging-count'] = String(object.tags.length);
  return withChecksums ? { ...headers, ...checksumHeaders(object) } : headers;
}

export function checksumHeaders(object: Pick<StoredObject, 'checksums' | 'checksumType'>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [algorithm, value] of Object.entries(object.checksums)) headers[`x-amz-checksum-${algorithm}`] = value;
  if (object.checksumType) headers['x-amz-checksum-type'] = object.checksumType;
  return headers;
}

/** Checksums as elements of an XML answer: `ChecksumCRC32` and so on. */
export function checksumElements(object: Pick<StoredObject, 'checksums' | 'checksumType'>): Record<string, string> {
  const elements: Record<string, string> = {};
  for (const [algorithm, value] of Object.entries(object.checksums)) {
    elements[`Checksum${algorithm.toUpperCase()}`] = value;
  }
  if (object.checksumType) elements['ChecksumType'] = object.checksumType;
  return elements;
}
