/** The confusion matrix at a threshold. */
import { type Proportion, proportion } from '../hypothesis-tests/proportions.ts';

/** Counts at one threshold, and the shares that follow from them. */
export interface Confusion {
  readonly truePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
  readonly falsePositives: number;
  readonly sensitivity: Proportion;
  readonly specificity: Proportion;
  readonly ppv: Proportion;
  readonly npv: Proportion;
  readonly accuracy: Proportion;
}

/** Classification of rows as positive where the score is ≥ the threshold. */
export function confusionAt(
  scores: ArrayLike<number>,
  y: ArrayLike<number>,
  threshold: number,
  confidence = 0.95,
): Confusion {
  let tp = 0;
  let fn = 0;
  let tn = 0;
  let fp = 0;
  for (let i = 0; i < y.length; i++) {
    if (scores[i] >= threshold) y[i] === 1 ? tp++ : fp++;
    else y[i] === 1 ? fn++ : tn++;
  }
  return confusionOf(tp, fn, tn, fp, confidence);
}

export function confusionOf(tp: number, fn: number, tn: number, fp: number, confidence = 0.95): Confusion {
  return {
    truePositives: tp,
    falseNegatives: fn,
    trueNegatives: tn,
    falsePositives: fp,
    sensitivity: proportion(tp, tp + fn, confidence),
    specificity: proportion(tn, tn + fp, confidence),
    ppv: proportion(tp, tp + fp, confidence),
    npv: proportion(tn, tn + fn, confidence),
    accuracy: proportion(tp + tn, tp + fn + tn + fp, confidence),
  };
}
