/** Cohorts: labelled studies gathered into a table that a training run stores and reads again. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { StudyKey } from '../contracts/identifiers.ts';
import { type Clinical, clinical } from '../contracts/manifest.ts';
import { type Reason, reason, type TrainingRun } from '../contracts/workflow.ts';
import { Conflict } from '../errors.ts';
import { type Patient, type Side, takeSides } from '../lines/sides.ts';
import { protocolById } from '../protocols/index.ts';
import { environment } from '../storage/clients.ts';
import { readJson, requireObject, writeJson, writeObject } from '../storage/objects.ts';
import { whyOutcomeLeft } from '../studies/outcomes.ts';
import { findStudy, labelledStudies, listStudies } from '../studies/studies.ts';
import type { StudyRow } from '../studies/study-row.ts';
import { type FeatureVector, loadFeatures, openVector, type StoredVector, whyNotAnalysed } from '../studies/vectors.ts';

export const cohortRow = z.object({
  institution: z.string(),
  studyId: z.string(),
  /** The manifest of which the values, the clinical variables and, unless the API recorded it, the outcome are. */
  manifestHash: z.string().optional(),
  /** Pseudonym of the patient; absent: the study is its own. Rows of one patient are on one side. */
  patient: z.string().optional(),
  /** Absent: the institution. */
  site: z.string().optional(),
  pcr: z.boolean(),
  clinical,
  split: z.enum(['train', 'test']),
});
export type CohortRow = z.infer<typeof cohortRow>;

/** What names a study in tables of several institutions. */
export function rowId({ institution, studyId }: StudyKey): string {
  return `${institution}/${studyId}`;
}

/** The rows a model is made of; the values are stored next to it, row-major, as Float64. */
export const cohortTable = z.object({
  protocol: z.string(),
  settingsHash: z.string(),
  engineVersion: z.string(),
  columns: z.array(z.string()),
  rows: z.array(cohortRow),
  /** Labelled studies that are not rows, and why. */
  left: z.array(z.object({ institution: z.string(), studyId: z.string(), reason })),
  /** Rows of which something is to be checked: outcomes that manifest and API contradict. */
  noted: z.array(z.object({ institution: z.string(), studyId: z.string(), reason })).default([]),
});
export type CohortTable = z.infer<typeof cohortTable>;

export interface StoredCohort {
  readonly table: CohortTable;
  /** rows × columns */
  readonly values: Float64Array;
}

/** What studies must have in common to be rows of one table. */
interface CohortTerms {
  readonly id: string;
  readonly settingsHash: string;
  readonly engineVersion: string;
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
  const studies = (await Promise.all([...new Set(institutions)].sort().map(labelledStudies))).flatMap((some) =>
    some.sort((a, b) => (a.studyId < b.studyId ? -1 : 1)),
  );
  const left: CohortTable['left'] = [];
  const noted: CohortTable['noted'] = [];
  const leave = ({ institution, studyId }: StudyRow, why: Reason) => left.push({ institution, studyId, reason: why });
  const usable: { study: StudyRow; vector: StoredVector }[] = [];
  for (const study of studies) {
    // An analysis that has just begun has not read its manifest's outcome yet; of any other, an outcome that is gone is gone.
    if (!study.outcome && study.status !== 'analysing') continue;
    const why = whyLeft(study, protocol);
    const vector = why ?? (await openVector(study));
    if ('code' in vector) leave(study, vector);
    else usable.push({ study, vector });
  }
  const splits = await sidesOf(usable.map(({ study }) => patientOf(study)));
  const rows: CohortRow[] = [];
  const vectors: FeatureVector[] = [];
  for (const [i, { study, vector }] of usable.entries()) {
    const { institution, studyId, manifestHash, outcome, clinical = {} } = study;
    const part = splits[i];
    if (part === undefined || !outcome) {
      leave(study, { code: 'not-in-split', message: 'the split names other institutions.' });
      continue;
    }
    rows.push({ institution, studyId, manifestHash, pcr: outcome.pcr, clinical, split: part });
    for (const note of outcome.notes ?? []) noted.push({ institution, studyId, reason: note });
    vectors.push(await loadFeatures(vector));
  }
  const columns = vectors[0]?.names ?? [];
  const values = new Float64Array(rows.length * columns.length);
  vectors.forEach((vector, i) => {
    requireColumns(vector, columns, rows[i].studyId);
    values.set(vector.values, i * columns.length);
  });
  const { id, settingsHash, engineVersion } = protocol;
  return { table: { protocol: id, settingsHash, engineVersion, columns, rows, left, noted }, values };
}

/** Values go by their place in the vector, so that all vectors must have the same names in the same order. */
function requireColumns({ names }: FeatureVector, columns: readonly string[], studyId: string): void {
  if (names.length === columns.length && names.every((name, i) => name === columns[i])) return;
  throw new Conflict(
    `got ${names.length} features of study ${studyId} under other names than the ${columns.length} of the first study; wanted the same. ` +
      'Upload the manifests again, so that one engine computes all of them.',
  );
}

function whyPartial({ status }: StudyRow): Reason | undefined {
  if (status !== 'partial') return undefined;
  return { code: 'study-partial', message: 'got a study without all sequences; wanted a complete one.' };
}

