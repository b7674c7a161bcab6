/** A decoder of JPEG with the discrete cosine transform, of grey values: processes 1, 2 and 4 of ITU-T T.81. */
import { BitReader, decodeSymbol, extended, type HuffmanTable, readTables } from './jpeg-entropy.ts';

/** What the headers of a stream say (ITU-T T.81, annex B). */
interface Scan {
  readonly rows: number;
  readonly columns: number;
  readonly precision: number;
  readonly restartInterval: number;
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
  /** Quantisation steps, in zigzag order. */
  readonly steps: Uint16Array;
  /** Where the entropy-coded data begin. */
  readonly start: number;
}

/** Coefficients and samples of a block. */
const BLOCK = 64;

/**
 * Decodes a JPEG image of one component, sequential and Huffman-coded, of 8 or 12 bits. The transform is the integer one
 * of the Independent JPEG Group's library ("islow"), bit by bit: GDCM and pydicom's decoders give the same samples.
 *
 * @throws Error where the stream is damaged, ends before the last sample, or is coded in another way
 */
export function decodeJpeg(bytes: Uint8Array): Uint8Array | Uint16Array {
  const scan = readHeaders(bytes);
  const { rows, columns, precision, restartInterval, dc, ac, steps } = scan;
  const samples = precision === 8 ? new Uint8Array(rows * columns) : new Uint16Array(rows * columns);
  const input = new BitReader(bytes, scan.start);
  const across = Math.ceil(columns / 8);
  const down = Math.ceil(rows / 8);
  const block = new Int32Array(BLOCK);
  let predicted = 0;
  for (let index = 0; index < across * down; index++) {
    if (restartInterval > 0 && index > 0 && index % restartInterval === 0) {
      input.restart();
      predicted = 0;
    }
    block.fill(0);
    predicted += extended(input, decodeSymbol(input, dc));
    block[0] = predicted * steps[0];
    for (let k = 1; k < BLOCK; k++) {
      const symbol = decodeSymbol(input, ac);
      const size = symbol & 15;
      k += symbol >> 4;
      if (size === 0) {
        if (symbol !== SIXTEEN_ZEROS) break;
        continue;
      }
      if (k >= BLOCK) throw new Error('more coefficients than a block has');
      block[ZIGZAG[k]] = extended(input, size) * steps[k];
    }
    inverseTransform(block, precision);
    const [x, y] = [8 * (index % across), 8 * Math.floor(index / across)];
    const width = Math.min(8, columns - x);
    for (let row = 0; row < Math.min(8, rows - y); row++) {
      for (let i = 0; i < width; i++) samples[(y + row) * columns + x + i] = block[8 * row + i];
    }
  }
  return samples;
}

const SIXTEEN_ZEROS = 0xf0;

/** Where the coefficients of a block stand, in the order in which they are coded (figure A.6). */
const ZIGZAG: readonly number[] = [
  ...[
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
    28,
  ],
  ...[
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  ],
  ...[55, 62, 63],
];

function readHeaders(bytes: Uint8Array): Scan {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = new Map<number, HuffmanTable>();
  const quantisation = new Map<number, Uint16Array>();
  let frame = { rows: 0, columns: 0, precision: 0 };
  let quantisedBy = 0;
  let restartInterval = 0;
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = view.getUint16(at);
    const end = at + 2 + view.getUint16(at + 2);
    const body = at + 4;
    if (marker === 0xffc0 || marker === 0xffc1) {
      if (bytes[body + 5] !== 1) throw new Error(`${bytes[body + 5]} components`);
      frame = { precision: bytes[body], rows: view.getUint16(body + 1), columns: view.getUint16(body + 3) };
      quantisedBy = bytes[body + 8];
    } else if (marker === 0xffc4) {
      readTables(bytes, body, end, tables);
    } else if (marker === 0xffdb) {
      readSteps(view, body, end, quantisation);
    } else if (marker === 0xffdd) {
      restartInterval = view.getUint16(body);
    } else if (marker === 0xffda) {
      const [dc, ac] = [tables.get(bytes[body + 2] >> 4), tables.get(0x10 | (bytes[body + 2] & 15))];
      const steps = quantisation.get(quantisedBy);
      if (bytes[body] !== 1 || !dc || !ac || !steps) throw new Error('a scan without its tables');
      if (frame.precision !== 8 && frame.precision !== 12) throw new Error(`${frame.precision} bits per sample`);
      return { ...frame, restartInterval, dc, ac, steps, start: end };
    } else if (marker < 0xffc0 || (marker <= 0xffcf && marker !== 0xffc8)) {
      throw new Error(`coding process ${marker.toString(16)}`);
    }
    at = end;
  }
  throw new Error('no scan');
}

