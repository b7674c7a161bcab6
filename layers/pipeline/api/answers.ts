/** What a version of a model answers, for a stored study or for values at hand. */
import {
  type Evaluation,
  type FittedModel,
  OutsideCohort,
  type Prediction,
  predict,
  SiteUnseen,
} from '@radscore/statistics';
import { isDemonstration, originOf } from '../contracts/data-origin.ts';
import type { StudyKey } from '../contracts/identifiers.ts';
import type { Reason, StudyReference } from '../contracts/workflow.ts';
import { SettingsMismatch, Superseded } from '../errors.ts';
import { answeringLine } from '../lines/answering-line.ts';
import type { LineRow } from '../lines/line-row.ts';
import type { Standing } from '../lines/lines.ts';
import { viewerOf } from '../models/audience.ts';
import { patientName, rowId, siteOf } from '../models/cohort-table.ts';
import { loadCohortTable } from '../models/cohorts.ts';
import { whyModelWithheld } from '../models/disclosure.ts';
import { type ModelVersionRow, requireChampion } from '../models/models.ts';
import { environment } from '../storage/clients.ts';
import { putItem, studyPartition } from '../storage/dynamodb-table.ts';
import { readJson } from '../storage/objects.ts';
import { requireStudy } from '../studies/studies.ts';
import type { StudyRow } from '../studies/study-row.ts';
import { findVector, loadFeatures, openVector, type StoredVector } from '../studies/vectors.ts';
import { type Answer, type PredictionAnswer, RESEARCH_USE_ONLY } from './schemas/index.ts';

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

