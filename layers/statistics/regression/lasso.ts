/** LASSO and elastic net with squared loss, as scikit-learn's, and their cross-validation. */
import { takeRows } from '../numbers/columns.ts';
import { mean } from '../numbers/moments.ts';
import { CoordinateDescent } from './coordinate-descent.ts';
import { splitRows } from './folds.ts';

/** Solutions along a path of penalties. */
export interface RegularisationPath {
  readonly alphas: readonly number[];
  /** Row per alpha, column per feature. */
  readonly coefficients: readonly Float64Array[];
  readonly intercepts: readonly number[];
}

/**
 * Penalised linear regression along a path, scikit-learn's objective:
 * ‖y − Xw − b‖²/(2n) + α·ratio·‖w‖₁ + α·(1 − ratio)/2·‖w‖².
 * Solutions are exact to rounding: coordinate descent finds the active set, a linear solve its coefficients.
 *
 * @param columns column-major, `y.length` values per column; used as they are (not standardised)
 * @param alphas descending
 * @param ratio share of the L1 penalty: 1 is the LASSO
 *
 * @example
 * ```ts
 * import { lassoPath } from '@radscore/statistics';
 * const columns = Float64Array.of(-1, -1, 1, 1, 1, -1, 1, -1);
 * const outcomes = [0, 0, 1, 1];
 * Array.from(lassoPath(columns, outcomes, [0.25]).coefficients[0]); // → [ 0.25, 0 ]
 * ```
 */
export function lassoPath(
  columns: Float64Array,
  y: ArrayLike<number>,
  alphas: readonly number[],
  ratio = 1,
): RegularisationPath {
  const solver = new CoordinateDescent(columns, y);
  const coefficients: Float64Array[] = [];
  const intercepts: number[] = [];
  for (const alpha of alphas) {
    solver.solve(alpha * ratio, alpha * (1 - ratio));
    coefficients.push(solver.coefficients.slice());
    intercepts.push(solver.intercept());
  }
  return { alphas, coefficients, intercepts };
}

/** The smallest alpha that leaves nothing: max |Xᵀ(y − ȳ)| / n / ratio. */
export function largestAlpha(columns: Float64Array, y: ArrayLike<number>, ratio = 1): number {
  const n = y.length;
  const centre = mean(y);
  let largest = 0;
  for (let start = 0; start < columns.length; start += n) {
    const columnMean = mean(columns.subarray(start, start + n));
    let product = 0;
    for (let i = 0; i < n; i++) product += (columns[start + i] - columnMean) * (y[i] - centre);
    if (Math.abs(product) > largest) largest = Math.abs(product);
  }
  return largest / n / ratio;
}

/** `count` penalties, log-spaced from `largest` down to `largest * ratio`. */
export function alphaGrid(largest: number, count: number, ratio: number): number[] {
  return Array.from({ length: count }, (_, i) => (i === 0 ? largest : largest * ratio ** (i / (count - 1))));
}

export interface CrossValidation {
  readonly alphas: readonly number[];
  /** Error per alpha and fold. */
  readonly errors: readonly (readonly number[])[];
  readonly mean: readonly number[];
  /** Standard error of the mean over folds. */
  readonly standardError: readonly number[];
  /** Index of the first smallest mean error. */
  readonly min: number;
  /** Index of the largest penalty within one standard error of it. */
  readonly oneStandardError: number;
}

/**
 * Mean squared error of held-out rows along a path, for given folds.
 *
 * @param folds fold per row
 *
 * @example
 * ```ts
 * import { crossValidateLasso } from '@radscore/statistics';
 * const columns = Float64Array.of(-1, -1, 1, 1, 1, -1, 1, -1);
 * const outcomes = [0, 0, 1, 1];
 * crossValidateLasso(columns, outcomes, [0.5, 0.1], [0, 1, 0, 1]).min; // → 1
 * ```
 */
export function crossValidateLasso(
  columns: Float64Array,
  y: ArrayLike<number>,
  alphas: readonly number[],
  folds: ArrayLike<number>,
  ratio = 1,
): CrossValidation {
  const n = y.length;
  const count = Array.from(folds).reduce((a, b) => Math.max(a, b)) + 1;
  const errors = alphas.map(() => new Array<number>(count).fill(0));
  for (let fold = 0; fold < count; fold++) {
    const { train, held } = splitRows(folds, fold);
    const path = lassoPath(
      takeRows(columns, n, train),
      Float64Array.from(train, (i) => y[i]),
      alphas,
      ratio,
    );
    path.coefficients.forEach((w, a) => {
      let sum = 0;
      for (const i of held) {
        let predicted = path.intercepts[a];
        for (let j = 0; j < w.length; j++) if (w[j] !== 0) predicted += w[j] * columns[j * n + i];
        sum += (y[i] - predicted) ** 2;
      }
      errors[a][fold] = sum / held.length;
    });
  }
  return summariseFolds(alphas, errors);
}

/** Means, standard errors (divisor folds - 1) and the two usual choices of penalty. */
export function summariseFolds(alphas: readonly number[], errors: readonly number[][]): CrossValidation {
  const means = errors.map((row) => mean(row));
  const standardError = errors.map((row, a) => {
    let sum = 0;
    for (const error of row) sum += (error - means[a]) ** 2;
    return Math.sqrt(sum / (row.length - 1) / row.length);
  });
  return { alphas, errors, mean: means, standardError, ...choices(means, standardError) };
}

/**
 * The same of a penalised logistic regression as `cv.glmnet` has it: folds weigh by their size.
 *
 * @param errors deviance per alpha and fold
 * @param folds fold per row
 */
export function summariseDeviances(
  alphas: readonly number[],
  errors: readonly number[][],
  folds: ArrayLike<number>,
): CrossValidation {
  const sizes = new Array<number>(errors[0].length).fill(0);
  for (let i = 0; i < folds.length; i++) sizes[folds[i]]++;
  const weighted = (values: readonly number[]) =>
    values.reduce((sum, value, k) => sum + value * sizes[k], 0) / folds.length;
  const means = errors.map(weighted);
  const standardError = errors.map((row, a) =>
    Math.sqrt(weighted(row.map((value) => (value - means[a]) ** 2)) / (row.length - 1)),
  );
  return { alphas, errors, mean: means, standardError, ...choices(means, standardError) };
}

/** The first smallest mean error, and the largest penalty within one standard error of it. */
function choices(means: readonly number[], standardError: readonly number[]) {
  let min = 0;
  for (let a = 1; a < means.length; a++) if (means[a] < means[min]) min = a;
  const bound = means[min] + standardError[min];
  return { min, oneStandardError: means.findIndex((m) => m <= bound) };
}
