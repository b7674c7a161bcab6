/** What was learned becomes the model as it is stored, with its thresholds and warnings. */
import { fingerprintOf } from '../cohort/fingerprint.ts';
import type { FitWarning, TableAccount } from '../cohort/table-account.ts';
import type { FittedModel, ModelKind, Threshold } from '../model/fitted-model.ts';
import { MODEL_KINDS } from '../model/fitted-model.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import {
  fixedSensitivityPoint,
  type OperatingPoint,
  type RocCurve,
  rocCurve,
  topLeftPoint,
  youdenPoint,
} from '../performance/roc.ts';
import { logistic } from '../regression/logistic.ts';
import type { Learned, Scores } from './learn.ts';
import { buildNomogram } from './nomogram.ts';
import { comBatOf, treat } from './prepare-features.ts';
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
    const point = operatingPoint(curve, protocol.threshold);
    // "No row" is the best point of a score without information: a threshold that JSON can hold.
    const score = Math.min(point.threshold, Number.MAX_VALUE);
    thresholds[kind] = { score, probability: logistic(score) };
  }
  return thresholds;
}

function operatingPoint(curve: RocCurve, rule: ModellingProtocol['threshold']): OperatingPoint {
  if (rule === 'youden') return youdenPoint(curve);
  if (rule === 'top-left') return topLeftPoint(curve);
  return fixedSensitivityPoint(curve, rule.sensitivity);
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
  const names = selection.selected.map((j) => train.names[j]);
  const treated = treat(train, prepared, selection.selected);
  return {
    format: 'radscore-model/1',
    protocol,
    training: {
      n: train.n,
      events: train.y.reduce((sum, outcome) => sum + outcome, 0),
      // Sorted, so that their order says nothing about the rows.
      fingerprints: Array.from({ length: train.n }, (_, i) =>
        fingerprintOf(
          names,
          selection.selected.map((j) => train.features[j * train.n + i]),
        ),
      ).sort(),
    },
    features: selection.selected.map((j, k) => ({
      name: train.names[j],
      mean: prepared.scaling.mean[j],
      sd: prepared.scaling.sd[j],
      lassoCoefficient: lasso.get(j) ?? 0,
      coefficient: radScore.coefficients[k + 1],
      imputed: prepared.imputed ? prepared.imputed[j] : null,
      range: range(treated.subarray(k * train.n, (k + 1) * train.n)),
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

export function warningsOf(
  model: FittedModel,
  learned: Learned,
  table: TableAccount,
  testRows: number,
  judged: boolean,
): FitWarning[] {
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
        message: `Terms of the ${name} model that repeat other terms in the training rows, or do not vary there, have coefficient 0: ${fit.aliased.join(', ')}.`,
      });
    }
  }
  const apart = learned.univariate.filter(({ fit }) => fit.separated).map(({ variable }) => variable);
  if (apart.length > 0) {
    warnings.push({
      code: 'separation',
      message: `Alone, ${apart.join(', ')} separate${apart.length === 1 ? 's' : ''} the training outcomes: judged by penalised likelihood ratio, with Firth's coefficients.`,
    });
  }
  const { n, events } = model.training;
  const rarer = Math.min(events, n - events);
  const coefficients = model.radScore.terms.length - 1 + (model.clinical?.fit.terms.length ?? 1) - 1;
  if (rarer < EVENTS_PER_COEFFICIENT * coefficients) {
    warnings.push({
      code: 'few-events',
      message: `${rarer} cases of the rarer class for ${coefficients} coefficient${coefficients === 1 ? '' : 's'} (${(rarer / coefficients).toFixed(1)} per coefficient): expect optimism.`,
    });
  }
  const { rule, significant, candidates, survivors, lasso } = learned.selection.trace();
  const [first, last] = [lasso.alphas[0], lasso.alphas[lasso.alphas.length - 1]];
  if (lasso.alpha === first || lasso.alpha === last) {
    const end = lasso.alpha === last ? 'last' : 'first';
    const hint =
      end === 'last' ? 'the least error may lie beyond it, and the LASSO hardly selects' : 'it keeps next to nothing';
    warnings.push({
      code: 'alpha-at-grid-end',
      message:
        `The alpha chosen, ${shown(lasso.alpha)}, is the ${end} of the ${lasso.alphas.length} of the grid (${shown(first)} to ${shown(last)}): ${hint}. ` +
        `It keeps ${survivors.length} of ${candidates.length} candidates.`,
    });
  }
  if (rule === 'largest F, too few below p') {
    warnings.push({
      code: 'anova-fallback',
      message: `${significant === 0 ? 'No feature reaches' : significant === 1 ? 'Only 1 feature reaches' : `Only ${significant} features reach`} p < ${model.protocol.anova.p}; the LASSO had the ${candidates.length === 1 ? 'one' : candidates.length} with the largest F.`,
    });
  }
  const { sites, abstained, outsideCohort } = table;
  if (sites?.train?.confounded) {
    const { p, test, cramersV } = sites.train;
    const counts = sites.sites
      .filter(({ train }) => train.n > 0)
      .map(({ site, train }) => `${site} ${train.events} of ${train.n}`);
    warnings.push({
      code: 'site-is-outcome',
      message: `Site predicts the outcome of the training rows (with the outcome: ${counts.join(', ')}; Cramér's V ${cramersV.toFixed(2)}, ${test} p ${shown(p)}): the model may have learned scanners.`,
    });
  }
  const strange = sites?.sites.filter((one) => one.train.n === 0 && one.test.n > 0) ?? [];
  if (model.harmonisation?.unseenSite === 'reference' && strange.length > 0) {
    const rows = strange.reduce((sum, one) => sum + one.test.n, 0);
    warnings.push({
      code: 'site-unseen',
      message: `${rows} of ${testRows} test rows are of sites without training rows (${strange.map(({ site }) => site).join(', ')}): judged with their values as they are, not harmonised.`,
    });
  }
  const alike = model.features.filter(({ range }) => range && isNearlyConstant(range)).map(({ name }) => name);
  if (alike.length > 0) {
    warnings.push({
      code: 'rounding-spread',
      message: `The training values of ${alike.join(', ')} differ by less than single precision can represent: such differences come from programs that round differently, not from patients.`,
    });
  }
  if (abstained.count > 0) {
    const reasons = [...new Set(abstained.rows.map(({ message }) => message))];
    warnings.push({
      code: 'rows-abstained',
      message: `${abstained.count} of ${testRows + abstained.count} test rows are left out of the evaluation, for the model has no answer for them: ${reasons.join('; ')}.`,
    });
  }
  if (outsideCohort.count > 0) {
    const of = [...new Set(outsideCohort.rows.map((row) => row.of))];
    warnings.push({
      code: 'outside-cohort',
      message: `${outsideCohort.count} of ${testRows} test rows lie far outside the training rows (${of.join(', ')}). They are judged here; a prediction would abstain.`,
    });
  }
  if (testRows === 0) {
    warnings.push({
      code: 'no-test-rows',
      message:
        abstained.count > 0
          ? 'The model answers for no test row: no figure of test rows exists.'
          : 'No test rows with an outcome: no figure of test rows exists.',
    });
  } else if (!judged) {
    warnings.push({
      code: 'single-class-test',
      message:
        testRows === 1
          ? 'There is one test row: nothing can be judged on it.'
          : `All ${testRows} test rows have the same outcome: nothing can be judged on them.`,
    });
  }
  return warnings;
}

/** Single precision holds 24 bits, 6e-8 of a value; a few roundings make some times that. */
const SINGLE_PRECISION = 5e-7;

function isNearlyConstant([low, high]: readonly [number, number]): boolean {
  return high - low <= SINGLE_PRECISION * Math.max(Math.abs(low), Math.abs(high));
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}
