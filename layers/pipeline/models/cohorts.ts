/** Stored cohorts: tables that training runs read, and what keeps studies out of them. */
import { createHash } from 'node:crypto';
import { type DataOrigin, originOf } from '../contracts/data-origin.ts';
import type { Reason } from '../contracts/workflow.ts';
import { Conflict } from '../errors.ts';
import { environment } from '../storage/clients.ts';
import { readJson, readObject, writeJson, writeObject } from '../storage/objects.ts';
import type { StudyRow } from '../studies/study-row.ts';
import type { FeatureVector } from '../studies/vectors.ts';
import { type CohortTable, cohortTable, type NumbersName, numbersFile, type StoredCohort } from './cohort-table.ts';

export * from './cohort-table.ts';

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
