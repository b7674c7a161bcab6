/** Calibration: curve, slope, intercept, and the indices of R's val.prob. */
import { chiSquaredUpper, normalQuantile, normalTwoSided } from '../numbers/distributions.ts';
import { mean, quantileOfSorted } from '../numbers/moments.ts';
import type { Design } from '../regression/design.ts';
import { fitLogistic, logistic } from '../regression/logistic.ts';
import { brierScore } from './brier.ts';
import { delong } from './delong.ts';
import { type HosmerLemeshow, hosmerLemeshow } from './hosmer-lemeshow.ts';
import { lowess } from './lowess.ts';

/** How far predicted probabilities agree with outcomes. Plain JSON. */
export interface Calibration {
  /**
   * Logistic recalibration y ~ a + b·logit(p): 1 and 0 are perfect. Null if no slope exists: the predictions
   * separate the outcomes (`separated`), or are one and the same.
   */
  readonly slope: number | null;
  readonly slopeSe: number | null;
  readonly slopeInterval: [number, number] | null;
  readonly intercept: number | null;
  readonly separated: boolean;
  /** Calibration in the large: a with b held at 1. */
  readonly inTheLarge: number;
  readonly inTheLargeSe: number;
  readonly inTheLargeInterval: [number, number];
  /** Level of the intervals. */
  readonly confidence: number;
  readonly brier: number;
  /** Observed over expected events. */
  readonly observedToExpected: number;
  /** Smoothed observed share against predicted probability (lowess), ascending. */
  readonly curve: { readonly predicted: number[]; readonly observed: number[] };
  /** Mean, largest and 90 % quantile of the distance between curve and diagonal. */
  readonly eAvg: number;
  readonly eMax: number;
  readonly e90: number;
  readonly hosmerLemeshow: HosmerLemeshow;
}

/** Probabilities are kept this far from 0 and 1 before their logit is taken. */
const EDGE = 1e-15;

export interface CalibrateOptions {
  /** Whether the probabilities come from a model fitted on these rows; default true. */
  readonly fitted?: boolean;
  readonly confidence?: number;
}

/**
 * @throws SingleClass
 *
 * @example
 * ```ts
 * import { calibrate } from '@radscore/statistics';
 * const predicted = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
 * calibrate(predicted, [0, 0, 1, 0, 1, 0, 1, 1], 4).observedToExpected.toFixed(3); // → '1.111'
 * ```
 */
export function calibrate(
  predicted: ArrayLike<number>,
  y: ArrayLike<number>,
  groups = 10,
  { fitted = true, confidence = 0.95 }: CalibrateOptions = {},
): Calibration {
  const probabilities = keepInside(predicted);
  const logits = logitsOf(probabilities);
  const large = calibrationInTheLarge(logits, y);
  const curve = lowess(probabilities, y);
  const distance = curve.x.map((x, i) => Math.abs(x - curve.y[i])).sort();
  return {
    ...recalibrate(logits, y, confidence),
    inTheLarge: large.estimate,
    inTheLargeSe: large.standardError,
    inTheLargeInterval: normalInterval(large.estimate, large.standardError, confidence),
    confidence,
    brier: brierScore(probabilities, y),
    observedToExpected: mean(y) / mean(probabilities),
    curve: thinned(curve.x, curve.y),
    eAvg: mean(distance),
    eMax: distance[distance.length - 1],
    e90: quantileOfSorted(distance, 0.9),
    hosmerLemeshow: hosmerLemeshow(probabilities, y, groups, fitted),
  };
}

/** Slope and intercept of y ~ a + b·score, null if they do not exist. */
export type Recalibration = Pick<Calibration, 'slope' | 'slopeSe' | 'slopeInterval' | 'intercept' | 'separated'>;

/**
 * @param scores linear predictors
 * @throws SingleClass
 */
export function recalibrate(scores: Float64Array, y: ArrayLike<number>, confidence = 0.95): Recalibration {
  const fit = fitLogistic(oneTerm(scores), y);
  const { separated } = fit;
  // Firth's slope of separated predictions is an artefact of its penalty: the likelihood has no maximum.
  if (separated || fit.aliased.length > 0) {
    return { slope: null, slopeSe: null, slopeInterval: null, intercept: null, separated };
  }
  const [intercept, slope] = fit.coefficients;
  const slopeSe = fit.standardErrors[1];
  return { slope, slopeSe, slopeInterval: normalInterval(slope, slopeSe, confidence), intercept, separated };
}

/** A plot shows no more points than this; a file of every patient of a large cohort would be of no use. */
const MOST_POINTS = 2000;

/** The curve at no more than {@link MOST_POINTS} of its points, evenly spaced by rank, both ends among them. */
function thinned(x: Float64Array, y: Float64Array): Calibration['curve'] {
  const count = Math.min(x.length, MOST_POINTS);
  const rank = (k: number) => (count < x.length ? Math.round((k * (x.length - 1)) / (count - 1)) : k);
  return {
    predicted: Array.from({ length: count }, (_, k) => x[rank(k)]),
    observed: Array.from({ length: count }, (_, k) => y[rank(k)]),
  };
}

