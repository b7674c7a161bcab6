import { brierScore } from './brier.ts';
import { delong } from './delong.ts';
import type { Design } from './design.ts';
import { chiSquaredUpper, normalTwoSided } from './distributions.ts';
import { type HosmerLemeshow, hosmerLemeshow } from './hosmer-lemeshow.ts';
import { fitLogistic, logistic } from './logistic.ts';
import { lowess } from './lowess.ts';
import { mean, quantile } from './moments.ts';

/** How far predicted probabilities agree with outcomes. Plain JSON. */
export interface Calibration {
  /** Logistic recalibration y ~ a + b·logit(p): 1 and 0 are perfect. `separated`: the slope is Firth's. */
  readonly slope: number;
  readonly slopeSe: number;
  readonly intercept: number;
  readonly separated: boolean;
  /** Calibration in the large: a with b held at 1. */
  readonly inTheLarge: number;
  readonly inTheLargeSe: number;
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

/** @throws SingleClass */
export function calibrate(predicted: ArrayLike<number>, y: ArrayLike<number>, groups = 10): Calibration {
  const probabilities = keepInside(predicted);
  const logits = logitsOf(probabilities);
  const recalibration = fitLogistic(oneTerm(logits), y);
  const large = calibrationInTheLarge(logits, y);
  const curve = lowess(probabilities, y);
  const distance = curve.x.map((x, i) => Math.abs(x - curve.y[i]));
  return {
    slope: recalibration.coefficients[1],
    slopeSe: recalibration.standardErrors[1],
    intercept: recalibration.coefficients[0],
    separated: recalibration.separated,
    inTheLarge: large.estimate,
    inTheLargeSe: large.standardError,
    brier: brierScore(probabilities, y),
    observedToExpected: mean(y) / mean(probabilities),
    curve: { predicted: Array.from(curve.x), observed: Array.from(curve.y) },
    eAvg: mean(distance),
    eMax: Math.max(...distance),
    e90: quantile(distance, 0.9),
    hosmerLemeshow: hosmerLemeshow(probabilities, y, groups),
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
  const uChiSquared = -2 * logLikelihood + 2 * recalibration.logLikelihood;
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

/** The intercept that makes expected events equal observed ones, with its standard error. */
function calibrationInTheLarge(logits: Float64Array, y: ArrayLike<number>) {
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
