import { delong } from './delong.ts';
import { NoFeatureSelected } from './errors.ts';
import { splitRows, stratifiedFolds } from './folds.ts';
import { learn, scoreSample } from './learn.ts';
import { logistic } from './logistic.ts';
import type { ClinicalVariable } from './model.ts';
import { mean } from './moments.ts';
import type { ModellingProtocol } from './protocol.ts';
import { Random } from './random.ts';
import { resample, type Sample } from './sample.ts';

export interface NestedValidation {
  /** Area per held-out fold; one half where the LASSO kept nothing in the others. */
  readonly aucs: number[];
  readonly meanAuc: number;
  /** Out-of-fold probability per row. */
  readonly probabilities: number[];
  readonly nothingSelected: number;
}

/**
 * Cross-validation around the whole protocol: filter, scaling, harmonisation, selection (with its own folds) and
 * models are refitted without each outer fold, and judged on it.
 *
 * @throws CohortTooSmall if a class has fewer rows than outer folds, or than the protocol's folds within
 */
export function nestedValidation(
  sample: Sample,
  variables: readonly ClinicalVariable[],
  protocol: ModellingProtocol,
  options: { readonly folds: number; readonly seed: number },
): NestedValidation {
  const folds = stratifiedFolds(sample.y, options.folds, new Random(options.seed));
  const aucs: number[] = [];
  const probabilities = new Array<number>(sample.n).fill(0);
  let nothingSelected = 0;
  for (let fold = 0; fold < options.folds; fold++) {
    const rows = splitRows(folds, fold);
    const train = resample(sample, rows.train);
    const held = resample(sample, rows.held);
    let scores: Float64Array;
    try {
      const given = scoreSample(learn(train, variables, protocol), held);
      scores = given.nomogram ?? given.radScore ?? new Float64Array(held.n);
    } catch (error) {
      if (!(error instanceof NoFeatureSelected)) throw error;
      nothingSelected++;
      const share = mean(train.y);
      scores = new Float64Array(held.n).fill(Math.log(share / (1 - share)));
    }
    aucs.push(delong([scores], held.y).auc[0]);
    rows.held.forEach((row, i) => {
      probabilities[row] = logistic(scores[i]);
    });
  }
  return { aucs, meanAuc: mean(aucs), probabilities, nothingSelected };
}
