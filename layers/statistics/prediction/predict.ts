/** Predicts one patient from a stored model, or abstains with a reason. */
import { isFingerprinted } from '../cohort/fingerprint.ts';
import { type CohortDistance, InvalidValue, OutsideCohort, SiteUnseen } from '../errors.ts';
import { requireInside } from '../learning/abstention.ts';
import { termColumns } from '../learning/clinical.ts';
import { pointsAt } from '../learning/nomogram.ts';
import { harmoniseRows } from '../learning/prepare-features.ts';
import { levelWord, unitOf, variableLabel } from '../model/about.ts';
import type { FittedModel } from '../model/fitted-model.ts';
import { normalQuantile } from '../numbers/distributions.ts';
import { type LogisticFit, logistic } from '../regression/logistic.ts';
import { clinicalValues } from './clinical-values.ts';
import type { PredictionWarning } from './prediction-warning.ts';

export interface Prediction {
  /** Which model answered. */
  readonly model: 'nomogram' | 'radScore';
  readonly probability: number;
  /**
   * Interval of the probability from the coefficients' covariance, at the protocol's confidence. It holds for the
   * features selected and, in the nomogram, for the Rad-score as it is: the uncertainty of selecting is not in it.
   */
  readonly interval: [number, number];
  readonly linearPredictor: number;
  readonly radScore: number;
  /** Of the interval. */
  readonly confidence: number;
  /** The linear predictor reaches the threshold frozen in training. */
  readonly positive: boolean;
  readonly threshold: number;
  readonly thresholdProbability: number;
  /** Which side of the threshold the probability lies on; `near` if the interval holds both sides. */
  readonly side: 'above' | 'below' | 'near';
  /** The values are those of a row that the model was fitted on: the answer is part of the fit, not a prediction. */
  readonly inTraining: boolean;
  /** What each feature adds to the Rad-score, in the order of the model. */
  readonly contributions: {
    readonly feature: string;
    readonly value: number;
    readonly z: number;
    readonly contribution: number;
  }[];
  /** Nomogram points; null if the Rad-score model answered. */
  readonly points: {
    readonly total: number;
    readonly variables: PointsOfVariable[];
  } | null;
  readonly warnings: PredictionWarning[];
}

/** Points of one axis of the nomogram, with the words of its variable if the model has some. */
export interface PointsOfVariable {
  readonly variable: string;
  readonly value: number | string;
  readonly points: number;
  readonly label?: string;
  readonly unit?: string;
  /** Of the level. */
  readonly word?: string;
}

/** A row that gets no prediction, and why. */
export interface Abstention {
  readonly abstained: {
    readonly code: 'outside-cohort' | 'site-unseen' | 'invalid-value';
    /** The feature, variable or site concerned. */
    readonly of: string;
    readonly message: string;
    /** Of `outside-cohort`: how far out. */
    readonly distance?: CohortDistance;
  };
}

/** z-scores beyond this lie outside what most of the training rows had. */
const FAR = 3;

/**
 * As {@link predict}, with what it throws about the patient's values as an answer: one row of many ends no run.
 *
 * @example
 * ```ts
 * import { DEFAULT_PROTOCOL, fitModel, predictOrAbstain, readCohort } from '@radscore/statistics';
 * const rows = Array.from({ length: 60 }, (_, i) => [i, i % 2, (i % 2) + Math.sin(i), Math.cos(3 * i), (7 * i) % 40]);
 * const table = ['id,pCR,f1,f2,ki67', ...rows].join('\n');
 * const { cohort } = readCohort(table, { outcome: 'pCR', id: 'id', clinical: [{ name: 'ki67' }] });
 * const few = { ...DEFAULT_PROTOCOL, bootstrap: { count: 0, seed: 1 }, permutations: { count: 0, seed: 1 } };
 * const protocol = { ...few, validation: { folds: 0, repeats: 0, seed: 1 } };
 * const { model } = fitModel(cohort, protocol);
 * const answer = predictOrAbstain(model, { f1: 1e6, f2: 0.1 }, { ki67: 30 });
 * 'abstained' in answer && answer.abstained.code; // → 'outside-cohort'
 * ```
 */
