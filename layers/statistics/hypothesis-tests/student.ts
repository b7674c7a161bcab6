import { tQuantile, tTwoSided } from '../numbers/distributions.ts';
import { mean, variance } from '../numbers/moments.ts';

export interface MeanComparison {
  readonly t: number;
  readonly df: number;
  readonly p: number;
  readonly difference: number;
  readonly interval: [number, number];
}

/** Student's t test of two means under equal variances. */
export function studentTest(a: ArrayLike<number>, b: ArrayLike<number>, confidence = 0.95): MeanComparison {
  const df = a.length + b.length - 2;
  const pooled = ((a.length - 1) * variance(a) + (b.length - 1) * variance(b)) / df;
  return compareMeans(mean(a) - mean(b), Math.sqrt(pooled * (1 / a.length + 1 / b.length)), df, confidence);
}

export function compareMeans(difference: number, se: number, df: number, confidence: number): MeanComparison {
  const t = difference / se;
  const half = tQuantile(0.5 + confidence / 2, df) * se;
  return { t, df, p: tTwoSided(t, df), difference, interval: [difference - half, difference + half] };
}
