/** Drops features that repeat others, by Spearman's correlation. */
import { Ranker } from '../numbers/ranks.ts';
import { SAME } from '../numbers/standardise.ts';

/** Columns of this many are held against one kept column at a time, so that they stay in the cache. */
const BLOCK = 64;

/**
 * Unit vectors of the centred ranks of each column: the dot product of two of them is their Spearman correlation.
 * Values that differ in their last bits are tied, and constant columns become zero vectors.
 *
 * @param columns column-major, `n` values per column
 */
export function rankVectors(columns: Float64Array, n: number): Float64Array {
  const ranks = new Float64Array(columns.length);
  const ranker = new Ranker(n, SAME);
  for (let start = 0; start < columns.length; start += n) ranker.rank(columns, start, ranks);
  return unitVectors(ranks, n);
}

/** Turns columns of ranks into unit vectors about their centre, in place. */
export function unitVectors(ranks: Float64Array, n: number): Float64Array {
  const centre = (n + 1) / 2;
  for (let start = 0; start < ranks.length; start += n) {
    let squares = 0;
    for (let i = start; i < start + n; i++) squares += (ranks[i] - centre) ** 2;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let i = start; i < start + n; i++) ranks[i] = (ranks[i] - centre) * scale;
  }
  return ranks;
}

/** Dot product of two columns of unit vectors. */
export function dot(vectors: Float64Array, n: number, a: number, b: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = a * n;
  let k = b * n;
  const end = i + n;
  // Four sums: the additions need not wait for each other.
  for (; i + 3 < end; i += 4, k += 4) {
    s0 += vectors[i] * vectors[k];
    s1 += vectors[i + 1] * vectors[k + 1];
    s2 += vectors[i + 2] * vectors[k + 2];
    s3 += vectors[i + 3] * vectors[k + 3];
  }
  for (; i < end; i++, k++) s0 += vectors[i] * vectors[k];
  return s0 + s1 + (s2 + s3);
}

/** Rows at which two columns are compared before the rest is looked at. */
const FIRST_ROWS = 8;
/** More than rounding can do to a sum of products of unit vectors. */
const MARGIN = 1e-9;

/**
 * Whether {@link dot} of two columns of unit vectors is beyond a threshold, for many pairs: by Cauchy and Schwarz what the
 * remaining rows can add is at most the product of their lengths, so that the first rows settle nearly every pair.
 */
export function correlatesWithin(
  vectors: Float64Array,
  n: number,
  threshold: number,
): (a: number, b: number) => boolean {
  const p = vectors.length / n;
  const first = Math.min(FIRST_ROWS, n);
  const rest = new Float64Array(p);
  for (let j = 0; j < p; j++) {
    let squares = 0;
    for (let i = j * n + first; i < (j + 1) * n; i++) squares += vectors[i] * vectors[i];
    rest[j] = Math.sqrt(squares);
  }
  return (a, b) => {
    let sum = 0;
    for (let i = a * n, k = b * n, end = i + first; i < end; i++, k++) sum += vectors[i] * vectors[k];
    if (Math.abs(sum) + rest[a] * rest[b] < threshold - MARGIN) return false;
    return Math.abs(dot(vectors, n, a, b)) > threshold;
  };
}

export interface NearDuplicates {
  /** Columns kept, ascending. */
  readonly kept: Int32Array;
  /** For each dropped column, the first kept column that it repeats. */
  readonly dropped: ReadonlyArray<{ readonly column: number; readonly of: number; readonly correlation: number }>;
}

/**
 * Greedy filter from the first column to the last: a column is kept unless its absolute correlation with a column
 * already kept exceeds the threshold.
 *
 * @param vectors unit vectors, column-major, `n` per column (of `rankVectors` for Spearman)
 */
export function filterNearDuplicates(vectors: Float64Array, n: number, threshold: number): NearDuplicates {
  const p = vectors.length / n;
  const kept = new Int32Array(p);
  const twin = new Int32Array(p).fill(-1);
  const correlation = new Float64Array(p);
  let keptCount = 0;
  for (let start = 0; start < p; start += BLOCK) {
    const end = Math.min(start + BLOCK, p);
    // Against the columns kept before this block; the earliest twin wins, as in the column-by-column rule …
    for (let k = 0; k < keptCount; k++) {
      for (let j = start; j < end; j++) {
        if (twin[j] >= 0) continue;
        const r = dot(vectors, n, kept[k], j);
        if (Math.abs(r) > threshold) {
          twin[j] = kept[k];
          correlation[j] = r;
        }
      }
    }
    // … then among themselves.
    const before = keptCount;
    for (let j = start; j < end; j++) {
      for (let k = before; k < keptCount && twin[j] < 0; k++) {
        const r = dot(vectors, n, kept[k], j);
        if (Math.abs(r) > threshold) {
          twin[j] = kept[k];
          correlation[j] = r;
        }
      }
      if (twin[j] < 0) kept[keptCount++] = j;
    }
  }
  const dropped = [];
  for (let j = 0; j < p; j++) if (twin[j] >= 0) dropped.push({ column: j, of: twin[j], correlation: correlation[j] });
  return { kept: kept.slice(0, keptCount), dropped };
}
