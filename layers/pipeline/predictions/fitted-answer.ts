/** What a fitted model of a version answers for values, in the API's form. */
import {
  type FittedModel,
  type ModelKind,
  OutsideCohort,
  type Prediction,
  predict,
  SiteUnseen,
} from '@radscore/statistics';
import type { AbstentionAnswer, Answer, PredictionAnswer } from '../api/schemas/index.ts';
import { RESEARCH_USE_ONLY } from '../api/schemas/notice.ts';
import { originOf } from '../contracts/data-origin.ts';
import type { Reason } from '../contracts/workflow.ts';
import type { AnsweringVersion } from './answering-version.ts';
import { outsideCohort, siteUnseen, warningFor } from './wording.ts';

/** What a caller asks beyond the values. */
export interface Asked {
  /** No answer rather than one whose interval holds the threshold. */
  readonly certain?: boolean;
  /** Where the images come from, for a model that harmonises sites. */
  readonly site?: string;
}

export interface Values {
  readonly features: Record<string, number>;
  readonly clinical: Record<string, number | string>;
}

/** Which version answers. */
export function modelOf(row: AnsweringVersion): PredictionAnswer['model'] {
  return { owner: row.owner, name: row.name, version: row.version, dataOrigin: originOf(row) };
}

export function abstentionOf(version: AnsweringVersion, abstained: AbstentionAnswer['abstained']): AbstentionAnswer {
  return { model: modelOf(version), abstained, notice: RESEARCH_USE_ONLY };
}

/**
 * The answer of one fitted model of a version; an abstention if the values lie far outside its training rows, or so far out
 * that its arithmetic gives no number, if they come from a site that it abstains from, or if certainty was asked for and there is none.
 *
 * @throws InvalidValue naming a feature that is missing
 */
export function answerOfModel(version: AnsweringVersion, fitted: FittedModel, values: Values, asked: Asked): Answer {
  const { features, clinical } = values;
  const given = (name: string) => features[name] ?? clinical[name];
  let predicted: Prediction;
  try {
    predicted = predict(fitted, features, clinical, { site: asked.site });
  } catch (error) {
    if (error instanceof OutsideCohort) {
      return abstentionOf(version, outsideCohort(error.of, given(error.of), error.distance));
    }
    if (error instanceof SiteUnseen) return abstentionOf(version, siteUnseen(error.site));
    throw error;
  }
  const kind: ModelKind = predicted.model;
  const { probability, interval, confidence, radScore, points, contributions, warnings, side } = predicted;
  const answer: PredictionAnswer = {
    model: modelOf(version),
    inTraining: predicted.inTraining,
    source: kind === 'nomogram' ? 'nomogram' : 'rad-score',
    probability,
    interval,
    confidence,
    class: side,
    threshold: {
      probability: predicted.thresholdProbability,
      score: predicted.threshold,
      model: kind === 'nomogram' ? 'nomogram' : 'rad-score',
    },
    radScore,
    points: points ?? undefined,
    contributions,
    settingsHash: version.settingsHash,
    engineVersion: version.engineVersion,
    warnings: [...syntheticModel(version), ...warnings.map((warning) => warningFor(warning, given(warning.of)))],
    notice: RESEARCH_USE_ONLY,
  };
  if (!isComputed(answer)) return abstentionOf(version, notComputable(contributions));
  return asked.certain && side === 'near' ? abstentionOf(version, acrossThreshold(answer)) : answer;
}

/** Values at hand do not say whose they are, so that the answer does. */
function syntheticModel({ name, version, ...row }: AnsweringVersion): Reason[] {
  if (originOf(row) === 'patient') return [];
  const message =
    `${name} version ${version} was fitted on synthetic data, which are of no patient: its answer demonstrates the service, and says ` +
    'nothing about a patient.';
  return [{ code: 'synthetic-model', message }];
}

function notComputable(contributions: PredictionAnswer['contributions']): AbstentionAnswer['abstained'] {
  const [farthest] = [...contributions].sort((one, other) => magnitude(other.z) - magnitude(one.z));
  const message =
    `got values for which the model's formula gives no number (${farthest ? `${farthest.feature} is ${farthest.value}` : 'a clinical variable'}); ` +
    'wanted values of the kind that the model was trained on. Check the units and the settings of the features.';
  return { code: 'not-computable', message };
}

function acrossThreshold({ interval, threshold, source }: PredictionAnswer): AbstentionAnswer['abstained'] {
  const [low, high] = interval.map((one) => Number(one.toPrecision(3)));
  const message =
    `got an interval of ${low} to ${high}, which holds the threshold ${Number(threshold.probability.toPrecision(3))} of the ${source}; ` +
    'wanted one on one side of it, for certainty was asked for. Ask without "certain" for the probability.';
  return { code: 'interval-across-threshold', message };
}

/** Whether every number of an answer is one; JSON would make `null` of any other. */
function isComputed({ probability, interval, radScore, contributions, points }: PredictionAnswer): boolean {
  const parts = contributions.flatMap(({ value, z, contribution }) => [value, z, contribution]);
  const shown = points ? [points.total, ...points.variables.map((variable) => variable.points)] : [];
  return [probability, ...interval, radScore, ...parts, ...shown].every(Number.isFinite);
}

function magnitude(z: number): number {
  return Number.isFinite(z) ? Math.abs(z) : Number.POSITIVE_INFINITY;
}
