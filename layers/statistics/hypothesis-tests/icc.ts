/** Intraclass correlations: how far repeated measurements agree. */
import { fQuantile, fUpper } from '../numbers/distributions.ts';
import { isConstant } from '../numbers/standardise.ts';

/** One form of the intraclass correlation; NaN throughout where nothing varies. */
export interface Icc {
  readonly value: number;
  readonly f: number;
  readonly df: [number, number];
  readonly p: number;
  readonly interval: [number, number];
}

/** The six forms of Shrout & Fleiss (1979): `icc1` … `icc3` of one rating, `…k` of the mean of all ratings. */
export interface IccForms {
  readonly icc1: Icc;
  readonly icc2: Icc;
  readonly icc3: Icc;
  readonly icc1k: Icc;
  readonly icc2k: Icc;
  readonly icc3k: Icc;
  /** Mean squares: between subjects, between raters, residual, within subjects. */
  readonly meanSquares: {
    readonly subjects: number;
    readonly raters: number;
    readonly residual: number;
    readonly within: number;
  };
}

/**
 * Intraclass correlations of `n` subjects rated by the same `k` raters (or segmentations).
 *
 * @param ratings one row per subject, one column per rater
 *
 * @example
 * ```ts
 * import { intraclassCorrelations } from '@radscore/statistics';
 * const ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]];
 * intraclassCorrelations(ratings).icc2.value.toFixed(2); // → '0.29'
 * ```
 */
export function intraclassCorrelations(ratings: readonly ArrayLike<number>[], confidence = 0.95): IccForms {
  const n = ratings.length;
  const k = ratings[0].length;
  const { subjects, raters, residual, within } = meanSquares(ratings);
  const tail = 0.5 + confidence / 2;
  const dfSubjects = n - 1;
  const dfWithin = n * (k - 1);
  const dfResidual = (n - 1) * (k - 1);
  // Ratings that agree completely: 1, not 0/0; subjects that do not differ either: undefined.
  const perfect = within === 0 && subjects > 0;
  const ratio = (numerator: number, denominator: number) => (perfect ? 1 : numerator / denominator);

  const oneWay = (f: number): [number, number] => {
    const low = f / fQuantile(tail, dfSubjects, dfWithin);
    const high = f * fQuantile(tail, dfWithin, dfSubjects);
    return [(low - 1) / (low + k - 1), (high - 1) / (high + k - 1)];
  };
  const consistency = (f: number): [number, number] => {
    const low = f / fQuantile(tail, dfSubjects, dfResidual);
    const high = f * fQuantile(tail, dfResidual, dfSubjects);
    return [(low - 1) / (low + k - 1), (high - 1) / (high + k - 1)];
  };
  /** McGraw & Wong (1996), with Satterthwaite's degrees of freedom. */
  const agreement = (rho: number): [number, number] => {
    const a = (k * rho) / (n * (1 - rho));
    const b = 1 + (k * rho * (n - 1)) / (n * (1 - rho));
    const df = (a * raters + b * residual) ** 2 / ((a * raters) ** 2 / (k - 1) + (b * residual) ** 2 / dfResidual);
    const spread = k * raters + (k * n - k - n) * residual;
    const below = fQuantile(tail, dfSubjects, df);
    const above = fQuantile(tail, df, dfSubjects);
    return [
      (n * (subjects - below * residual)) / (below * spread + n * subjects),
      (n * (above * subjects - residual)) / (spread + n * above * subjects),
    ];
  };
  const ofMean = ([low, high]: [number, number]): [number, number] => [
    (k * low) / (1 + (k - 1) * low),
    (k * high) / (1 + (k - 1) * high),
  ];

  const form = (value: number, f: number, df2: number, interval: [number, number]): Icc => ({
    value,
    f,
    df: [dfSubjects, df2],
    p: fUpper(f, dfSubjects, df2),
    interval: perfect ? [1, 1] : interval,
  });
  const f1 = subjects / within;
  const f3 = subjects / residual;
  const icc2 = ratio(subjects - residual, subjects + (k - 1) * residual + (k * (raters - residual)) / n);
  const interval1 = oneWay(f1);
  const interval2 = agreement(icc2);
  const interval3 = consistency(f3);
  return {
    icc1: form(ratio(subjects - within, subjects + (k - 1) * within), f1, dfWithin, interval1),
    icc2: form(icc2, f3, dfResidual, interval2),
    icc3: form(ratio(subjects - residual, subjects + (k - 1) * residual), f3, dfResidual, interval3),
    icc1k: form(ratio(subjects - within, subjects), f1, dfWithin, ofMean(interval1)),
    icc2k: form(ratio(subjects - residual, subjects + (raters - residual) / n), f3, dfResidual, ofMean(interval2)),
    icc3k: form(ratio(subjects - residual, subjects), f3, dfResidual, ofMean(interval3)),
    meanSquares: { subjects, raters, residual, within },
  };
}

/**
 * ICC(2,1) of two measurements of the same subjects: absolute agreement of single measurements. NaN if nothing
 * varies, 1 if all pairs agree.
 */
export function agreementOf(first: ArrayLike<number>, second: ArrayLike<number>): number {
  // Of values that differ in their last bits, the bits would be correlated.
  if (isConstant([...Array.from(first), ...Array.from(second)])) return Number.NaN;
  const ratings = Array.from({ length: first.length }, (_, i) => [first[i], second[i]]);
  const { subjects, raters, residual, within } = meanSquares(ratings);
  if (within === 0) return subjects > 0 ? 1 : Number.NaN;
  return (subjects - residual) / (subjects + residual + (2 * (raters - residual)) / ratings.length);
}

function meanSquares(ratings: readonly ArrayLike<number>[]) {
  const n = ratings.length;
  const k = ratings[0].length;
  const rowMeans = ratings.map((row) => {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += row[j];
    return sum / k;
  });
  const columnMeans = Array.from({ length: k }, (_, j) => ratings.reduce((sum, row) => sum + row[j], 0) / n);
  const grand = rowMeans.reduce((a, b) => a + b, 0) / n;
  let within = 0;
  let residual = 0;
  ratings.forEach((row, i) => {
    for (let j = 0; j < k; j++) {
      within += (row[j] - rowMeans[i]) ** 2;
      residual += (row[j] - rowMeans[i] - columnMeans[j] + grand) ** 2;
    }
  });
  const between = (means: number[]) => means.reduce((sum, value) => sum + (value - grand) ** 2, 0);
  return {
    subjects: (k * between(rowMeans)) / (n - 1),
    raters: (n * between(columnMeans)) / (k - 1),
    residual: residual / ((n - 1) * (k - 1)),
    within: within / (n * (k - 1)),
  };
}
