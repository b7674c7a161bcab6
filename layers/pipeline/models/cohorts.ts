/** Cohorts: labelled studies gathered into a table that a training run stores and reads again. */
import { createHash } from 'node:crypto';
import { type DataOrigin, originOf, originOfCohort } from '../contracts/data-origin.ts';
import type { Reason, TrainingRun } from '../contracts/workflow.ts';
import { Conflict } from '../errors.ts';
import { type Patient, type Side, takeSides } from '../lines/sides.ts';
import { missingFromCohort, protocolById } from '../protocols/index.ts';
import { environment } from '../storage/clients.ts';
import { readJson, readObject, writeJson, writeObject } from '../storage/objects.ts';
import { whyOutcomeLeft } from '../studies/outcomes.ts';
import { labelledStudies, repeatedStudies } from '../studies/studies.ts';
import type { StudyRow } from '../studies/study-row.ts';
import { type FeatureVector, loadFeatures, openVector, type StoredVector, whyNotAnalysed } from '../studies/vectors.ts';
import {
  type CohortRow,
  type CohortTable,
  cohortTable,
  type NumbersName,
  numbersFile,
  type StoredCohort,
} from './cohort-table.ts';
import { gatherRepeats } from './repeats.ts';

export * from './cohort-table.ts';

/** What studies must have in common to be rows of one table. */
interface CohortTerms {
  readonly id: string;
  readonly settingsHash: string;
  readonly engineVersion: string;
  /** Of the rows; without it, what `originOfCohort` finds. */
  readonly dataOrigin?: DataOrigin;
}

/** Gives each patient its side of the split, in their order; `undefined` for one that belongs to neither. */
export type TakeSides = (patients: readonly Patient[]) => Promise<readonly (Side | undefined)[]>;

/** The sides of a run's line. */
export function sidesOfRun(run: TrainingRun): TakeSides {
  return (patients) => takeSides(run, patients, run, run.runId);
}

/**
 * Labelled, complete studies of some institutions, in the order of institution and study id, with their split. Each row is
 * of one manifest: the newest. The outcome is the one that counts (`effectiveOutcome`).
 */
export async function gatherCohort(
  institutions: readonly string[],
  protocol: CohortTerms,
  sidesOf: TakeSides,
): Promise<StoredCohort> {
  const names = [...new Set(institutions)].sort();
  const byId = (some: StudyRow[]) => some.sort((a, b) => (a.studyId < b.studyId ? -1 : 1));
  const studies = (await Promise.all(names.map(labelledStudies))).flatMap(byId);
  const repeated = [...(await Promise.all(names.map(repeatedStudies))).flat(), ...studies.filter(isRepeat)];
  const left: CohortTable['left'] = [];
  const noted: CohortTable['noted'] = [];
  const leave = ({ institution, studyId }: StudyRow, why: Reason) => left.push({ institution, studyId, reason: why });
  const usable: { study: StudyRow; vector: StoredVector }[] = [];
  const origin =
    protocol.dataOrigin ??
    originOfCohort(
      institutions,
      studies.filter(({ outcome }) => outcome),
    );
  for (const study of studies) {
    // An analysis that has just begun has not read its manifest's outcome yet; of any other, an outcome that is gone is gone.
    if (isRepeat(study) || (!study.outcome && study.status !== 'analysing')) continue;
    const why = whyOtherOrigin(study, origin) ?? whyLeft(study, protocol);
    const vector = why ?? (await openVector(study));
    if ('code' in vector) leave(study, vector);
    else usable.push({ study, vector });
  }
  const splits = await sidesOf(usable.map(({ study }) => patientOf(study)));
  const rows: CohortRow[] = [];
  const vectors: FeatureVector[] = [];
  for (const [i, { study, vector }] of usable.entries()) {
    const { institution, studyId, manifestHash, outcome, patient, site, clinical = {} } = study;
    const part = splits[i];
    if (part === undefined || !outcome) {
      leave(study, { code: 'not-in-split', message: NOT_IN_SPLIT });
      continue;
    }
    rows.push({
      institution,
      studyId,
      manifestHash,
      patient,
      site,
      pcr: outcome.pcr,
      clinical,
      dataOrigin: origin,
      split: part,
    });
    for (const note of [...(outcome.notes ?? []), ...toCheck(study)])
      noted.push({ institution, studyId, reason: note });
    vectors.push(await loadFeatures(vector));
  }
  const columns = vectors[0]?.names ?? [];
  const values = new Float64Array(rows.length * columns.length);
  vectors.forEach((vector, i) => {
    requireColumns(vector, columns, rows[i].studyId);
    values.set(vector.values, i * columns.length);
  });
  const { id, settingsHash, engineVersion } = protocol;
  const table: CohortTable = {
    protocol: id,
    settingsHash,
    engineVersion,
    dataOrigin: origin,
    columns,
    rows,
    left,
    noted,
  };
  const why = (study: StudyRow) => whyOtherOrigin(study, origin) ?? whyOtherTerms(study, protocol);
  const repeats = await gatherRepeats(repeated, table, why, leave);
  return repeats ? { table: { ...table, repeats: repeats.of }, values, repeats: repeats.values } : { table, values };
}

const NOT_IN_SPLIT =
  'the split names other institutions, or the study was on the other side before its manifest named the patient.';

function isRepeat({ repeatOf }: StudyRow): boolean {
  return repeatOf !== undefined;
}

