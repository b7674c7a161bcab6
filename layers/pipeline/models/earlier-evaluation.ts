/** Evaluations that earlier versions stored, completed so that today's plots and reports can draw them. */
import type { Evaluation, ModelEvaluation, SetEvaluation } from '@radscore/statistics';

/** Level of the intervals of every evaluation that does not say so itself. */
const CONFIDENCE = 0.95;

/**
 * A stored evaluation as this version reads it. Versions are immutable, so those of earlier programs lack what came
 * later: it is filled in as absent, and the intervals are those that were stored.
 */
export function completed(stored: Evaluation): Evaluation {
  if (stored.confidence !== undefined) return stored;
  const { train, test, permutation, optimism } = stored;
  return {
    ...stored,
    confidence: CONFIDENCE,
    validation: null,
    validationOmitted: {
      code: 'not-asked',
      message: 'This version was fitted before cross-validation became part of the protocol.',
    },
    train: completedSet(train),
    test: test && completedSet(test),
    optimism: optimism && { ...optimism, failed: NONE },
    permutation: permutation && { ...permutation, smallestP: 1 / (1 + permutation.count), failed: NONE },
  };
}

const NONE = { count: 0, reasons: [] };

function completedSet(set: SetEvaluation): SetEvaluation {
  const models = Object.entries(set.models).map(([kind, model]) => [kind, completedModel(model)]);
  return { ...set, models: Object.fromEntries(models) };
}

function completedModel(model: ModelEvaluation): ModelEvaluation {
  const { auc, confusion, calibration, decisionCurve } = model;
  const shares = Object.entries(confusion).map(([name, value]) => [
    name,
    typeof value === 'object' ? { ...value, confidence: CONFIDENCE } : value,
  ]);
  return {
    ...model,
    auc: {
      ...auc,
      shown: auc.interval,
      shownMethod: 'DeLong',
      confidence: CONFIDENCE,
      note: 'DeLong’s normal interval, too narrow near 1.',
    },
    confusion: Object.fromEntries(shares),
    calibration: {
      ...calibration,
      slope: calibration.separated ? null : calibration.slope,
      slopeInterval: null,
      confidence: CONFIDENCE,
      hosmerLemeshow: { ...calibration.hosmerLemeshow, omitted: null },
    },
    decisionCurve: { ...decisionCurve, low: [], high: [], confidence: CONFIDENCE },
  };
}
