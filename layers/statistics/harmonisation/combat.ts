/** ComBat harmonisation between sites, fitted on some rows and applied to others. */
import { InvalidTable, NotANumber, SingleBatch, SiteTooSmall } from '../errors.ts';
import { didYouMean, orDidYouMean } from '../nearest-name.ts';
import { factorise, solveFactored } from '../numbers/cholesky.ts';
import { isConstant } from '../numbers/standardise.ts';
import { shrinkNonParametric, shrinkParametric } from './combat-shrinkage.ts';

export interface ComBatOptions {
  /** Shrink site effects towards their mean over features (empirical Bayes); default true. */
  readonly empiricalBayes?: boolean;
  /** Prior of the shrinkage: parametric (default), or estimated from the features themselves. */
  readonly parametric?: boolean;
  /** Adjust means only, not variances. */
  readonly meanOnly?: boolean;
  /** Adjust the others to this batch, which stays as it is. */
  readonly reference?: string;
}

/** A fitted harmonisation: plain JSON, to be frozen into a model. Arrays run over features. */
export interface ComBat {
  readonly batches: string[];
  readonly reference: string | null;
  readonly grandMean: number[];
  readonly pooledVariance: number[];
  /** Per covariate. */
  readonly covariateEffects: number[][];
  /** Shift and variance ratio per batch, in units of the pooled standard deviation. */
  readonly gamma: number[][];
  readonly delta: number[][];
}

/**
 * ComBat (Johnson, Li & Rabinovic 2007; Fortin 2018) fitted on these rows alone. Covariates keep their effect; an outcome must
 * not be among them where the result feeds a prediction.
 *
 * @param columns column-major, `batch.length` values per column
 * @param batch site of each row
 * @param covariates one array per covariate; categories as 0/1 columns
 * Features that do not vary within sites have no spread to adjust: their shift is taken away, unshrunk, and that is all. With one
 * feature that varies, empirical Bayes has nothing to borrow from and its shift and spread stay unshrunk, as without it.
 *
 * @throws SingleBatch; SiteTooSmall for a batch of one row (unless `meanOnly`); InvalidTable for an unknown reference
 *
 * @example
 * ```ts
 * import { fitComBat } from '@radscore/statistics';
 * const column = Float64Array.of(1, 2, 3, 11, 12, 13);
 * fitComBat(column, ['A', 'A', 'A', 'B', 'B', 'B']).batches; // → [ 'A', 'B' ]
 * ```
 */
export function fitComBat(
  columns: Float64Array,
  batch: readonly string[],
  covariates: readonly ArrayLike<number>[] = [],
  options: ComBatOptions = {},
): ComBat {
  const n = batch.length;
  const p = columns.length / n;
  const { empiricalBayes = true, parametric = true, meanOnly = false, reference = null } = options;
  const batches = [...new Set(batch)].sort();
  if (batches.length < 2) throw new SingleBatch(batches[0] ?? '');
  const rows = batches.map((name) => batch.flatMap((b, i) => (b === name ? [i] : [])));
  const ref = reference === null ? -1 : batches.indexOf(reference);
  if (reference !== null && ref < 0) {
    throw new InvalidTable(`reference "${reference}"`, `one of ${batches.join(', ')}`, didYouMean(reference, batches));
  }
  rows.forEach((members, b) => {
    if (members.length < 2 && !meanOnly) throw new SiteTooSmall(batches[b], members.length, 2);
  });

  // Design: a column per batch (the reference's is all ones), then the covariates.
  const design = [
    ...batches.map((name, b) => Float64Array.from(batch, (value) => (b === ref || value === name ? 1 : 0))),
    ...covariates.map((values) => Float64Array.from(values)),
  ];
  const effects = leastSquares(design, columns, n);
  const k = batches.length;
  const grandMean = new Float64Array(p);
  for (let b = 0; b < k; b++) {
    const share = ref >= 0 ? Number(b === ref) : rows[b].length / n;
    for (let j = 0; j < p; j++) grandMean[j] += share * effects[b][j];
  }
  // A constant's mean is its value, to the last bit, so that it passes as it is.
  for (let j = 0; j < p; j++) if (isConstant(columns, j * n, (j + 1) * n)) grandMean[j] = columns[j * n];
  const judged = ref >= 0 ? rows[ref] : batch.map((_, i) => i);
  const pooledVariance = new Float64Array(p);
  const varying: number[] = [];
  const standard = new Float64Array(columns.length);
  for (let j = 0; j < p; j++) {
    let sum = 0;
    for (const i of judged) {
      let fitted = 0;
      for (let d = 0; d < design.length; d++) fitted += design[d][i] * effects[d][j];
      sum += (columns[j * n + i] - fitted) ** 2;
    }
    // Rounding is no spread: divided by, it would become as large as any feature.
    const flat = (ref >= 0 ? [rows[ref]] : rows).every((members) => isConstant(members.map((i) => columns[j * n + i])));
    pooledVariance[j] = flat ? 0 : sum / judged.length;
    if (!flat) varying.push(j);
    const scale = Math.sqrt(pooledVariance[j]) || 1;
    for (let i = 0; i < n; i++) {
      let centre = grandMean[j];
      for (let c = 0; c < covariates.length; c++) centre += design[k + c][i] * effects[k + c][j];
      standard[j * n + i] = (columns[j * n + i] - centre) / scale;
    }
  }

  const shifts = leastSquares(design.slice(0, k), standard, n);
  const spreads = rows.map((members) =>
    Float64Array.from({ length: p }, (_, j) => {
      if (meanOnly || pooledVariance[j] === 0) return 1;
      return isConstant(members.map((i) => columns[j * n + i])) ? 0 : varianceOf(standard, j * n, members);
    }),
  );
  const shrink = parametric ? shrinkParametric : shrinkNonParametric;
  const adjusted = rows.map((members, b) => {
    if (b === ref) return { gamma: new Float64Array(p), delta: new Float64Array(p).fill(1) };
    if (!empiricalBayes) return { gamma: shifts[b], delta: spreads[b] };
    return shrink({ standard, n, rows: members, gamma: shifts[b], delta: spreads[b], meanOnly, varying });
  });
  adjusted.forEach(({ gamma, delta }, b) => {
    const fails = gamma.findIndex((shift, j) => !Number.isFinite(shift) || !(delta[j] >= 0 && delta[j] < Infinity));
    if (fails >= 0) throw new NotANumber(`ComBat's shift or spread of feature ${fails} at site "${batches[b]}"`);
  });
  return {
    batches,
    reference,
    grandMean: Array.from(grandMean),
    pooledVariance: Array.from(pooledVariance),
    covariateEffects: effects.slice(k).map((row) => Array.from(row)),
    gamma: adjusted.map(({ gamma }) => Array.from(gamma)),
    delta: adjusted.map(({ delta }) => Array.from(delta)),
  };
}