export function predictOrAbstain(
  model: FittedModel,
  features: Record<string, number>,
  clinical?: Record<string, number | string>,
  context: { readonly site?: string } = {},
): Prediction | Abstention {
  try {
    return predict(model, features, clinical, context);
  } catch (error) {
    if (error instanceof OutsideCohort) {
      const { of, message, distance } = error;
      return { abstained: { code: 'outside-cohort', of, message, ...(distance && { distance }) } };
    }
    if (error instanceof SiteUnseen) {
      return { abstained: { code: 'site-unseen', of: error.site, message: error.message } };
    }
    if (error instanceof InvalidValue) {
      return { abstained: { code: 'invalid-value', of: error.column, message: error.message } };
    }
    throw error;
  }
}

/**
 * Scores one patient with a frozen model.
 *
 * @param features by name; more than the model needs may be given
 * @param clinical by name; where a value is missing, or left out altogether, the Rad-score model answers
 * @param context where the images come from, for a model that harmonises sites
 * @throws InvalidValue for a missing feature that the model does not impute; SiteUnseen for a site that training did
 *   not see, if the protocol abstains from those; OutsideCohort for values far outside the training rows
 *
 * @example
 * ```ts
 * import { DEFAULT_PROTOCOL, fitModel, predict, readCohort } from '@radscore/statistics';
 * const rows = Array.from({ length: 60 }, (_, i) => [i, i % 2, (i % 2) + Math.sin(i), Math.cos(3 * i), (7 * i) % 40]);
 * const table = ['id,pCR,f1,f2,ki67', ...rows].join('\n');
 * const { cohort } = readCohort(table, { outcome: 'pCR', id: 'id', clinical: [{ name: 'ki67' }] });
 * const few = { ...DEFAULT_PROTOCOL, bootstrap: { count: 0, seed: 1 }, permutations: { count: 0, seed: 1 } };
 * const protocol = { ...few, validation: { folds: 0, repeats: 0, seed: 1 } };
 * const { model } = fitModel(cohort, protocol);
 * predict(model, { f1: 1.2, f2: 0.1 }, { ki67: 30 }).probability > 0.5; // → true
 * ```
 */
export function predict(
  model: FittedModel,
  features: Record<string, number>,
  clinical?: Record<string, number | string>,
  context: { readonly site?: string } = {},
): Prediction {
  const warnings: PredictionWarning[] = [];
  const measured = harmonised(model, features, context.site ?? '', warnings);
  requireInside(model, measured);
  const inTraining = isInTraining(model, features, warnings);
  const contributions = model.features.map((feature, k) => {
    const value = measured[k];
    const z = (value - feature.mean) / feature.sd;
    if (Math.abs(z) > FAR) {
      warnings.push({
        code: 'out-of-distribution',
        of: feature.name,
        message: `${feature.name} lies ${z.toFixed(1)} standard deviations from the training mean (${value} against ${feature.mean}).`,
      });
    }
    return { feature: feature.name, value, z, contribution: feature.coefficient * z };
  });
  const zScores = contributions.map(({ z }) => z);
  const radScore = linearForm(model.radScore, zScores);

  const values = model.nomogram && model.clinical ? clinicalValues(model, clinical, warnings) : null;
  if (!model.nomogram || !model.clinical || !values) {
    return {
      model: 'radScore',
      ...probabilityOf(model, model.radScore, zScores, 'radScore'),
      inTraining,
      radScore,
      contributions,
      points: null,
      warnings,
    };
  }
  const predictors = [
    radScore,
    ...model.clinical.variables.flatMap((variable, v) =>
      termColumns(variable, Float64Array.of(values[v])).map((column) => column[0]),
    ),
  ];
  const axes = model.nomogram.scale.axes;
  const points = [radScore, ...values].map((value, a) => {
    const levels = a === 0 ? [] : (model.clinical?.variables[a - 1].levels ?? []);
    const { variable } = axes[a];
    const shown = levels.length > 0 ? levels[value] : value;
    return { variable, value: shown, points: pointsAt(axes[a], value), ...wordsOfPoints(model, variable, shown) };
  });
  return {
    model: 'nomogram',
    ...probabilityOf(model, model.nomogram.fit, predictors, 'nomogram'),
    inTraining,
    radScore,
    contributions,
    points: { total: points.reduce((sum, { points }) => sum + points, 0), variables: points },
    warnings,
  };
}

