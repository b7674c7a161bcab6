import { chiSquaredUpper } from '../numbers/distributions.ts';
import { averageRanks, tieSizes } from '../numbers/ranks.ts';

/** Kruskal–Wallis test of several groups, corrected for ties. */
export function kruskalWallis(groups: readonly ArrayLike<number>[]): { h: number; df: number; p: number } {
  const together = Float64Array.from(groups.flatMap((group) => Array.from(group)));
  const n = together.length;
  const ranks = averageRanks(together);
  let start = 0;
  let sum = 0;
  for (const group of groups) {
    let rankSum = 0;
    for (let i = start; i < start + group.length; i++) rankSum += ranks[i];
    sum += rankSum ** 2 / group.length;
    start += group.length;
  }
  const ties = tieSizes(together).reduce((total, size) => total + size ** 3 - size, 0);
  const h = ((12 / (n * (n + 1))) * sum - 3 * (n + 1)) / (1 - ties / (n ** 3 - n));
  return { h, df: groups.length - 1, p: chiSquaredUpper(h, groups.length - 1) };
}
