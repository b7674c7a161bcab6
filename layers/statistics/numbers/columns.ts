/** Rows and columns taken out of a column-major matrix. */

/** The given rows of column-major columns, in the order given. */
export function takeRows(columns: Float64Array, n: number, rows: ArrayLike<number>): Float64Array {
  const p = columns.length / n;
  const m = rows.length;
  const taken = new Float64Array(p * m);
  for (let j = 0; j < p; j++) for (let i = 0; i < m; i++) taken[j * m + i] = columns[j * n + rows[i]];
  return taken;
}

/** The given columns, in the order given. */
export function takeColumns(columns: Float64Array, n: number, which: ArrayLike<number>): Float64Array {
  const taken = new Float64Array(which.length * n);
  for (let k = 0; k < which.length; k++) taken.set(columns.subarray(which[k] * n, (which[k] + 1) * n), k * n);
  return taken;
}
