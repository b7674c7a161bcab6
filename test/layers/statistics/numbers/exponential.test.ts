/** The exponential function: its values, and that they are the same everywhere. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { exponential } from '../../../../layers/statistics/numbers/exponential.ts';
import { Random } from '../../../../layers/statistics/numbers/random.ts';

/** Distance of two doubles in units of the last place. */
function unitsApart(a: number, b: number): number {
  const bits = (value: number): bigint => new BigInt64Array(Float64Array.of(value).buffer)[0];
  return Math.abs(Number(bits(a) - bits(b)));
}

describe('exponential', () => {
  it('is within a unit in the last place of the host’s own', () => {
    const random = new Random(1);
    let most = 0;
    for (let k = 0; k < 100_000; k++) {
      const x = (random.uniform() - 0.5) * (k % 3 === 0 ? 1480 : k % 3 === 1 ? 20 : 10 ** (-9 * random.uniform()));
      most = Math.max(most, unitsApart(exponential(x), Math.exp(x)));
    }
    expect(most).toBeLessThanOrEqual(1);
  });

  it.each([
    [0, 1],
    [-0, 1],
    [1, Math.E],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [Number.NEGATIVE_INFINITY, 0],
    [709.79, Number.POSITIVE_INFINITY],
    [-745.2, 0],
    // The smallest double, and nearly the largest: as glibc 2.36 gives them.
    [-745.1332191019411, 5e-324],
    [709.782712893384, 1.7976931348622732e308],
  ])('of %d is %d', (x, wanted) => {
    expect(unitsApart(exponential(x), wanted)).toBeLessThanOrEqual(1);
  });

  it('is not a number of what is none', () => {
    expect(exponential(Number.NaN)).toBeNaN();
  });

  it('has the bits with which Node 24 predicts, whose engine has the same algorithm', () => {
    const values = Float64Array.from({ length: 20_001 }, (_, k) => exponential((k - 10_000) / 500));
    const digest = createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');
    expect(digest).toBe('cbc29c34360dbbab0cddde6ea0f996d4b1b18d44a839cf0ff30052a27e5fe9c3');
  });
});
