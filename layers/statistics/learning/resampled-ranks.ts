/** Ranks of a resample, derived from the order of the rows that it was drawn from. */
import { orderOf } from '../numbers/ranks.ts';
import { SAME } from '../numbers/standardise.ts';
import { unitVectors } from './near-duplicates.ts';

/** Rows drawn from a table, repeats allowed. */
export interface Drawn {
  /** Column-major, `n` values per column. */
  readonly features: Float64Array;
  readonly n: number;
  readonly rows: ArrayLike<number>;
}

/** Row numbers of each column in ascending order, and whether each value equals the one before it. */
interface ColumnOrder {
  readonly order: Int32Array;
  readonly tied: Uint8Array;
  /** Per column. */
  readonly hasTies: Uint8Array;
}

/** A thousand resamples of one table sort it once. */
const orders = new WeakMap<Float64Array, ColumnOrder>();

/**
 * What `rankVectors` gives for the rows drawn, to the last bit, without sorting them: the ranks of a resample follow
 * from the order of the table and how often each row was drawn.
 */
export function resampledRankVectors({ features, n, rows }: Drawn): Float64Array {
  const { order, tied, hasTies } = orderColumns(features, n);
  const p = features.length / n;
  const m = rows.length;
  const drawn = new Int32Array(n);
  for (let i = 0; i < m; i++) drawn[rows[i]]++;
  const rankOf = new Float64Array(n);
  const ranks = new Float64Array(p * m);
  // Rows that are drawn once at most, as those outside a fold are, have places: of a column without ties each is counted.
  const place = new Int32Array(n).fill(-1);
  for (let i = 0; i < m; i++) place[rows[i]] = i;
  const isSubset = drawn.every((count) => count <= 1);
  for (let j = 0; j < p; j++) {
    const start = j * n;
    if (isSubset && hasTies[j] === 0) {
      let rank = 0;
      for (let k = start; k < start + n; k++) {
        const at = place[order[k]];
        if (at >= 0) ranks[j * m + at] = ++rank;
      }
      continue;
    }
    let below = 0;
    for (let first = 0; first < n; ) {
      let end = first;
      let count = 0;
      do count += drawn[order[start + end++]];
      while (end < n && tied[start + end] === 1);
      const rank = below + (count + 1) / 2;
      for (let k = first; k < end; k++) rankOf[order[start + k]] = rank;
      below += count;
      first = end;
    }
    for (let i = 0; i < m; i++) ranks[j * m + i] = rankOf[rows[i]];
  }
  return unitVectors(ranks, m);
}

function orderColumns(features: Float64Array, n: number): ColumnOrder {
  const known = orders.get(features);
  if (known) return known;
  const order = new Int32Array(features.length);
  const tied = new Uint8Array(features.length);
  const hasTies = new Uint8Array(features.length / n);
  for (let start = 0; start < features.length; start += n) {
    const column = features.subarray(start, start + n);
    const rows = orderOf(column);
    order.set(rows, start);
    for (let k = 1; k < n; k++) {
      const value = column[rows[k]];
      tied[start + k] = value - column[rows[k - 1]] <= SAME * Math.abs(value) ? 1 : 0;
      hasTies[start / n] |= tied[start + k];
    }
  }
  const found = { order, tied, hasTies };
  orders.set(features, found);
  return found;
}
