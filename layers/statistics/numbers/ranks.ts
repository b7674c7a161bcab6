/** Ranks, orders and ties. */

/**
 * Ranks 1 … n, tied values sharing the mean of their ranks.
 *
 * @param values finite numbers; not changed
 */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const ranks = new Float64Array(n);
  new Ranker(n).rank(values instanceof Float64Array ? values : Float64Array.from(values), 0, ranks);
  return ranks;
}

/** Ranks many columns of one length without allocating for each. */
export class Ranker {
  readonly #n: number;
  readonly #tolerance: number;
  readonly #sorted: Float64Array;
  readonly #rankAt: Float64Array;

  /** @param tolerance neighbours that differ by at most this share of the larger are tied */
  constructor(n: number, tolerance = 0) {
    this.#n = n;
    this.#tolerance = tolerance;
    this.#sorted = new Float64Array(n);
    this.#rankAt = new Float64Array(n);
  }

  /** Ranks of the n values from `start` on, written to the same place of `ranks`. */
  rank(values: Float64Array, start: number, ranks: Float64Array): void {
    const n = this.#n;
    const sorted = this.#sorted;
    const rankAt = this.#rankAt;
    sorted.set(values.subarray(start, start + n));
    sorted.sort();
    for (let first = 0; first < n; ) {
      let end = first + 1;
      while (end < n && sorted[end] - sorted[end - 1] <= this.#tolerance * Math.abs(sorted[end])) end++;
      for (let k = first; k < end; k++) rankAt[k] = (first + 1 + end) / 2;
      first = end;
    }
    // Sorting numbers and searching them is several times faster than sorting row numbers with a comparison function.
    for (let i = start; i < start + n; i++) {
      const value = values[i];
      let low = 0;
      let high = n - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (sorted[middle] < value) low = middle + 1;
        else high = middle;
      }
      ranks[i] = rankAt[low];
    }
  }
}

/** Row numbers in ascending order of value, ties in row order. */
export function orderOf(values: ArrayLike<number>): Int32Array {
  const order = new Int32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return order.sort((a, b) => values[a] - values[b] || a - b);
}

/** Sizes of the groups of equal values, ascending by value. */
export function tieSizes(values: ArrayLike<number>): number[] {
  const sorted = Float64Array.from(values).sort();
  const sizes: number[] = [];
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    sizes.push(end - start);
    start = end;
  }
  return sizes;
}
