import { mean, variance } from '../numbers/moments.ts';
import { compareMeans, type MeanComparison } from './student.ts';

/** Welch's t test of two means, Satterthwaite's degrees of freedom. */
export function welchTest(a: ArrayLike<number>, b: ArrayLike<number>, confidence = 0.95): MeanComparison {
  const va = variance(a) / a.length;
  const vb = variance(b) / b.length;
  const df = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
  return compareMeans(mean(a) - mean(b), Math.sqrt(va + vb), df, confidence);
}
