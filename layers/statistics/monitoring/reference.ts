/** What a version's training rows looked like: features and score, against which later studies are held. */
import type { FittedModel } from '../model/fitted-model.ts';
import { mean, variance } from '../numbers/moments.ts';
import { type LabelledRow, scoreRows } from '../prediction/score-rows.ts';

/** One feature, or the score (linear predictor), over the training rows. */
export interface ReferenceVariable {
  readonly name: string;
  readonly mean: number;
  /** Divisor n − 1. */
  readonly sd: number;
  readonly n: number;
  /**
   * Training values in ascending order; null if only mean and standard deviation are known. Of single patients: kept with the
   * version, never published.
   */
  readonly values: readonly number[] | null;
}

/** Features in the order of the model, then the score. */
export interface DriftReference {
  readonly variables: readonly ReferenceVariable[];
}

/** The name of the score among the variables. */
export const SCORE = 'score';

/**
 * The reference of a version from its training rows, with their values: ranks of values do not mind the long tails that
 * features of radiomics have.
 *
 * @param rows the training rows; those that the model has no answer for are left out
 */
export function driftReference(model: FittedModel, rows: readonly LabelledRow[]): DriftReference {
  // Training rows have outcomes, which do not matter here.
  const scored = scoreRows(
    model,
    rows.map((row) => ({ ...row, outcome: row.outcome ?? 0 })),
  ).rows;
  const of = (name: string, values: readonly number[]): ReferenceVariable => ({
    name,
    mean: mean(values),
    sd: Math.sqrt(variance(values)),
    n: values.length,
    values: [...values].sort((a, b) => a - b),
  });
  return {
    variables: [
      ...model.features.map(({ name }, k) =>
        of(
          name,
          scored.map(({ values }) => values[k]),
        ),
      ),
      of(
        SCORE,
        scored.map(({ linearPredictor }) => linearPredictor),
      ),
    ],
  };
}

/**
 * The reference of a version from what is frozen in it: mean and standard deviation of each feature. The score needs
 * the training scores, such as `evaluation.train.scores`; without them it is not watched.
 */
export function frozenReference(model: FittedModel, trainingScores?: readonly number[]): DriftReference {
  const { n } = model.training;
  const scale = Math.sqrt(n / (n - 1));
  return {
    variables: [
      ...model.features.map(({ name, mean: centre, sd }) => ({ name, mean: centre, sd: sd * scale, n, values: null })),
      ...(trainingScores
        ? [
            {
              name: SCORE,
              mean: mean(trainingScores),
              sd: Math.sqrt(variance(trainingScores)),
              n: trainingScores.length,
              values: [...trainingScores].sort((a, b) => a - b),
            },
          ]
        : []),
    ],
  };
}
