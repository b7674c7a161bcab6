import { chiSquaredUpper } from './distributions.ts';
import { quantile } from './moments.ts';

export interface HosmerLemeshow {
  /** Bounds of the groups of risk; equal quantiles are merged. */
  readonly breaks: number[];
  readonly groups: { readonly n: number; readonly observed: number; readonly expected: number }[];
  readonly chiSquared: number;
  /** Groups used − 2; with fewer than 3 groups there is no test and p is null. */
  readonly df: number;
  readonly p: number | null;
}

/**
 * Hosmer–Lemeshow test over groups of equal size by predicted risk. Where risks tie, groups merge, and the degrees of
 * freedom are those of the groups left.
 */
export function hosmerLemeshow(probabilities: ArrayLike<number>, y: ArrayLike<number>, requested = 10): HosmerLemeshow {
  const all = Array.from({ length: requested + 1 }, (_, k) => quantile(probabilities, k / requested));
  const distinct = all.filter((value, k) => k === 0 || value !== all[k - 1]);
  // One risk for everybody is one group, and no test.
  const breaks = distinct.length > 1 ? distinct : [all[0], all[0]];
  const groups = breaks.slice(1).map(() => ({ n: 0, observed: 0, expected: 0 }));
  for (let i = 0; i < y.length; i++) {
    const g = breaks.findIndex((bound, k) => k > 0 && probabilities[i] <= bound) - 1;
    groups[g].n++;
    groups[g].observed += y[i];
    groups[g].expected += probabilities[i];
  }
  let chiSquared = 0;
  for (const { n, observed, expected } of groups) {
    chiSquared += (observed - expected) ** 2 / expected + (observed - expected) ** 2 / (n - expected);
  }
  const df = groups.length - 2;
  return { breaks, groups, chiSquared, df, p: df > 0 ? chiSquaredUpper(chiSquared, df) : null };
}
