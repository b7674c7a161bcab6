/** Fisher's exact test of a 2 × 2 table. */
import hypergeometric from '@stdlib/stats-base-dists-hypergeometric-pmf';
import { findRoot } from '../numbers/root.ts';

export interface FisherTest {
  /** Two-sided: all tables no more likely than the one seen. */
  readonly p: number;
  readonly less: number;
  readonly greater: number;
  /** Cross product of the counts. */
  readonly sampleOddsRatio: number;
  /** Maximum of the conditional likelihood, with its exact interval. */
  readonly conditionalOddsRatio: number;
  readonly interval: [number, number];
}

/** Tables within this factor of the observed probability count as equally likely. */
const EQUAL = 1 + 1e-7;

/**
 * Fisher's exact test of a 2 × 2 table [[a, b], [c, d]].
 *
 * @example
 * ```ts
 * import { fisherTest } from '@radscore/statistics';
 * fisherTest([[8, 2], [1, 5]]).p.toFixed(4); // → '0.0350'
 * ```
 */
export function fisherTest(table: readonly (readonly number[])[], confidence = 0.95): FisherTest {
  const [[a, b], [c, d]] = table;
  const sampleOddsRatio = (a * d) / (b * c);
  const total = a + b + c + d;
  const low = Math.max(0, a + b + (a + c) - total);
  const high = Math.min(a + b, a + c);
  if (low === high) {
    return { p: 1, less: 1, greater: 1, sampleOddsRatio, conditionalOddsRatio: Number.NaN, interval: [0, Infinity] };
  }
  const support = Array.from({ length: high - low + 1 }, (_, k) => low + k);
  const chances = support.map((x) => hypergeometric(x, total, a + c, a + b));
  const seen = chances[a - low];
  const sumOver = (of: readonly number[], keep: (x: number, k: number) => boolean) =>
    Math.min(
      1,
      of.reduce((sum, chance, k) => (keep(support[k], k) ? sum + chance : sum), 0),
    );

  /** Chances of every table when the odds ratio is e^theta. */
  const tilted = (theta: number) => {
    const logs = chances.map((chance, k) => Math.log(chance) + theta * (support[k] - a));
    const top = logs.reduce((a, b) => Math.max(a, b));
    const weights = logs.map((value) => Math.exp(value - top));
    const sum = weights.reduce((x, y) => x + y, 0);
    return weights.map((weight) => weight / sum);
  };
  const solve = (f: (theta: number) => number) => Math.exp(findRoot(f, -700, 700, 1e-14));
  const expectation = (theta: number) => tilted(theta).reduce((sum, chance, k) => sum + chance * (support[k] - a), 0);
  const tail = (1 - confidence) / 2;
  const atMost = (theta: number) => sumOver(tilted(theta), (x) => x <= a);
  const atLeast = (theta: number) => sumOver(tilted(theta), (x) => x >= a);
  return {
    p: sumOver(chances, (_, k) => chances[k] <= seen * EQUAL),
    less: sumOver(chances, (x) => x <= a),
    greater: sumOver(chances, (x) => x >= a),
    sampleOddsRatio,
    conditionalOddsRatio: a === low ? 0 : a === high ? Infinity : solve(expectation),
    interval: [
      a === low ? 0 : solve((theta) => atLeast(theta) - tail),
      a === high ? Infinity : solve((theta) => tail - atMost(theta)),
    ],
  };
}
