/** Lists the objects of a bucket in pages, with common prefixes (ListObjects, ListObjectsV2), and its open uploads. */
import { notHonoured, S3Error } from './errors.ts';
import { compareKeys } from './keys.ts';
import { checksumNames } from './objects.ts';
import type { S3Request } from './request.ts';
import type { StoredObject } from './stored-object.ts';
import type { XmlContent } from './xml.ts';

const LARGEST_PAGE = 1000;

interface Page {
  readonly objects: StoredObject[];
  readonly commonPrefixes: string[];
  /** The last entry shown, if more follow. */
  readonly last?: string;
}

/** ListObjectsV2, and ListObjects if `list-type=2` is absent. */
export async function listObjects(request: S3Request): Promise<void> {
  const { query, bucket } = request;
  const version2 = query.get('list-type') === '2';
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const startAfter = query.get(version2 ? 'start-after' : 'marker') ?? '';
  const token = version2 ? query.get('continuation-token') : undefined;
  const encode = encoding(query.get('encoding-type'));
  const maxKeys = pageSize(query.get('max-keys'));
  const after = token === undefined ? startAfter : Buffer.from(token, 'base64url').toString();
  const page = pageOf(bucket.from(compareKeys(after, prefix) > 0 ? after : prefix), {
    prefix,
    delimiter,
    after,
    maxKeys,
  });

  const common: Record<string, XmlContent | XmlContent[] | undefined> = {
    Name: bucket.name,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxKeys: maxKeys,
    EncodingType: query.get('encoding-type'),
    IsTruncated: page.last !== undefined,
    Contents: page.objects.map((object) => ({
      Key: encode(object.key),
      LastModified: object.modified,
      ETag: `"${object.etag}"`,
      ChecksumAlgorithm: checksumNames(object),
      ...(object.checksumType ? { ChecksumType: object.checksumType } : {}),
      Size: object.size,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: page.commonPrefixes.map((one) => ({ Prefix: encode(one) })),
  };
  if (version2) {
    request.answerXml('ListBucketResult', {
      ...common,
      KeyCount: page.objects.length + page.commonPrefixes.length,
      StartAfter: startAfter === '' ? undefined : encode(startAfter),
      ContinuationToken: token,
      NextContinuationToken: page.last === undefined ? undefined : Buffer.from(page.last).toString('base64url'),
    });
  } else {
    request.answerXml('ListBucketResult', {
      ...common,
      Marker: encode(startAfter),
      NextMarker: page.last === undefined ? undefined : encode(page.last),
    });
  }
}

/** ListMultipartUploads: those that are neither completed nor aborted. */
export async function listMultipartUploads(request: S3Request): Promise<void> {
  const { query, bucket } = request;
  if (query.has('delimiter')) throw notHonoured('delimiter of ListMultipartUploads');
  const prefix = query.get('prefix') ?? '';
  const afterKey = query.get('key-marker') ?? '';
  const afterId = query.get('upload-id-marker') ?? '';
  const encode = query.get('encoding-type') === 'url' ? encodeURIComponent : (text: string) => text;
  const most = Math.min(Number(query.get('max-uploads') ?? LARGEST_PAGE), LARGEST_PAGE);
  if (!Number.isInteger(most) || most < 1) {
    throw new S3Error(400, 'InvalidArgument', `max-uploads must be an integer of at least 1, got ${most}.`);
  }
  const all = bucket.uploads
    .all()
    .filter(({ key, id }) => {
      if (!key.startsWith(prefix)) return false;
      const order = compareKeys(key, afterKey);
      return afterKey === '' || order > 0 || (order === 0 && afterId !== '' && compareKeys(id, afterId) > 0);
    })
    .sort((a, b) => compareKeys(a.key, b.key) || compareKeys(a.id, b.id));
  const page = all.slice(0, most);
  const last = page.length < all.length ? page.at(-1) : undefined;
  request.answerXml('ListMultipartUploadsResult', {
    Bucket: bucket.name,
    Prefix: encode(prefix),
    KeyMarker: encode(afterKey),
    UploadIdMarker: afterId,
    NextKeyMarker: last && encode(last.key),
    NextUploadIdMarker: last?.id,
    MaxUploads: most,
    EncodingType: query.get('encoding-type'),
    IsTruncated: last !== undefined,
    Upload: page.map(({ key, id, startedAt }) => ({
      Key: encode(key),
      UploadId: id,
      Initiated: startedAt,
      StorageClass: 'STANDARD',
    })),
  });
}

function pageOf(
  objects: Iterable<StoredObject>,
  { prefix, delimiter, after, maxKeys }: { prefix: string; delimiter: string; after: string; maxKeys: number },
): Page {
  const page: Page = { objects: [], commonPrefixes: [] };
  let last: string | undefined;
  for (const object of objects) {
    const { key } = object;
    if (!key.startsWith(prefix)) break;
    if (key === after) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const commonPrefix = end < 0 ? undefined : key.slice(0, end + delimiter.length);
    // A page that ended with a common prefix goes on behind all of its keys.
    if (commonPrefix !== undefined && (commonPrefix === after || commonPrefix === last)) continue;
    if (page.objects.length + page.commonPrefixes.length === maxKeys) return { ...page, last };
    if (commonPrefix === undefined) page.objects.push(object);
    else page.commonPrefixes.push(commonPrefix);
    last = commonPrefix ?? key;
  }
  return page;
}

function pageSize(text: string | undefined): number {
  const size = Number(text ?? LARGEST_PAGE);
  if (!Number.isInteger(size) || size < 0) {
    throw new S3Error(400, 'InvalidArgument', `max-keys must be an integer of at least 0, got ${text}.`);
  }
  return Math.min(size, LARGEST_PAGE);
}

function encoding(type: string | undefined): (text: string) => string {
  if (type === undefined) return (text) => text;
  if (type !== 'url') throw new S3Error(400, 'InvalidArgument', `encoding-type must be url, got ${type}.`);
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/');
}
