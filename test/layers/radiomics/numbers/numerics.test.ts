/** Arithmetic that is rounded once, and sums in numpy's order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erf } from '../../../../layers/imaging/numbers/erf.ts';
import { fusedMultiplyAdd } from '../../../../layers/radiomics/filters/fused-multiply-add.ts';
import { icosphere } from '../../../../layers/radiomics/filters/icosphere.ts';
import { degreesOf } from '../../../../layers/radiomics/filters/sphere-power.ts';
import { sphericalHarmonic } from '../../../../layers/radiomics/filters/spherical-harmonics.ts';
import { pairwiseSum } from '../../../../layers/radiomics/numbers/pairwise-sum.ts';
import { DEFAULT_SETTING } from '../../../../layers/radiomics/settings/setting.ts';

/** A double as a whole number of 2^-1100. */
function exactly(x: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)[0];
  const exponent = Number((bits >> 52n) & 2047n);
  const fraction = bits & ((1n << 52n) - 1n);
  const magnitude = (exponent === 0 ? fraction : fraction | (1n << 52n)) << BigInt(Math.max(exponent, 1) + 25);
  return x < 0 ? -magnitude : magnitude;
}

describe('a fused multiply-add', () => {
  it('is the double nearest to the exact result', () => {
    const number = fc.double({ min: -100, max: 100, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-3);
    const below = (x: number, by: number): number => x + by * 2 ** (Math.floor(Math.log2(Math.abs(x))) - 52);
    fc.assert(
      fc.property(number, number, number, fc.boolean(), (a, b, c, cancels) => {
        const added = cancels ? -(a * b) : c;
        const got = fusedMultiplyAdd(a, b, added);
        const exact = exactly(a) * exactly(b) + (exactly(added) << 1100n);
        const error = (x: number): bigint => {
          const off = (exactly(x) << 1100n) - exact;
          return off < 0n ? -off : off;
        };
        if (got === 0) expect(exact).toBe(0n);
        else for (const other of [below(got, 1), below(got, -1)]) expect(error(got) <= error(other)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('rounds once: the square of 1 + 2^-30 less its rounded self', () => {
    const x = 1 + 2 ** -30;
    expect(x * x - x * x).toBe(0);
    expect(fusedMultiplyAdd(x, x, -(x * x))).toBe(2 ** -60);
  });
});

describe('the sphere of LBP3D', () => {
  it.each([
    [0, 12],
    [1, 42],
    [2, 162],
  ])('subdivided %i times has %i vertices on it, no two the same', (subdivisions, count) => {
    const vertices = icosphere(subdivisions, 2.5);
    expect(vertices.length).toBe(3 * count);
    const seen = new Set<string>();
    for (let v = 0; v < count; v++) {
      const at = [...vertices.subarray(3 * v, 3 * v + 3)];
      expect(Math.hypot(...at)).toBeCloseTo(2.5, 12);
      seen.add(at.map((c) => c.toFixed(9)).join());
    }
    expect(seen.size).toBe(count);
  });

  it('has the tabulated harmonics that the definition gives', () => {
    const vertices = icosphere(1, 1);
    const degree = degreesOf(vertices, DEFAULT_SETTING)[1];
    for (let v = 0; v < 42; v++) {
      for (let m = 0; m < 3; m++) {
        const azimuth = Math.atan2(vertices[3 * v + 1], vertices[3 * v]);
        const wanted = sphericalHarmonic(m - 1, 1, Math.acos(vertices[3 * v + 2]), azimuth);
        expect(degree.re[42 * m + v]).toBeCloseTo(wanted.re, 14);
        expect(degree.im[42 * m + v]).toBeCloseTo(wanted.im, 14);
      }
    }
  });
});

describe('sums and functions in the order of numpy and ITK', () => {
  it('a pairwise sum is right, in double and in single precision', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 2000 }), (list) => {
        const wanted = list.reduce((a, b) => a + b, 0);
        expect(pairwiseSum(Float64Array.from(list))).toBe(wanted);
        expect(pairwiseSum(Float32Array.from(list), Math.fround)).toBe(wanted);
      }),
    );
    // 0.1 does not end in binary: numpy 1.26 gives these for numpy.full(n, 0.1).sum().
    expect(pairwiseSum(new Float64Array(10).fill(0.1))).toBe(1);
    expect(pairwiseSum(new Float64Array(1000).fill(0.1))).toBe(100.00000000000001);
    expect(pairwiseSum(new Float32Array(1000).fill(0.1), Math.fround)).toBe(100.00001525878906);
  });

  // Values of the error function to 16 digits (Abramowitz and Stegun, table 7.1).
  it.each([
    [0, 0],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [3, 0.9999779095030014],
  ])('erf(%f) is %f, within the 3e-7 at which ITK stops', (x, wanted) => {
    expect(Math.abs(erf(x) - wanted)).toBeLessThan(3e-7);
    expect(erf(-x) + erf(x)).toBe(0);
  });
});
