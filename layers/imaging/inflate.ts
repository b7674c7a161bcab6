import { Gunzip, gzipSync, Inflate } from 'fflate';
import { InputRefused } from './errors.ts';

/** What came out of a compressed stream. */
export interface Inflated {
  readonly bytes: Uint8Array;
  /** How it ended: as it should, before its own end, or because more than the limit would have come. */
  readonly end: 'complete' | 'broken-off' | 'limit';
}

/** DEFLATE with a bound on what comes out; Node's zlib can take the place of the portable one. */
export interface Inflater {
  /**
   * Inflates at most `limit` bytes. A stream that breaks off gives what there is of it, one that would go beyond the
   * limit need not; a stream that is damaged throws.
   */
  inflate(compressed: Uint8Array, format: 'gzip' | 'raw', limit: number): Inflated;
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
export function inflate(compressed: Uint8Array, format: 'gzip' | 'raw', limit: number, file: string): Inflated {
  try {
    return current.inflate(compressed, format, limit);
  } catch (cause) {
    throw new InputRefused(
      {
        code: 'unreadable',
        file,
        got: 'damaged compressed data',
        wanted: format === 'gzip' ? 'a gzip stream' : 'a DEFLATE stream',
        remedy: 'The file was changed on its way: export or upload it again.',
      },
      { cause },
    );
  }
}

/** A gzip stream of the bytes, without a time stamp. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return current.gzip(bytes);
}

const INPUT_STEP = 65536;

/** fflate checks no checksum, so a single gzip member's CRC-32 and length are checked here. */
function inflatePortably(compressed: Uint8Array, format: 'gzip' | 'raw', limit: number): Inflated {
  const parts: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  let members = 0;
  const stream = format === 'gzip' ? new Gunzip() : new Inflate();
  if (stream instanceof Gunzip) {
    stream.onmember = () => {
      members++;
    };
  }
  stream.ondata = (part, final) => {
    parts.push(part);
    length += part.length;
    ended ||= final;
  };
  let at = 0;
  try {
    while (at < compressed.length && length <= limit) {
      const end = Math.min(at + INPUT_STEP, compressed.length);
      stream.push(compressed.subarray(at, end), end === compressed.length);
      at = end;
    }
  } catch (cause) {
    // Code 0 is fflate's "unexpected EOF": the stream broke off and what came before stands.
    if (!(cause instanceof Error && 'code' in cause && cause.code === 0)) throw cause;
    ended = false;
  }
  if (length > limit) return { bytes: join(parts, limit), end: 'limit' };
  const bytes = join(parts, length);
  if (!ended) return { bytes, end: 'broken-off' };
  if (format === 'gzip' && members <= 1) checkTrailer(compressed, bytes);
  return { bytes, end: 'complete' };
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

function checkTrailer(compressed: Uint8Array, bytes: Uint8Array): void {
  const trailer = new DataView(compressed.buffer, compressed.byteOffset + compressed.length - 8, 8);
  if (trailer.getUint32(0, true) !== crc32(bytes) || trailer.getUint32(4, true) !== bytes.length % 2 ** 32) {
    throw new Error('the checksum of the gzip stream does not agree with its content');
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}
