/** One cross-validation around the whole protocol, fold by fold. */
import { learn, type Scores, scoreSample } from '../learning/learn.ts';
import { NoFeatureSelected } from '../learning/no-feature-selected.ts';
import { resample, type Sample } from '../learning/sample.ts';
import type { ClinicalVariable, ModelKind } from '../model/fitted-model.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import { mean } from '../numbers/moments.ts';
import { delong } from '../performance/delong.ts';
import { logistic } from '../regression/logistic.ts';
import { type NestedOptions, outerFolds, splitSample } from './outer-folds.ts';
import { refusalOf } from './refusal.ts';

/** What a fit without one outer fold says about it. Plain values, so that a fold may come from another thread. */
export interface NestedFold {
  /** Rows of the sample that were held out, and their linear predictors by each model. */
  readonly rows: number[];
  readonly scores: { readonly [kind in ModelKind]: number[] };
  readonly nothingSelected: boolean;
  /** Why the rows outside the fold could not be fitted, else null; then there are no scores. */
  readonly failed: string | null;
}

/** One cross-validation, fold by fold, judged by the nomogram (the Rad-score in folds that have none). */
export interface NestedValidation {
  /** Area per held-out fold; one half if the LASSO kept nothing in the others; null for a fold without an area. */
  readonly aucs: (number | null)[];
  readonly meanAuc: number;
  /** Out-of-fold probability per row; null for a row without. */
  readonly probabilities: (number | null)[];
  readonly nothingSelected: number;
}

/**
 * Every fold of one cross-validation around the whole protocol: filter, scaling, harmonisation, selection (with its own
 * folds) and models are refitted without each outer fold, and judged on it.
 *
 * @throws CohortTooSmall if a class has fewer rows than outer folds
 */
export function crossValidate(
  sample: Sample,
  variables: readonly ClinicalVariable[],
  protocol: ModellingProtocol,
  options: NestedOptions,
): NestedFold[] {
  return Array.from({ length: options.folds }, (_, fold) => nestedFold(sample, variables, protocol, options, fold));
}

/**
 * Fits without one outer fold and scores it; folds may be computed anywhere in any order. Without a clinical model the
 * Rad-score stands for the nomogram; what does not exist is one number for everybody, the log odds of all rows. (Those of
 * the rows outside the fold would order folds against their own outcomes: fewer events outside are more within.)
 */
export function nestedFold(
  sample: Sample,
  variables: readonly ClinicalVariable[],
  protocol: ModellingProtocol,
  options: NestedOptions,
  fold: number,
): NestedFold {
  const { train: inside, held: outside } = splitSample(sample, outerFolds(sample, protocol, options).folds, fold);
  const train = resample(sample, inside);
  const held = resample(sample, outside);
  const share = mean(sample.y);
  const scored = (scores: Scores, nothingSelected: boolean): NestedFold => {
    const flat = new Array<number>(held.n).fill(Math.log(share / (1 - share)));
    const radScore = scores.radScore ? Array.from(scores.radScore) : flat;
    return {
      rows: Array.from(outside),
      scores: {
        radScore,
        clinical: scores.clinical ? Array.from(scores.clinical) : flat,
        nomogram: scores.nomogram ? Array.from(scores.nomogram) : radScore,
      },
      nothingSelected,
      failed: null,
    };
  };
  try {
    return scored(scoreSample(learn(train, variables, protocol), held), false);
  } catch (error) {
    if (error instanceof NoFeatureSelected) return scored({}, true);
    const failed = refusalOf(error);
    return { rows: [], scores: { radScore: [], clinical: [], nomogram: [] }, nothingSelected: false, failed };
  }
}

/** @param folds of one cross-validation, in their order */
export function joinFolds(folds: readonly NestedFold[], y: ArrayLike<number>): NestedValidation {
  const pooled = poolScores(folds, 'nomogram', y.length);
  const aucs = folds.map(
    ({ rows, scores }) =>
      areaOf(
        scores.nomogram,
        Array.from(rows, (i) => y[i]),
      )?.auc ?? null,
  );
  return {
    aucs,
    meanAuc: mean(aucs.filter((auc) => auc !== null)),
    probabilities: Array.from(pooled, (score) => (Number.isNaN(score) ? null : logistic(score))),
    nothingSelected: folds.filter((fold) => fold.nothingSelected).length,
  };
}

/** Out-of-fold linear predictor of each of n rows by one model; NaN for a row that no fold scored. */
export function poolScores(folds: readonly NestedFold[], kind: ModelKind, n: number): Float64Array {
  const pooled = new Float64Array(n).fill(Number.NaN);
  for (const { rows, scores } of folds) {
    for (let i = 0; i < rows.length; i++) pooled[rows[i]] = scores[kind][i];
  }
  return pooled;
}

/** Area with DeLong's variance, or Obuchowski's of rows of several per patient; null if one of the classes is absent. */
export function areaOf(
  scores: ArrayLike<number>,
  y: ArrayLike<number>,
  patient?: readonly string[] | null,
): { auc: number; variance: number } | null {
  let events = 0;
  for (let i = 0; i < y.length; i++) events += y[i];
  if (events === 0 || events === y.length) return null;
  const { auc, covariance } = delong([scores], y, patient);
  return { auc: auc[0], variance: covariance[0][0] };
}
