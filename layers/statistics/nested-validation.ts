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

/** Outer folds, stratified and shuffled by the seed. */
export interface NestedOptions {
  readonly folds: number;
  readonly seed: number;
}

/** What a fit without one outer fold says about it. Plain values, so that a fold may come from another thread. */
export interface NestedFold {
  /** Rows of the sample that were held out, and their probabilities. */
  readonly rows: number[];
  readonly probabilities: number[];
  readonly auc: number;
  readonly nothingSelected: boolean;
}

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
  options: NestedOptions,
): NestedValidation {
  return joinFolds(
    Array.from({ length: options.folds }, (_, fold) => nestedFold(sample, variables, protocol, options, fold)),
  );
}

/** Fits without one outer fold and judges on it; folds may be computed anywhere in any order. */
export function nestedFold(
  sample: Sample,
  variables: readonly ClinicalVariable[],
  protocol: ModellingProtocol,
  options: NestedOptions,
  fold: number,
): NestedFold {
  const rows = splitRows(stratifiedFolds(sample.y, options.folds, new Random(options.seed)), fold);
  const train = resample(sample, rows.train);
  const held = resample(sample, rows.held);
  const judge = (scores: Float64Array, nothingSelected: boolean): NestedFold => ({
    rows: Array.from(rows.held),
    probabilities: Array.from(scores, logistic),
    auc: delong([scores], held.y).auc[0],
    nothingSelected,
  });
  try {
    const scores = scoreSample(learn(train, variables, protocol), held);
    return judge(scores.nomogram ?? scores.radScore ?? new Float64Array(held.n), false);
  } catch (error) {
    if (!(error instanceof NoFeatureSelected)) throw error;
    const share = mean(train.y);
    return judge(new Float64Array(held.n).fill(Math.log(share / (1 - share))), true);
  }
}

/** @param folds in their order; every row is held out once */
export function joinFolds(folds: readonly NestedFold[]): NestedValidation {
  const probabilities: number[] = [];
  for (const fold of folds) {
    fold.rows.forEach((row, i) => {
      probabilities[row] = fold.probabilities[i];
    });
  }
  const aucs = folds.map(({ auc }) => auc);
  const nothingSelected = folds.filter((fold) => fold.nothingSelected).length;
  return { aucs, meanAuc: mean(aucs), probabilities, nothingSelected };
}

/** Whether every fit of a nested cross-validation has as many rows of each class as the protocol has folds. */
export function allowsNesting(y: ArrayLike<number>, protocol: ModellingProtocol, { folds }: NestedOptions): boolean {
  const events = Array.from(y).filter((outcome) => outcome === 1).length;
  const rarer = Math.min(events, y.length - events);
  return rarer >= folds && rarer - Math.ceil(rarer / folds) >= protocol.lasso.folds;
}
