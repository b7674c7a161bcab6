/** From what the service gives to what is shown: the model that answered, points in words, contributions in words. */
import { type FittedModel, levelWord, logistic, outcomeWords, unitOf, variableLabel } from '@radscore/statistics';
import type { CohortPlaceProps } from '../../components/prediction/cohort-place.tsx';
import type { Contribution } from '../../components/prediction/contribution-layout.ts';
import type { NomogramPoints } from '../../components/prediction/nomogram.tsx';
import type { WhatIfPatient } from '../../components/prediction/what-if-answer.ts';
import type { ClinicalValues } from '../../components/prediction/what-if-controls.ts';
import { featureMeaning } from '../../texts/feature-meaning.ts';
import { decimal } from '../../texts/numbers.ts';
import type { Explained, ModelAnswer, Prediction, Reference, Study } from './asking.ts';

/** The fitted model of a version that gave an answer: the whole one, or the submodel of the sequences that are there. */
export function answeringModel({ model, submodels }: ModelAnswer, answer: Prediction): FittedModel | undefined {
  const of = answer.submodel?.sequences;
  if (!of) return model as unknown as FittedModel;
  const found = submodels.find(
    ({ sequences }) => sequences.length === of.length && of.every((one) => sequences.includes(one)),
  );
  return found?.model as unknown as FittedModel | undefined;
}

/** What is predicted, as the model calls it. */
export function eventOf(model: FittedModel | undefined): string {
  return model ? outcomeWords(model.about).event : 'pCR';
}

/** Points of an answer with the words of its variables. */
export function pointsOf(answer: Prediction): NomogramPoints[] {
  return (answer.points?.variables ?? []).map(({ variable, value, points, label, unit, word }) => {
    const shown = typeof value === 'number' ? decimal(value, digitsOf(value)) : value;
    return {
      variable,
      label: label ?? variable,
      value: word ?? (unit === undefined ? shown : `${shown}\u00a0${unit}`),
      points,
    };
  });
}

/** Decimals that a value is shown with: as it was entered, a computed one with two. */
function digitsOf(value: number): number {
  const digits = (String(value).split('.')[1] ?? '').length;
  return digits > 3 ? 2 : digits;
}

/** Contributions with what their features measure. */
export function contributionsOf(answer: Prediction): Contribution[] {
  return answer.contributions.map((one) => ({ ...one, meaning: featureMeaning(one.feature) }));
}

/** What the Rad-score starts from: the model's own number, else what is left of the sum. */
export function interceptOf(answer: Prediction, model: FittedModel | undefined): number {
  if (model) return model.radScore.coefficients[0];
  return answer.contributions.reduce((rest, { contribution }) => rest - contribution, answer.radScore);
}

/**
 * The patient for a what-if: features of a model that does not harmonise are those of the answer, else as extracted, with
 * the site that the service takes.
 */
export function patientOf(
  answer: Prediction,
  model: FittedModel,
  study: Study,
  institution: string,
  extracted: Explained['features'],
): WhatIfPatient | undefined {
  if (!model.harmonisation) {
    return { model, features: Object.fromEntries(answer.contributions.map(({ feature, value }) => [feature, value])) };
  }
  if (!extracted) return undefined;
  const site = study.site === undefined ? institution : `${institution}/${study.site}`;
  return { model, features: extracted, site };
}

/** The stored values of the model's clinical variables. */
export function measuredOf(model: FittedModel, study: Study): ClinicalValues {
  return Object.fromEntries((model.clinical?.variables ?? []).map(({ name }) => [name, study.clinical?.[name]]));
}

/** A clinical variable that the model uses and the study lacks, or has with a value that the model does not know. */
export interface MissingVariable {
  readonly name: string;
  readonly label: string;
  readonly unit?: string;
  /** Empty for a number. */
  readonly levels: readonly { readonly value: string; readonly word: string }[];
}

/** What to enter so that the nomogram answers: variables without a value that counts. */
export function missingVariables(answer: Prediction, model: FittedModel | undefined, study: Study): MissingVariable[] {
  if (!model?.nomogram || answer.source === 'nomogram') return [];
  return (model.clinical?.variables ?? [])
    .filter(({ name, levels, imputed }) => {
      const value = study.clinical?.[name];
      if (value === undefined || value === '') return imputed === null;
      return levels.length > 0 && !levels.includes(String(value));
    })
    .map(({ name, levels }) => ({
      name,
      label: variableLabel(model.about, name),
      unit: unitOf(model.about, name),
      levels: levels.map((value) => ({ value, word: levelWord(model.about, name, value) })),
    }));
}

/** The training rows on the scale of the answer: its own model's, or none if a submodel answered. */
export function placeOf(
  answer: Prediction,
  reference: Reference | undefined,
): Pick<CohortPlaceProps, 'rows' | 'groups' | 'n'> | undefined {
  if (!reference || answer.submodel) return undefined;
  const { n, score } = reference;
  const isNomogram = answer.source === 'nomogram';
  const { rows, groups } = isNomogram ? score.probability : score.radScore;
  // The Rad-score is the linear predictor of its model: on the scale of probabilities it keeps its order.
  const share = (value: number): number => (isNomogram ? value : logistic(value));
  const end = (value: number | null): number | null => (value === null ? null : share(value));
  if (rows) return { n, rows: rows.map(({ value, pcr }) => ({ value: share(value), pcr })) };
  if (!groups || groups.length === 0) return undefined;
  return { n, groups: groups.map((group) => ({ n: group.n, from: end(group.from), to: end(group.to) })) };
}
