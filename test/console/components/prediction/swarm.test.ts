/** Swarms, shares and the place of a value. */
import { Random } from '@radscore/statistics';
import { describe, expect, it } from 'vitest';
import { groupBars, PLACE, swarmsOf, tenths } from '../../../../console/components/prediction/place-layout.ts';
import { ofHundred, pointsApart } from '../../../../console/components/prediction/shares.ts';
import { placeIn, rowsNeeded, type SwarmDot, swarm } from '../../../../console/components/prediction/swarm.ts';

describe('a swarm', () => {
  it('keeps each dot at its value, and none on another, as long as there are rows enough', () => {
    const random = new Random(2);
    for (let k = 0; k < 100; k++) {
      const at = Array.from({ length: 1 + random.below(120) }, () => 250 * random.uniform() ** 2);
      const rows = rowsNeeded(at, 6);
      const dots = swarm(at, 6, rows);
      expect(dots.map(({ x }) => x)).toEqual(at);
      const isApart = (one: SwarmDot, other: SwarmDot): boolean =>
        Math.hypot(one.x - other.x, one.y - other.y) >= 6 - 1e-9;
      expect(dots.every((one, i) => dots.slice(i + 1).every((other) => isApart(one, other)))).toBe(true);
    }
  });

  it('stays within its room for 20 rows and for 5,000', () => {
    const random = new Random(4);
    for (const n of [20, 118, 600, 5000]) {
      const rows = Array.from({ length: n }, () => ({ value: random.uniform(), pcr: random.uniform() < 0.6 }));
      const { with: yes, without: no, radius } = swarmsOf(rows);
      expect(yes.dots.length + no.dots.length).toBe(n);
      for (const { y } of yes.dots) {
        expect(yes.middle + y - radius).toBeGreaterThan(yes.title);
        expect(yes.middle + y + radius).toBeLessThan(no.title - 9);
      }
      for (const { y } of no.dots) {
        expect(no.middle + y - radius).toBeGreaterThan(no.title);
        expect(no.middle + y + radius).toBeLessThan(PLACE.bottom);
      }
    }
  });

  it('counts rows in tenths of the scale, and all of them', () => {
    const rows = [0, 0.05, 0.1, 0.99, 1].map((value) => ({ value, pcr: value > 0.5 }));
    expect(tenths(rows).map((part) => [part.with, part.without])).toEqual([
      [0, 2],
      [0, 1],
      ...Array.from({ length: 7 }, () => [0, 0]),
      [2, 0],
    ]);
  });

  it('draws groups by their area: the same number over twice the width is half as high', () => {
    const [narrow, wide] = groupBars([
      { from: null, to: 0.2, n: 10 },
      { from: 0.2, to: 0.6, n: 10 },
    ]);
    expect(wide.width).toBeCloseTo(2 * narrow.width, 9);
    expect(wide.height).toBeCloseTo(narrow.height / 2, 9);
  });
});

describe('a share', () => {
  it('is never 0 or 100 of 100', () => {
    expect(ofHundred(0.784)).toEqual({ count: 78, bound: 'exact' });
    expect(ofHundred(1e-9)).toEqual({ count: 1, bound: 'fewer' });
    expect(ofHundred(1 - 1e-9)).toEqual({ count: 99, bound: 'more' });
  });

  it('differs from another by the points that a reader counts', () => {
    expect(pointsApart(0.784, 0.886)).toBe(11);
    expect(pointsApart(0.784, 0.7841)).toBe(0);
  });

  it('has a place in a sample: those below, and half of the equal ones', () => {
    expect(placeIn([1, 2, 3, 4], 2.5)).toBe(0.5);
    expect(placeIn([1, 2, 2, 3], 2)).toBe(0.5);
    expect(placeIn([1, 2], 0)).toBe(0);
  });
});
