/** Areas under ROC curves and their comparison, by DeLong's covariance. */
import { InvalidTable, requireBothClasses } from '../errors.ts';
import { clustersByOutcome, clustersOf } from '../numbers/clusters.ts';
import { normalQuantile, normalTwoSided, tTwoSided } from '../numbers/distributions.ts';
import { averageRanks } from '../numbers/ranks.ts';
import { logitInterval, newcombeInterval } from './auc-interval.ts';

/** Area under the ROC curve with the variance of DeLong, DeLong & Clarke-Pearson (1988). */
export interface Auc {
  readonly auc: number;
  /** NaN if a class has a single row. */
  readonly variance: number;
  /** DeLong's normal interval, cut at 0 and 1 as pROC does: a detail, too narrow near 1. Null if a class has a single row. */
  readonly interval: [number, number] | null;
  /** The interval to show; null if `note` says why there is none. */
  readonly shown: [number, number] | null;
  /** `DeLong` only in evaluations of earlier versions. */
  readonly shownMethod: 'logit of DeLong' | 'Newcombe' | 'DeLong';
  /** Level of both intervals. */
  readonly confidence: number;
  /** What a reader must know of the interval. */
  readonly note: string | null;
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
 * @param patient of each row, if some have several rows: the covariance is then that of Obuchowski (1997), which counts
 *   patients; it is DeLong's if none has
 * @throws SingleClass, or InvalidTable for a score that is not a number
 *
 * @example
 * ```ts
 * import { delong } from '@radscore/statistics';
 * const scores = [0.1, 0.4, 0.35, 0.8, 0.7, 0.2];
 * const outcomes = [0, 0, 1, 1, 1, 0];
 * delong([scores, scores.map((value) => -value)], outcomes).auc; // → [ 0.8888888888888888, 0.1111111111111111 ]
 * ```
 */
export function delong(
  scores: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  patient?: readonly string[] | null,
): AucMatrix {
  requireBothClasses(y);
  const cases: number[] = [];
  const controls: number[] = [];
  for (let i = 0; i < y.length; i++) (y[i] === 1 ? cases : controls).push(i);
  const placements = scores.map((score) => placementValues(score, cases, controls));
  const auc = placements.map(({ area }) => area);
  if (patient) return { auc, covariance: covarianceOfPatients(placements, { cases, controls }, patient) };
  const covariance = placements.map((a) =>
    placements.map(
      (b) =>
        covarianceOf(a.ofCases, b.ofCases, a.area, b.area) / cases.length +
        covarianceOf(a.ofControls, b.ofControls, a.area, b.area) / controls.length,
    ),
  );
  return { auc, covariance };
}

/**
 * @param patient as {@link delong} has it; the interval then counts patients
 * @throws as {@link delong}
 *
 * @example
 * ```ts
 * import { aucWithInterval } from '@radscore/statistics';
 * const scores = [0.1, 0.4, 0.35, 0.8, 0.7, 0.2];
 * const outcomes = [0, 0, 1, 1, 1, 0];
 * aucWithInterval(scores, outcomes).auc.toFixed(3); // → '0.889'
 * ```
 */
export function aucWithInterval(
  scores: ArrayLike<number>,
  y: ArrayLike<number>,
  confidence = 0.95,
  patient?: readonly string[] | null,
): Auc {
  const { auc, covariance } = delong([scores], y, patient);
  const [controls, cases] = clustersByOutcome(patient, y);
  return notingPatients(withInterval(auc[0], covariance[0][0], { cases, controls }, confidence), patient);
}

/** An interval that counts patients says so. */
export function notingPatients(area: Auc, patient: readonly string[] | null | undefined): Auc {
  if (!patient || area.note !== null) return area;
  return { ...area, note: 'Patients have several rows: the variance counts patients (Obuchowski 1997).' };
}

/** Variances below this share of the area's own scale are rounding: every placement is the same. */
const NO_VARIANCE = 1e-14;

/** From so few rows of a class DeLong's variance is no estimate: at 3 the logit interval covers 0.88. */
const TINY_CLASS = 5;

function whyNewcombe(auc: number, variance: number, rarer: number): string {
  const always = `DeLong's interval is always ${auc}–${auc} and says nothing; Newcombe's is shown.`;
  if (auc === 0 || auc === 1) return `The area is ${auc}: ${always}`;
  if (!(variance > NO_VARIANCE)) return `The scores do not vary: ${always}`;
  return `The rarer class has ${rarer} rows, too few for DeLong's variance; Newcombe's interval is shown.`;
}

/**
 * Which interval is shown was decided by simulation (docs/interval-coverage.md): the logit one covers 0.93–0.97 where
 * DeLong's covers 0.86–0.94; with an area of 0 or 1, or one score for everybody, it does not exist and Newcombe's does,
 * which also covers where a class has next to no rows.
 */
export function withInterval(
  auc: number,
  variance: number,
  sizes: { readonly cases: number; readonly controls: number },
  confidence = 0.95,
): Auc {
  const { cases, controls } = sizes;
  const common = { auc, variance, confidence };
  if (Math.min(cases, controls) < 2) {
    const single = cases < 2 ? 'case' : 'control';
    const note = `There is one ${single}: no interval of the area exists.`;
    return { ...common, interval: null, shown: null, shownMethod: 'Newcombe', note };
  }
  const half = normalQuantile(0.5 + confidence / 2) * Math.sqrt(variance);
  const interval: [number, number] = [Math.max(0, auc - half), Math.min(1, auc + half)];
  const tiny = Math.min(cases, controls) < TINY_CLASS;
  if (variance > NO_VARIANCE && auc > 0 && auc < 1 && !tiny) {
    const shown = logitInterval(auc, variance, confidence);
    return { ...common, interval, shown, shownMethod: 'logit of DeLong', note: null };
  }
  return {
    ...common,
    interval,
    shown: newcombeInterval(auc, cases, controls, confidence),
    shownMethod: 'Newcombe',
    note: whyNewcombe(auc, variance, Math.min(cases, controls)),
  };
}

export interface AucComparison {
  readonly difference: number;
  readonly statistic: number;
  readonly p: number;
  /** Interval of the difference and its level; paired test only. */
  readonly interval?: [number, number];
  readonly confidence?: number;
  /** Degrees of freedom of the t distribution; unpaired test only. */
  readonly df?: number;
}

/**
 * Two models on the same rows. Models that differ in no placement give statistic 0 and p 1.
 *
 * @example
 * ```ts
 * import { comparePaired, delong } from '@radscore/statistics';
 * const scores = [0.1, 0.4, 0.35, 0.8, 0.7, 0.2];
 * const outcomes = [0, 0, 1, 1, 1, 0];
 * const areas = delong([scores, [0.6, 0.1, 0.5, 0.4, 0.3, 0.7]], outcomes);
 * comparePaired(areas, 0, 1).p.toFixed(3); // → '0.225'
 * ```
 */
export function comparePaired(areas: AucMatrix, a: number, b: number, confidence = 0.95): AucComparison {
  const difference = areas.auc[a] - areas.auc[b];
  const variance = areas.covariance[a][a] + areas.covariance[b][b] - 2 * areas.covariance[a][b];
  // Identical placements leave a variance of rounding errors, of either sign.
  const rounding = 1e-14 * (areas.covariance[a][a] + areas.covariance[b][b]);
  const degenerate = !(variance > rounding);
  if (degenerate && difference === 0) return { difference, statistic: 0, p: 1, interval: [0, 0], confidence };
  const se = degenerate ? 0 : Math.sqrt(variance);
  const statistic = difference / se;
  const half = normalQuantile(0.5 + confidence / 2) * se;
  const interval: [number, number] = [difference - half, difference + half];
  return { difference, statistic, p: normalTwoSided(statistic), interval, confidence };
}

/**
 * Two curves from different rows; the t distribution with Satterthwaite's degrees of freedom, as pROC does.
 *
 * @example
 * ```ts
 * import { aucWithInterval, compareUnpaired } from '@radscore/statistics';
 * const scores = [0.1, 0.4, 0.35, 0.8, 0.7, 0.2];
 * const outcomes = [0, 0, 1, 1, 1, 0];
 * const first = { auc: aucWithInterval(scores, outcomes), n: 6 };
 * const second = { auc: aucWithInterval([0.3, 0.6, 0.5, 0.7], [0, 1, 0, 1]), n: 4 };
 * compareUnpaired(first, second).p.toFixed(3); // → '0.511'
 * ```
 */
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
  const together = new Float64Array(cases.length + controls.length);
  together.set(caseScores);
  together.set(controlScores, cases.length);
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

/**
 * Covariance of areas where patients have several rows, of one outcome or of both: what placements exceed their area by is
 * summed within patients first (Obuchowski 1997, Biometrics 53:567, eq. 4 to 6, and its covariance of two areas).
 */
function covarianceOfPatients(
  placements: readonly Placements[],
  { cases, controls }: { readonly cases: readonly number[]; readonly controls: readonly number[] },
  patient: readonly string[],
): number[][] {
  const clusters = clustersOf(patient, patient.length);
  const place = new Int32Array(patient.length);
  clusters.forEach((rows, k) => {
    for (const row of rows) place[row] = k;
  });
  const having = (rows: readonly number[]) => new Set(rows.map((row) => place[row])).size;
  const sums = (rows: readonly number[], values: Float64Array, area: number): Float64Array => {
    const summed = new Float64Array(clusters.length);
    rows.forEach((row, i) => {
      summed[place[row]] += values[i] - area;
    });
    return summed;
  };
  const ofCases = placements.map(({ ofCases: values, area }) => sums(cases, values, area));
  const ofControls = placements.map(({ ofControls: values, area }) => sums(controls, values, area));
  const product = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, k) => sum + value * b[k], 0);
  const [m, n] = [cases.length, controls.length];
  const unbiased = (count: number) => count / (count - 1);
  const factors = {
    cases: unbiased(having(cases)),
    controls: unbiased(having(controls)),
    all: unbiased(clusters.length),
  };
  return placements.map((_, a) =>
    placements.map(
      (_, b) =>
        (factors.cases * product(ofCases[a], ofCases[b])) / (m * m) +
        (factors.controls * product(ofControls[a], ofControls[b])) / (n * n) +
        (factors.all * (product(ofCases[a], ofControls[b]) + product(ofCases[b], ofControls[a]))) / (m * n),
    ),
  );
}
