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