function wordsOfPoints({ about }: FittedModel, variable: string, value: number | string) {
  const label = variableLabel(about, variable);
  const unit = unitOf(about, variable);
  const word = levelWord(about, variable, String(value));
  return {
    ...(label !== variable && { label }),
    ...(unit !== undefined && label !== variable && { unit }),
    ...(word !== String(value) && { word }),
  };
}

function isInTraining(model: FittedModel, features: Record<string, number>, warnings: PredictionWarning[]): boolean {
  const names = model.features.map(({ name }) => name);
  const values = names.map((name) => features[name] ?? Number.NaN);
  if (!isFingerprinted(model.training.fingerprints ?? [], names, values)) return false;
  warnings.push({
    code: 'in-training',
    of: '',
    message: `the ${names.length} features have the values of a row that the model was fitted on: this is no prediction of something new, and does not belong in a validation.`,
  });
  return true;
}

/** Values of the model's features, filled and harmonised as in training. */
function harmonised(
  model: FittedModel,
  features: Record<string, number>,
  site: string,
  warnings: PredictionWarning[],
): Float64Array {
  const values = Float64Array.from(model.features, ({ name, imputed }) =>
    featureValue(name, imputed, features[name], warnings),
  );
  if (!model.harmonisation) return values;
  const { fit, unseenSite } = model.harmonisation;
  if (!fit.batches.includes(site) && unseenSite === 'reference') {
    const named = site === '' ? 'no site is named' : `site "${site}" was not in training`;
    const message = `${named} (${fit.batches.join(', ')}): its values are taken as they are, as if from the reference.`;
    warnings.push({ code: 'site-unseen', of: site, message });
  }
  return harmoniseRows(fit, values, [site], unseenSite);
}

function featureValue(
  name: string,
  imputed: number | null,
  value: number | undefined,
  warnings: PredictionWarning[],
): number {
  if (value !== undefined && Number.isFinite(value)) return value;
  if (imputed === null) {
    const got = value === undefined ? 'no value' : String(value);
    throw new InvalidValue(
      'to be scored',
      name,
      got,
      'a finite number',
      'Extract the feature with the settings of the model.',
    );
  }
  warnings.push({
    code: 'imputed',
    of: name,
    message: `${name} is missing; the training median ${imputed} stands in.`,
  });
  return imputed;
}

function linearForm(fit: LogisticFit, predictors: readonly number[]): number {
  return predictors.reduce((sum, x, j) => sum + x * fit.coefficients[j + 1], fit.coefficients[0]);
}

function probabilityOf(
  model: FittedModel,
  fit: LogisticFit,
  predictors: readonly number[],
  kind: 'radScore' | 'nomogram',
): Pick<
  Prediction,
  | 'probability'
  | 'interval'
  | 'confidence'
  | 'linearPredictor'
  | 'positive'
  | 'threshold'
  | 'thresholdProbability'
  | 'side'
> {
  const linearPredictor = linearForm(fit, predictors);
  const x = [1, ...predictors];
  let variance = 0;
  x.forEach((a, i) => {
    x.forEach((b, j) => {
      variance += a * b * fit.covariance[i][j];
    });
  });
  const half = normalQuantile(0.5 + model.protocol.confidence / 2) * Math.sqrt(variance);
  if (!Number.isFinite(linearPredictor) || !Number.isFinite(half)) {
    throw new OutsideCohort(kind, 'got values whose linear predictor overflows; wanted values like those of training.');
  }
  const threshold = model.thresholds[kind]?.score ?? 0;
  const positive = linearPredictor >= threshold;
  const isNear = linearPredictor - half < threshold && threshold <= linearPredictor + half;
  return {
    probability: logistic(linearPredictor),
    interval: [logistic(linearPredictor - half), logistic(linearPredictor + half)],
    confidence: model.protocol.confidence,
    linearPredictor,
    positive,
    threshold,
    thresholdProbability: model.thresholds[kind]?.probability ?? logistic(threshold),
    side: isNear ? 'near' : positive ? 'above' : 'below',
  };
}
