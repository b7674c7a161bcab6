import { describe, expect, it } from 'vitest';
import { permutationTest } from '../../../../layers/statistics/hypothesis-tests/permutation-test.ts';
import { Random } from '../../../../layers/statistics/numbers/random.ts';

describe('permutation test', () => {
  it('counts all arrangements of groups of 3 and 12', () => {
    const first = [100, 101, 102];
    const second = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9.5, 9.75];
    const result = permutationTest(first, second);
    // The observed arrangement is the most extreme on its side; on the other, the three lowest differ by 29.
    expect([result.exact, result.arrangements]).toEqual([true, 455]);
    expect(result.p).toBeCloseTo(1 / 455, 12);
  });

  it('agrees with Fisher on counts', () => {
    // 4 of 5 against 1 of 5: the sum of hypergeometric chances at least as far from the middle.
    const result = permutationTest([1, 1, 1, 1, 0], [1, 0, 0, 0, 0]);
    expect(result.p).toBeCloseTo((2 * (5 * 5 + 1)) / 252, 12);
  });

  it('samples where there are many, near the exact answer, the same for the same seed', () => {
    const random = new Random(9);
    const first = Array.from({ length: 20 }, () => random.normal() + 0.7);
    const second = Array.from({ length: 25 }, () => random.normal());
    const one = permutationTest(first, second, undefined, { count: 4999, seed: 3 });
    expect(one.exact).toBe(false);
    expect(permutationTest(first, second, undefined, { count: 4999, seed: 3 })).toEqual(one);
    const other = permutationTest(first, second, undefined, { count: 4999, seed: 4 });
    // Two estimates of the same small p from 5,000 draws each: within 5 standard errors.
    expect(Math.abs(other.p - one.p)).toBeLessThan(5 * Math.sqrt((2 * one.p) / 5000));
  });
});

describe('random numbers', () => {
  it('are uniform, normal, and apart for other seeds and streams', () => {
    const random = new Random(1);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[random.below(7)]++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(10_000 * (6 / 7)));
    const draws = Array.from({ length: 20_000 }, () => random.normal());
    const mean = draws.reduce((a, b) => a + b, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(draws.length));
    expect(Math.abs(draws.reduce((a, b) => a + b * b, 0) / draws.length - 1)).toBeLessThan(
      5 * Math.sqrt(2 / draws.length),
    );
    expect(new Random(1, 0).next()).not.toBe(new Random(1, 1).next());
    expect(new Random(2 ** 33 + 1).next()).not.toBe(new Random(1).next());
  });
});