function named(row: ModelVersionRow): PredictionAnswer['model'] {
  return { owner: row.owner, name: row.name, version: row.version, dataOrigin: originOf(row) };
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

/** Values at hand do not say whose they are, so that the answer does. */
function syntheticModel({ name, version, ...row }: ModelVersionRow): Reason[] {
  if (originOf(row) === 'patient') return [];
  const message =
    `${name} version ${version} was fitted on synthetic data, which are of no patient: its answer demonstrates the service, and says ` +
    'nothing about a patient.';
  return [{ code: 'synthetic-model', message }];
}

/** A version's answer for a stored study: for its newest manifest, if that is analysed. @throws StudyNotFound */
export async function answerForStudy(version: ModelVersionRow, study: StudyKey): Promise<Answer> {
  const row = await requireStudy(study);
  const vector = await openVector(row);
  return 'code' in vector ? abstention(version, row, vector) : answerFor(version, row, vector);
}

/** A version's answer for the study that an execution is about to finish. @throws Superseded if another has it now */
export async function answerForExecution(version: ModelVersionRow, study: StudyReference): Promise<Answer> {
  const row = await requireStudy(study);
  if (row.executionArn !== study.executionArn || row.manifestHash !== study.manifestHash) throw new Superseded();
  const vector = await findVector(row);
  if (!vector) throw new Error('got no vector of a study that was assembled; wanted one');
  return answerFor(version, row, vector);
}

function abstention(version: ModelVersionRow, { studyId, manifestHash }: StudyRow, abstained: Reason): Answer {
  return { model: named(version), studyId, manifestHash, abstained, notice: RESEARCH_USE_ONLY };
}

/** Of a row and its vector, both of one manifest. */
async function answerFor(version: ModelVersionRow, row: StudyRow, vector: StoredVector): Promise<Answer> {
  const other =
    whyOtherProtocol(version, row.protocol) ??
    whyOtherOrigin(version, row) ??
    whyNotForOthers(version, row.institution);
  if (other) return abstention(version, row, other);
  if (vector.settingsHash !== version.settingsHash) {
    const { message } = new SettingsMismatch(vector.settingsHash, version.settingsHash);
    return abstention(version, row, { code: 'settings-mismatch', message });
  }
  const { names, values } = await loadFeatures(vector);
  const features = Object.fromEntries(names.map((name, i) => [name, values[i]]));
  const missing = version.selected.filter((name) => !Number.isFinite(features[name]));
  if (missing.length > 0) {
    return abstention(version, row, {
      code: 'features-missing',
      message: `got ${missing.length} of the model's ${version.selected.length} features without a value (${missing[0]}); wanted all of them.`,
    });
  }
  const { studyId, manifestHash } = row;
  const answer = await answerForFeatures(version, features, row.clinical ?? {}, siteOf(row));
  if ('abstained' in answer) return { ...answer, studyId, manifestHash };
  const inTraining = answer.inTraining || (await isTrainingRow(version, row));
  const warnings = [...gapsOf(vector), ...otherEngine(version, vector), ...(inTraining ? [knownOutcome(version)] : [])];
  const ofValues = answer.warnings.filter(({ code }) => code !== 'in-training');
  return {
    ...answer,
    studyId,
    manifestHash,
    inTraining,
    engineVersion: vector.engineVersion,
    warnings: [...warnings, ...ofValues],
  };
}

function gapsOf({ gaps }: StoredVector): Reason[] {
  return Object.entries(gaps).map(([sequence, { message }]) => ({
    code: 'missing-sequence',
    message: `${sequence}: ${message}`,
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
 * study of the patient: it is the same patient.
 */
async function isTrainingRow({ evaluationKey, cohortKey }: ModelVersionRow, study: StudyRow): Promise<boolean> {
  const { institution, patient, repeatOf } = study;
  const { train } = (await readJson(environment('ARTEFACT_BUCKET'), evaluationKey)) as Evaluation;
  const ids = [study, ...(repeatOf === undefined ? [] : [{ institution, studyId: repeatOf }])].map(rowId);
  if (ids.some((id) => train.ids.includes(id))) return true;
  if (patient === undefined) return false;
  const { rows } = await loadCohortTable(cohortKey);
  return rows.some((row) => row.split === 'train' && patientName(row) === patientName(study));
}

/** A model knows the outcomes of its training rows: its answer for them is a memory, not a prediction. */
function knownOutcome({ name, version }: ModelVersionRow): Reason {
  const message =
    `got a study that ${name} version ${version} was trained on; wanted one that the model has not seen. ` +
    'The probability is too good, and says nothing about how well the model predicts. Use a version that was not trained on it.';
  return { code: 'in-training', message };
}

/**
 * A version's answer for values at hand, of a site if the version harmonises sites; an abstention if they lie far outside its training rows, or so far out that the
 * model's arithmetic gives no number.
 * @throws InvalidValue naming a feature that is missing
 */
export async function answerForFeatures(
  version: ModelVersionRow,
  features: Record<string, number>,
  clinical: Record<string, number | string>,
  site = '',
): Promise<Answer> {
  const fitted = (await readJson(environment('ARTEFACT_BUCKET'), version.modelKey)) as FittedModel;
  const own = named(version);
  let predicted: Prediction;
  try {
    predicted = predict(fitted, features, clinical, { site });
  } catch (error) {
    if (error instanceof SiteUnseen) return { model: own, abstained: siteUnseen(site), notice: RESEARCH_USE_ONLY };
    if (!(error instanceof OutsideCohort)) throw error;
    const value = features[error.of] ?? clinical[error.of];
    return { model: own, abstained: outsideCohort(error.of, value), notice: RESEARCH_USE_ONLY };
  }
  const { probability, interval, confidence, radScore, points, contributions, warnings, model } = predicted;
  const answer: PredictionAnswer = {
    model: own,
    source: model === 'nomogram' ? 'nomogram' : 'rad-score',
    probability,
    interval,
    confidence,
    radScore,
    points: points ?? undefined,
    contributions,
    settingsHash: version.settingsHash,
    engineVersion: version.engineVersion,
    warnings: [
      ...syntheticModel(version),
      ...warnings.map(({ code, message }) => (code === 'site-unseen' ? siteUnseen(site) : { code, message })),
    ],
    notice: RESEARCH_USE_ONLY,
  };
  if (isComputed(answer)) return answer;
  const [farthest] = [...contributions].sort((one, other) => magnitude(other.z) - magnitude(one.z));
  const message =
    `got values for which the model's formula gives no number (${farthest ? `${farthest.feature} is ${farthest.value}` : 'a clinical variable'}); ` +
    'wanted values of the kind that the model was trained on. Check the units and the settings of the features.';
  return { model: answer.model, abstained: { code: 'not-computable', message }, notice: RESEARCH_USE_ONLY };
}

/**
 * The statistics layer names the least and the largest training value, which are those of single patients: the holder of a
 * model may read them, other institutions may not.
 */
function outsideCohort(of: string, value: number | string | undefined): Reason {
  const message =
    `got ${of}${value === undefined ? '' : ` of ${value}`}, far outside the values that the model was trained on; ` +
    'wanted a value like those of the training rows. Check units, sequence and extraction settings.';
  return { code: 'outside-cohort', message };
}

/** Without the sites of the training rows, which the statistics layer lists: other institutions may not read them. */
function siteUnseen(site: string): Reason {
  const message =
    `got values of site ${site || 'unknown'}, without training rows of this version; wanted a site that it was harmonised on. ` +
    'If it answers, values are taken as they are. Train with studies of the site.';
  return { code: 'site-unseen', message };
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

/** Keeps an answer under the manifest that it is about, and the version that gave it. */
export async function storeAnswer(study: StudyReference, answer: Answer): Promise<void> {
  const { owner, name, version } = answer.model;
  const { manifestHash } = study;
  const SK = `PREDICTION#${manifestHash}#${owner}~${name}#${version}`;
  await putItem({ PK: studyPartition(study), SK, manifestHash, answer: JSON.stringify(answer) });
}
