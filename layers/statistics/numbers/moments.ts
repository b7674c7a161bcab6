/** Means, variances and quantiles. */

/** Mean of all values; NaN for none. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const first = sum / values.length;
  // A second pass takes back what rounding lost in the first.
  let rest = 0;
  for (let i = 0; i < values.length; i++) rest += values[i] - first;
  return first + rest / values.length;
}

/** Variance with divisor n - ddof, about the mean. */
export function variance(values: ArrayLike<number>, ddof: 0 | 1 = 1): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - centre) ** 2;
  return sum / (values.length - ddof);
}

/** Quantile by linear interpolation of the order statistics (type 7, the default of R and numpy). */
export function quantile(values: ArrayLike<number>, probability: number): number {
  return quantileOfSorted(Float64Array.from(values).sort(), probability);
}

/** As {@link quantile}, of values that ascend already. */
export function quantileOfSorted(sorted: ArrayLike<number>, probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const fraction = position - below;
  const low = sorted[below];
  return fraction > 0 ? low + fraction * (sorted[below + 1] - low) : low;
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}
