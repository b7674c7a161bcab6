/** The design of a regression, scaled and free of aliased columns. */
import { isConstant } from '../numbers/standardise.ts';

/** Predictors of a regression, without the intercept: one column of `n` values per term. */
export interface Design {
  readonly n: number;
  readonly terms: readonly string[];
  readonly columns: readonly Float64Array[];
}

/**
 * The matrix that the likelihood works on: intercept first, then the independent columns, centred and scaled so that
 * the information matrix is well conditioned whatever the units. `restore` takes a solution back to those units.
 */
export interface ScaledDesign {
  readonly n: number;
  /** Number of coefficients including the intercept. */
  readonly q: number;
  /** Row-major n × q. */
  readonly matrix: Float64Array;
  /** Design column behind each scaled column 1 … q - 1. */
  readonly used: readonly number[];
  /** Terms that are constant or linear combinations of earlier ones; they get the coefficient 0. */
  readonly aliased: readonly string[];
  readonly centre: Float64Array;
  readonly scale: Float64Array;
}

/** Remaining squared length below which a column counts as a combination of the columns before it. */
const DEPENDENT = 1e-14;

/**
 * @param centring false keeps the intercept a coordinate of its own, which profiling it needs
 */
export function scaleDesign(design: Design, centring = true): ScaledDesign {
  const { n } = design;
  const basis: Float64Array[] = [];
  const used: number[] = [];
  const aliased: string[] = [];
  const kept: Float64Array[] = [];
  const centres: number[] = [0];
  const scales: number[] = [1];
  design.columns.forEach((column, j) => {
    const { unit, centre, length } = centred(column);
    const rest = unit.slice();
    // Twice, because one pass of Gram–Schmidt leaves rounding errors behind.
    for (let pass = 0; pass < 2; pass++) for (const b of basis) removeComponent(rest, b);
    const restLength = Math.sqrt(squares(rest));
    if (isConstant(column) || !(restLength * restLength > DEPENDENT)) {
      aliased.push(design.terms[j]);
      return;
    }
    for (let i = 0; i < n; i++) rest[i] /= restLength;
    basis.push(rest);
    used.push(j);
    kept.push(unit);
    centres.push(centring ? centre : 0);
    scales.push(length / Math.sqrt(n));
  });
  const q = used.length + 1;
  const matrix = new Float64Array(n * q);
  const root = Math.sqrt(n);
  for (let i = 0; i < n; i++) {
    matrix[i * q] = 1;
    for (let j = 1; j < q; j++) {
      matrix[i * q + j] = centring ? kept[j - 1][i] * root : design.columns[used[j - 1]][i] / scales[j];
    }
  }
  return { n, q, matrix, used, aliased, centre: Float64Array.from(centres), scale: Float64Array.from(scales) };
}

/** Coefficients (intercept first, aliased terms 0) in the units of the design. */
export function restoreCoefficients(scaled: ScaledDesign, terms: number, beta: ArrayLike<number>): number[] {
  const restored = new Array<number>(terms + 1).fill(0);
  let intercept = beta[0];
  for (let j = 1; j < scaled.q; j++) {
    const b = beta[j] / scaled.scale[j];
    restored[scaled.used[j - 1] + 1] = b;
    intercept -= b * scaled.centre[j];
  }
  restored[0] = intercept;
  return restored;
}

/** Covariance matrix in the units of the design, from that of the scaled coefficients (flat q × q). */
export function restoreCovariance(scaled: ScaledDesign, terms: number, covariance: Float64Array): number[][] {
  const { q, used, centre, scale } = scaled;
  // Row r of the restored coefficients is a linear form in the scaled ones: apply it on both sides.
  const left = new Float64Array(q * q);
  const applyForm = (from: (k: number) => number, into: (r: number, value: number) => void) => {
    let intercept = from(0);
    for (let j = 1; j < q; j++) {
      const value = from(j) / scale[j];
      into(j, value);
      intercept -= value * centre[j];
    }
    into(0, intercept);
  };
  for (let c = 0; c < q; c++) {
    applyForm(
      (k) => covariance[k * q + c],
      (r, value) => {
        left[r * q + c] = value;
      },
    );
  }
  const restored = Array.from({ length: terms + 1 }, () => new Array<number>(terms + 1).fill(0));
  const place = (r: number) => (r === 0 ? 0 : used[r - 1] + 1);
  for (let r = 0; r < q; r++) {
    applyForm(
      (k) => left[r * q + k],
      (c, value) => {
        restored[place(r)][place(c)] = value;
      },
    );
  }
  return restored;
}

/** Linear predictor of each row: intercept + Σ coefficient · value. */
export function linearPredictor(design: Design, coefficients: readonly number[]): Float64Array {
  const scores = new Float64Array(design.n).fill(coefficients[0]);
  design.columns.forEach((column, j) => {
    const b = coefficients[j + 1];
    if (b !== 0) for (let i = 0; i < design.n; i++) scores[i] += b * column[i];
  });
  return scores;
}

function centred(column: Float64Array): { unit: Float64Array; centre: number; length: number } {
  let sum = 0;
  for (let i = 0; i < column.length; i++) sum += column[i];
  const centre = sum / column.length;
  const unit = column.map((value) => value - centre);
  const length = Math.sqrt(squares(unit));
  if (length > 0) for (let i = 0; i < unit.length; i++) unit[i] /= length;
  return { unit, centre, length };
}

function squares(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}

function removeComponent(values: Float64Array, unit: Float64Array): void {
  let product = 0;
  for (let i = 0; i < values.length; i++) product += values[i] * unit[i];
  for (let i = 0; i < values.length; i++) values[i] -= product * unit[i];
}
