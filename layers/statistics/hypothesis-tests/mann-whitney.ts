/** The Mann–Whitney test of two samples. */
import { normalUpper } from '../numbers/distributions.ts';
import { averageRanks, tieSizes } from '../numbers/ranks.ts';

export interface RankSumTest {
  /** Mann–Whitney U of the first sample. */
  readonly u: number;
  readonly p: number;
}

export type RankSumMethod = 'exact' | 'normal' | 'normal-continuity';

/**
 * Mann–Whitney (Wilcoxon rank-sum) test, two-sided.
 *
 * @param method `exact`: the distribution of U without ties; `normal`: with ties corrected for, without or with
 *   continuity correction
 *
 * @example
 * ```ts
 * import { mannWhitney } from '@radscore/statistics';
 * const { u, p } = mannWhitney([1.1, 2.3, 3.7, 5.2], [4.1, 6.6, 7.3, 8.8, 9.9], 'exact');
 * [u, p.toFixed(4)]; // → [ 1, '0.0317' ]
 * ```
 */
export function mannWhitney(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  method: RankSumMethod = 'normal-continuity',
): RankSumTest {
  const m = a.length;
  const k = b.length;
  const together = Float64Array.from([...Array.from(a), ...Array.from(b)]);
  const ranks = averageRanks(together);
  let rankSum = 0;
  for (let i = 0; i < m; i++) rankSum += ranks[i];
  const u = rankSum - (m * (m + 1)) / 2;
  const larger = Math.max(u, m * k - u);
  if (method === 'exact') return { u, p: Math.min(1, 2 * exactUpper(Math.ceil(larger), m, k)) };

  const n = m + k;
  const ties = tieSizes(together).reduce((sum, size) => sum + size ** 3 - size, 0);
  const sd = Math.sqrt(((m * k) / 12) * (n + 1 - ties / (n * (n - 1))));
  const distance = larger - (m * k) / 2 - (method === 'normal-continuity' ? 0.5 : 0);
  return { u, p: sd > 0 ? Math.min(1, 2 * normalUpper(distance / sd)) : 1 };
}

/** P(U >= u) when every arrangement of m and k distinct values is equally likely. */
function exactUpper(u: number, m: number, k: number): number {
  // Arrangements by U: the Gaussian binomial coefficient, its factors multiplied and divided in one by one.
  let counts = new Float64Array(m * k + 1);
  counts[0] = 1;
  for (let i = 1; i <= m; i++) {
    const next = counts.slice();
    for (let j = m * k; j >= k + i; j--) next[j] -= next[j - k - i];
    for (let j = i; j <= m * k; j++) next[j] += next[j - i];
    counts = next;
  }
  let upper = 0;
  let total = 0;
  for (let j = 0; j <= m * k; j++) {
    total += counts[j];
    if (j >= u) upper += counts[j];
  }
  return upper / total;
}
