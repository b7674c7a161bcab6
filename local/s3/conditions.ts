/** Conditional requests and byte ranges: what a request demands of the stored object. */
import { noSuchKey, S3Error } from './errors.ts';
import type { S3Request } from './request.ts';
import type { StoredObject } from './stored-object.ts';

/** `If-Match` and `If-None-Match` of a write, against what is stored now (S3 User Guide, "conditional writes"). */
export function assertWriteConditions(request: S3Request, current: StoredObject | undefined): void {
  const ifMatch = request.header('if-match');
  const ifNoneMatch = request.header('if-none-match');
  if (ifMatch !== undefined && !current) throw noSuchKey(request.key);
  if (ifMatch !== undefined && current && !matches(ifMatch, current.etag)) throw failed('If-Match');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw new S3Error(501, 'NotImplemented', `If-None-Match of a write is '*', got ${ifNoneMatch}.`);
  }
  if (ifNoneMatch === '*' && current) throw failed('If-None-Match');
}

/** A condition on an object that is there: of a copy on its source, of a removal on what is removed. */
export function assertMatches(request: S3Request, header: string, { etag }: StoredObject): void {
  const wanted = request.header(header);
  if (wanted !== undefined && !matches(wanted, etag)) throw failed(header);
}

/** Whether a read is answered 304; throws `PreconditionFailed` (RFC 9110, section 13). */
export function isNotModified(request: S3Request, object: StoredObject): boolean {
  const modified = Math.floor(Date.parse(object.modified) / 1000) * 1000;
  const ifMatch = request.header('if-match');
  const unmodifiedSince = request.header('if-unmodified-since');
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object.etag)) throw failed('If-Match');
  } else if (unmodifiedSince !== undefined && modified > Date.parse(unmodifiedSince)) {
    throw failed('If-Unmodified-Since');
  }
  const ifNoneMatch = request.header('if-none-match');
  const modifiedSince = request.header('if-modified-since');
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, object.etag);
  return modifiedSince !== undefined && modified <= Date.parse(modifiedSince);
}

export interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/** The one range that is asked for, `undefined` for the whole object; several ranges are answered with the whole, as S3 does. */
export function rangeOf(header: string | undefined, size: number): ByteRange | undefined {
  const range = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!range || (range[1] === '' && range[2] === '')) return undefined;
  const [, first, last] = range;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (start >= size || (first === '' && Number(last) === 0)) {
    throw new S3Error(
      416,
      'InvalidRange',
      `The requested range ${header} is not satisfiable: the object has ${size} bytes.`,
    );
  }
  return { start, end };
}

function matches(header: string, etag: string): boolean {
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^"|"$/g, '') === etag);
}

function failed(condition: string): S3Error {
  return new S3Error(
    412,
    'PreconditionFailed',
    `At least one of the pre-conditions you specified did not hold: ${condition}`,
  );
}
