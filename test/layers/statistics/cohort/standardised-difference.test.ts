/** Standardised differences against their formulas. */
import { describe, expect, it } from 'vitest';
import type { Cohort } from '../../../../layers/statistics/cohort/cohort.ts';
import {
  splitDifferences,
  standardisedLevelDifference,
  standardisedMeanDifference,
} from '../../../../layers/statistics/cohort/standardised-difference.ts';

const repeat = (counts: Record<string, number>) =>
  Object.entries(counts).flatMap(([level, count]) => new Array<string>(count).fill(level));

describe('standardised differences', () => {
  it('of a continuous variable divide by the root of the mean variance', () => {
    // Means 2 and 5, variances 1 and 4: 3 / √2.5.
    expect(standardisedMeanDifference([1, 2, 3], [3, 5, 7])).toBeCloseTo(3 / Math.sqrt(2.5), 14);
    expect(standardisedMeanDifference([1, 1], [1, 1])).toBeNull();
    expect(standardisedMeanDifference([1], [2, 3])).toBeNull();
  });

  it('of two levels are those of proportions', () => {
    const [p, q] = [0.3, 0.5];
    const wanted = Math.abs(p - q) / Math.sqrt((p * (1 - p) + q * (1 - q)) / 2);
    expect(standardisedLevelDifference(repeat({ a: 7, b: 3 }), repeat({ a: 5, b: 5 }), ['a', 'b'])).toBeCloseTo(
      wanted,
      13,
    );
  });

  it('of three levels are the Mahalanobis distance of Yang and Dalton, whichever level is left out', () => {
    const first = repeat({ a: 20, b: 30, c: 50 });
    const second = repeat({ a: 35, b: 25, c: 40 });
    // numpy 1.26.4: d = p − q over b and c, S the mean of the two multinomial covariances, √(d S⁻¹ d).
    const wanted = 0.3412097835996447;
    for (const levels of [
      ['a', 'b', 'c'],
      ['c', 'a', 'b'],
      ['b', 'c', 'a'],
    ])
      expect(standardisedLevelDifference(first, second, levels)).toBeCloseTo(wanted, 13);
  });

  it('leave out levels that nobody has, and rows without an outcome', () => {
    expect(standardisedLevelDifference(['a', 'b'], ['a', 'b'], ['a', 'none', 'b'])).toBe(0);
    expect(standardisedLevelDifference(['a'], ['a'], ['a', 'b'])).toBeNull();
    const cohort: Cohort = {
      features: { ids: ['1', '2', '3', '4', '5'], columns: [], values: new Float64Array(0) },
      outcome: [1, 0, 1, 0, null],
      clinical: [{ name: 'age', kind: 'continuous', values: [1, 3, 2, 4, 99] }],
      split: ['train', 'train', 'test', 'test', 'test'],
    };
    expect(splitDifferences(cohort)).toEqual([
      { variable: 'age', train: 2, test: 2, difference: expect.closeTo(1 / Math.sqrt(2), 12) },
    ]);
  });
});
