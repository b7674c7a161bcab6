import { Gunzip, gzipSync, Inflate, Unzlib } from 'fflate';
import { InputRefused } from '../errors.ts';
import { surplusBytes } from '../input/limits.ts';
import { newInflateKernel } from '../kernels/kernels.ts';
import { adler32, crc32 } from '../numbers/checksums.ts';
import { free } from '../volume/free.ts';
import { type InflateEnd, inflateWithKernel, StreamDamaged, type TakePiece } from './inflate-stream.ts';

/** What came out of a compressed stream. */
export interface Inflated {
  readonly bytes: Uint8Array;
  /** How it ended: as it should, before its own end, or because more than the limit would have come. */
  readonly end: 'complete' | 'broken-off' | 'limit';
}

/** Wrappings of a DEFLATE stream: gzip (RFC 1952), zlib (RFC 1950), none. */
export type Compression = 'gzip' | 'zlib' | 'raw';

/** DEFLATE, a piece at a time, so that a reader takes what it needs and stops there. */
export interface Inflater {
  /** Hands over piece after piece. A stream that breaks off gives what there is of it; one that is damaged throws. */
  inflate(compressed: Uint8Array, format: Compression, take: TakePiece): InflateEnd;
  gzip(bytes: Uint8Array): Uint8Array;
}

/** What a platform may do faster than the portable code. */
export interface NativeChecks {
  /** CRC-32 of `bytes`, going on from the value of what came before. */
  crc32(bytes: Uint8Array, before: number): number;
  gzip(bytes: Uint8Array): Uint8Array;
}

const gzipPortably = (bytes: Uint8Array): Uint8Array => gzipSync(bytes, { mtime: 0 });

/** fflate's inflater: half as fast as the kernel, its twin in tests, and what is left where WebAssembly is forbidden. */
export const portableInflater: Inflater = { inflate: inflatePortably, gzip: gzipPortably };

/** The kernel, faster than zlib, with the checksums of the platform; fflate where there is no WebAssembly with SIMD. */
export function kernelInflater(native: NativeChecks = { crc32, gzip: gzipPortably }): Inflater {
  const idle = [newInflateKernel()];
  return {
    gzip: native.gzip,
    inflate(compressed, format, take) {
      const kernel = idle.pop() ?? newInflateKernel();
      if (!kernel) return inflatePortably(compressed, format, take);
      try {
        return inflateWithKernel(kernel, compressed, format, take, native.crc32);
      } finally {
        idle.push(kernel);
      }
    },
  };
}

let current = kernelInflater();

/** Plugs in another inflater for the whole process. */
export function setInflater(inflater: Inflater): void {
  current = inflater;
}

function inflatePieces(compressed: Uint8Array, format: Compression, take: TakePiece, file: string): InflateEnd {
  try {
    return current.inflate(compressed, format, take);
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
 * Inflates at most `limit` bytes of a stream.
 *
 * @throws InputRefused `unreadable` when the stream is damaged.
 */
export function inflate(compressed: Uint8Array, format: Compression, limit: number, file: string): Inflated {
  // Memory is taken where something is written: until then the whole limit costs nothing.
  const room = new Uint8Array(limit);
  let length = 0;
  try {
    const end = inflatePieces(
      compressed,
      format,
      (piece) => {
        if (length + piece.length <= limit) room.set(piece, length);
        length += piece.length;
        return length <= limit;
      },
      file,
    );
    if (length > limit) return { bytes: new Uint8Array(0), end: 'limit' };
    return { bytes: room.slice(0, length), end: end === 'stopped' ? 'complete' : end };
  } finally {
    // Of a bomb it may be a quarter of a gigabyte, which must not wait for a collection.
    free(room);
  }
}

/** The beginning of a stream: at least `least` bytes, where there are so many; what there is of a stream that breaks off. */
export function inflateHead(compressed: Uint8Array, format: Compression, least: number, file: string): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  inflatePieces(
    compressed,
    format,
    (piece) => {
      pieces.push(piece.slice());
      length += piece.length;
      return length < least;
    },
    file,
  );
  if (pieces.length === 1) return pieces[0];
  const head = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    head.set(piece, at);
    at += piece.length;
  }
  return head;
}

/** Which bytes of a stream are wanted: `wanted` of them behind `skip`, and of these only `from` to `to` now. */
export interface WantedBytes {
  readonly skip?: number;
  readonly wanted: number;
  readonly from?: number;
  readonly to?: number;
}

/**
 * The wanted bytes, each in its place; those before `from` and from `to` on stay 0. A stream that is wanted to its end is
 * read to its end, and its checksum is compared; another one is left as soon as `to` is reached, if its trailer says that
 * it holds as much as is wanted.
 *
 * @throws InputRefused `truncated` when it breaks off, `unreadable` when it is damaged or holds more than was declared,
 * `too-large` when that is far more.
 */
