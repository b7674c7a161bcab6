/** Stratified folds of a cross-validation. */
import { CohortTooSmall } from '../errors.ts';
import type { Random } from '../numbers/random.ts';

/**
 * Stratified folds, assigned round robin within each class in row order; with a random source, in shuffled order.
 *
 * @returns fold 0 … count - 1 per row
 * @throws CohortTooSmall if a class has fewer rows than there are folds
 *
 * @example
 * ```ts
 * import { stratifiedFolds } from '@radscore/statistics';
 * stratifiedFolds([0, 1, 0, 1, 0, 1, 0], 3); // → Int32Array(7) [ 0, 0, 1, 1, 2, 2, 0 ]
 * ```
 */
export function stratifiedFolds(y: ArrayLike<number>, count: number, random?: Random): Int32Array {
  const folds = new Int32Array(y.length);
  for (const outcome of [0, 1]) {
    const rows: number[] = [];
    for (let i = 0; i < y.length; i++) if (y[i] === outcome) rows.push(i);
    if (rows.length < count) throw new CohortTooSmall(rows.length, count, `rows with outcome ${outcome}`);
    if (random) random.shuffle(rows);
    rows.forEach((row, k) => {
      folds[row] = k % count;
    });
  }
  return folds;
}

/** Row numbers inside and outside a fold, ascending. */
export function splitRows(folds: ArrayLike<number>, fold: number): { train: Int32Array; held: Int32Array } {
  const train: number[] = [];
  const held: number[] = [];
  for (let i = 0; i < folds.length; i++) (folds[i] === fold ? held : train).push(i);
  return { train: Int32Array.from(train), held: Int32Array.from(held) };
}

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
