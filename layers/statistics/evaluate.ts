import { brierScore } from './brier.ts';
import { calibrate, validationIndices } from './calibration.ts';
import { confusionAt } from './confusion.ts';
import { decisionCurve, thresholdGrid } from './decision-curve.ts';
import { comparePaired, delong, withInterval } from './delong.ts';
import type { Scores } from './learn.ts';
import { logistic } from './logistic.ts';
import type { FittedModel, ModelEvaluation, ModelKind, SetEvaluation } from './model.ts';
import type { ModellingProtocol } from './protocol.ts';
import { improvement } from './reclassification.ts';
import type { Sample } from './sample.ts';

/** The order in which models are listed. */
export const MODEL_KINDS: readonly ModelKind[] = ['radScore', 'clinical', 'nomogram'];

/**
 * Step 11: judges frozen models on rows, which need both classes.
 *
 * @throws SingleClass
 */
export function evaluateSet(
  sample: Sample,
  scores: Scores,
  thresholds: FittedModel['thresholds'],
  protocol: ModellingProtocol,
): SetEvaluation {
  const { y } = sample;
  const { confidence, calibration } = protocol;
  const { from, to, step } = protocol.decisionCurve;
  const kinds = MODEL_KINDS.filter((kind) => scores[kind]);
  const present = kinds.map((kind) => scores[kind] ?? new Float64Array(sample.n));
  const probabilities = present.map((score) => score.map(logistic));
  const areas = delong(present, y);
  const models: Partial<Record<ModelKind, ModelEvaluation>> = {};
  kinds.forEach((kind, k) => {
    models[kind] = {
      auc: withInterval(areas.auc[k], areas.covariance[k][k], confidence),
      confusion: confusionAt(present[k], y, thresholds[kind]?.score ?? Number.NaN),
      brier: brierScore(probabilities[k], y),
      calibration: calibrate(probabilities[k], y, calibration.groups),
      indices: validationIndices(probabilities[k], y),
      decisionCurve: decisionCurve(probabilities[k], y, thresholdGrid(from, to, step)),
    };
  });
  const [radScore, clinical, nomogram] = MODEL_KINDS.map((kind) => probabilities[kinds.indexOf(kind)]);
  return {
    n: sample.n,
    events: y.reduce((sum, outcome) => sum + outcome, 0),
    ids: [...sample.ids],
    outcomes: Array.from(y),
    scores: Object.fromEntries(kinds.map((kind, k) => [kind, Array.from(present[k])])),
    models,
    kinds,
    aucCovariance: areas.covariance,
    comparisons: kinds.flatMap((a, i) =>
      kinds.slice(i + 1).map((b, k) => ({ a, b, ...comparePaired(areas, i, i + 1 + k, confidence) })),
    ),
    improvement: nomogram
      ? { overClinical: improvement(clinical, nomogram, y), overRadScore: improvement(radScore, nomogram, y) }
      : null,
  };
}