function whyOtherProtocol({ protocol }: StudyRow, wanted: string): Reason | undefined {
  if (protocol === wanted) return undefined;
  const message = `got a study of protocol ${protocol}; wanted ${wanted}. Analyse it with that protocol.`;
  return { code: 'protocol-mismatch', message };
}

function whyLeft(study: StudyRow, { id, settingsHash, engineVersion }: CohortTerms): Reason | undefined {
  const why = whyNotAnalysed(study);
  if (why) return why;
  const other = whyPartial(study) ?? whyOtherProtocol(study, id);
  if (other) return other;
  if (study.settingsHash !== settingsHash) {
    return { code: 'settings-mismatch', message: 'the study was analysed with other settings; analyse it again.' };
  }
  if (study.engineVersion !== engineVersion) {
    const message = `got features of engine ${study.engineVersion}; wanted ${engineVersion}. Upload the manifest again.`;
    return { code: 'engine-mismatch', message };
  }
  const variables = protocolById(id).clinical.map(({ name }) => name);
  const missing = variables.filter((name) => study.clinical?.[name as keyof Clinical] === undefined);
  if (missing.length > 0) {
    return {
      code: 'clinical-missing',
      message: `got no ${missing.join(', ')}; wanted every clinical variable of the protocol.`,
    };
  }
  return study.outcome && whyOutcomeLeft(study.outcome);
}

/** Whose side a study is on. */
function patientOf({ institution, studyId }: StudyRow): Patient {
  return { institution, patient: studyId };
}

/** Stores a cohort under the hash of its content; returns its key. */
export async function storeCohort(cohort: StoredCohort): Promise<string> {
  const bytes = new Uint8Array(cohort.values.buffer, cohort.values.byteOffset, cohort.values.byteLength);
  const hash = createHash('sha256').update(JSON.stringify(cohort.table)).update(bytes).digest('hex');
  const key = `cohorts/${hash}/`;
  await writeObject(environment('ARTEFACT_BUCKET'), `${key}values.f64`, bytes, 'application/octet-stream');
  await writeJson(environment('ARTEFACT_BUCKET'), `${key}table.json`, cohort.table);
  return key;
}

export async function loadCohort(key: string): Promise<StoredCohort> {
  const table = await loadCohortTable(key);
  const bytes = await requireObject(environment('ARTEFACT_BUCKET'), `${key}values.f64`);
  return { table, values: new Float64Array(bytes.slice().buffer) };
}

export async function loadCohortTable(key: string): Promise<CohortTable> {
  return cohortTable.parse(await readJson(environment('ARTEFACT_BUCKET'), `${key}table.json`));
}

/** A stored table of features, and the studies that are not in it, counted by reason code. */
export interface ExportedTable {
  readonly key: string;
  readonly rows: number;
  readonly left: Readonly<Record<string, number>>;
}

/**
 * Writes an institution's complete studies as one CSV table: a cohort can be too large for a response. Every row says of
 * which manifest and engine its values are. An outcome that is not the protocol's is no value of its column.
 * @throws Conflict if two studies have other features
 */
export async function exportFeatureTable(
  institution: string,
  protocolId: string,
  cohort: 'all' | 'labelled',
): Promise<ExportedTable> {
  const variables = protocolById(protocolId).clinical.map(({ name }) => name);
  const lines: string[] = [];
  const left: Record<string, number> = {};
  let columns: readonly string[] | undefined;
  for await (const study of studiesOf(institution)) {
    const outcome = study.outcome && !whyOutcomeLeft(study.outcome) ? study.outcome : undefined;
    if (cohort === 'labelled' && !study.outcome) continue;
    const vector =
      whyNotExported(study, protocolId) ??
      (cohort === 'labelled' && study.outcome ? whyOutcomeLeft(study.outcome) : undefined) ??
      (await openVector(study));
    if ('code' in vector) {
      left[vector.code] = (left[vector.code] ?? 0) + 1;
      continue;
    }
    const features = await loadFeatures(vector);
    columns ??= features.names;
    requireColumns(features, columns, study.studyId);
    const clinicalValues = variables.map((name) => study.clinical?.[name as keyof Clinical] ?? '');
    const numbers = Array.from(features.values, (value) => (Number.isFinite(value) ? String(value) : ''));
    const { manifestHash, engineVersion } = vector;
    const pcr = outcome === undefined ? '' : Number(outcome.pcr);
    lines.push([study.studyId, manifestHash, engineVersion, pcr, ...clinicalValues, ...numbers].join(','));
  }
  const header = ['studyId', 'manifestHash', 'engineVersion', 'pCR', ...variables, ...(columns ?? [])].join(',');
  const body = [header, ...lines].map((line) => `${line}\n`).join('');
  const key = `exports/${institution}/${createHash('sha256').update(body).digest('hex')}.csv`;
  await writeObject(environment('ARTEFACT_BUCKET'), key, body, 'text/csv; header=present');
  return { key, rows: lines.length, left };
}

function whyNotExported(study: StudyRow, protocolId: string): Reason | undefined {
  return whyNotAnalysed(study) ?? whyPartial(study) ?? whyOtherProtocol(study, protocolId);
}

/** Every study of an institution. The index follows the table a moment later: what it lists is read again. */
async function* studiesOf(institution: string): AsyncGenerator<StudyRow> {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await listStudies(institution, { limit: 200, start });
    for (const listed of page.studies) yield (await findStudy(listed)) ?? listed;
    start = page.next;
  } while (start);
}
