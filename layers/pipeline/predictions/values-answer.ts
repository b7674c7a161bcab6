/** A version's answer for values at hand: by the model of all sequences, or by the submodel of those that are there. */

import { type FittedModel, InvalidValue } from '@radscore/statistics';
import type { Answer, PredictionAnswer } from '../api/schemas/index.ts';
import { SEQUENCES, type SequenceName } from '../contracts/choices.ts';
import { sequenceOf } from '../contracts/sequence-of-feature.ts';
import type { AnsweringVersion } from './answering-version.ts';
import { declaredClinical } from './declared-clinical.ts';
import { type Asked, abstentionOf, answerOfModel, type Values } from './fitted-answer.ts';
import { type AnsweringSubmodel, submodelFor, submodelWarning } from './ladder.ts';

/** Fitted models by the keys of a version and its submodels. */
export interface ModelsByKey {
  model(modelKey: string): Promise<FittedModel>;
}

/**
 * A version's answer for values at hand. A sequence counts as missing if none of its features is given, and the model needs
 * some: then the submodel of the others answers. A gap within a sequence is an error of the caller.
 *
 * @throws InvalidValue naming a feature that is missing
 */
export async function answerForValues(
  models: ModelsByKey,
  version: AnsweringVersion,
  values: Values,
  asked: Asked = {},
): Promise<Answer> {
  const { clinical, warnings } = declaredClinical(version, values.clinical);
  const answer = await answerForDeclared(models, version, { ...values, clinical }, asked);
  if ('abstained' in answer || warnings.length === 0) return answer;
  return { ...answer, warnings: [...answer.warnings, ...warnings] };
}

async function answerForDeclared(
  models: ModelsByKey,
  version: AnsweringVersion,
  values: Values,
  asked: Asked,
): Promise<Answer> {
  const { features } = values;
  const given = SEQUENCES.filter((sequence) => Object.keys(features).some((name) => sequenceOf(name) === sequence));
  const missing = neededSequences(version).filter((sequence) => !given.includes(sequence));
  if (missing.length === 0 || given.length === 0) {
    return answerOfModel(version, await models.model(version.modelKey), values, asked);
  }
  const submodel = submodelFor(version, given, missing);
  if ('code' in submodel) return abstentionOf(version, submodel);
  return answerOfSubmodel(models, version, submodel, missing, values, asked);
}

/** Sequences of which a version's model uses a feature. */
export function neededSequences({ selected }: AnsweringVersion): SequenceName[] {
  const needed = new Set(selected.map(sequenceOf));
  return SEQUENCES.filter((sequence) => needed.has(sequence));
}

/** The answer of a submodel, with what it is to be read with. */
export async function answerOfSubmodel(
  models: ModelsByKey,
  version: AnsweringVersion,
  submodel: AnsweringSubmodel,
  missing: readonly SequenceName[],
  values: Values,
  asked: Asked,
): Promise<Answer> {
  const { sequences, area, confidence } = submodel;
  const shown: PredictionAnswer['submodel'] = { sequences, missing: [...missing], area, confidence };
  const answer = answerOfModel(version, await models.model(submodel.modelKey), values, asked);
  if ('abstained' in answer) return { ...answer, submodel: shown };
  return { ...answer, submodel: shown, warnings: [submodelWarning(submodel, missing), ...answer.warnings] };
}

/** As {@link answerForValues} for one row of many: a value that is missing is the reason for having no answer. */
export async function answerForRow(
  models: ModelsByKey,
  version: AnsweringVersion,
  values: Values,
  asked: Asked,
): Promise<Answer> {
  try {
    return await answerForValues(models, version, values, asked);
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    const { column, got } = error;
    const message = `got ${got} for ${column}; wanted a number. Complete the row.`;
    return abstentionOf(version, { code: 'features-missing', message });
  }
}
