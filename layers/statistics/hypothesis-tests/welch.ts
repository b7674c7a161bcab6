/** Welch's t test: the patient table's comparison of two means. */
import { tQuantile, tTwoSided } from '../numbers/distributions.ts';
import { mean, variance } from '../numbers/moments.ts';

export interface MeanComparison {
  readonly t: number;
  readonly df: number;
  readonly p: number;
  readonly difference: number;
  readonly interval: [number, number];
}

/** Welch's t test of two means, Satterthwaite's degrees of freedom. */
export function welchTest(a: ArrayLike<number>, b: ArrayLike<number>, confidence = 0.95): MeanComparison {
  const va = variance(a) / a.length;
  const vb = variance(b) / b.length;
  const df = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
  const difference = mean(a) - mean(b);
  const se = Math.sqrt(va + vb);
  const t = difference / se;
  const half = tQuantile(0.5 + confidence / 2, df) * se;
  return { t, df, p: tTwoSided(t, df), difference, interval: [difference - half, difference + half] };
}
