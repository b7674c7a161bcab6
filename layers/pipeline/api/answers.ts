/** What a version of a model answers, for a stored study or for values at hand. */
import { isDemonstration, originOf } from '../contracts/data-origin.ts';
import type { StudyKey } from '../contracts/identifiers.ts';
import type { Clinical } from '../contracts/manifest.ts';
import type { Reason, StudyReference } from '../contracts/workflow.ts';
import { SettingsMismatch, Superseded } from '../errors.ts';
import { answeringLine } from '../lines/answering-line.ts';
import type { LineRow } from '../lines/line-row.ts';
import type { Standing } from '../lines/lines.ts';
import { viewerOf } from '../models/audience.ts';
import { patientName, rowId, siteOf } from '../models/cohort-table.ts';
import { whyModelWithheld } from '../models/disclosure.ts';
import { type ModelVersionRow, requireChampion } from '../models/models.ts';
import { declaredClinical } from '../predictions/declared-clinical.ts';
import { type Asked, abstentionOf, answerOfModel } from '../predictions/fitted-answer.ts';
import { type AnsweringSubmodel, submodelFor } from '../predictions/ladder.ts';
import { loadNamedFeatures, presentSequences } from '../predictions/selected-features.ts';
import { StoredModels } from '../predictions/stored-models.ts';
import { answerOfSubmodel, neededSequences } from '../predictions/values-answer.ts';
import { putItem, studyPartition } from '../storage/dynamodb-table.ts';
import { requireStudy } from '../studies/studies.ts';
import type { StoredPrediction, StudyRow } from '../studies/study-row.ts';
import { findVector, openVector, type StoredVector } from '../studies/vectors.ts';
import type { Answer, PredictionAnswer } from './schemas/index.ts';

/**
 * The promoted version that answers for an institution's studies of a protocol, or why none does. No line of synthetic data
 * is in question for an institution that has patients, nor the other way round.
 */
export async function modelOfProtocol(
  institution: string,
  protocol: string,
  now: Date,
): Promise<ModelVersionRow | Reason> {
  const origin = isDemonstration(institution) ? 'synthetic' : 'patient';
  const fits = async (line: LineRow) => originOf(await requireChampion(line)) === origin;
  const line = await answeringLine(institution, protocol, now, fits);
  return 'code' in line ? line : requireChampion(line);
}

function whyOtherProtocol(version: ModelVersionRow, protocol: string | undefined): Reason | undefined {
  if (version.protocol === protocol) return undefined;
  return {
    code: 'protocol-mismatch',
    message:
      `got a study of protocol ${protocol} and ${version.name} version ${version.version}, which was trained under ${version.protocol}; ` +
      `wanted the same protocol. Train a model under ${protocol} with a name of its own, or analyse the study with ${version.protocol}.`,
  };
}

/** What was fitted on synthetic rows never answers for a patient, nor the other way round. */
function whyOtherOrigin(version: ModelVersionRow, study: StudyRow): Reason | undefined {
  const [got, wanted] = [originOf(study), originOf(version)];
  if (got === wanted) return undefined;
  return {
    code: 'data-origin-mismatch',
    message:
      `got a study of data origin ${got} and ${version.name} version ${version.version}, which was fitted on data of origin ${wanted}; ` +
      'wanted the same origin. Use a model that was fitted on such studies.',
  };
}

/** @param standing of a member of a consortium without rows only its token shows that it is one */
export function whyNotForOthers(
  version: ModelVersionRow,
  institution: string,
  standing: Standing = institution === version.owner ? 'member' : 'guest',
): Reason | undefined {
  return viewerOf(version, institution, standing) === 'other' ? whyModelWithheld(version) : undefined;
}

/** What is asked of a stored study, and the models that the function keeps; without them each is read again. */
export interface StudyQuestion extends Pick<Asked, 'certain'> {
  readonly models?: StoredModels;
  /** The study as it was opened already, while the version was looked for. */
  readonly opened?: Promise<OpenedStudy>;
  /** Clinical values in place of the stored ones, for this answer only. */
  readonly clinical?: Clinical;
}

/** A study's row, and its vector or why it has none to serve. */
export interface OpenedStudy {
  readonly row: StudyRow;
  readonly vector: StoredVector | Reason;
}

/** Reads a stored study. @throws StudyNotFound */
export async function openStudy(study: StudyKey): Promise<OpenedStudy> {
  const row = await requireStudy(study);
  return { row, vector: await openVector(row) };
}

/** A version's answer for a stored study: for its newest manifest, if that is analysed. @throws StudyNotFound */
export async function answerForStudy(
  version: ModelVersionRow,
  study: StudyKey,
  question: StudyQuestion = {},
): Promise<Answer> {
  const { row, vector } = await (question.opened ?? openStudy(study));
  return 'code' in vector ? ofStudy(row, abstentionOf(version, vector)) : answerFor(version, row, vector, question);
}

/** A version's answer for the study that an execution is about to finish. @throws Superseded if another has it now */
export async function answerForExecution(
  version: ModelVersionRow,
  study: StudyReference,
  question: StudyQuestion = {},
): Promise<Answer> {
  const row = await requireStudy(study);
  if (row.executionArn !== study.executionArn || row.manifestHash !== study.manifestHash) throw new Superseded();
  const vector = await findVector(row);
  if (!vector) throw new Error('got no vector of a study that was assembled; wanted one');
  return answerFor(version, row, vector, question);
}

function ofStudy<Given extends Answer>({ studyId, manifestHash }: StudyRow, answer: Given): Given {
  return { ...answer, studyId, manifestHash };
}

