import { InvalidTable } from '../errors.ts';
import { Random } from '../numbers/random.ts';

export interface PermutationTest {
  readonly statistic: number;
  readonly p: number;
  /** All arrangements were counted. */
  readonly exact: boolean;
  readonly arrangements: number;
}

/** Up to this many arrangements are all counted. */
const MOST_EXACT = 200_000;
/** A statistic that differs from the observed one by rounding counts as equal. */
const ROUNDING = 1e-12;

/**
 * Two-sided permutation test of a statistic between two groups of any sizes: how often an arrangement of the labels
 * gives a statistic at least as far from 0. Exact where there are few arrangements, else by `count` random ones,
 * with the observed one among them.
 *
 * @param statistic of the values with these labels (1 = first group); the labels array is reused
 * @throws InvalidTable for an empty group
 */
export function permutationTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  statistic: (values: Float64Array, labels: Uint8Array) => number = meanDifference,
  options: { readonly count: number; readonly seed: number } = { count: 9999, seed: 1 },
): PermutationTest {
  const m = first.length;
  const n = m + second.length;
  if (m === 0 || m === n) throw new InvalidTable('an empty group', 'values in both groups');
  const values = Float64Array.from([...Array.from(first), ...Array.from(second)]);
  const labels = new Uint8Array(n).fill(1, 0, m);
  const observed = statistic(values, labels);
  const bound = Math.abs(observed) * (1 - ROUNDING);
  const arrangements = binomial(n, m);
  if (arrangements <= MOST_EXACT) {
    let extreme = 0;
    const chosen = Array.from({ length: m }, (_, i) => i);
    for (;;) {
      labels.fill(0);
      for (const i of chosen) labels[i] = 1;
      if (Math.abs(statistic(values, labels)) >= bound) extreme++;
      if (!nextCombination(chosen, n)) break;
    }
    return { statistic: observed, p: extreme / arrangements, exact: true, arrangements };
  }
  const random = new Random(options.seed);
  let extreme = 1;
  for (let b = 0; b < options.count; b++) {
    random.shuffle(labels);
    if (Math.abs(statistic(values, labels)) >= bound) extreme++;
  }
  return { statistic: observed, p: extreme / (options.count + 1), exact: false, arrangements: options.count + 1 };
}

export function meanDifference(values: Float64Array, labels: Uint8Array): number {
  let sum1 = 0;
  let sum0 = 0;
  let count1 = 0;
  for (let i = 0; i < values.length; i++) {
    if (labels[i] === 1) {
      sum1 += values[i];
      count1++;
    } else sum0 += values[i];
  }
  return sum1 / count1 - sum0 / (values.length - count1);
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return Math.round(result);
}

/** Moves to the next ascending choice of positions; false after the last. */
function nextCombination(chosen: number[], n: number): boolean {
  const k = chosen.length;
  let i = k - 1;
  while (i >= 0 && chosen[i] === n - k + i) i--;
  if (i < 0) return false;
  chosen[i]++;
  for (let j = i + 1; j < k; j++) chosen[j] = chosen[j - 1] + 1;
  return true;
}
