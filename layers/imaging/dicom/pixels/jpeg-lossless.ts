/** A decoder of lossless JPEG (ITU-T T.81, process 14). */
/** What the headers of a lossless JPEG stream say (ITU-T T.81, annexes B and H). */
interface Scan {
  readonly rows: number;
  readonly columns: number;
  readonly precision: number;
  readonly predictor: number;
  readonly pointTransform: number;
  readonly restartInterval: number;
  readonly table: HuffmanTable;
  /** Where the entropy-coded data begin. */
  readonly start: number;
}

/** Codes of up to 16 bits: for each length, the largest code and where its values begin. */
interface HuffmanTable {
  readonly largest: Int32Array;
  readonly offset: Int32Array;
  readonly values: Uint8Array;
}

/**
 * Decodes a lossless JPEG image of one component (process 14, all predictors) to 16-bit samples, or to 8-bit ones
 * where the precision is at most 8.
 *
 * @throws Error where the stream is damaged or ends before the last sample.
 */
export function decodeJpegLossless(bytes: Uint8Array): Uint8Array | Uint16Array {
  const scan = readHeaders(bytes);
  const { rows, columns, precision, predictor, pointTransform } = scan;
  const samples = precision <= 8 ? new Uint8Array(rows * columns) : new Uint16Array(rows * columns);
  const input = new BitReader(bytes, scan.start);
  const interval = scan.restartInterval || rows * columns;
  // Differences are taken modulo 2^16 (H.1.2.1); the first sample of a scan or interval is predicted as mid-range.
  const initial = 1 << (precision - pointTransform - 1);
  let firstRow = 0;
  for (let at = 0, y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, at++) {
      let prediction: number;
      if (at % interval === 0) {
        if (at > 0) input.restart();
        firstRow = y;
        prediction = initial;
      } else if (y === firstRow) {
        prediction = samples[at - 1];
      } else if (x === 0) {
        prediction = samples[at - columns];
      } else {
        prediction = predict(predictor, samples[at - 1], samples[at - columns], samples[at - columns - 1]);
      }
      samples[at] = (prediction + readDifference(input, scan.table)) & 0xffff;
    }
  }
  if (pointTransform > 0) for (let i = 0; i < samples.length; i++) samples[i] <<= pointTransform;
  return samples;
}

/** Table H.1: left (a), above (b), above left (c). */
function predict(selection: number, a: number, b: number, c: number): number {
  switch (selection) {
    case 1:
      return a;
    case 2:
      return b;
    case 3:
      return c;
    case 4:
      return a + b - c;
    case 5:
      return a + ((b - c) >> 1);
    case 6:
      return b + ((a - c) >> 1);
    case 7:
      return (a + b) >> 1;
    default:
      throw new Error(`predictor ${selection}`);
  }
}

function readHeaders(bytes: Uint8Array): Scan {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = new Map<number, HuffmanTable>();
  let frame = { rows: 0, columns: 0, precision: 0 };
  let restartInterval = 0;
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = view.getUint16(at);
    const length = view.getUint16(at + 2);
    const body = at + 4;
    if (marker === 0xffc3) {
      if (bytes[body + 5] !== 1) throw new Error(`${bytes[body + 5]} components`);
      frame = { precision: bytes[body], rows: view.getUint16(body + 1), columns: view.getUint16(body + 3) };
    } else if (marker === 0xffc4) {
      readTables(bytes, body, at + 2 + length, tables);
    } else if (marker === 0xffdd) {
      restartInterval = view.getUint16(body);
    } else if (marker === 0xffda) {
      const table = tables.get(bytes[body + 2] >> 4);
      if (!table || frame.precision < 2) throw new Error('no lossless frame');
      const scan = { predictor: bytes[body + 3], pointTransform: bytes[body + 5] & 15 };
      return { ...frame, ...scan, restartInterval, table, start: at + 2 + length };
    } else if (marker >= 0xffc0 && marker <= 0xffcf && marker !== 0xffc8) {
      throw new Error(`coding process ${marker.toString(16)}`);
    }
    at += 2 + length;
  }
  throw new Error('no scan');
}

/** Figures C.1 and C.2: codes are consecutive within a length and doubled from one length to the next. */
function readTables(bytes: Uint8Array, from: number, to: number, tables: Map<number, HuffmanTable>): void {
  for (let at = from; at < to; ) {
    const id = bytes[at] & 15;
    const largest = new Int32Array(17).fill(-1);
    const offset = new Int32Array(17);
    let code = 0;
    let total = 0;
    for (let length = 1; length <= 16; length++) {
      const count = bytes[at + length];
      offset[length] = total - code;
      code += count;
      total += count;
      if (count > 0) largest[length] = code - 1;
      code <<= 1;
    }
    tables.set(id, { largest, offset, values: bytes.slice(at + 17, at + 17 + total) });
    at += 17 + total;
  }
}

function readDifference(input: BitReader, { largest, offset, values }: HuffmanTable): number {
  let code = 0;
  for (let length = 1; length <= 16; length++) {
    code = (code << 1) | input.bits(1);
    if (code > largest[length]) continue;
    const size = values[code + offset[length]];
    if (size === 0) return 0;
    // The one difference that has no extra bits (H.1.2.2).
    if (size === 16) return 32768;
    const bits = input.bits(size);
    return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
  }
  throw new Error('a code that is not in the table');
}

/** Bits of entropy-coded data; a 0 after 0xff is stuffing, anything else a marker. */
class BitReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #held = 0;
  #count = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  bits(count: number): number {
    while (this.#count < count) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw new Error('an end before the last sample');
      if (byte === 0xff) {
        if (this.#bytes[this.#at + 1] !== 0) throw new Error('a marker before the last sample');
        this.#at++;
      }
      this.#at++;
      this.#held = ((this.#held << 8) | byte) & 0xffffff;
      this.#count += 8;
    }
    this.#count -= count;
    return (this.#held >> this.#count) & ((1 << count) - 1);
  }

  /** Passes over a restart marker. */
  restart(): void {
    this.#count = 0;
    const marker = this.#bytes[this.#at + 1];
    if (this.#bytes[this.#at] !== 0xff || (marker & 0xf8) !== 0xd0) throw new Error('no restart marker');
    this.#at += 2;
  }
}