/**
 * Harmonises rows, seen or unseen, with a frozen fit; a new column-major array.
 *
 * @throws InvalidTable for a batch that the fit does not know
 *
 * @example
 * ```ts
 * import { applyComBat, fitComBat } from '@radscore/statistics';
 * const column = Float64Array.of(1, 2, 3, 11, 12, 13);
 * const sites = ['A', 'A', 'A', 'B', 'B', 'B'];
 * const harmonised = applyComBat(fitComBat(column, sites), column, sites);
 * harmonised.map((value) => Math.round(value * 100)); // → Float64Array(6) [ 618, 700, 782, 618, 700, 782 ]
 * ```
 */
export function applyComBat(
  fit: ComBat,
  columns: Float64Array,
  batch: readonly string[],
  covariates: readonly ArrayLike<number>[] = [],
): Float64Array {
  const n = batch.length;
  const place = batch.map((name) => {
    const b = fit.batches.indexOf(name);
    if (b < 0)
      throw new InvalidTable(
        `batch "${name}"`,
        `one of ${fit.batches.join(', ')}`,
        `Refit with rows of it.${orDidYouMean(name, fit.batches)}`,
      );
    return b;
  });
  const harmonised = columns.slice();
  for (let j = 0; j < fit.grandMean.length; j++) {
    const scale = Math.sqrt(fit.pooledVariance[j]) || 1;
    for (let i = 0; i < n; i++) {
      if (fit.batches[place[i]] === fit.reference) continue;
      let centre = fit.grandMean[j];
      for (let c = 0; c < covariates.length; c++) centre += covariates[c][i] * fit.covariateEffects[c][j];
      const standard = (columns[j * n + i] - centre) / scale;
      const delta = fit.delta[place[i]][j];
      const shifted = standard - fit.gamma[place[i]][j];
      if (Number.isNaN(shifted) || !(delta >= 0)) throw new NotANumber(`a value that ComBat harmonises (feature ${j})`);
      // A site where the feature did not vary has said nothing about its spread there: only the shift is taken away.
      const freed = delta > 0 ? shifted / Math.sqrt(delta) : shifted;
      harmonised[j * n + i] = freed * scale + centre;
    }
  }
  return harmonised;
}

/** Least-squares coefficients of every column on the design: [design column][feature]. */
function leastSquares(design: readonly Float64Array[], columns: Float64Array, n: number): Float64Array[] {
  const m = design.length;
  const p = columns.length / n;
  const cross = new Float64Array(m * m);
  for (let a = 0; a < m; a++) for (let b = 0; b <= a; b++) cross[a * m + b] = product(design[a], design[b], 0, n);
  if (!factorise(cross, m)) {
    throw new InvalidTable(
      'batches and covariates that determine each other',
      'a design of full rank',
      'Drop a covariate.',
    );
  }
  const effects = design.map(() => new Float64Array(p));
  const right = new Float64Array(m);
  for (let j = 0; j < p; j++) {
    for (let a = 0; a < m; a++) right[a] = product(design[a], columns, j * n, n);
    solveFactored(cross, m, right);
    for (let a = 0; a < m; a++) effects[a][j] = right[a];
  }
  return effects;
}

function product(a: Float64Array, b: Float64Array, start: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[i] * b[start + i];
  return sum;
}

function varianceOf(values: Float64Array, start: number, rows: readonly number[]): number {
  let sum = 0;
  for (const i of rows) sum += values[start + i];
  const centre = sum / rows.length;
  let squares = 0;
  for (const i of rows) squares += (values[start + i] - centre) ** 2;
  return squares / (rows.length - 1);
}
