import { MODEL_KINDS } from './evaluate.ts';
import type { Learned, Scores } from './learn.ts';
import { logistic } from './logistic.ts';
import type { FittedModel, FitWarning, ModelKind, Threshold } from './model.ts';
import { buildNomogram } from './nomogram.ts';
import { comBatOf } from './prepare.ts';
import type { ModellingProtocol } from './protocol.ts';
import { fixedSensitivityPoint, rocCurve, youdenPoint } from './roc.ts';
import type { Sample } from './sample.ts';

/** Step 10: a threshold per model, from training scores only. */
export function chooseThresholds(
  scores: Scores,
  y: ArrayLike<number>,
  protocol: ModellingProtocol,
): FittedModel['thresholds'] {
  const thresholds: Partial<Record<ModelKind, Threshold>> = {};
  for (const kind of MODEL_KINDS) {
    const values = scores[kind];
    if (!values) continue;
    const curve = rocCurve(values, y);
    const point =
      protocol.threshold === 'youden'
        ? youdenPoint(curve)
        : fixedSensitivityPoint(curve, protocol.threshold.sensitivity);
    // "Nobody" is the best point of a score that tells nothing: a threshold that JSON can hold.
    const score = Math.min(point.threshold, Number.MAX_VALUE);
    thresholds[kind] = { score, probability: logistic(score) };
  }
  return thresholds;
}

/** The model as it is stored. */
export function freeze(
  learned: Learned,
  train: Sample,
  scores: Scores,
  thresholds: FittedModel['thresholds'],
  protocol: ModellingProtocol,
): FittedModel {
  const { prepared, selection, radScore, clinical, nomogram } = learned;
  const lasso = new Map(Array.from(selection.candidates, (column, k) => [column, selection.coefficients[k]]));
  const range = (values: Float64Array): [number, number] => [
    values.reduce((a, b) => Math.min(a, b)),
    values.reduce((a, b) => Math.max(a, b)),
  ];
  const radScoreRange = range(scores.radScore ?? new Float64Array(1));
  return {
    format: 'radscore-model/1',
    protocol,
    training: { n: train.n, events: train.y.reduce((sum, outcome) => sum + outcome, 0) },
    features: selection.selected.map((j, k) => ({
      name: train.names[j],
      mean: prepared.scaling.mean[j],
      sd: prepared.scaling.sd[j],
      lassoCoefficient: lasso.get(j) ?? 0,
      coefficient: radScore.coefficients[k + 1],
      imputed: prepared.imputed ? prepared.imputed[j] : null,
    })),
    harmonisation: prepared.combat && {
      fit: comBatOf(prepared.combat, selection.selected),
      unseenSite: prepared.unseenSite,
      adapted: [],
    },
    radScore,
    clinical: clinical && { variables: [...clinical.variables], fit: clinical.fit },
    nomogram: clinical &&
      nomogram && {
        fit: nomogram,
        scale: buildNomogram(nomogram, radScoreRange, clinical.variables, protocol.nomogram.points),
      },
    thresholds,
    radScoreRange,
  };
}

/** Fewer events (of the rarer class) per coefficient than this are called few. */
const EVENTS_PER_COEFFICIENT = 10;

export function warningsOf(model: FittedModel, learned: Learned, testRows: number, judged: boolean): FitWarning[] {
  const warnings: FitWarning[] = [];
  const fits = { 'Rad-score': model.radScore, clinical: model.clinical?.fit, nomogram: model.nomogram?.fit };
  for (const [name, fit] of Object.entries(fits)) {
    if (!fit) continue;
    if (fit.separated) {
      warnings.push({
        code: 'separation',
        message: `The ${name} model separates the training outcomes: no maximum-likelihood estimate exists. Its coefficients are Firth's.`,
      });
    }
    if (fit.aliased.length > 0) {
      warnings.push({
        code: 'aliased',
        message: `In the ${name} model ${fit.aliased.join(', ')} repeat other terms in the training rows, or occur in none of them; coefficient 0.`,
      });
    }
  }
  const { n, events } = model.training;
  const rarer = Math.min(events, n - events);
  const coefficients = model.radScore.terms.length - 1 + (model.clinical?.fit.terms.length ?? 1) - 1;
  if (rarer < EVENTS_PER_COEFFICIENT * coefficients) {
    warnings.push({
      code: 'few-events',
      message: `${rarer} cases of the rarer class for ${coefficients} coefficients (${(rarer / coefficients).toFixed(1)} per coefficient): expect optimism.`,
    });
  }
  const { rule, significant, candidates } = learned.selection.trace();
  if (rule === 'largest F, too few below p') {
    warnings.push({
      code: 'anova-fallback',
      message: `${significant} features reach p < ${model.protocol.anova.p}; the ${candidates.length} with the largest F went on instead.`,
    });
  }
  if (testRows === 0) {
    warnings.push({
      code: 'no-test-rows',
      message: 'No test rows with an outcome: only apparent figures, which are too good.',
    });
  } else if (!judged) {
    warnings.push({
      code: 'single-class-test',
      message: `All ${testRows} test rows have the same outcome: nothing can be judged on them.`,
    });
  }
  return warnings;
}