/** A rare value is the study's own to check; of others it is not certain which counts. */
function toCheck({ clinicalNotes = [] }: StudyRow): Reason[] {
  return clinicalNotes.filter(({ code }) => code !== 'clinical-unusual');
}

/** Values go by their place in the vector, so that all vectors must have the same names in the same order. */
export function requireColumns({ names }: FeatureVector, columns: readonly string[], studyId: string): void {
  if (names.length === columns.length && names.every((name, i) => name === columns[i])) return;
  throw new Conflict(
    `got ${names.length} features of study ${studyId} under other names than the ${columns.length} of the first study; wanted the same. ` +
      'Upload the manifests again, so that one engine computes all of them.',
  );
}

export function whyPartial({ status }: StudyRow): Reason | undefined {
  if (status !== 'partial') return undefined;
  return { code: 'study-partial', message: 'got a study without all sequences; wanted a complete one.' };
}

export function whyOtherProtocol({ protocol }: StudyRow, wanted: string): Reason | undefined {
  if (protocol === wanted) return undefined;
  const message = `got a study of protocol ${protocol}; wanted ${wanted}. Analyse it with that protocol.`;
  return { code: 'protocol-mismatch', message };
}

/** Synthetic studies and those of patients are never rows of one table. */
export function whyOtherOrigin(study: StudyRow, wanted: DataOrigin): Reason | undefined {
  const got = originOf(study);
  if (got === wanted) return undefined;
  const message = `got a study of data origin ${got}; wanted ${wanted}: synthetic studies and those of patients are kept apart.`;
  return { code: 'data-origin-mismatch', message };
}

function whyOtherTerms(study: StudyRow, { id, settingsHash, engineVersion }: CohortTerms): Reason | undefined {
  const why = whyNotAnalysed(study) ?? whyOtherProtocol(study, id);
  if (why) return why;
  if (study.settingsHash !== settingsHash) {
    return { code: 'settings-mismatch', message: 'the study was analysed with other settings; analyse it again.' };
  }
  if (study.engineVersion !== engineVersion) {
    const message = `got features of engine ${study.engineVersion}; wanted ${engineVersion}. Upload the manifest again.`;
    return { code: 'engine-mismatch', message };
  }
  return undefined;
}

function whyLeft(study: StudyRow, terms: CohortTerms): Reason | undefined {
  const why = whyNotAnalysed(study) ?? whyPartial(study) ?? whyOtherTerms(study, terms);
  if (why) return why;
  const missing = missingFromCohort(protocolById(terms.id), study.clinical ?? {});
  if (missing.length > 0) {
    return {
      code: 'clinical-missing',
      message: `got no ${missing.join(', ')}; wanted every clinical variable of the protocol.`,
    };
  }
  return study.outcome && whyOutcomeLeft(study.outcome);
}

/** Whose side a study is on. */
function patientOf({ institution, patient, studyId }: StudyRow): Patient {
  return { institution, patient: patient ?? studyId, study: studyId };
}

/** Stores a cohort under the hash of its content; returns its key. */
export async function storeCohort(cohort: StoredCohort): Promise<string> {
  const bytes = new Uint8Array(cohort.values.buffer, cohort.values.byteOffset, cohort.values.byteLength);
  const { repeats } = cohort;
  const again = repeats && new Uint8Array(repeats.buffer, repeats.byteOffset, repeats.byteLength);
  const content = createHash('sha256').update(JSON.stringify(cohort.table)).update(bytes);
  const hash = (again ? content.update(again) : content).digest('hex');
  const key = `cohorts/${hash}/`;
  if (again) await writeObject(environment('ARTEFACT_BUCKET'), `${key}repeats.f64`, again, 'application/octet-stream');
  await writeObject(environment('ARTEFACT_BUCKET'), `${key}values.f64`, bytes, 'application/octet-stream');
  await writeJson(environment('ARTEFACT_BUCKET'), `${key}table.json`, cohort.table);
  return key;
}

/** A stored cohort, as it is now: an erasure that changes it meanwhile is followed. */
export async function loadCohort(key: string): Promise<StoredCohort> {
  for (let table = await loadCohortTable(key); ; ) {
    const values = await loadNumbers(key, table, 'values');
    const repeats = table.repeats && (await loadNumbers(key, table, 'repeats'));
    if (values && (repeats || !table.repeats)) return { table, values, ...(repeats && { repeats }) };
    const newer = await loadCohortTable(key);
    if (JSON.stringify(newer.numbers) === JSON.stringify(table.numbers)) {
      throw new Error(`got no values of ${key}; wanted those of its table`);
    }
    table = newer;
  }
}

/**
 * rows × columns of a stored table, or repeats × columns; `undefined` if they are gone, because the table has been replaced
 * since it was read.
 */
export async function loadNumbers(key: string, table: CohortTable, of: NumbersName): Promise<Float64Array | undefined> {
  const bytes = await readObject(environment('ARTEFACT_BUCKET'), key + numbersFile(table, of));
  if (!bytes) return undefined;
  const numbers = new Float64Array(bytes.slice().buffer);
  const rows = of === 'values' ? table.rows.length : (table.repeats?.length ?? 0);
  if (numbers.length === rows * table.columns.length) return numbers;
  throw new Error(`got ${numbers.length} values of ${key}; wanted ${rows * table.columns.length}: rows × columns`);
}

export async function loadCohortTable(key: string): Promise<CohortTable> {
  return cohortTable.parse(await readJson(environment('ARTEFACT_BUCKET'), `${key}table.json`));
}