/** Of a row and its vector, both of one manifest. */
async function answerFor(
  version: ModelVersionRow,
  row: StudyRow,
  vector: StoredVector,
  { models = new StoredModels(), certain, clinical }: StudyQuestion,
): Promise<Answer> {
  const why =
    whyOtherProtocol(version, row.protocol) ??
    whyOtherOrigin(version, row) ??
    whyNotForOthers(version, row.institution) ??
    whyOtherSettings(version, vector);
  if (why) return ofStudy(row, abstentionOf(version, why));
  const present = presentSequences(vector);
  const missing = neededSequences(version).filter((sequence) => !present.includes(sequence));
  const submodel = missing.length === 0 ? undefined : submodelFor(version, present, missing);
  if (submodel && 'code' in submodel) return ofStudy(row, abstentionOf(version, submodel));

  const { selected, modelKey } = submodel ?? version;
  const [features, model] = await Promise.all([loadNamedFeatures(vector, selected), models.model(modelKey)]);
  const gaps = model.features.filter(({ name, imputed }) => imputed === null && features[name] === undefined);
  if (gaps.length > 0) {
    const message = `got ${gaps.length} of the model's ${selected.length} features without a value (${gaps[0].name}); wanted all of them.`;
    return ofStudy(row, abstentionOf(version, { code: 'features-missing', message }));
  }
  const asked = { certain, site: siteOf(row) };
  const given = clinical && declaredClinical(version, clinical);
  const values = { features, clinical: { ...row.clinical, ...given?.clinical } };
  const answer = submodel
    ? await answerOfSubmodel(models, version, submodel, missing, values, asked)
    : answerOfModel(version, model, values, asked);
  if ('abstained' in answer) return ofStudy(row, answer);
  const inTraining = answer.inTraining || (await isTrainingRow(models, version, row));
  return ofStudy(row, {
    ...answer,
    inTraining,
    engineVersion: vector.engineVersion,
    warnings: [
      ...gapsOf(vector, submodel),
      ...otherEngine(version, vector),
      ...(inTraining ? [knownOutcome(version)] : []),
      ...answer.warnings.filter(({ code }) => code !== 'in-training'),
      ...(given ? [givenClinical(given.clinical), ...given.warnings] : []),
    ],
  });
}

/** The answer is not that of the study as it is stored. */
function givenClinical(given: Clinical): Reason {
  const message =
    `got ${Object.keys(given).join(', ') || 'no clinical value'} with the request; wanted the stored values of the study. The answer is for what was ` +
    'given, and nothing was stored. PUT /v1/studies/{id}/clinical stores values.';
  return { code: 'clinical-given', message };
}

function whyOtherSettings(version: ModelVersionRow, { settingsHash }: StoredVector): Reason | undefined {
  if (settingsHash === version.settingsHash) return undefined;
  return { code: 'settings-mismatch', message: new SettingsMismatch(settingsHash, version.settingsHash).message };
}

/** What a study lacks. If the model of all sequences answers all the same, it uses nothing of them. */
function gapsOf({ gaps }: StoredVector, submodel: AnsweringSubmodel | undefined): Reason[] {
  const unused = submodel ? '' : ' The model uses no feature of it.';
  return Object.entries(gaps).map(([sequence, { message }]) => ({
    code: 'missing-sequence',
    message: `${sequence}: ${message}${unused}`,
  }));
}

function otherEngine(version: ModelVersionRow, { engineVersion }: StoredVector): Reason[] {
  if (engineVersion === version.engineVersion) return [];
  const message =
    `got features of engine ${engineVersion}; wanted those of engine ${version.engineVersion}, with which the model was trained. ` +
    'Values may differ between engines: upload the manifest again, or train a new version.';
  return [{ code: 'engine-mismatch', message }];
}

/**
 * Whether a version was fitted on a study, be it with this or an earlier manifest, on the study that it repeats, or on another
 * study of the patient: it is the same patient. Submodels are fitted on the same rows.
 */
async function isTrainingRow(
  models: StoredModels,
  { evaluationKey, cohortKey }: ModelVersionRow,
  study: StudyRow,
): Promise<boolean> {
  const { institution, patient, repeatOf } = study;
  const trained = await models.trainingIds(evaluationKey);
  const ids = [study, ...(repeatOf === undefined ? [] : [{ institution, studyId: repeatOf }])].map(rowId);
  if (ids.some((id) => trained.has(id))) return true;
  return patient !== undefined && (await models.trainingPatients(cohortKey)).has(patientName(study));
}

/** A model knows the outcomes of its training rows: its answer for them is a memory, not a prediction. */
function knownOutcome({ name, version }: ModelVersionRow): Reason {
  const message =
    `got a study that ${name} version ${version} was trained on; wanted one that the model has not seen. ` +
    'The probability is too good, and says nothing about how well the model predicts. Use a version that was not trained on it.';
  return { code: 'in-training', message };
}

/** DynamoDB goes down to 1e-130; a probability nearer to 0 than this is 0. */
const SMALLEST = 1e-100;

/** What a study's row keeps of the answer of its analysis. */
export function storedPredictionOf(answer: PredictionAnswer): StoredPrediction {
  const { model, probability, interval, threshold, class: side } = answer;
  const { owner, name, version } = model;
  const storable = (value: number): number => (value < SMALLEST ? 0 : value);
  return {
    owner,
    model: name,
    version,
    probability: storable(probability),
    interval: [storable(interval[0]), storable(interval[1])],
    threshold: storable(threshold.probability),
    class: side,
  };
}

/** Keeps an answer under the manifest that it is about, and the version that gave it. */
export async function storeAnswer(study: StudyReference, answer: Answer): Promise<void> {
  const { owner, name, version } = answer.model;
  const { manifestHash } = study;
  const SK = `PREDICTION#${manifestHash}#${owner}~${name}#${version}`;
  await putItem({ PK: studyPartition(study), SK, manifestHash, answer: JSON.stringify(answer) });
}
