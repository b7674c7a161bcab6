/** Lossless JPEG: every predictor and precision, and streams that are cut. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJpegLossless } from '../../../../../layers/imaging/dicom/pixels/jpeg-lossless.ts';
import { refusal } from '../../volumes.ts';

/** Every difference size has a code of five bits (17 of 32; all ones stays unused, as the standard asks). */
const CODE_BITS = 5;

/** A plain encoder of ITU-T T.81 annex H, written from the definition for these tests. */
function encode(samples: number[], columns: number, precision: number, predictor: number, restart: number): Uint8Array {
  const rows = samples.length / columns;
  const bits: number[] = [];
  const bytes: number[] = [];
  const flush = (): void => {
    while (bits.length % 8) bits.push(1);
    for (let i = 0; i < bits.length; i += 8) {
      const byte = bits.slice(i, i + 8).reduce((sum, bit) => 2 * sum + bit, 0);
      bytes.push(byte);
      if (byte === 0xff) bytes.push(0);
    }
    bits.length = 0;
  };
  const put = (value: number, count: number): void => {
    for (let bit = count - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
  };
  let firstRow = 0;
  let markers = 0;
  samples.forEach((sample, at) => {
    const [x, y] = [at % columns, Math.floor(at / columns)];
    const [a, b, c] = [samples[at - 1], samples[at - columns], samples[at - columns - 1]];
    let prediction = [a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1][predictor - 1];
    if (at % (restart || samples.length) === 0) {
      if (at > 0) {
        flush();
        bytes.push(0xff, 0xd0 + (markers++ % 8));
      }
      firstRow = y;
      prediction = 1 << (precision - 1);
    } else if (y === firstRow) prediction = a;
    else if (x === 0) prediction = b;
    let difference = (sample - prediction) & 0xffff;
    if (difference > 32768) difference -= 65536;
    const size = difference === 0 ? 0 : 32 - Math.clz32(Math.abs(difference));
    put(size, CODE_BITS);
    if (size > 0 && size < 16) put(difference > 0 ? difference : difference + (1 << size) - 1, size);
  });
  flush();
  const word = (value: number): number[] => [value >> 8, value & 255];
  return new Uint8Array([
    ...[0xff, 0xd8],
    ...[
      0xff,
      0xc4,
      ...word(2 + 17 + 17),
      0,
      0,
      0,
      0,
      0,
      17,
      ...new Array(11).fill(0),
      ...Array.from({ length: 17 }, (_, i) => i),
    ],
    ...(restart ? [0xff, 0xdd, ...word(4), ...word(restart)] : []),
    ...[0xff, 0xc3, ...word(11), precision, ...word(rows), ...word(columns), 1, 1, 0x11, 0],
    ...[0xff, 0xda, ...word(8), 1, 1, 0, predictor, 0, 0],
    ...bytes,
    ...[0xff, 0xd9],
  ]);
}

const image = fc
  .record({
    columns: fc.integer({ min: 1, max: 9 }),
    rows: fc.integer({ min: 1, max: 7 }),
    precision: fc.constantFrom(8, 12, 16),
    predictor: fc.integer({ min: 1, max: 7 }),
    restartRows: fc.constantFrom(0, 1, 2),
  })
  .chain((shape) => {
    const length = shape.columns * shape.rows;
    const sample = fc.integer({ min: 0, max: 2 ** shape.precision - 1 });
    return fc.array(sample, { minLength: length, maxLength: length }).map((samples) => ({ ...shape, samples }));
  });

describe('lossless JPEG', () => {
  it('gives back every sample: all predictors, precisions and restart intervals', () => {
    fc.assert(
      fc.property(image, ({ samples, columns, precision, predictor, restartRows }) => {
        const bytes = encode(samples, columns, precision, predictor, restartRows * columns);
        expect([...decodeJpegLossless(bytes)]).toEqual(samples);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses a stream that ends before the last sample', () => {
    const bytes = encode([1, 2, 3, 4, 500, 6], 3, 12, 1, 0);
    expect(refusal(() => decodeJpegLossless(bytes.subarray(0, bytes.length - 4)))).toMatchObject({
      message: expect.stringMatching(/before the last sample/),
    });
  });
});
