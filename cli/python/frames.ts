/** Messages between Python and the engine: a header as JSON, and buffers behind it, over a pair of pipes. */
import { readSync, writeSync } from 'node:fs';

/** One message. The header says how long its buffers are. */
export interface Frame {
  readonly header: Readonly<Record<string, unknown>>;
  readonly buffers: readonly Uint8Array<ArrayBuffer>[];
}

/** A header is settings and names; a wheel of another version, or no wheel at all, is at the other end of a longer one. */
const MOST_HEADER_BYTES = 1 << 26;

/** A pipe gives this much at a time at most. */
const PIECE = 1 << 20;

/**
 * The next message: the length of the header as 32 bits, little-endian, the header, the buffers. Undefined at the end.
 *
 * @throws Error for what is no message
 */
export function readFrame(from: number): Frame | undefined {
  const length = readWhole(from, 4);
  if (!length) return undefined;
  const size = new DataView(length.buffer).getUint32(0, true);
  if (size > MOST_HEADER_BYTES) throw new Error(`got a header of ${size} bytes; wanted at most ${MOST_HEADER_BYTES}`);
  const bytes = readWhole(from, size);
  if (!bytes) return undefined;
  const header = JSON.parse(new TextDecoder().decode(bytes)) as Frame['header'];
  const buffers: Uint8Array<ArrayBuffer>[] = [];
  for (const count of header.buffers as readonly number[]) {
    const buffer = readWhole(from, count);
    if (!buffer) return undefined;
    buffers.push(buffer);
  }
  return { header, buffers };
}

/** Writes a message; numbers in the header that JSON does not have are written by name. */
export function writeFrame(
  to: number,
  header: Readonly<Record<string, unknown>>,
  buffers: readonly Uint8Array[],
): void {
  const sized = { ...header, buffers: buffers.map(({ byteLength }) => byteLength) };
  const text = new TextEncoder().encode(JSON.stringify(sized, numberByName));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, text.length, true);
  for (const part of [length, text, ...buffers]) writeWhole(to, part);
}

function numberByName(_: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  return { '#number': Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf' };
}

/** Undefined if the other end was closed. */
function readWhole(from: number, count: number): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(count);
  let at = 0;
  while (at < count) {
    const got = readSome(from, bytes, at, Math.min(count - at, PIECE));
    if (got === 0) return undefined;
    at += got;
  }
  return bytes;
}

function readSome(from: number, into: Uint8Array, at: number, count: number): number {
  try {
    return readSync(from, into, at, count, null);
  } catch (error) {
    // Windows says the end of a pipe with an error.
    if ((error as NodeJS.ErrnoException).code === 'EOF') return 0;
    throw error;
  }
}

function writeWhole(to: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(to, bytes, at, Math.min(bytes.length - at, PIECE));
}
