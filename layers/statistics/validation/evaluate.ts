/** Step 11: frozen models judged on a set of rows. */
import type { Scores } from '../learning/learn.ts';
import type { Sample } from '../learning/sample.ts';
import {
  type FittedModel,
  MODEL_KINDS,
  type ModelEvaluation,
  type ModelKind,
  type SetEvaluation,
} from '../model/fitted-model.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import { clustersByOutcome } from '../numbers/clusters.ts';
import { brierScore } from '../performance/brier.ts';
import { calibrate, validationIndices } from '../performance/calibration.ts';
import { confusionAt } from '../performance/confusion.ts';
import { decisionCurve, thresholdGrid } from '../performance/decision-curve.ts';
import { comparePaired, delong, notingPatients, withInterval } from '../performance/delong.ts';
import { improvement } from '../performance/reclassification.ts';
import { logistic } from '../regression/logistic.ts';

/**
 * Step 11: judges frozen models on rows, which need both classes.
 *
 * @param fitted whether the models were fitted on these rows
 * @throws SingleClass
 */
export function evaluateSet(
  sample: Sample,
  scores: Scores,
  thresholds: FittedModel['thresholds'],
  protocol: ModellingProtocol,
  fitted: boolean,
): SetEvaluation {
  const { y, patient } = sample;
  const events = y.reduce((sum, outcome) => sum + outcome, 0);
  const [controls, cases] = clustersByOutcome(patient, y);
  const { confidence, calibration } = protocol;
  const { from, to, step } = protocol.decisionCurve;
  const kinds = MODEL_KINDS.filter((kind) => scores[kind]);
  const present = kinds.map((kind) => scores[kind] ?? new Float64Array(sample.n));
  const probabilities = present.map((score) => score.map(logistic));
  const areas = delong(present, y, patient);
  const models: Partial<Record<ModelKind, ModelEvaluation>> = {};
  kinds.forEach((kind, k) => {
    models[kind] = {
      auc: notingPatients(withInterval(areas.auc[k], areas.covariance[k][k], { cases, controls }, confidence), patient),
      confusion: confusionAt(present[k], y, thresholds[kind]?.score ?? Number.NaN, confidence),
      brier: brierScore(probabilities[k], y),
      calibration: calibrate(probabilities[k], y, calibration.groups, { fitted, confidence }),
      indices: validationIndices(probabilities[k], y),
      decisionCurve: decisionCurve(probabilities[k], y, thresholdGrid(from, to, step), confidence),
    };
  });
  const [radScore, clinical, nomogram] = MODEL_KINDS.map((kind) => probabilities[kinds.indexOf(kind)]);
  return {
    n: sample.n,
    events,
    ids: [...sample.ids],
    outcomes: Array.from(y),
    scores: Object.fromEntries(kinds.map((kind, k) => [kind, Array.from(present[k])])),
    models,
    kinds,
    aucCovariance: areas.covariance,
    comparisons: kinds.flatMap((a, i) =>
      kinds.slice(i + 1).map((b, k) => ({ a, b, ...comparePaired(areas, i, i + 1 + k, confidence) })),
    ),
    improvement:
      nomogram && !fitted
        ? {
            overClinical: improvement(clinical, nomogram, y, confidence),
            overRadScore: improvement(radScore, nomogram, y, confidence),
          }
        : null,
  };
}
