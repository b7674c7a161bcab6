/** Scored rows as an evaluated set, which tables and plots take. */
import type { FittedModel, ModelKind, SetEvaluation } from '../model/fitted-model.ts';
import { clustersByOutcome } from '../numbers/clusters.ts';
import { calibrate, validationIndices } from '../performance/calibration.ts';
import { confusionOf } from '../performance/confusion.ts';
import { decisionCurve, thresholdGrid } from '../performance/decision-curve.ts';
import { delong, notingPatients, withInterval } from '../performance/delong.ts';
import { patientsOfRows, type ScoredRow } from '../prediction/score-rows.ts';

export function finalKindOf({ nomogram }: FittedModel): ModelKind {
  return nomogram ? 'nomogram' : 'radScore';
}

export function eventsOfRows(rows: readonly ScoredRow[]): number {
  return rows.reduce((sum, { outcome }) => sum + outcome, 0);
}

/**
 * The final model as it answers: each row by the model that answered it, and by that model's own frozen threshold.
 *
 * @throws SingleClass
 */
export function performanceOfRows(model: FittedModel, rows: readonly ScoredRow[], confidence: number): SetEvaluation {
  const kind = finalKindOf(model);
  const { protocol } = model;
  const y = rows.map(({ outcome }) => outcome);
  const scores = rows.map(({ linearPredictor }) => linearPredictor);
  const probabilities = rows.map(({ probability }) => probability);
  const n = rows.length;
  const events = eventsOfRows(rows);
  const patient = patientsOfRows(rows);
  const areas = delong([scores], y, patient);
  const [controls, cases] = clustersByOutcome(patient, y);
  const area = withInterval(areas.auc[0], areas.covariance[0][0], { cases, controls }, confidence);
  const count = (outcome: 0 | 1, positive: boolean) =>
    rows.filter((row) => row.outcome === outcome && row.positive === positive).length;
  const calibration = calibrate(probabilities, y, protocol.calibration.groups, { fitted: false, confidence });
  const { from, to, step } = protocol.decisionCurve;
  return {
    n,
    events,
    ids: rows.map(({ id }) => id),
    outcomes: y,
    scores: { [kind]: scores },
    kinds: [kind],
    models: {
      [kind]: {
        auc: notingPatients(area, patient),
        confusion: confusionOf(count(1, true), count(1, false), count(0, false), count(0, true), confidence),
        brier: calibration.brier,
        calibration,
        indices: validationIndices(probabilities, y),
        decisionCurve: decisionCurve(probabilities, y, thresholdGrid(from, to, step), confidence),
      },
    },
    aucCovariance: areas.covariance,
    comparisons: [],
    improvement: null,
  };
}
