/** DEFLATE streams through the compiled kernel, with the headers and checksums of gzip and zlib. */
import type { Compression, InflateEnd, TakePiece } from '../input/codecs.ts';
import type { InflateKernel } from '../kernels/kernels.ts';
import { adler32, crc32OfZeros } from '../numbers/checksums.ts';

/** A compressed stream whose content cannot be right. */
export class StreamDamaged extends Error {
  override readonly name = 'StreamDamaged';

  constructor(how: string) {
    super(`got a damaged DEFLATE stream (${how}); wanted one as it was written`);
  }
}

/** What `inflatePiece` ends with. */
const WANTS_INPUT = 0;
const PIECE_FULL = 1;
const BROKEN_OFF = 3;
const DAMAGED = 4;

/**
 * Inflates a stream in the kernel and hands over its pieces. All but the last are multiples of 16 bytes, in aligned
 * places. Members of a gzip file follow one another; what follows the last and is no member is not looked at.
 *
 * @throws StreamDamaged
 */
export function inflateWithKernel(
  kernel: InflateKernel,
  compressed: Uint8Array,
  format: Compression,
  take: TakePiece,
  crc32: (bytes: Uint8Array, before: number) => number,
): InflateEnd {
  if (format === 'raw') return inflateBody(kernel, compressed, 0, take).end;
  if (format === 'zlib') {
    const start = zlibHeader(compressed);
    if (start < 0) return 'broken-off';
    let adler = 1;
    const check: TakePiece = (piece, first, stop) => {
      adler = adler32(piece, adler);
      return take(piece, first, stop);
    };
    const { end, at } = inflateBody(kernel, compressed, start, check);
    if (end !== 'complete') return end;
    if (at + 4 > compressed.length) return 'broken-off';
    if (viewOf(compressed).getUint32(at) !== adler) throw new StreamDamaged('its checksum does not agree');
    return 'complete';
  }
  let start = gzipHeader(compressed, 0);
  for (;;) {
    if (start < 0) return 'broken-off';
    let crc = 0;
    let length = 0;
    const check: TakePiece = (piece, first, stop) => {
      if (!take(piece, first, stop)) return false;
      // Only a stream that is read to its end can be compared with its checksum.
      crc = crc32(piece.subarray(first, stop), crc32OfZeros(first, crc));
      crc = crc32OfZeros(piece.length - stop, crc);
      length += piece.length;
      return true;
    };
    const { end, at } = inflateBody(kernel, compressed, start, check);
    if (end !== 'complete') return end;
    if (at + 8 > compressed.length) return 'broken-off';
    const view = viewOf(compressed);
    if (view.getUint32(at, true) !== crc || view.getUint32(at + 4, true) !== length % 2 ** 32) {
      throw new StreamDamaged('its checksum does not agree');
    }
    const next = at + 8;
    if (compressed[next] !== 0x1f || compressed[next + 1] !== 0x8b) return 'complete';
    start = gzipHeader(compressed, next);
  }
}

/** The DEFLATE stream that begins at `start`, and where it ended. */
function inflateBody(
  kernel: InflateKernel,
  compressed: Uint8Array,
  start: number,
  take: TakePiece,
): { end: InflateEnd; at: number } {
  const stream = new KernelStream(kernel);
  const end = stream.push(compressed.subarray(start), true, take);
  return { end: end === 'wants-input' ? 'broken-off' : end, at: start + stream.used };
}

/** A DEFLATE stream without wrapping that arrives in pieces; the kernel is its own until it ends. */
export class KernelStream {
  readonly #kernel: InflateKernel;
  /** Bytes in the kernel's input buffer. */
  #held = 0;
  #fed = 0;
  #used = 0;

  constructor(kernel: InflateKernel) {
    this.#kernel = kernel;
    kernel.begin();
  }

  /** Bytes of the input that belong to the stream; of one that has not ended, those that were fed. */
  get used(): number {
    return this.#used;
  }

  /**
   * Goes on with more of the stream.
   *
   * @param isLast no input follows
   * @throws StreamDamaged
   */
  push(compressed: Uint8Array, isLast: boolean, take: TakePiece): InflateEnd | 'wants-input' {
    const kernel = this.#kernel;
    const memory = new Uint8Array(kernel.memory.buffer);
    const [input, piece] = [kernel.inputAddress(), kernel.pieceAddress()];
    const room: number = kernel.INPUT_BYTES.value;
    let at = 0;
    const feed = (): void => {
      const length = Math.min(room - this.#held, compressed.length - at);
      memory.set(compressed.subarray(at, at + length), input + this.#held);
      at += length;
      this.#held += length;
      this.#fed += length;
      this.#used = this.#fed;
    };
    feed();
    for (;;) {
      const isEnd = isLast && at === compressed.length;
      const state = kernel.inflatePiece(this.#held, isEnd ? 1 : 0);
      if (state === WANTS_INPUT) {
        this.#held = kernel.keepInput(this.#held);
        if (at === compressed.length && !isLast) return 'wants-input';
        feed();
        continue;
      }
      if (state === DAMAGED) throw new StreamDamaged('a code or a distance that cannot be');
      const length = kernel.pieceLength();
      const taken = state === PIECE_FULL ? length & ~15 : length;
      if (taken > 0) {
        const first = kernel.zerosBefore(piece, taken);
        const stop = first === taken ? taken : taken - kernel.zerosBehind(piece + first, taken - first);
        if (!take(memory.subarray(piece, piece + taken), first, stop)) return 'stopped';
      }
      if (state === BROKEN_OFF) {
        this.#used = this.#fed + compressed.length - at;
        return 'broken-off';
      }
      if (state !== PIECE_FULL) {
        this.#used = this.#fed - this.#held + kernel.inputUsed();
        return 'complete';
      }
      kernel.nextPiece(taken);
    }
  }
}

/** The first bytes of a gzip member that is compressed by DEFLATE. */
const GZIP_DEFLATE = [0x1f, 0x8b, 8];

/** Where the DEFLATE stream of a gzip member begins (RFC 1952); -1 where the header breaks off. */
function gzipHeader(bytes: Uint8Array, start: number): number {
  // What is no gzip stream at all is damaged, however short it is.
  if (GZIP_DEFLATE.some((byte, i) => start + i < bytes.length && bytes[start + i] !== byte)) {
    throw new StreamDamaged('no gzip header');
  }
  if (bytes.length < start + 10) return -1;
  const flags = bytes[start + 3];
  let at = start + 10;
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue;
    const zero = bytes.indexOf(0, at);
    if (zero < 0) return -1;
    at = zero + 1;
  }
  if (flags & 2) at += 2;
  return at < bytes.length ? at : -1;
}

/** The same for zlib (RFC 1950). */
function zlibHeader(bytes: Uint8Array): number {
  if (bytes.length < 2) return -1;
  const isZlib = (bytes[0] & 15) === 8 && (256 * bytes[0] + bytes[1]) % 31 === 0 && (bytes[1] & 32) === 0;
  if (!isZlib) throw new StreamDamaged('no zlib header');
  return 2;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
