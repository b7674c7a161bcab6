/** Stratified folds of a cross-validation. */
import { CohortTooSmall } from '../errors.ts';
import { clustersOf } from '../numbers/clusters.ts';
import type { Random } from '../numbers/random.ts';

/**
 * Stratified folds, assigned round robin within each class in row order; with a random source, in shuffled order.
 *
 * @param patient of each row, if some have several rows: these share a fold, the largest patients are dealt first, each to
 *   the fold with the fewest rows, and a patient with an event among the rows counts as one
 * @returns fold 0 … count - 1 per row
 * @throws CohortTooSmall if a class has fewer rows (or patients) than there are folds
 *
 * @example
 * ```ts
 * import { stratifiedFolds } from '@radscore/statistics';
 * stratifiedFolds([0, 1, 0, 1, 0, 1, 0], 3); // → Int32Array(7) [ 0, 0, 1, 1, 2, 2, 0 ]
 * ```
 */
export function stratifiedFolds(
  y: ArrayLike<number>,
  count: number,
  random?: Random,
  patient?: readonly string[] | null,
): Int32Array {
  if (patient) return foldsOfPatients(y, count, patient, random);
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

function foldsOfPatients(
  y: ArrayLike<number>,
  count: number,
  patient: readonly string[],
  random: Random | undefined,
): Int32Array {
  const folds = new Int32Array(y.length);
  const clusters = clustersOf(patient, y.length);
  for (const outcome of [0, 1]) {
    const members = clusters.filter((rows) => Number(rows.some((i) => y[i] === 1)) === outcome);
    if (members.length < count) throw new CohortTooSmall(members.length, count, `patients with outcome ${outcome}`);
    if (random) random.shuffle(members);
    const sizes = new Array<number>(count).fill(0);
    for (const rows of members.toSorted((a, b) => b.length - a.length)) {
      const fold = sizes.indexOf(Math.min(...sizes));
      sizes[fold] += rows.length;
      for (const row of rows) folds[row] = fold;
    }
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
