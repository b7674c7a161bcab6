/** The ROC curve and the operating points chosen on it. */
import { InvalidTable, requireBothClasses } from '../errors.ts';
import { orderOf } from '../numbers/ranks.ts';

/** The empirical ROC curve, one point per distinct score, from (0, 0) to (1, 1). */
export interface RocCurve {
  /** Descending; a row is called positive if its score is ≥ the threshold. The first is Infinity: nobody. */
  readonly thresholds: number[];
  readonly truePositives: number[];
  readonly falsePositives: number[];
  readonly sensitivity: number[];
  readonly specificity: number[];
  readonly positives: number;
  readonly negatives: number;
}

/**
 * @param scores higher means more likely positive
 * @param y outcome per row, 0 or 1
 * @throws SingleClass, or InvalidTable for a score that is not a number
 *
 * @example
 * ```ts
 * import { rocCurve } from '@radscore/statistics';
 * const scores = [0.1, 0.4, 0.35, 0.8, 0.7, 0.2];
 * const outcomes = [0, 0, 1, 1, 1, 0];
 * const { thresholds } = rocCurve(scores, outcomes);
 * thresholds; // → [ Infinity, 0.8, 0.7, 0.4, 0.35, 0.2, 0.1 ]
 * ```
 */
export function rocCurve(scores: ArrayLike<number>, y: ArrayLike<number>): RocCurve {
  requireBothClasses(y);
  requireNumbers(scores);
  const order = orderOf(scores);
  const thresholds = [Number.POSITIVE_INFINITY];
  const truePositives = [0];
  const falsePositives = [0];
  let tp = 0;
  let fp = 0;
  for (let k = order.length - 1; k >= 0; k--) {
    if (y[order[k]] === 1) tp++;
    else fp++;
    if (k > 0 && scores[order[k - 1]] === scores[order[k]]) continue;
    thresholds.push(scores[order[k]]);
    truePositives.push(tp);
    falsePositives.push(fp);
  }
  return {
    thresholds,
    truePositives,
    falsePositives,
    sensitivity: truePositives.map((count) => count / tp),
    specificity: falsePositives.map((count) => (fp - count) / fp),
    positives: tp,
    negatives: fp,
  };
}

/** A threshold chosen on a curve, with what it does there. */
export interface OperatingPoint {
  readonly threshold: number;
  readonly sensitivity: number;
  readonly specificity: number;
  /** sensitivity + specificity − 1 */
  readonly youden: number;
  /** How many thresholds reach the same value of the criterion. */
  readonly ties: number;
}

/**
 * The first maximum of Youden's J from the highest threshold down. J is compared as a whole number
 * (TP·negatives − FP·positives), so that rounding never decides between equal points.
 *
 * @example
 * ```ts
 * import { rocCurve, youdenPoint } from '@radscore/statistics';
 * const scores = [0.1, 0.4, 0.35, 0.8, 0.7, 0.2];
 * const outcomes = [0, 0, 1, 1, 1, 0];
 * youdenPoint(rocCurve(scores, outcomes)).threshold; // → 0.7
 * ```
 */
export function youdenPoint(curve: RocCurve): OperatingPoint {
  const gain = (k: number) => curve.truePositives[k] * curve.negatives - curve.falsePositives[k] * curve.positives;
  return bestPoint(curve, gain);
}

/** The point nearest to the upper left corner of the plot. */
export function topLeftPoint(curve: RocCurve): OperatingPoint {
  return bestPoint(curve, (k) => -((1 - curve.sensitivity[k]) ** 2 + (1 - curve.specificity[k]) ** 2));
}

/** The highest threshold whose sensitivity is at least `sensitivity`. */
export function fixedSensitivityPoint(curve: RocCurve, sensitivity: number): OperatingPoint {
  return bestPoint(curve, (k) => (curve.sensitivity[k] >= sensitivity ? -curve.falsePositives[k] : -Infinity));
}

function bestPoint(curve: RocCurve, criterion: (k: number) => number): OperatingPoint {
  let best = 0;
  let ties = 0;
  for (let k = 0; k < curve.thresholds.length; k++) {
    const value = criterion(k);
    const leader = criterion(best);
    if (value > leader) {
      best = k;
      ties = 1;
    } else if (value === leader) ties++;
  }
  const sensitivity = curve.sensitivity[best];
  const specificity = curve.specificity[best];
  return { threshold: curve.thresholds[best], sensitivity, specificity, youden: sensitivity + specificity - 1, ties };
}

function requireNumbers(scores: ArrayLike<number>): void {
  for (let i = 0; i < scores.length; i++) {
    if (Number.isNaN(scores[i])) throw new InvalidTable(`score NaN in row ${i}`, 'a number in every row');
  }
}
