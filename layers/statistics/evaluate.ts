import { brierScore } from './brier.ts';
import { confusionAt } from './confusion.ts';
import { comparePaired, delong, withInterval } from './delong.ts';
import type { Scores } from './learn.ts';
import { logistic } from './logistic.ts';
import type { FittedModel, ModelEvaluation, ModelKind, SetEvaluation } from './model.ts';
import type { Sample } from './sample.ts';

/** The order in which models are listed. */
export const MODEL_KINDS: readonly ModelKind[] = ['radScore', 'clinical', 'nomogram'];

/**
 * Judges frozen models on rows, which need both classes.
 *
 * @throws SingleClass
 */
export function evaluateSet(
  sample: Sample,
  scores: Scores,
  thresholds: FittedModel['thresholds'],
  confidence: number,
): SetEvaluation {
  const kinds = MODEL_KINDS.filter((kind) => scores[kind]);
  const present = kinds.map((kind) => scores[kind] ?? new Float64Array(0));
  const areas = delong(present, sample.y);
  const models: Partial<Record<ModelKind, ModelEvaluation>> = {};
  kinds.forEach((kind, k) => {
    models[kind] = {
      auc: withInterval(areas.auc[k], areas.covariance[k][k], confidence),
      confusion: confusionAt(present[k], sample.y, thresholds[kind]?.score ?? Number.NaN),
      brier: brierScore(present[k].map(logistic), sample.y),
    };
  });
  return {
    n: sample.n,
    events: sample.y.reduce((sum, outcome) => sum + outcome, 0),
    ids: [...sample.ids],
    outcomes: Array.from(sample.y),
    scores: Object.fromEntries(kinds.map((kind, k) => [kind, Array.from(present[k])])),
    models,
    kinds,
    aucCovariance: areas.covariance,
    comparisons: kinds.flatMap((a, i) =>
      kinds.slice(i + 1).map((b, k) => ({ a, b, ...comparePaired(areas, i, i + 1 + k, confidence) })),
    ),
  };
}
