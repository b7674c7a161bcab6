import { Gunzip, gzipSync, Inflate, Unzlib } from 'fflate';
import { crc32 } from './crc32.ts';
import { InputRefused } from './errors.ts';

/** What came out of a compressed stream. */
export interface Inflated {
  readonly bytes: Uint8Array;
  /** How it ended: as it should, before its own end, or because more than the limit would have come. */
  readonly end: 'complete' | 'broken-off' | 'limit';
}

/** Wrappings of a DEFLATE stream: gzip (RFC 1952), zlib (RFC 1950), none. */
export type Compression = 'gzip' | 'zlib' | 'raw';

/** DEFLATE with a bound on what comes out; Node's zlib can take the place of the portable one. */
export interface Inflater {
  /**
   * Inflates at most `limit` bytes. A stream that breaks off gives what there is of it, one that would go beyond the
   * limit need not; a stream that is damaged throws.
   */
  inflate(compressed: Uint8Array, format: Compression, limit: number): Inflated;
  gzip(bytes: Uint8Array): Uint8Array;
}

/** fflate's inflater: slower than zlib, runs anywhere. */
export const portableInflater: Inflater = { inflate: inflatePortably, gzip: (bytes) => gzipSync(bytes, { mtime: 0 }) };

let current = portableInflater;

/** Plugs in a faster inflater for the whole process. */
export function setInflater(inflater: Inflater): void {
  current = inflater;
}

/**
 * Inflates at most `limit` bytes of a stream.
 *
 * @throws InputRefused `unreadable` when the stream is damaged.
 */
export function inflate(compressed: Uint8Array, format: Compression, limit: number, file: string): Inflated {
  try {
    return current.inflate(compressed, format, limit);
  } catch (cause) {
    throw new InputRefused(
      {
        code: 'unreadable',
        file,
        got: 'damaged compressed data',
        wanted: `a ${format === 'raw' ? 'DEFLATE' : format} stream`,
        remedy: 'The file was changed on its way: export or upload it again.',
      },
      { cause },
    );
  }
}

/**
 * Inflates a whole stream of `wanted` bytes, or a little more (some writers pad).
 *
 * @throws InputRefused `truncated` when it breaks off, `too-large` when it holds far more than was declared.
 */
export function inflateWhole(compressed: Uint8Array, format: Compression, wanted: number, file: string): Uint8Array {
  if (wanted > mostInflated(compressed.length)) throw expandsTooFar(compressed.length, wanted, file);
  const { bytes, end } = inflate(compressed, format, wanted + PADDING, file);
  if (end === 'complete' && bytes.length >= wanted) return bytes;
  throw new InputRefused({
    code: end === 'limit' ? 'too-large' : 'truncated',
    file,
    got: end === 'limit' ? 'compressed data that go on beyond the declared size' : `${bytes.length} bytes of ${wanted}`,
    wanted: `${wanted} bytes, as the header declares`,
    remedy: 'The file was cut off or its header is wrong: export or upload it again.',
  });
}

const PADDING = 65536;

/** Voxels seldom shrink a hundredfold, and masks that do are small: what expands further may take so much and no more. */
const FREE_BYTES = 2 ** 27;
const LARGEST_RATIO = 100;

/** How much a compressed stream of so many bytes may expand to. */
export function mostInflated(compressedBytes: number): number {
  return Math.max(FREE_BYTES, LARGEST_RATIO * compressedBytes);
}

/** A few bytes that would fill the memory. */
export function expandsTooFar(compressed: number, wanted: number, file: string): InputRefused {
  return new InputRefused({
    code: 'too-large',
    file,
    got: `${compressed} compressed bytes that stand for ${wanted} or more`,
    wanted: `at most ${mostInflated(compressed)}`,
    remedy: 'Crop the image, or save it without compression.',
  });
}

/** A gzip stream of the bytes, without a time stamp. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return current.gzip(bytes);
}

/**
 * fflate says neither where a stream ended nor whether its checksum agrees, so the trailer of every gzip member is
 * checked here: a wrong length means that the stream broke off, a wrong checksum that it was changed.
 */
function inflatePortably(compressed: Uint8Array, format: Compression, limit: number): Inflated {
  const parts: Uint8Array[] = [];
  let length = 0;
  const members = [{ from: 0, to: compressed.length }];
  const stream = format === 'gzip' ? new Gunzip() : format === 'zlib' ? new Unzlib() : new Inflate();
  if (stream instanceof Gunzip) {
    stream.onmember = (offset) => {
      members[members.length - 1].to = offset;
      members.push({ from: length, to: compressed.length });
    };
  }
  stream.ondata = (part) => {
    parts.push(part);
    length += part.length;
  };
  let isWhole = true;
  try {
    for (let at = 0; at < compressed.length && length <= limit; at += INPUT_STEP) {
      stream.push(compressed.subarray(at, at + INPUT_STEP), at + INPUT_STEP >= compressed.length);
    }
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === UNEXPECTED_END)) throw cause;
    isWhole = false;
  }
  if (length > limit) return { bytes: join(parts, limit), end: 'limit' };
  const bytes = join(parts, length);
  if (isWhole && format === 'gzip') {
    isWhole = members.every(({ from, to }, i) => {
      return hasItsTrailer(compressed.subarray(0, to), bytes.subarray(from, members[i + 1]?.from));
    });
  }
  return { bytes, end: isWhole ? 'complete' : 'broken-off' };
}

/** Small, because a step can grow a thousandfold before the limit is looked at. */
const INPUT_STEP = 8192;

/** fflate's error code. */
const UNEXPECTED_END = 0;

function hasItsTrailer(member: Uint8Array, bytes: Uint8Array): boolean {
  if (member.length < 18) return false;
  const trailer = new DataView(member.buffer, member.byteOffset + member.length - 8, 8);
  if (trailer.getUint32(4, true) !== bytes.length % 2 ** 32) return false;
  if (trailer.getUint32(0, true) === crc32(bytes)) return true;
  throw new Error('the checksum of the gzip stream does not agree with its content');
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    if (at >= length) break;
    joined.set(part.subarray(0, length - at), at);
    at += part.length;
  }
  return joined;
}
