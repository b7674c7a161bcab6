/** An institution's feature table as CSV: all of its studies, those with an outcome, or second segmentations. */
import { createHash } from 'node:crypto';
import { csvLine } from '@radscore/statistics/csv';
import { type DataOrigin, isDemonstration } from '../contracts/data-origin.ts';
import type { Reason } from '../contracts/workflow.ts';
import { protocolById } from '../protocols/index.ts';
import { environment } from '../storage/clients.ts';
import { deleteObjects } from '../storage/deletion.ts';
import { writeObject } from '../storage/objects.ts';
import { whyOutcomeLeft } from '../studies/outcomes.ts';
import { findStudy, listStudies } from '../studies/studies.ts';
import type { StudyRow } from '../studies/study-row.ts';
import { type FeatureVector, loadFeatures, openVector, type StoredVector, whyNotAnalysed } from '../studies/vectors.ts';
import { withdrawnAmong } from '../studies/withdrawal.ts';
import { requireColumns, whyOtherOrigin, whyOtherProtocol, whyPartial } from './cohorts.ts';
import { valuesIn } from './repeats.ts';

/** A stored table of features, and the studies that are not in it, counted by reason code. */
export interface ExportedTable {
  readonly key: string;
  readonly rows: number;
  readonly left: Readonly<Record<string, number>>;
}

/** Which studies: all but repeats, those of them with an outcome, or repeats, each under the id of the study it repeats. */
export type TableContent = 'all' | 'labelled' | 'repeats';

/**
 * Writes an institution's complete studies as one CSV table: a cohort can be too large for a response. Every row says of
 * which manifest and engine its values are. An outcome that is not the protocol's is no value of its column. The columns
 * `patient` and `site` come last, if a manifest names either. A repeat may lack sequences: its cells are empty. An institution
 * of the demonstration has synthetic rows, any other those of its patients, unless the other origin is named.
 * @throws Conflict if two studies have other features
 */
export async function exportFeatureTable(
  institution: string,
  protocolId: string,
  content: TableContent,
  origin: DataOrigin = isDemonstration(institution) ? 'synthetic' : 'patient',
): Promise<ExportedTable> {
  const variables = protocolById(protocolId).clinical.map(({ name }) => name);
  const rows: { study: StudyRow; head: readonly (string | number)[]; features: FeatureVector }[] = [];
  const left: Record<string, number> = {};
  for await (const study of studiesOf(institution)) {
    if (content === 'labelled' && !study.outcome) continue;
    const isRepeat = study.repeatOf !== undefined;
    if (content === 'repeats' && !isRepeat) continue;
    const vector =
      whyNotAnalysed(study) ??
      whyOtherOrigin(study, origin) ??
      (content === 'repeats' ? undefined : whyPartial(study)) ??
      whyOtherProtocol(study, protocolId) ??
      (content !== 'repeats' && isRepeat ? REPEAT : undefined) ??
      (content === 'labelled' && study.outcome ? whyOutcomeLeft(study.outcome) : undefined) ??
      (await openVector(study));
    if ('code' in vector) {
      left[vector.code] = (left[vector.code] ?? 0) + 1;
      continue;
    }
    const features = await loadFeatures(vector);
    if (content !== 'repeats') requireColumns(features, (rows[0]?.features ?? features).names, study.studyId);
    const { manifestHash, engineVersion } = vector;
    const id = content === 'repeats' ? (study.repeatOf ?? '') : study.studyId;
    const outcome = isRepeat || (study.outcome && whyOutcomeLeft(study.outcome)) ? undefined : study.outcome;
    rows.push({ study, head: [id, manifestHash, engineVersion, outcome ? Number(outcome.pcr) : ''], features });
  }
  const columns = widest(rows.map(({ features }) => features.names));
  const belongings = (['patient', 'site'] as const).filter(() => rows.some(({ study }) => study.patient ?? study.site));
  const lines = rows.map(({ study, head, features }) =>
    csvLine([
      ...head,
      ...variables.map((name) => study.clinical?.[name]),
      ...valuesIn(columns, features),
      ...belongings.map((name) => study[name] ?? (name === 'patient' ? study.studyId : institution)),
    ]),
  );
  const header = ['studyId', 'manifestHash', 'engineVersion', 'pCR', ...variables, ...columns, ...belongings];
  const body = [csvLine(header), ...lines].join('');
  const key = `exports/${institution}/${createHash('sha256').update(body).digest('hex')}.csv`;
  await writeObject(environment('ARTEFACT_BUCKET'), key, body, 'text/csv; header=present');
  // A study that was withdrawn while the table was made: the erasure finds the table, or the table finds the withdrawal.
  if ((await withdrawnAmong(rows.map(({ study }) => study))).size === 0) return { key, rows: lines.length, left };
  await deleteObjects(environment('ARTEFACT_BUCKET'), [key]);
  return exportFeatureTable(institution, protocolId, content);
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

const REPEAT: Reason = { code: 'study-repeats', message: 'got a second segmentation; wanted a study of its own.' };

/** Names are in one order everywhere: the most are all. */
function widest(names: readonly (readonly string[])[]): readonly string[] {
  return names.reduce((most, some) => (some.length > most.length ? some : most), []);
}

/** Every study of an institution. The index follows the table a moment later: what it lists is read again. */
async function* studiesOf(institution: string): AsyncGenerator<StudyRow> {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await listStudies(institution, { limit: 200, start });
    for (const listed of page.studies) {
      const study = await findStudy(listed);
      // Withdrawn or expired since: the index does not know yet.
      if (study) yield study;
    }
    start = page.next;
  } while (start);
}
