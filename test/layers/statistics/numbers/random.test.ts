/** The random numbers: uniform, normal, and apart by seed and stream. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../layers/statistics/numbers/random.ts';

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

  it('fill an array with the words that come one by one', () => {
    const [filled, counted] = [new Random(9, 4), new Random(9, 4)];
    for (const length of [1, 0, 4097]) {
      const words = new Uint32Array(length);
      filled.fill(words);
      expect(words).toEqual(Uint32Array.from({ length }, () => counted.next()));
    }
    expect(filled.next()).toBe(counted.next());
  });
});