export function inflateWanted(
  compressed: Uint8Array,
  format: Compression,
  { skip = 0, wanted, from = 0, to = wanted }: WantedBytes,
  file: string,
): Uint8Array<ArrayBuffer> {
  if (wanted > mostInflated(compressed.length)) throw expandsTooFar(compressed.length, wanted, file);
  const bytes = new Uint8Array(wanted);
  if (from >= to) return bytes;
  const isLeftEarly = to < wanted && mayHold(compressed, format, skip + wanted);
  let at = -skip;
  let isTooLong = false;
  const end = inflatePieces(
    compressed,
    format,
    (piece, occupiedFrom, occupiedTo) => {
      const start = Math.max(at + occupiedFrom, from);
      const stop = Math.min(at + occupiedTo, to);
      if (start < stop) copyUnlessZero(piece.subarray(start - at, stop - at), bytes, start);
      at += piece.length;
      isTooLong = at > wanted + MOST_COUNTED;
      return !isTooLong && (!isLeftEarly || at < to);
    },
    file,
  );
  const isWhole = at >= (isLeftEarly ? to : wanted) && end !== 'broken-off';
  if (isWhole && !isLeftEarly && !isTooLong && at > wanted) throw surplusBytes(`${at} bytes of voxels`, wanted, file);
  if (!isTooLong && isWhole) return bytes;
  throw new InputRefused({
    code: isTooLong ? 'too-large' : 'truncated',
    file,
    got: isTooLong ? 'compressed data that go on beyond the declared size' : `${Math.max(at, 0)} bytes of ${wanted}`,
    wanted: `${wanted} bytes, as the header declares`,
    remedy: 'The file was cut off or its header is wrong: export or upload it again.',
  });
}

/** A stream is read so far beyond what is wanted, to say how much it holds; what goes on is a bomb. */
const MOST_COUNTED = 65536;

/** Whether the trailer of a gzip stream allows it to hold that number of bytes; of several members only the last is counted. */
function mayHold(compressed: Uint8Array, format: Compression, bytes: number): boolean {
  if (format !== 'gzip' || compressed.length < 18) return false;
  const view = new DataView(compressed.buffer, compressed.byteOffset, compressed.length);
  return view.getUint32(compressed.length - 4, true) === bytes % 2 ** 32;
}

/** Voxels seldom shrink a hundredfold, and masks that do are small: what expands further may take so much and no more. */
const FREE_BYTES = 2 ** 28;
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

/** Memory that is never written takes no room: most of a mask, and the air around a patient, is 0. */
const PAGE = 4096;

/** Gives the first byte that was copied and one past the last. */
function copyUnlessZero(piece: Uint8Array, to: Uint8Array, start: number): void {
  if (piece.byteOffset % 4 !== 0) {
    to.set(piece, start);
    return;
  }
  const words = new Int32Array(piece.buffer, piece.byteOffset, piece.length >> 2);
  for (let page = 0; page < piece.length; page += PAGE) {
    const length = Math.min(PAGE, piece.length - page);
    const last = (page + length) >> 2;
    let word = page >> 2;
    while (word < last && words[word] === 0) word++;
    // Of a length that is no multiple of 4 the last bytes are copied whatever they are.
    if (word === last && length % 4 === 0) continue;
    to.set(piece.subarray(page, page + length), start + page);
  }
}

/** A gzip stream of the bytes, without a time stamp. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return current.gzip(bytes);
}

/**
 * fflate says neither where a stream ended nor whether its checksum agrees, so the trailer of every gzip member is
 * checked here: a wrong length means that the stream broke off, a wrong checksum that it was changed.
 */
function inflatePortably(compressed: Uint8Array, format: Compression, take: TakePiece): InflateEnd {
  const members = [{ to: compressed.length, crc: 0, length: 0 }];
  let adler = 1;
  let isStopped = false;
  const stream = format === 'gzip' ? new Gunzip() : format === 'zlib' ? new Unzlib() : new Inflate();
  if (stream instanceof Gunzip) {
    stream.onmember = (offset) => {
      members[members.length - 1].to = offset;
      members.push({ to: compressed.length, crc: 0, length: 0 });
    };
  }
  stream.ondata = (part) => {
    if (isStopped) return;
    const member = members[members.length - 1];
    if (format === 'gzip') member.crc = crc32(part, member.crc);
    if (format === 'zlib') adler = adler32(part, adler);
    member.length += part.length;
    isStopped = part.length > 0 && !take(part, 0, part.length);
  };
  let isWhole = true;
  try {
    for (let at = 0; at < compressed.length && !isStopped; at += INPUT_STEP) {
      stream.push(compressed.subarray(at, at + INPUT_STEP), at + INPUT_STEP >= compressed.length);
    }
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === UNEXPECTED_END)) throw cause;
    isWhole = false;
  }
  if (isStopped) return 'stopped';
  if (isWhole && format === 'gzip') {
    isWhole = members.every(({ to, crc, length }) => hasItsTrailer(compressed.subarray(0, to), crc, length));
  }
  if (isWhole && format === 'zlib') {
    const view = new DataView(compressed.buffer, compressed.byteOffset, compressed.length);
    if (view.getUint32(compressed.length - 4) !== adler) throw new StreamDamaged('its checksum does not agree');
  }
  return isWhole ? 'complete' : 'broken-off';
}

/** Small, because a step can grow a thousandfold before the limit is looked at. */
const INPUT_STEP = 8192;

/** fflate's error code. */
const UNEXPECTED_END = 0;

function hasItsTrailer(member: Uint8Array, crc: number, length: number): boolean {
  if (member.length < 18) return false;
  const trailer = new DataView(member.buffer, member.byteOffset + member.length - 8, 8);
  if (trailer.getUint32(4, true) !== length % 2 ** 32) return false;
  if (trailer.getUint32(0, true) === crc) return true;
  throw new StreamDamaged('its checksum does not agree');
}
