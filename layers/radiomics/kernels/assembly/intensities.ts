/** What is counted of the values of an ROI: their range, levels, moments and percentiles. */
// `values` are f64, in the order of the ROI's voxels; `levels` i32, one for each. Sums go from the first to the last, as
// those of the twins do (roi/discretise.ts, features/first-order.ts, features/order-statistics.ts).

/** The least and the greatest value, two f64 from `to` on. Gives 0 if one is not finite. */
export function rangeOf(values: usize, count: i32, to: usize): i32 {
  let low = load<f64>(values);
  let high = low;
  // Stays 0 while all are finite: what is infinite or no number, less itself, is no number.
  let rest: f64 = 0;
  for (let at = values, end = values + ((<usize>count) << 3); at < end; at += 8) {
    const value = load<f64>(at);
    rest += value - value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  store<f64>(to, low);
  store<f64>(to, high, 8);
  return rest === 0 ? 1 : 0;
}

/** Level of each value: number of bin edges (from `first`, each `step` farther) that do not exceed it. Gives the highest. */
export function levelsOfWidth(values: usize, count: i32, first: f64, step: f64, levels: usize): i32 {
  let highest = 0;
  const perStep = 1 / step;
  for (let n = 0; n < count; n++) {
    const value = load<f64>(values + ((<usize>n) << 3));
    let edge = <i32>((value - first) * perStep);
    while (edge > 0 && first + <f64>edge * step > value) edge--;
    while (first + <f64>(edge + 1) * step <= value) edge++;
    store<i32>(levels + ((<usize>n) << 2), edge + 1);
    if (edge >= highest) highest = edge + 1;
  }
  return highest;
}

/** Adds the voxels of each level to `histogram`. */
export function countLevels(levels: usize, count: i32, histogram: usize): void {
  for (let at = levels, end = levels + ((<usize>count) << 2); at < end; at += 4) {
    const cell = histogram + ((<usize>load<i32>(at)) << 2);
    store<i32>(cell, load<i32>(cell) + 1);
  }
}

/** Replaces each level by what `ranks` has in its place. */
export function rankLevels(levels: usize, count: i32, ranks: usize): void {
  for (let at = levels, end = levels + ((<usize>count) << 2); at < end; at += 4) {
    store<i32>(at, load<i32>(ranks + ((<usize>load<i32>(at)) << 2)));
  }
}

/** Writes ranks, and the levels that `present` has of them, to their positions in two boxes of u16. */
export function settle(
  ranks: usize,
  positions: usize,
  count: i32,
  present: usize,
  rankBox: usize,
  levelBox: usize,
): void {
  for (let n: usize = 0; n < (<usize>count) << 2; n += 4) {
    const rank = load<i32>(ranks + n);
    const place = (<usize>load<i32>(positions + n)) << 1;
    store<u16>(rankBox + place, <u16>rank);
    store<u16>(levelBox + place, <u16>load<i32>(present + ((<usize>(rank - 1)) << 2)));
  }
}

/** Sum of the values, and of the squares of the values and `shift`: two f64 from `to` on. */
export function sumsOf(values: usize, count: i32, shift: f64, to: usize): void {
  let sum: f64 = 0;
  let energy: f64 = 0;
  for (let at = values, end = values + ((<usize>count) << 3); at < end; at += 8) {
    const value = load<f64>(at);
    sum += value;
    energy += (value + shift) * (value + shift);
  }
  store<f64>(to, sum);
  store<f64>(to, energy, 8);
}

/** Sums of |d|, d², d³ and d⁴ from `mean`, and sum and number of the values in the closed range: six f64 from `to` on. */
export function momentsOf(values: usize, count: i32, mean: f64, low: f64, high: f64, to: usize): void {
  let m1: f64 = 0;
  let m2: f64 = 0;
  let m3: f64 = 0;
  let m4: f64 = 0;
  let sum: f64 = 0;
  let within = 0;
  for (let at = values, end = values + ((<usize>count) << 3); at < end; at += 8) {
    const value = load<f64>(at);
    const d = value - mean;
    const d2 = d * d;
    m1 += Math.abs(d);
    m2 += d2;
    m3 += d2 * d;
    m4 += d2 * d2;
    if (value < low || value > high) continue;
    sum += value;
    within++;
  }
  store<f64>(to, m1);
  store<f64>(to, m2, 8);
  store<f64>(to, m3, 16);
  store<f64>(to, m4, 24);
  store<f64>(to, sum, 32);
  store<f64>(to, <f64>within, 40);
}

/** Sum of the absolute deviations from `mean` of the values in the closed range. */
export function deviationsOf(values: usize, count: i32, low: f64, high: f64, mean: f64): f64 {
  let deviation: f64 = 0;
  for (let at = values, end = values + ((<usize>count) << 3); at < end; at += 8) {
    const value = load<f64>(at);
    if (value >= low && value <= high) deviation += Math.abs(value - mean);
  }
  return deviation;
}

/** Adds the values of each of many equal bins to `bins`. */
export function countBins(values: usize, count: i32, minimum: f64, scale: f64, bins: usize): void {
  for (let at = values, end = values + ((<usize>count) << 3); at < end; at += 8) {
    const cell = bins + ((<usize>(<i32>((load<f64>(at) - minimum) * scale))) << 2);
    store<i32>(cell, load<i32>(cell) + 1);
  }
}

/**
 * Copies the values of some bins. `places` has a 0 for a bin that is not wanted, else one more than the index in `to`
 * of the next value of this bin.
 */
export function collectBins(values: usize, count: i32, minimum: f64, scale: f64, places: usize, to: usize): void {
  for (let at = values, end = values + ((<usize>count) << 3); at < end; at += 8) {
    const value = load<f64>(at);
    const cell = places + ((<usize>(<i32>((value - minimum) * scale))) << 2);
    const place = load<i32>(cell);
    if (place === 0) continue;
    store<f64>(to + ((<usize>(place - 1)) << 3), value);
    store<i32>(cell, place + 1);
  }
}
