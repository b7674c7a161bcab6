/** Scales, ticks and paths of the console's plots. */
import { describe, expect, it } from 'vitest';
import { bandPath, clipped, linePath, pointsOf, thinned } from '../../../../console/components/plot/path.ts';
import { decimalsOf, domainOf, linear, ticksOf } from '../../../../console/components/plot/scale.ts';

describe('a scale', () => {
  it('places the ends of its domain at the ends of its range, also upside down', () => {
    const up = linear([0, 1], [256, 12]);
    expect([up(0), up(1), up(0.5)]).toEqual([256, 12, 134]);
  });

  it('refuses a domain of one point rather than placing everything nowhere', () => {
    expect(() => linear([3, 3], [0, 1])).toThrow(/got a domain from 3 to 3/);
    expect(() => linear([Number.NaN, 1], [0, 1])).toThrow(RangeError);
  });
});

describe('ticks', () => {
  it.each([
    [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [-0.07, 0.69, 4, [0, 0.2, 0.4, 0.6]],
    [0.5, 1.5, 4, [0.6, 0.8, 1, 1.2, 1.4]],
    [-0.1, 0.77, 4, [0, 0.2, 0.4, 0.6]],
    [-3, 3, 6, [-3, -2, -1, 0, 1, 2, 3]],
    [0, 0, 5, []],
  ])('of %d to %d are round numbers within', (low, high, about, wanted) => {
    expect(ticksOf(low, high, about)).toEqual(wanted);
  });

  it('are written with the decimals that tell them apart', () => {
    expect([decimalsOf([0, 1, 2]), decimalsOf([0, 0.2]), decimalsOf([0.25, 0.5])]).toEqual([0, 1, 2]);
  });

  it('lie within every domain, for any ends', () => {
    for (let k = 1; k < 60; k++) {
      const low = Math.sin(k) * 10 ** ((k % 7) - 3);
      const high = low + (0.1 + Math.abs(Math.cos(k))) * 10 ** ((k % 5) - 2);
      const ticks = ticksOf(low, high);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThan(9);
      for (const tick of ticks) {
        expect(tick).toBeGreaterThanOrEqual(low - 1e-6 * (high - low));
        expect(tick).toBeLessThanOrEqual(high + 1e-6 * (high - low));
      }
    }
  });
});

describe('a domain', () => {
  it('holds every value with room, and ends where it has to end', () => {
    expect(domainOf([0.2, null, 0.8], [0, 1])).toEqual([0, 1]);
    expect(domainOf([-0.1, 0.8], [0, 1])[0]).toBeCloseTo(-0.155);
    expect(domainOf([2, 2])).toEqual([1.5, 2.5]);
    expect(domainOf([null, Number.NaN])).toEqual([0, 1]);
  });
});

describe('a path', () => {
  it('begins again after a gap', () => {
    expect(
      linePath(
        pointsOf(
          [0, 1, 2, 3],
          [1, null, 2, 3],
          (x) => x,
          (y) => y,
        ),
      ),
    ).toBe('M0 1M2 2L3 3');
  });

  it('keeps its last point however many lie together', () => {
    const points = Array.from({ length: 500 }, (_, k): [number, number] => [k / 100, 1]);
    const few = thinned(points);
    expect(few.length).toBeLessThan(12);
    expect(few.at(-1)).toEqual([4.99, 1]);
  });

  it('is cut where it leaves the frame, and comes back where it enters it', () => {
    const cut = clipped(
      [
        [0, 0.5],
        [1, -0.5],
        [2, 0.5],
      ],
      0,
      1,
    );
    expect(cut).toEqual([[0, 0.5], [0.5, 0], null, [1.5, 0], [2, 0.5]]);
  });

  it('of a band goes there and back', () => {
    expect(bandPath([[0, 1], [1, 1], null], [[0, 2], [1, 2], null])).toBe('M0 1L1 1L1 2L0 2Z');
  });
});
