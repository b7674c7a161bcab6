/** A decoder of lossless JPEG (ITU-T T.81, process 14). */
import { BitReader, decodeSymbol, extended, type HuffmanTable, readTables } from './jpeg-entropy.ts';

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

function readDifference(input: BitReader, table: HuffmanTable): number {
  const size = decodeSymbol(input, table);
  // The one difference that has no extra bits (H.1.2.2).
  return size === 16 ? 32768 : extended(input, size);
}