/** Indices of Harrell's `val.prob`, from the likelihood of the predictions as they stand. */
export interface ValidationIndices {
  /** Somers' rank correlation, 2·AUC − 1. */
  readonly dxy: number;
  readonly auc: number;
  /** Nagelkerke's. */
  readonly r2: number;
  /** Discrimination, unreliability and quality, with chi-squared of the first two. */
  readonly d: number;
  readonly dChiSquared: number;
  readonly u: number;
  readonly uChiSquared: number;
  readonly uP: number;
  readonly q: number;
  /** Spiegelhalter's test of calibration. */
  readonly spiegelhalterZ: number;
  readonly spiegelhalterP: number;
}

export function validationIndices(predicted: ArrayLike<number>, y: ArrayLike<number>): ValidationIndices {
  const n = y.length;
  const probabilities = keepInside(predicted);
  const logits = logitsOf(probabilities);
  const recalibration = fitLogistic(oneTerm(logits), y);
  const best = recalibration.separated ? separatedLogLikelihood(logits, y) : recalibration.logLikelihood;
  let logLikelihood = 0;
  let numerator = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const p = probabilities[i];
    logLikelihood += y[i] * logits[i] - Math.max(logits[i], 0) - Math.log1p(Math.exp(-Math.abs(logits[i])));
    numerator += (y[i] - p) * (1 - 2 * p);
    squares += (1 - 2 * p) ** 2 * p * (1 - p);
  }
  const nullDeviance = -2 * recalibration.nullLogLikelihood;
  const dChiSquared = nullDeviance + 2 * logLikelihood;
  const uChiSquared = 2 * (best - logLikelihood);
  const d = (dChiSquared - 1) / n;
  const u = (uChiSquared - 2) / n;
  const [auc] = delong([probabilities], y).auc;
  const spiegelhalterZ = numerator / Math.sqrt(squares);
  return {
    dxy: 2 * auc - 1,
    auc,
    r2: (1 - Math.exp(-dChiSquared / n)) / (1 - Math.exp(-nullDeviance / n)),
    d,
    dChiSquared,
    u,
    uChiSquared,
    uP: chiSquaredUpper(uChiSquared, 2),
    q: d - u,
    spiegelhalterZ,
    spiegelhalterP: normalTwoSided(spiegelhalterZ),
  };
}

/**
 * The log-likelihood that the recalibration of separated predictions approaches as its slope grows: 0 from the rows
 * that lie on one side, and what the rows at the common boundary, if there is one, reach with a share of their own.
 */
function separatedLogLikelihood(logits: Float64Array, y: ArrayLike<number>): number {
  const highest = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const lowest = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < y.length; i++) {
    highest[y[i]] = Math.max(highest[y[i]], logits[i]);
    lowest[y[i]] = Math.min(lowest[y[i]], logits[i]);
  }
  const boundary = highest[0] <= lowest[1] ? [highest[0], lowest[1]] : [highest[1], lowest[0]];
  if (boundary[0] !== boundary[1]) return 0;
  let n = 0;
  let events = 0;
  for (let i = 0; i < y.length; i++) {
    if (logits[i] !== boundary[0]) continue;
    n++;
    events += y[i];
  }
  return events * Math.log(events / n) + (n - events) * Math.log1p(-events / n);
}

function normalInterval(estimate: number, se: number, confidence: number): [number, number] {
  const half = normalQuantile(0.5 + confidence / 2) * se;
  return [estimate - half, estimate + half];
}

/** The intercept that makes expected events equal observed ones, with its standard error. */
export function calibrationInTheLarge(logits: ArrayLike<number>, y: ArrayLike<number>) {
  let estimate = 0;
  let information = 0;
  for (let iteration = 0; iteration < 100; iteration++) {
    let score = 0;
    information = 0;
    for (let i = 0; i < y.length; i++) {
      const p = logistic(logits[i] + estimate);
      score += y[i] - p;
      information += p * (1 - p);
    }
    // Steps are bounded: from saturated predictions the first one would overshoot.
    const step = Math.max(-2, Math.min(2, score / information));
    estimate += step;
    if (Math.abs(step) < 1e-13) break;
  }
  return { estimate, standardError: 1 / Math.sqrt(information) };
}

function keepInside(probabilities: ArrayLike<number>): Float64Array {
  return Float64Array.from(probabilities, (p) => Math.min(1 - EDGE, Math.max(EDGE, p)));
}

function logitsOf(probabilities: Float64Array): Float64Array {
  return probabilities.map((p) => Math.log(p / (1 - p)));
}

function oneTerm(column: Float64Array): Design {
  return { n: column.length, terms: ['logit'], columns: [column] };
}
