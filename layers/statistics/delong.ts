import { normalQuantile, normalTwoSided, tTwoSided } from './distributions.ts';
import { InvalidTable } from './errors.ts';
import { requireBothClasses } from './logistic.ts';
import { averageRanks } from './ranks.ts';

/** Area under the ROC curve with the variance of DeLong, DeLong & Clarke-Pearson (1988). */
export interface Auc {
  readonly auc: number;
  /** NaN where a class has a single row. */
  readonly variance: number;
  /** Normal interval, cut at 0 and 1 as pROC does. */
  readonly interval: [number, number];
}

export interface AucMatrix {
  readonly auc: number[];
  /** Covariance of the areas of models judged on the same rows. */
  readonly covariance: number[][];
}

/**
 * Areas of several scores on the same rows, with their covariance; ties count one half. Placement values come
 * from ranks (Sun & Xu 2014), so the cost is that of sorting.
 *
 * @throws SingleClass, or InvalidTable for a score that is not a number
 */
export function delong(scores: readonly ArrayLike<number>[], y: ArrayLike<number>): AucMatrix {
  requireBothClasses(y);
  const cases: number[] = [];
  const controls: number[] = [];
  for (let i = 0; i < y.length; i++) (y[i] === 1 ? cases : controls).push(i);
  const placements = scores.map((score) => placementValues(score, cases, controls));
  const auc = placements.map(({ area }) => area);
  const covariance = placements.map((a) =>
    placements.map(
      (b) =>
        covarianceOf(a.ofCases, b.ofCases, a.area, b.area) / cases.length +
        covarianceOf(a.ofControls, b.ofControls, a.area, b.area) / controls.length,
    ),
  );
  return { auc, covariance };
}

export function aucWithInterval(scores: ArrayLike<number>, y: ArrayLike<number>, confidence = 0.95): Auc {
  const { auc, covariance } = delong([scores], y);
  return withInterval(auc[0], covariance[0][0], confidence);
}

export function withInterval(auc: number, variance: number, confidence = 0.95): Auc {
  const half = normalQuantile(0.5 + confidence / 2) * Math.sqrt(variance);
  return { auc, variance, interval: [Math.max(0, auc - half), Math.min(1, auc + half)] };
}

export interface AucComparison {
  readonly difference: number;
  readonly statistic: number;
  readonly p: number;
  /** Interval of the difference; paired test only. */
  readonly interval?: [number, number];
  /** Degrees of freedom of the t distribution; unpaired test only. */
  readonly df?: number;
}

/** Two models on the same rows. Models that differ in no placement give statistic 0 and p 1. */
export function comparePaired(areas: AucMatrix, a: number, b: number, confidence = 0.95): AucComparison {
  const difference = areas.auc[a] - areas.auc[b];
  const variance = areas.covariance[a][a] + areas.covariance[b][b] - 2 * areas.covariance[a][b];
  // Identical placements leave a variance of rounding errors, of either sign.
  const rounding = 1e-14 * (areas.covariance[a][a] + areas.covariance[b][b]);
  const degenerate = !(variance > rounding);
  if (degenerate && difference === 0) return { difference, statistic: 0, p: 1, interval: [0, 0] };
  const se = degenerate ? 0 : Math.sqrt(variance);
  const statistic = difference / se;
  const half = normalQuantile(0.5 + confidence / 2) * se;
  return { difference, statistic, p: normalTwoSided(statistic), interval: [difference - half, difference + half] };
}

/** Two curves from different rows; the t distribution with Satterthwaite's degrees of freedom, as pROC does. */
export function compareUnpaired(first: { auc: Auc; n: number }, second: { auc: Auc; n: number }): AucComparison {
  const difference = first.auc.auc - second.auc.auc;
  const { variance: v1 } = first.auc;
  const { variance: v2 } = second.auc;
  const statistic = difference / Math.sqrt(v1 + v2);
  const df = (v1 + v2) ** 2 / (v1 ** 2 / (first.n - 1) + v2 ** 2 / (second.n - 1));
  return { difference, statistic, df, p: tTwoSided(statistic, df) };
}

interface Placements {
  readonly area: number;
  readonly ofCases: Float64Array;
  readonly ofControls: Float64Array;
}

function placementValues(score: ArrayLike<number>, cases: readonly number[], controls: readonly number[]): Placements {
  const pick = (rows: readonly number[]) => Float64Array.from(rows, (i) => score[i]);
  const caseScores = pick(cases);
  const controlScores = pick(controls);
  const together = Float64Array.of(...caseScores, ...controlScores);
  if (together.some(Number.isNaN)) throw new InvalidTable('a score that is NaN', 'a number in every row');
  const ranks = averageRanks(together);
  const m = cases.length;
  const k = controls.length;
  const withinCases = averageRanks(caseScores);
  const withinControls = averageRanks(controlScores);
  const ofCases = withinCases.map((rank, i) => (ranks[i] - rank) / k);
  const ofControls = withinControls.map((rank, i) => 1 - (ranks[m + i] - rank) / m);
  // Rank sums are multiples of one half, hence exact: the area is one division.
  let rankSum = 0;
  for (let i = 0; i < m; i++) rankSum += ranks[i];
  return { area: (rankSum - (m * (m + 1)) / 2) / (m * k), ofCases, ofControls };
}

function covarianceOf(a: Float64Array, b: Float64Array, meanA: number, meanB: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - meanA) * (b[i] - meanB);
  return sum / (a.length - 1);
}
