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
    const start = j * n;
    let sum = 0;
    for (let i = start; i < start + n; i++) sum += columns[i];
    const first = sum / n;
    // The second pass gives the squares about the mean, and what rounding lost in the first.
    let rest = 0;
    let squares = 0;
    let constant = true;
    for (let i = start; i < start + n; i++) {
      const distance = columns[i] - first;
      rest += distance;
      squares += distance * distance;
      if (columns[i] !== columns[start]) constant = false;
    }
    means[j] = constant ? columns[start] : first + rest / n;
    sd[j] = constant ? 1 : Math.sqrt((squares - (rest * rest) / n) / n);
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
