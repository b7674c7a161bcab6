/** An evaluation as the institutions read it whose studies are its rows: every figure, no list of patients. */
import {
  type Calibration,
  type Evaluation,
  type ModelEvaluation,
  type ModelKind,
  rocCurve,
  type SetEvaluation,
  type TableAccount,
  type Validation,
} from '@radscore/statistics';

/** The corners of a ROC curve, without the scores at which they lie: what `roc.svg` draws for participants. */
export interface RocCorners {
  readonly sensitivity: readonly number[];
  readonly specificity: readonly number[];
}

/**
 * An evaluation as participants read it, for a model can be pooled: no ids, outcomes, folds, scores or predictions of
 * single patients. Its figures are exact, and from an exact decision curve every row can be computed (decision 27): it is
 * for institutions that agreed to pool, and nobody else. Every part is named here, so that one that is added to the
 * evaluation is not shown before somebody has decided that it may be. The figures to show first come first.
 */
export function participantsEvaluation(evaluation: Evaluation): Evaluation {
  const { counts, confidence, validation, validationOmitted, train, test, permutation, optimism } = evaluation;
  const { table, selection, correlation, univariate, warnings } = evaluation;
  return {
    counts,
    confidence,
    validation: validation && withoutPredictions(validation),
    validationOmitted,
    test: test && withoutPatients(test),
    permutation,
    train: withoutPatients(train),
    optimism,
    // Evaluations of earlier versions have no account of the table.
    table: table && withoutRows(table),
    selection: { ...selection, lasso: { ...selection.lasso, folds: [] } },
    correlation,
    univariate,
    warnings,
  };
}

function withoutPredictions(validation: Validation): Validation {
  const { method, model, auc, interval, intervalMethod, confidence, n, events } = validation;
  const { folds, foldsAsked, repeats, repeatsAsked, seed, aucs, nothingSelected, refits, failed } = validation;
  const { neverHeldOut, models, calibration, permuted } = validation;
  return {
    method,
    model,
    auc,
    interval,
    intervalMethod,
    confidence,
    n,
    events,
    folds,
    foldsAsked,
    repeats,
    repeatsAsked,
    seed,
    aucs,
    nothingSelected,
    refits,
    failed,
    neverHeldOut,
    models,
    calibration,
    permuted,
    predictions: [],
  };
}

function withoutRows({ features, missing, patients, sites, abstained, outsideCohort }: TableAccount): TableAccount {
  return {
    features,
    ...(patients !== undefined && { patients }),
    missing,
    sites,
    abstained: { count: abstained.count, rows: [] },
    outsideCohort: { count: outsideCohort.count, rows: [] },
  };
}

function withoutPatients(set: SetEvaluation): SetEvaluation {
  const { n, events, models, kinds, aucCovariance, ...others } = set;
  const published = Object.entries(models).map(([kind, { auc, confusion, brier, calibration, ...other }]) => {
    const { indices, decisionCurve } = other;
    const curve = atHundredths(calibration.curve);
    const roc = rocCorners(set, kind as ModelKind);
    const model: ModelEvaluation & { readonly roc?: RocCorners } = {
      auc,
      confusion,
      brier,
      calibration: { ...calibration, curve },
      indices,
      decisionCurve,
      ...(roc && { roc }),
    };
    return [kind, model];
  });
  const { improvement, comparisons } = others;
  return {
    n,
    events,
    ids: [],
    outcomes: [],
    scores: {},
    models: Object.fromEntries(published),
    kinds,
    aucCovariance,
    improvement,
    comparisons,
  };
}

/** Undefined if the evaluation has no scores of this model: one of an earlier program, or the clinical model of a version without it. */
function rocCorners({ scores, outcomes }: SetEvaluation, kind: ModelKind): RocCorners | undefined {
  const own = scores[kind];
  if (!own || own.length !== outcomes.length || new Set(outcomes).size < 2) return undefined;
  const { sensitivity, specificity } = rocCurve(own, outcomes);
  return { sensitivity, specificity };
}

/** The curve has a corner at each patient's prediction; between two of them it is straight. */
function atHundredths({ predicted, observed }: Calibration['curve']): Calibration['curve'] {
  const curve: Calibration['curve'] = { predicted: [], observed: [] };
  for (let percent = 0, k = 0; percent <= 100; percent++) {
    const x = percent / 100;
    while (k + 2 < predicted.length && predicted[k + 1] < x) k++;
    if (!(predicted[k] <= x && x <= predicted[k + 1])) continue; // outside what was predicted
    const width = predicted[k + 1] - predicted[k];
    const share = width > 0 ? (x - predicted[k]) / width : 0;
    curve.predicted.push(x);
    curve.observed.push(observed[k] + share * (observed[k + 1] - observed[k]));
  }
  return curve;
}
