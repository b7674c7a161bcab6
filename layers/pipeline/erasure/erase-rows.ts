/** Rows of withdrawn studies in stored cohorts and evaluations: who is withdrawn is in no table that a fit left behind. */
import { createHash } from 'node:crypto';
import type { StudyKey } from '../contracts/identifiers.ts';
import { type CohortTable, cohortTable, type NumbersName, numbersFile, rowId } from '../models/cohort-table.ts';
import { loadNumbers } from '../models/cohorts.ts';
import type { ModelVersionRow } from '../models/models.ts';
import { environment } from '../storage/clients.ts';
import { deleteObjects } from '../storage/deletion.ts';
import { foldersBelow, objectsBelow, readJson, readTaggedJson, replaceJson, writeObject } from '../storage/objects.ts';
import { studyHash } from '../storage/study-hash.ts';
import { dropCorrection } from '../studies/corrections.ts';
import { withdrawnAmong } from '../studies/withdrawal.ts';
import { eraseSides } from './erase-sides.ts';
import { everyVersion, markWithdrawn } from './fitted-versions.ts';
import { type ErasedRow, erasedRowsOf, rowsNamed, withoutRows } from './stored-evaluation.ts';

/**
 * Takes a withdrawn study out of everything that was fitted on it: stored cohorts and evaluations. What the coefficients
 * learnt of it cannot be taken out: those versions are marked and do not answer any more, and a run of their lines without
 * it becomes due. A version that was judged by it lost its row only.
 *
 * @returns how many versions bear the mark
 */
export async function eraseRows(study: StudyKey, now: Date): Promise<number> {
  await eraseFromCohorts(study, now);
  const evaluations = await eraseFromEvaluations(study, now);
  let marked = 0;
  for await (const version of everyVersion()) {
    const fitted = (evaluations.get(version.evaluationKey) ?? []).filter((row) => row.fitted);
    if (!fitted.some((row) => row.study === studyHash(study))) continue;
    await markWithdrawn(version, fitted.length, now);
    marked++;
  }
  await dropCorrection(study);
  return marked;
}

/** Takes a study out of every stored cohort; returns how many had it. */
export async function eraseFromCohorts(study: StudyKey, now: Date): Promise<number> {
  let changed = 0;
  for await (const hash of foldersBelow(environment('ARTEFACT_BUCKET'), 'cohorts/')) {
    if (await eraseFromCohort(`cohorts/${hash}/`, study, now)) changed++;
  }
  return changed;
}

/**
 * Takes a study out of one stored cohort: its row with its values, and what was noted of it. The key stays, so that
 * versions find their cohort; it is the hash of what was gathered, and `erased` says that this is no longer all of it.
 * The values go under a name of their own before the table names them, so that a reader never sees half of a change.
 */
export async function eraseFromCohort(key: string, study: StudyKey, now: Date): Promise<boolean> {
  const bucket = environment('ARTEFACT_BUCKET');
  for (;;) {
    const stored = await readTaggedJson(bucket, `${key}table.json`);
    if (!stored) return false;
    const table = cohortTable.parse(stored.value);
    const isOther = (one: StudyKey): boolean => one.institution !== study.institution || one.studyId !== study.studyId;
    const changed = tableWithout(table, isOther);
    if (!changed) {
      if (table.erased) await removeLeftovers(key);
      return false;
    }
    const numbers = await storeNumbers(key, stored.etag, table, changed);
    if (!numbers) continue; // Another erasure was faster: its table is read.
    const erased = [...(table.erased ?? []), { study: studyHash(study), at: now.toISOString() }];
    const value = { ...changed, numbers: { ...table.numbers, ...numbers }, erased };
    if (!(await replaceJson(bucket, `${key}table.json`, { ...stored, value }))) continue;
    await removeLeftovers(key);
    return true;
  }
}

/**
 * Deletes the values that no table will ever name again: those of earlier tables, and those of attempts that were killed
 * or overtaken. Values bear the tag of the table from which they were made; an attempt replaces that table or nothing, so
 * that only those of the present table may still be named.
 */
async function removeLeftovers(key: string): Promise<void> {
  const bucket = environment('ARTEFACT_BUCKET');
  for (;;) {
    const stored = await readTaggedJson(bucket, `${key}table.json`);
    if (!stored) return;
    const table = cohortTable.parse(stored.value);
    const kept = ['table.json', numbersFile(table, 'values'), numbersFile(table, 'repeats')];
    const leftovers: string[] = [];
    for await (const { path } of objectsBelow(bucket, key)) {
      if (!kept.includes(path) && !path.includes(`-${baseOf(stored.etag)}-`)) leftovers.push(key + path);
    }
    // What was listed may be of a table that is newer than the one that was read.
    if ((await readTaggedJson(bucket, `${key}table.json`))?.etag !== stored.etag) continue;
    return deleteObjects(bucket, leftovers);
  }
}

function baseOf(etag: string): string {
  return createHash('sha256').update(etag).digest('hex').slice(0, 16);
}

