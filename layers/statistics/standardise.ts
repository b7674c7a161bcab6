import { mean, variance } from './moments.ts';

export interface Scaling {
  readonly mean: Float64Array;
  /** Standard deviation with divisor n; 1 for a constant column, so that its z-score is 0. */
  readonly sd: Float64Array;
}

/**
 * Mean and standard deviation of each column, to be frozen into a model.
 *
 * @param columns column-major, `n` values per column
 */
export function fitScaling(columns: Float64Array, n: number): Scaling {
  const p = columns.length / n;
  const means = new Float64Array(p);
  const sd = new Float64Array(p);
  for (let j = 0; j < p; j++) {
    const column = columns.subarray(j * n, (j + 1) * n);
    means[j] = mean(column);
    sd[j] = isConstant(column) ? 1 : Math.sqrt(variance(column, 0));
  }
  return { mean: means, sd };
}

/** z-scores by a fitted scaling, column-major; a new array. */
export function applyScaling(columns: Float64Array, n: number, scaling: Scaling): Float64Array {
  const scaled = new Float64Array(columns.length);
  for (let j = 0; j * n < columns.length; j++) {
    const centre = scaling.mean[j];
    const sd = scaling.sd[j];
    for (let i = j * n; i < (j + 1) * n; i++) scaled[i] = (columns[i] - centre) / sd;
  }
  return scaled;
}

/** Whether all values are equal. Compared exactly: a variance of rounding errors is not 0. */
export function isConstant(column: ArrayLike<number>): boolean {
  for (let i = 1; i < column.length; i++) if (column[i] !== column[0]) return false;
  return true;
}
