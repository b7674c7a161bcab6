import type { Calibration, Evaluation, SetEvaluation } from '@radscore/statistics';

/**
 * An evaluation as other institutions may read it, for a model can be pooled: no ids, outcomes, folds, scores or
 * predictions of single patients.
 */
export function publishedEvaluation(evaluation: Evaluation): Evaluation {
  const { selection, train, test, validation, table } = evaluation;
  return {
    ...evaluation,
    // Evaluations of earlier versions have no account of the table.
    ...(table && {
      table: {
        ...table,
        abstained: { ...table.abstained, rows: [] },
        outsideCohort: { ...table.outsideCohort, rows: [] },
      },
    }),
    selection: { ...selection, lasso: { ...selection.lasso, folds: [] } },
    train: withoutPatients(train),
    test: test && withoutPatients(test),
    validation: validation && { ...validation, predictions: [] },
  };
}

function withoutPatients(set: SetEvaluation): SetEvaluation {
  const models = Object.entries(set.models).map(([kind, model]) => {
    const { calibration } = model;
    return [kind, { ...model, calibration: { ...calibration, curve: atHundredths(calibration.curve) } }];
  });
  return { ...set, ids: [], outcomes: [], scores: {}, models: Object.fromEntries(models) };
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