/** Quantisation tables of one or two bytes per step (B.2.4.1). */
function readSteps(view: DataView, from: number, to: number, tables: Map<number, Uint16Array>): void {
  for (let at = from; at < to; ) {
    const isWide = view.getUint8(at) >> 4 > 0;
    const place = view.getUint8(at++) & 15;
    const step = (i: number): number => (isWide ? view.getUint16(at + 2 * i) : view.getUint8(at + i));
    tables.set(
      place,
      Uint16Array.from({ length: BLOCK }, (_, i) => step(i)),
    );
    at += isWide ? 2 * BLOCK : BLOCK;
  }
}

/** Constants of the transform in 13 fractional bits, by the names that the literature gives them (Loeffler, Ligtenberg, Moschytz 1989). */
const FRACTION = 13;
const [C_0_298, C_0_390, C_0_541, C_0_765, C_0_899, C_1_175] = [2446, 3196, 4433, 6270, 7373, 9633];
const [C_1_501, C_1_847, C_1_961, C_2_053, C_2_562, C_3_072] = [12299, 15137, 16069, 16819, 20995, 25172];

/** Replaces coefficients by samples: columns first, with a few bits kept for the rows, then rows. */
function inverseTransform(block: Int32Array, precision: number): void {
  // 12-bit samples leave one bit less to keep.
  const kept = precision === 8 ? 2 : 1;
  for (let column = 0; column < 8; column++) transformLine(block, column, 8, FRACTION - kept);
  for (let row = 0; row < 8; row++) transformLine(block, 8 * row, 1, FRACTION + kept + 3);
  const centre = 1 << (precision - 1);
  const most = 2 * centre - 1;
  for (let i = 0; i < BLOCK; i++) block[i] = Math.min(most, Math.max(0, block[i] + centre));
}

/** Eight values at a distance from each other, transformed and scaled down by a number of bits. */
function transformLine(line: Int32Array, from: number, step: number, shift: number): void {
  const [at1, at2, at3, at4] = [from + step, from + 2 * step, from + 3 * step, from + 4 * step];
  const [at5, at6, at7] = [from + 5 * step, from + 6 * step, from + 7 * step];
  const half = 1 << (shift - 1);

  const even = Math.imul(line[at2] + line[at6], C_0_541);
  const even2 = even - Math.imul(line[at6], C_1_847);
  const even3 = even + Math.imul(line[at2], C_0_765);
  const sum = (line[from] + line[at4]) << FRACTION;
  const difference = (line[from] - line[at4]) << FRACTION;
  const [e0, e3, e1, e2] = [sum + even3, sum - even3, difference + even2, difference - even2];

  const [v7, v5, v3, v1] = [line[at7], line[at5], line[at3], line[at1]];
  const z5 = Math.imul(v7 + v3 + v5 + v1, C_1_175);
  const z1 = -Math.imul(v7 + v1, C_0_899);
  const z2 = -Math.imul(v5 + v3, C_2_562);
  const z3 = z5 - Math.imul(v7 + v3, C_1_961);
  const z4 = z5 - Math.imul(v5 + v1, C_0_390);
  const o0 = Math.imul(v7, C_0_298) + z1 + z3;
  const o1 = Math.imul(v5, C_2_053) + z2 + z4;
  const o2 = Math.imul(v3, C_3_072) + z2 + z3;
  const o3 = Math.imul(v1, C_1_501) + z1 + z4;

  line[from] = (e0 + o3 + half) >> shift;
  line[at7] = (e0 - o3 + half) >> shift;
  line[at1] = (e1 + o2 + half) >> shift;
  line[at6] = (e1 - o2 + half) >> shift;
  line[at2] = (e2 + o1 + half) >> shift;
  line[at5] = (e2 - o1 + half) >> shift;
  line[at3] = (e3 + o0 + half) >> shift;
  line[at4] = (e3 - o0 + half) >> shift;
}
