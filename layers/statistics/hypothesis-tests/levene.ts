import { fUpper } from '../numbers/distributions.ts';
import { mean, median } from '../numbers/moments.ts';

/**
 * Levene's test of equal variances: analysis of variance of the distances from each group's centre. About the median
 * it is Brown & Forsythe's.
 */
export function levene(
  groups: readonly ArrayLike<number>[],
  centre: 'median' | 'mean' = 'median',
): { f: number; df: [number, number]; p: number } {
  const distances = groups.map((group) => {
    const middle = centre === 'median' ? median(group) : mean(group);
    return Float64Array.from(group, (value) => Math.abs(value - middle));
  });
  const n = distances.reduce((sum, group) => sum + group.length, 0);
  const grand = mean(Float64Array.from(distances.flatMap((group) => Array.from(group))));
  let between = 0;
  let within = 0;
  for (const group of distances) {
    const middle = mean(group);
    between += group.length * (middle - grand) ** 2;
    for (const distance of group) within += (distance - middle) ** 2;
  }
  const df: [number, number] = [groups.length - 1, n - groups.length];
  const f = between / df[0] / (within / df[1]);
  return { f, df, p: fUpper(f, df[0], df[1]) };
}
