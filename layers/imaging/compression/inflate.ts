/** Compressed bytes of a file: all of them, their head, or the part that is wanted, within a limit. */
import { Gunzip, gzipSync, Inflate as Unraw, Unzlib } from 'fflate';
import { InputRefused } from '../errors.ts';
import type { Compression, Gzip, Inflate, InflateEnd, TakePiece } from '../input/codecs.ts';
import { surplusBytes } from '../input/limits.ts';
import { type InflateKernel, newInflateKernel } from '../kernels/kernels.ts';
import { adler32, crc32 } from '../numbers/checksums.ts';
import { inflateWithKernel, KernelStream, StreamDamaged } from './inflate-stream.ts';

/** What came out of a compressed stream. */
export interface Inflated {
  readonly bytes: Uint8Array;
  /** How it ended: as it should, before its own end, or because more than the limit would have come. */
  readonly end: 'complete' | 'broken-off' | 'limit';
}

/** A checksum that a host may compute faster: CRC-32 of `bytes`, going on from the value of what came before. */
export type Crc32 = (bytes: Uint8Array, before: number) => number;

/** A gzip stream by fflate, the same bytes on every host. */
export const gzipPortably: Gzip = (bytes) => gzipSync(bytes, { mtime: 0 });

/**
 * Inflates in compiled kernels, faster than zlib, with the checksum of the host; by fflate if the kernels cannot run. Each
 * stream has a kernel of its own while it is read, and kernels are kept for the next one.
 */
export function kernelInflate(checksum: Crc32 = crc32): Inflate {
  const idle: InflateKernel[] = [];
  return (compressed, format, take) => {
    const kernel = idle.pop() ?? newInflateKernel();
    if (!kernel) return inflatePortably(compressed, format, take);
    try {
      return inflateWithKernel(kernel, compressed, format, take, checksum);
    } finally {
      idle.push(kernel);
    }
  };
}

/** Without anything of the host. */
const inflateHere = kernelInflate();

function inflatePieces(
  compressed: Uint8Array,
  format: Compression,
  take: TakePiece,
  file: string,
  inflateBy: Inflate,
): InflateEnd {
  try {
    return inflateBy(compressed, format, take);
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
export function inflate(
  compressed: Uint8Array,
  format: Compression,
  limit: number,
  file: string,
  inflateBy: Inflate = inflateHere,
): Inflated {
  // Grows in its place, with what there is: of a bomb nothing is left for the garbage collector to clear away.
  const room = new ArrayBuffer(Math.min(limit, FIRST_ROOM), { maxByteLength: limit });
  const bytes = new Uint8Array(room);
  let length = 0;
  const take: TakePiece = (piece) => {
    const start = length;
    length += piece.length;
    if (length > limit) return false;
    if (length > room.byteLength) room.resize(Math.min(Math.max(2 * room.byteLength, length), limit));
    bytes.set(piece, start);
    return true;
  };
  try {
    const end = inflatePieces(compressed, format, take, file, inflateBy);
    if (length > limit) return { bytes: new Uint8Array(0), end: 'limit' };
    return { bytes: bytes.slice(0, length), end: end === 'stopped' ? 'complete' : end };
  } finally {
    room.resize(0);
  }
}

/** Enough for most headers and for a slice of few pixels. */
const FIRST_ROOM = 2 ** 20;

/** The beginning of a stream: at least `least` bytes, if there are that many; what there is of a stream that breaks off. */
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
    inflateHere,
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
  inflateBy: Inflate = inflateHere,
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
    inflateBy,
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

/** How much a compressed stream of this many bytes may expand to. */
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

/**
 * fflate's inflater: half as fast as the kernel, its twin in tests, and what is left where WebAssembly is forbidden.
 *
 * fflate says neither where a stream ended nor whether its checksum agrees, so the trailer of every gzip member is
 * checked here: a wrong length means that the stream broke off, a wrong checksum that it was changed.
 */
export function inflatePortably(compressed: Uint8Array, format: Compression, take: TakePiece): InflateEnd {
  const members = [{ to: compressed.length, crc: 0, length: 0 }];
  let adler = 1;
  let isStopped = false;
  const stream = format === 'gzip' ? new Gunzip() : format === 'zlib' ? new Unzlib() : new Unraw();
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

/** A DEFLATE stream without wrapping that arrives in pieces. */
export interface RawStream {
  /**
   * Goes on with more of the stream.
   *
   * @param isLast no input follows
   * @throws Error if the stream is damaged
   */
  push(compressed: Uint8Array, isLast: boolean, take: TakePiece): InflateEnd | 'wants-input';
  /** How many bytes of the input belong to the stream, once it has ended; `undefined` if that cannot be known. */
  readonly used: number | undefined;
}

/**
 * Gives streams that are read one after the other: each ends, or is given up, before the next begins.
 *
 * @param kernel null for fflate, which is what is left if WebAssembly is forbidden
 */
export function rawStreams(kernel: InflateKernel | null = newInflateKernel()): () => RawStream {
  return kernel ? () => new KernelStream(kernel) : () => new PortableStream();
}

/** The same by fflate. */
class PortableStream implements RawStream {
  /** fflate does not say where a stream ended. */
  readonly used = undefined;
  readonly #stream = new Unraw();
  #isStopped = false;

  push(compressed: Uint8Array, isLast: boolean, take: TakePiece): InflateEnd | 'wants-input' {
    this.#stream.ondata = (part) => {
      if (!this.#isStopped && part.length > 0) this.#isStopped = !take(part, 0, part.length);
    };
    try {
      for (let at = 0; (at < compressed.length || isLast) && !this.#isStopped; at += INPUT_STEP) {
        const isEnd = isLast && at + INPUT_STEP >= compressed.length;
        this.#stream.push(compressed.subarray(at, at + INPUT_STEP), isEnd);
        if (isEnd) break;
      }
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === UNEXPECTED_END)) throw cause;
      return 'broken-off';
    }
    if (this.#isStopped) return 'stopped';
    return isLast ? 'complete' : 'wants-input';
  }
}
