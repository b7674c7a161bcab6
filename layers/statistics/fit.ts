import { clinicalVariable } from './clinical.ts';
import { CohortTooSmall } from './errors.ts';
import { evaluateSet, MODEL_KINDS } from './evaluate.ts';
import { type Learned, learn, type Scores, scoreSample } from './learn.ts';
import { logistic } from './logistic.ts';
import type { Evaluation, FittedModel, FitWarning, ModelKind, Threshold } from './model.ts';
import { buildNomogram } from './nomogram.ts';
import { permutationNull, permutedAreas } from './permute.ts';
import type { ModellingProtocol } from './protocol.ts';
import { fixedSensitivityPoint, rocCurve, youdenPoint } from './roc.ts';
import { type Sample, sampleOf } from './sample.ts';
import { prepare } from './select.ts';
import { type Cohort, checkCohort } from './table.ts';

/** Called after each piece of work: how much of how much is done, and what comes next. */
export type Progress = (done: number, total: number, what: string) => void;

/**
 * Runs the whole modelling protocol: fits on the training rows, freezes, judges on the test rows.
 * The test rows teach nothing: no number of `model` depends on them.
 *
 * @throws NoFeatureSelected, CohortTooSmall, SingleClass, InvalidValue, InvalidTable
 */
export function fitModel(
  cohort: Cohort,
  protocol: ModellingProtocol,
  progress: Progress = () => {},
): { model: FittedModel; evaluation: Evaluation } {
  checkCohort(cohort);
  const total = 2 + protocol.permutations.count;
  progress(0, total, 'select features and fit');
  const known = cohort.outcome.map((_, i) => i).filter((i) => cohort.outcome[i] !== null);
  const trainRows = known.filter((i) => cohort.split[i] === 'train');
  const testRows = known.filter((i) => cohort.split[i] === 'test');
  if (trainRows.length === 0) throw new CohortTooSmall(0, 2 * protocol.lasso.folds, 'training rows with an outcome');
  const variables = cohort.clinical.map((column) => clinicalVariable(column, trainRows));
  const train = sampleOf(cohort, trainRows, variables, protocol);
  const test = sampleOf(cohort, testRows, variables, protocol);

  const prepared = prepare(train, protocol, 'full');
  const learned = learn(train, variables, protocol, prepared);
  const trainScores = scoreSample(learned, train);
  const thresholds = chooseThresholds(trainScores, train.y, protocol);
  const model = freeze(learned, train, trainScores, thresholds, protocol);

  progress(1, total, 'evaluate');
  const testEvents = test.y.reduce((sum, outcome) => sum + outcome, 0);
  const judged = testEvents > 0 && testEvents < test.n;
  const testSet = judged ? evaluateSet(test, scoreSample(learned, test), thresholds, protocol.confidence) : null;

  const areas = [];
  for (let b = 0; testSet && b < protocol.permutations.count; b++) {
    progress(2 + b, total, 'permute outcomes');
    areas.push(permutedAreas(train, test, variables, protocol, prepared, b));
  }
  const final = model.nomogram ? 'nomogram' : 'radScore';
  const testAuc = testSet?.models[final]?.auc.auc ?? Number.NaN;
  progress(total, total, 'done');
  return {
    model,
    evaluation: {
      counts: {
        rows: cohort.outcome.length,
        missingOutcome: cohort.outcome.length - known.length,
        train: { ...model.training },
        test: { n: test.n, events: testEvents },
      },
      selection: learned.selection.trace(),
      univariate: learned.univariate.map((one, v) => ({
        ...one,
        entered: learned.clinical?.entered.includes(v) ?? false,
      })),
      train: evaluateSet(train, trainScores, thresholds, protocol.confidence),
      test: testSet,
      permutation: areas.length > 0 ? permutationNull(areas, testAuc, protocol) : null,
      warnings: warningsOf(model, learned, test.n, judged),
    },
  };
}

/** Step 10: a threshold per model, from training scores only. */
export function chooseThresholds(
  scores: Scores,
  y: ArrayLike<number>,
  protocol: ModellingProtocol,
): FittedModel['thresholds'] {
  const thresholds: Partial<Record<ModelKind, Threshold>> = {};
  for (const kind of MODEL_KINDS) {
    const score = scores[kind];
    if (!score) continue;
    const curve = rocCurve(score, y);
    const point =
      protocol.threshold === 'youden'
        ? youdenPoint(curve)
        : fixedSensitivityPoint(curve, protocol.threshold.sensitivity);
    thresholds[kind] = { score: point.threshold, probability: logistic(point.threshold) };
  }
  return thresholds;
}

function freeze(
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

function warningsOf(model: FittedModel, learned: Learned, testRows: number, judged: boolean): FitWarning[] {
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
        message: `In the ${name} model ${fit.aliased.join(', ')} repeat other terms in the training rows; coefficient 0.`,
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
