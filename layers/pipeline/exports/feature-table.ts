/** An institution's feature table as CSV, made within one request if its studies are few; and that of one study. */
import { createHash } from 'node:crypto';
import { csvLine } from '@radscore/statistics/csv';
import type { DataOrigin } from '../contracts/data-origin.ts';
import { TableTooLarge } from '../errors.ts';
import { requireColumns } from '../models/cohorts.ts';
import { environment } from '../storage/clients.ts';
import { deleteObjects } from '../storage/deletion.ts';
import { writeObject } from '../storage/objects.ts';
import type { StudyRow } from '../studies/study-row.ts';
import type { FeatureVector, StoredVector } from '../studies/vectors.ts';
import { withdrawnAmong } from '../studies/withdrawal.ts';
import {
  columnsOf,
  headerLine,
  rowLine,
  seenStudies,
  type TableContent,
  type TableQuestion,
  tableQuestion,
  withFeatures,
} from './feature-rows.ts';

/** A stored table of features, and the studies that are not in it, counted by reason code. */
export interface ExportedTable {
  readonly key: string;
  readonly rows: number;
  readonly left: Readonly<Record<string, number>>;
}

/** Studies of which one request makes a table: the API has 29 s and 0.58 of a processor. Larger tables are a job. */
export const MOST_STUDIES_AT_ONCE = 500;

/**
 * Writes an institution's complete studies as one CSV table. Every row says of which manifest and engine its values are.
 * The columns `patient` and `site` come last, if a manifest names either. A repeat may lack sequences: its cells are empty.
 *
 * @param most studies of the institution, rows or not
 * @throws Conflict if two studies have other features; TableTooLarge for more studies than `most`
 */
export async function exportFeatureTable(
  institution: string,
  protocolId: string,
  content: TableContent,
  origin?: DataOrigin,
  most = Number.POSITIVE_INFINITY,
): Promise<ExportedTable> {
  const question = tableQuestion(institution, protocolId, content, origin);
  for (;;) {
    const { body, studies, left } = await tableInMemory(question, most);
    const key = `exports/${institution}/${createHash('sha256').update(body).digest('hex')}.csv`;
    await writeObject(environment('ARTEFACT_BUCKET'), key, body, 'text/csv; header=present');
    // A study that was withdrawn while the table was made: the erasure finds the table, or the table finds the withdrawal.
    if ((await withdrawnAmong(studies)).size === 0) return { key, rows: studies.length, left };
    await deleteObjects(environment('ARTEFACT_BUCKET'), [key]);
  }
}

async function tableInMemory(question: TableQuestion, most: number) {
  const rows: { study: StudyRow; vector: StoredVector; features: FeatureVector }[] = [];
  const left: Record<string, number> = {};
  const early = new Set<string>();
  let studies = 0;
  for await (const page of seenStudies(question, early)) {
    studies += page.length;
    if (studies > most) throw new TableTooLarge(most);
    for await (const { study, vector, left: why, features, isEarly } of withFeatures(page)) {
      if (isEarly) early.add(study.studyId);
      if (why) left[why.code] = (left[why.code] ?? 0) + 1;
      if (!vector || !features) continue;
      if (question.content !== 'repeats') {
        requireColumns(features, (rows[0]?.features ?? features).names, study.studyId);
      }
      rows.push({ study, vector, features });
    }
  }
  const columns = columnsOf(rows);
  const body = [headerLine(question, columns), ...rows.map((row) => rowLine(question, columns, row))].join('');
  return { body, studies: rows.map(({ study }) => study), left };
}

/** The features of one study as a table of one row. */
export function studyTable(
  studyId: string,
  { manifestHash, engineVersion }: StoredVector,
  features: FeatureVector,
): string {
  const { names, values } = features;
  return (
    csvLine(['studyId', 'manifestHash', 'engineVersion', ...names]) +
    csvLine([studyId, manifestHash, engineVersion, ...values])
  );
}
