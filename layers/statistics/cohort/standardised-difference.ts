/** Standardised differences of clinical variables between training and test rows. */
import { factorise, solveFactored } from '../numbers/cholesky.ts';
import { mean, variance } from '../numbers/moments.ts';
import type { Cohort } from './cohort.ts';

/** How training and test rows differ in a clinical variable. Plain JSON. */
export interface SplitDifference {
  readonly variable: string;
  /** Rows with a value. */
  readonly train: number;
  readonly test: number;
  /** Absolute standardised difference; null if either side has too few values or nothing varies. */
  readonly difference: number | null;
}

/**
 * Absolute standardised difference of a continuous variable: difference of the means over the root of the mean of the
 * two variances (divisor n − 1), as Austin 2009.
 */
export function standardisedMeanDifference(a: readonly number[], b: readonly number[]): number | null {
  if (a.length < 2 || b.length < 2) return null;
  const pooled = (variance(a) + variance(b)) / 2;
  if (!(pooled > 0)) return null;
  return Math.abs(mean(a) - mean(b)) / Math.sqrt(pooled);
}

/**
 * Absolute standardised difference of a categorical variable: Mahalanobis distance of the shares of all levels but
 * the first, with the mean of the two multinomial covariances (Yang & Dalton 2012); for two levels it is the usual one
 * of proportions. Levels that nobody has are left out.
 */
export function standardisedLevelDifference(
  a: readonly string[],
  b: readonly string[],
  levels: readonly string[],
): number | null {
  if (a.length === 0 || b.length === 0) return null;
  const present = levels.filter((level) => a.includes(level) || b.includes(level)).slice(1);
  const k = present.length;
  if (k === 0) return null;
  const share = (values: readonly string[]) =>
    present.map((level) => values.filter((value) => value === level).length / values.length);
  const [p, q] = [share(a), share(b)];
  const covariance = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const of = (s: readonly number[]) => (i === j ? s[i] * (1 - s[i]) : -s[i] * s[j]);
      covariance[i * k + j] = (of(p) + of(q)) / 2;
    }
  }
  const gap = Float64Array.from(p, (value, i) => value - q[i]);
  // Shares that are 0 or 1 on both sides have no variance to measure their gap by.
  if (!factorise(covariance, k)) return null;
  const solved = solveFactored(covariance, k, gap.slice());
  return Math.sqrt(gap.reduce((sum, value, i) => sum + value * solved[i], 0));
}

/** Every clinical variable of a cohort, training against test rows with an outcome. */
export function splitDifferences(cohort: Cohort): SplitDifference[] {
  return [...cohort.clinical, ...(cohort.recorded ?? [])].map(({ name, kind, values, levels }) => {
    const of = (split: 'train' | 'test') =>
      values.flatMap((value, i) =>
        value !== null && cohort.outcome[i] !== null && cohort.split[i] === split ? [value] : [],
      );
    const [train, test] = [of('train'), of('test')];
    const difference =
      kind === 'continuous'
        ? standardisedMeanDifference(train.map(Number), test.map(Number))
        : standardisedLevelDifference(
            train.map(String),
            test.map(String),
            levels ?? [...new Set([...train, ...test].map(String))].sort(),
          );
    return { variable: name, train: train.length, test: test.length, difference };
  });
}
