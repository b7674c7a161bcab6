/**
 * Ranks 1 … n, tied values sharing the mean of their ranks.
 *
 * @param values finite numbers; not changed
 */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const sorted = Float64Array.from(values).sort();
  const rankAt = new Float64Array(n);
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && sorted[end] === sorted[start]) end++;
    for (let k = start; k < end; k++) rankAt[k] = (start + 1 + end) / 2;
    start = end;
  }
  // Sorting numbers and searching them is several times faster than sorting row numbers with a comparison function.
  const ranks = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let low = 0;
    let high = n - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < values[i]) low = middle + 1;
      else high = middle;
    }
    ranks[i] = rankAt[low];
  }
  return ranks;
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
