import { fUpper } from './distributions.ts';

export interface Anova {
  /** F per column: NaN for a constant column, Infinity where the groups separate without spread. */
  readonly f: Float64Array;
  readonly p: Float64Array;
  /** Degrees of freedom between and within groups. */
  readonly df: readonly [number, number];
}

/**
 * One-way analysis of variance of each column between the two outcome groups (scikit-learn's `f_classif`).
 * Sums of squares are taken about the means, so large offsets cost no digits.
 *
 * @param columns column-major, `y.length` values per column
 * @param y outcome per row, 0 or 1; with one class only, F and p are NaN
 */
export function anova(columns: Float64Array, y: Uint8Array): Anova {
  const n = y.length;
  const p = columns.length / n;
  let positives = 0;
  for (let i = 0; i < n; i++) positives += y[i];
  const negatives = n - positives;
  const f = new Float64Array(p).fill(Number.NaN);
  const pValue = new Float64Array(p).fill(Number.NaN);
  const df: [number, number] = [1, n - 2];
  if (positives === 0 || negatives === 0) return { f, p: pValue, df };

  for (let j = 0; j < p; j++) {
    const start = j * n;
    let sum0 = 0;
    let sum1 = 0;
    let constant = true;
    for (let i = 0; i < n; i++) {
      const value = columns[start + i];
      if (value !== columns[start]) constant = false;
      if (y[i] === 1) sum1 += value;
      else sum0 += value;
    }
    if (constant) continue;
    const mean0 = sum0 / negatives;
    const mean1 = sum1 / positives;
    let within0 = 0;
    let within1 = 0;
    let rest0 = 0;
    let rest1 = 0;
    for (let i = 0; i < n; i++) {
      if (y[i] === 1) {
        const d = columns[start + i] - mean1;
        rest1 += d;
        within1 += d * d;
      } else {
        const d = columns[start + i] - mean0;
        rest0 += d;
        within0 += d * d;
      }
    }
    // The rests would be 0 in exact arithmetic: they correct the rounding of the means.
    const within = within0 - (rest0 * rest0) / negatives + within1 - (rest1 * rest1) / positives;
    const difference = mean1 + rest1 / positives - (mean0 + rest0 / negatives);
    const between = (difference * difference * positives * negatives) / n;
    f[j] = between / (within / (n - 2));
    pValue[j] = fUpper(f[j], 1, n - 2);
  }
  return { f, p: pValue, df };
}