/** A table without a study: its row, its repeats, and what was noted of it; `undefined` if it names it nowhere. */
function tableWithout(table: CohortTable, isOther: (one: StudyKey) => boolean): CohortTable | undefined {
  const { rows, left, noted, repeats } = table;
  const changed: CohortTable = {
    ...table,
    rows: rows.filter(isOther),
    left: left.filter(isOther),
    noted: noted.filter(isOther),
    ...(repeats && { repeats: repeats.filter((one) => isOther(one) && isOther(one.of)) }),
  };
  const counts = [changed.rows, changed.left, changed.noted, changed.repeats ?? []].map((some) => some.length);
  const before = [rows, left, noted, repeats ?? []].map((some) => some.length);
  return counts.every((count, i) => count === before[i]) ? undefined : changed;
}

/**
 * Stores the values of what a table keeps under names of their own; those of a part that lost nothing stay where they are.
 *
 * @param etag of the table from which they are made
 * @returns the names; `undefined` if the values have gone since the table was read
 */
async function storeNumbers(
  key: string,
  etag: string,
  table: CohortTable,
  changed: CohortTable,
): Promise<CohortTable['numbers'] | undefined> {
  const named: Partial<Record<NumbersName, string>> = {};
  const parts: [NumbersName, readonly StudyKey[], readonly StudyKey[]][] = [
    ['values', table.rows, changed.rows],
    ['repeats', table.repeats ?? [], changed.repeats ?? []],
  ];
  for (const [part, all, kept] of parts) {
    if (kept.length === all.length) continue;
    const numbers = await loadNumbers(key, table, part);
    if (!numbers) return undefined;
    const width = table.columns.length;
    const names = new Set(kept.map(rowId));
    const fewer = all.flatMap((row, i) =>
      names.has(rowId(row)) ? [numbers.subarray(i * width, (i + 1) * width)] : [],
    );
    const bytes = Buffer.concat(
      fewer.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
    );
    const hash = createHash('sha256')
      .update(JSON.stringify([...names]))
      .update(bytes)
      .digest('hex');
    named[part] = `${part}-${baseOf(etag)}-${hash.slice(0, 32)}.f64`;
    await writeObject(environment('ARTEFACT_BUCKET'), key + named[part], bytes, 'application/octet-stream');
  }
  return named;
}

/**
 * Takes a study out of every stored evaluation. Returns, by the key of the evaluation, the rows that were ever taken out
 * of it: a version is marked by their number, however often this is repeated.
 */
export async function eraseFromEvaluations(study: StudyKey, now: Date): Promise<Map<string, readonly ErasedRow[]>> {
  const found = new Map<string, readonly ErasedRow[]>();
  for await (const { path } of objectsBelow(environment('ARTEFACT_BUCKET'), 'models/')) {
    if (!path.endsWith('/evaluation.json')) continue;
    const key = `models/${path}`;
    const erased = await eraseFromEvaluation(key, new Map([[rowId(study), studyHash(study)]]), now);
    if (erased.length > 0) found.set(key, erased);
  }
  return found;
}

/**
 * Takes rows out of one stored evaluation.
 *
 * @param rows hashes of the studies, by the id of their rows
 * @returns every row that was ever taken out of it
 */
export async function eraseFromEvaluation(
  key: string,
  rows: ReadonlyMap<string, string>,
  now: Date,
): Promise<readonly ErasedRow[]> {
  const bucket = environment('ARTEFACT_BUCKET');
  for (;;) {
    const stored = await readTaggedJson(bucket, key);
    if (!stored) return [];
    const changed = withoutRows(stored.value, rows, now);
    if (!changed) return erasedRowsOf(stored.value);
    if (await replaceJson(bucket, key, { ...stored, value: changed })) return erasedRowsOf(changed);
  }
}

/**
 * Takes out of a cohort that has just been stored what was withdrawn while it was gathered. The erasure lists cohorts
 * after the withdrawal: it finds this one, or this one finds the withdrawal.
 */
export async function eraseWithdrawnRows(key: string, table: CohortTable, now: Date): Promise<void> {
  const studies = [...table.rows, ...table.left, ...(table.repeats ?? []).flatMap(({ of, ...repeat }) => [repeat, of])];
  const withdrawn = await withdrawnAmong(studies);
  for (const study of studies) {
    if (!withdrawn.has(studyHash(study))) continue;
    await eraseFromCohort(key, study, now);
    await eraseSides(study);
  }
}

/**
 * The same for a version that has just been registered: it may have been fitted on a row that was withdrawn since. It is
 * marked like those that the erasure found.
 */
export async function eraseWithdrawnPredictions(version: ModelVersionRow, now: Date): Promise<void> {
  const key = version.evaluationKey;
  const ids = rowsNamed(await readJson(environment('ARTEFACT_BUCKET'), key));
  const studies = ids.map((id) => {
    const [institution, studyId] = id.split('/');
    return { id, institution, studyId };
  });
  const withdrawn = await withdrawnAmong(studies);
  const rows = studies.flatMap((study): [string, string][] =>
    withdrawn.has(studyHash(study)) ? [[study.id, studyHash(study)]] : [],
  );
  if (rows.length === 0) return;
  const fitted = (await eraseFromEvaluation(key, new Map(rows), now)).filter((row) => row.fitted);
  if (fitted.length > 0) await markWithdrawn(version, fitted.length, now);
}
