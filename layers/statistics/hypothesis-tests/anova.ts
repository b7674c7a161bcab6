/** One-way ANOVA F of many columns at once, for two groups. */
import { fUpper } from '../numbers/distributions.ts';
import { isConstant, SAME } from '../numbers/standardise.ts';

/** F of each column; its p is dear, and many callers ask for few of them: see {@link pOfF}. */
export interface AnovaF {
  /** F per column: NaN for a constant column, Infinity where the groups separate without spread but for rounding. */
  readonly f: Float64Array;
  /** Degrees of freedom between and within groups. */
  readonly df: readonly [number, number];
}

export interface Anova extends AnovaF {
  readonly p: Float64Array;
}

/**
 * One-way analysis of variance of each column between groups of rows (scikit-learn's `f_classif`).
 * Sums of squares are taken about the means, so large offsets cost no digits.
 *
 * @param columns column-major, `groups.length` values per column
 * @param groups group 0, 1, … of each row; groups without rows do not count, and with one group F and p are NaN
 *
 * @example
 * ```ts
 * import { anova } from '@radscore/statistics';
 * const { f, p } = anova(Float64Array.of(1, 2, 3, 4, 5, 6), Uint8Array.of(0, 0, 0, 1, 1, 1));
 * [f[0], p[0].toFixed(4)]; // → [ 13.5, '0.0213' ]
 * ```
 */
export function anova(columns: Float64Array, groups: Uint8Array): Anova {
  const { f, df } = anovaF(columns, groups);
  return { f, p: f.map((value) => pOfF(value, df)), df };
}

/** The p of an F; NaN of none. */
export function pOfF(f: number, [between, within]: AnovaF['df']): number {
  return Number.isNaN(f) ? Number.NaN : fUpper(f, between, within);
}

/** {@link anova} without p. */
export function anovaF(columns: Float64Array, groups: Uint8Array): AnovaF {
  const n = groups.length;
  const p = columns.length / n;
  const sizes = groupSizes(groups);
  const k = sizes.length;
  const present = sizes.filter((size) => size > 0).length;
  const f = new Float64Array(p).fill(Number.NaN);
  const df: [number, number] = [present - 1, n - present];
  if (present < 2) return { f, df };

  const means = new Float64Array(k);
  const rests = new Float64Array(k);
  for (let j = 0; j < p; j++) {
    const start = j * n;
    if (isConstant(columns, start, start + n)) continue;
    means.fill(0);
    let largest = 0;
    for (let i = 0; i < n; i++) {
      const value = columns[start + i];
      if (Math.abs(value) > largest) largest = Math.abs(value);
      means[groups[i]] += value;
    }
    for (let g = 0; g < k; g++) means[g] /= sizes[g];
    rests.fill(0);
    let within = 0;
    for (let i = 0; i < n; i++) {
      const distance = columns[start + i] - means[groups[i]];
      rests[groups[i]] += distance;
      within += distance * distance;
    }
    // The rests would be 0 in exact arithmetic: they correct the rounding of the means.
    let grand = 0;
    for (let g = 0; g < k; g++) {
      if (sizes[g] === 0) continue;
      within -= (rests[g] * rests[g]) / sizes[g];
      means[g] += rests[g] / sizes[g];
      grand += (sizes[g] / n) * means[g];
    }
    // Values that agree within each class but for their last bits have no spread.
    if (within <= n * (SAME * largest) ** 2) within = 0;
    let between = 0;
    for (let g = 0; g < k; g++) if (sizes[g] > 0) between += sizes[g] * (means[g] - grand) ** 2;
    f[j] = between / df[0] / (within / df[1]);
  }
  return { f, df };
}

function groupSizes(groups: Uint8Array): number[] {
  const sizes: number[] = [];
  for (const group of groups) sizes[group] = (sizes[group] ?? 0) + 1;
  return Array.from(sizes, (size) => size ?? 0);
}
