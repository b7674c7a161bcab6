/** An institution's stored studies as a version's monitoring and validation take them. */
import { type FittedModel, type LabelledRow, predictOrAbstain } from '@radscore/statistics';
import { originOf } from '../contracts/data-origin.ts';
import { whyOutcomeLeft } from '../studies/outcomes.ts';
import { findStudy, listStudies } from '../studies/studies.ts';
import type { StudyRow } from '../studies/study-row.ts';
import { loadFeatures, openVector } from '../studies/vectors.ts';
import { patientName, rowId, siteOf } from './cohort-table.ts';
import { loadCohortTable } from './cohorts.ts';
import type { ModelVersionRow } from './models.ts';

/** A stored study with what the version reads of it. */
export interface OwnStudy {
  readonly row: StudyRow;
  readonly labelled: LabelledRow;
}

/** The most studies that one answer is made of: each is read block by block. */
export const MOST_STUDIES = 1000;
const AT_ONCE = 25;

/**
 * Complete studies of an institution, of the protocol, the settings and the data origin of a version, that the version was not trained on,
 * with the features that its model reads. An outcome by another definition is none.
 */
export async function ownStudies(
  version: ModelVersionRow,
  model: FittedModel,
  institution: string,
): Promise<{ studies: OwnStudy[]; notRead: number }> {
  const table = await loadCohortTable(version.cohortKey);
  const trained = new Set(table.rows.filter(({ split }) => split === 'train').map(patientName));
  const rows: StudyRow[] = [];
  for await (const row of completeStudies(institution)) {
    if (
      row.protocol === version.protocol &&
      row.settingsHash === version.settingsHash &&
      originOf(row) === originOf(version) &&
      !trained.has(patientName(row)) &&
      row.repeatOf === undefined
    )
      rows.push(row);
  }
  rows.sort((one, other) => (one.receivedAt < other.receivedAt ? 1 : -1));
  const queue = rows.slice(0, MOST_STUDIES).entries();
  const studies: (OwnStudy | undefined)[] = [];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const [i, row] of queue) studies[i] = await ownStudy(row, model);
    }),
  );
  return { studies: studies.filter((study) => study !== undefined), notRead: Math.max(0, rows.length - MOST_STUDIES) };
}

async function ownStudy(row: StudyRow, model: FittedModel): Promise<OwnStudy | undefined> {
  const vector = await openVector(row);
  if ('code' in vector) return undefined;
  const { names, values } = await loadFeatures(vector);
  const places = new Map(names.map((name, i) => [name, i]));
  const read = model.features.map(({ name }) => [name, values[places.get(name) ?? -1] ?? Number.NaN] as const);
  const outcome = row.outcome && !whyOutcomeLeft(row.outcome) ? row.outcome : undefined;
  return {
    row,
    labelled: {
      id: rowId(row),
      features: Object.fromEntries(read),
      clinical: row.clinical ?? {},
      site: siteOf(row),
      outcome: outcome === undefined ? null : outcome.pcr ? 1 : 0,
    },
  };
}

async function* completeStudies(institution: string): AsyncGenerator<StudyRow> {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await listStudies(institution, { status: 'complete', limit: 200, start });
    for (const listed of page.studies) yield (await findStudy(listed)) ?? listed;
    start = page.next;
  } while (start);
}

/** What the version answers for a study; `undefined` if it abstains. */
export function answerOf(model: FittedModel, { labelled }: OwnStudy) {
  const answer = predictOrAbstain(model, labelled.features, labelled.clinical, { site: labelled.site });
  return 'abstained' in answer ? undefined : answer;
}
