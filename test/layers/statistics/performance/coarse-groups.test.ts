/** Groups that say nothing about single rows. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../layers/statistics/numbers/random.ts';
import {
  coarsePerformance,
  LEAST_OF_EACH,
  LEAST_ROWS,
} from '../../../../layers/statistics/performance/coarse-groups.ts';
import { decisionCurve } from '../../../../layers/statistics/performance/decision-curve.ts';

/** Rows of a calibrated model; the larger the spread, the better it separates. */
function rows(seed: number, n: number, spread: number): { p: number[]; y: number[] } {
  const random = new Random(seed);
  const p = Array.from({ length: n }, () => 1 / (1 + Math.exp(-0.5 - spread * random.normal())));
  return { p, y: p.map((value) => (random.uniform() < value ? 1 : 0)) };
}

const CASES = [1, 2, 3, 4, 5].flatMap((seed) =>
  [20, 65, 300].flatMap((n) => [0.5, 2, 6].map((spread) => [seed, n, spread] as const)),
);

describe('groups over the predicted probability', () => {
  it.each(CASES)('hold rows of both outcomes: seed %d, %d rows, spread %d', (seed, n, spread) => {
    const { p, y } = rows(seed, n, spread);
    const coarse = coarsePerformance(p, y);
    if (!coarse) {
      const events = y.filter((value) => value === 1).length;
      expect(Math.min(events, n - events)).toBeLessThan(LEAST_OF_EACH);
      return;
    }
    const { groups, thresholds } = coarse;
    expect(groups[0].from).toBe(0);
    expect(groups.at(-1)?.to).toBe(1);
    expect(thresholds).toEqual(groups.slice(1).map(({ from }) => from));
    for (const { from, to } of groups) {
      const inside = y.filter((_, i) => p[i] >= from && (p[i] < to || to === 1));
      const events = inside.filter((value) => value === 1).length;
      expect(inside.length).toBeGreaterThanOrEqual(LEAST_ROWS);
      expect(Math.min(events, inside.length - events)).toBeGreaterThanOrEqual(LEAST_OF_EACH);
    }
  });

  it('give the net benefit of the exact decision curve at their borders, to 0.01', () => {
    const { p, y } = rows(7, 300, 1);
    const { thresholds = [], netBenefit, treatAll } = coarsePerformance(p, y) ?? {};
    expect(thresholds.length).toBeGreaterThan(3);
    const exact = decisionCurve(p, y, thresholds);
    thresholds.forEach((_, k) => {
      expect(Math.abs((netBenefit?.[k] ?? Number.NaN) - exact.model[k])).toBeLessThanOrEqual(0.005 + 1e-12);
      expect(Math.abs((treatAll?.[k] ?? Number.NaN) - exact.all[k])).toBeLessThanOrEqual(0.005 + 1e-12);
    });
  });

  it('are one group where the outcomes are separated, and none where an outcome is too rare', () => {
    const p = Array.from({ length: 40 }, (_, i) => (i + 0.5) / 40);
    const separated = coarsePerformance(
      p,
      p.map((value) => (value > 0.5 ? 1 : 0)),
    );
    expect(separated?.groups).toHaveLength(1);
    expect(separated?.thresholds).toEqual([]);
    const rare = p.map((_, i) => (i < 2 ? 1 : 0));
    expect(coarsePerformance(p, rare)).toBeNull();
  });
});
