/** z-scores of columns, and the test of whether a column is constant. */

export interface Scaling {
  readonly mean: Float64Array;
  /** Standard deviation with divisor n; 1 for a constant column, so that its z-score is 0. */
  readonly sd: Float64Array;
  /** 1 for a constant column ({@link isConstant}): its z-scores are 0, whatever rounding left in it. */
  readonly constant: Uint8Array;
}

/**
 * Values that differ by less than this share of the largest are equal. Different builds of the same program differ in the
 * last bits (2e-16 of a value, some hundred times that after a sum over a region); what a feature says about patients
 * is many orders larger. A share, so that the units of a feature do not matter.
 */
export const SAME = 1e-12;
/**
 * Rounding about 0 has no share to compare with: an entropy that should be 0 is −log2(1 + 2.2e-16) = −3.2e-16 in one
 * build and 0 in another. Magnitudes from half a rounding error of 1 up to some dozens of them, or exact zeros, in few
 * different values, are such noise. A feature that lives at 1e-20, or has a value of its own in every row, is none.
 */
const NOISE_LEAST = 2 ** -54;
const NOISE_MOST = 64 * Number.EPSILON;
const FEW_DIFFERENT = 1 / 3;

/**
 * Mean and standard deviation of each column, to be frozen into a model.
 *
 * @param columns column-major, `n` values per column
 */
export function fitScaling(columns: Float64Array, n: number): Scaling {
  const p = columns.length / n;
  const means = new Float64Array(p);
  const sd = new Float64Array(p);
  const constant = new Uint8Array(p);
  for (let j = 0; j < p; j++) {
    const start = j * n;
    let sum = 0;
    for (let i = start; i < start + n; i++) sum += columns[i];
    const first = sum / n;
    // The second pass gives the squares about the mean, and what rounding lost in the first.
    let rest = 0;
    let squares = 0;
    for (let i = start; i < start + n; i++) {
      const distance = columns[i] - first;
      rest += distance;
      squares += distance * distance;
    }
    const flat = isConstant(columns, start, start + n);
    constant[j] = Number(flat);
    means[j] = flat ? columns[start] : first + rest / n;
    sd[j] = flat ? 1 : Math.sqrt((squares - (rest * rest) / n) / n);
    if (!flat && !(squares > LEAST_SQUARES && squares < MOST_SQUARES)) {
      [means[j], sd[j]] = ofExtremes(columns.subarray(start, start + n));
    }
  }
  return { mean: means, sd, constant };
}

/** Sums of squares outside these have lost digits, or all: squares overflow from 1e154 and vanish below 1e-154. */
const LEAST_SQUARES = 1e-280;
const MOST_SQUARES = 1e300;

/** Mean and standard deviation of very large or very small values, in units of the largest. */
function ofExtremes(values: Float64Array): [number, number] {
  const unit = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const centre = values.reduce((sum, value) => sum + value / unit, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value / unit - centre) ** 2, 0);
  return [unit * centre, unit * Math.sqrt(squares / values.length)];
}

/** z-scores by a fitted scaling, column-major; a new array. */
export function applyScaling(columns: Float64Array, n: number, scaling: Scaling): Float64Array {
  const scaled = new Float64Array(columns.length);
  for (let j = 0; j * n < columns.length; j++) {
    const centre = scaling.mean[j];
    const sd = scaling.sd[j];
    if (scaling.constant[j] === 1) continue; // stays 0
    for (let i = j * n; i < (j + 1) * n; i++) scaled[i] = (columns[i] - centre) / sd;
  }
  return scaled;
}

/**
 * Whether all values from `start` to `end` are equal up to rounding: max − min ≤ 1e-12 · max |x|, or rounding noise about
 * 0. A column like that says nothing, and z-scoring it would make its last bit as large as any feature.
 */
export function isConstant(values: ArrayLike<number>, start = 0, end = values.length): boolean {
  const first = values[start];
  let low = first;
  let high = first;
  for (let i = start + 1; i < end; i++) {
    const value = values[i];
    if (value < low) low = value;
    else if (value > high) high = value;
    const size = Math.max(Math.abs(first), Math.abs(value));
    // Values that differ by more than twice the share of the larger differ by more than the share of any maximum.
    if (size > NOISE_MOST && Math.abs(value - first) > 4 * SAME * size) return false;
  }
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low <= SAME * size) return true;
  return size <= NOISE_MOST && isNoise(values, start, end);
}

function isNoise(values: ArrayLike<number>, start: number, end: number): boolean {
  const distinct = new Set<number>();
  for (let i = start; i < end; i++) {
    const size = Math.abs(values[i]);
    if (size > 0 && size < NOISE_LEAST) return false;
    distinct.add(values[i]);
  }
  return distinct.size <= Math.max(2, FEW_DIFFERENT * (end - start));
}
