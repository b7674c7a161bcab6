import { createHash } from 'node:crypto';
import { z } from 'zod';
import { environment } from './clients.ts';
import { type Clinical, clinical } from './contracts/manifest.ts';
import { type Reason, reason, type Split } from './contracts/workflow.ts';
import { type FeatureVector, findVector, loadFeatures } from './features.ts';
import { readJson, requireObject, writeJson, writeObject } from './objects.ts';
import { protocolById } from './protocols/index.ts';
import { labelledStudies, listStudies, type StudyRow } from './studies.ts';

export const cohortRow = z.object({
  institution: z.string(),
  studyId: z.string(),
  pcr: z.boolean(),
  clinical,
  split: z.enum(['train', 'test']),
});
export type CohortRow = z.infer<typeof cohortRow>;

/** The rows a model is made of; the values lie beside it, row-major, as Float64. */
export const cohortTable = z.object({
  protocol: z.string(),
  settingsHash: z.string(),
  engineVersion: z.string(),
  columns: z.array(z.string()),
  rows: z.array(cohortRow),
  /** Labelled studies that are not rows, and why. */
  left: z.array(z.object({ institution: z.string(), studyId: z.string(), reason })),
});
export type CohortTable = z.infer<typeof cohortTable>;

export interface StoredCohort {
  readonly table: CohortTable;
  /** rows × columns */
  readonly values: Float64Array;
}

/** Labelled, complete studies of some institutions, in the order of institution and study id, with their split. */
export async function gatherCohort(
  institutions: readonly string[],
  protocol: { id: string; settingsHash: string; engineVersion: string },
  division: Split,
  seed: number,
): Promise<StoredCohort> {
  const studies = (await Promise.all([...new Set(institutions)].sort().map(labelledStudies))).flatMap((some) =>
    some.sort((a, b) => (a.studyId < b.studyId ? -1 : 1)),
  );
  const variables = protocolById(protocol.id).clinical.map(({ name }) => name);
  const left: CohortTable['left'] = [];
  const usable = studies.filter((study) => {
    const why = whyLeft(study, protocol.settingsHash, variables);
    if (why) left.push({ institution: study.institution, studyId: study.studyId, reason: why });
    return !why;
  });
  const splits = divide(usable, division, seed);
  const rows: CohortRow[] = [];
  const vectors: FeatureVector[] = [];
  for (const [i, study] of usable.entries()) {
    const { institution, studyId } = study;
    const part = splits[i];
    if (part === undefined) {
      left.push({
        institution,
        studyId,
        reason: { code: 'not-in-split', message: 'the split names other institutions.' },
      });
      continue;
    }
    const vector = await findVector(study, protocol.settingsHash);
    if (!vector || !study.outcome)
      throw new Error(`got no vector of a complete study; wanted ${protocol.settingsHash}`);
    rows.push({ institution, studyId, pcr: study.outcome.pcr, clinical: study.clinical ?? {}, split: part });
    vectors.push(await loadFeatures(vector));
  }
  const columns = vectors[0]?.names ?? [];
  const values = new Float64Array(rows.length * columns.length);
  vectors.forEach((vector, i) => {
    values.set(vector.values, i * columns.length);
  });
  const { id, settingsHash, engineVersion } = protocol;
  return { table: { protocol: id, settingsHash, engineVersion, columns, rows, left }, values };
}

function whyLeft(study: StudyRow, settingsHash: string, variables: readonly string[]): Reason | undefined {
  if (study.status !== 'complete')
    return { code: `study-${study.status}`, message: 'only complete studies are rows of a cohort.' };
  if (study.settingsHash !== settingsHash) {
    return { code: 'settings-mismatch', message: 'the study was analysed with other settings; analyse it again.' };
  }
  const missing = variables.filter((name) => study.clinical?.[name as keyof Clinical] === undefined);
  if (missing.length > 0) {
    return {
      code: 'clinical-missing',
      message: `got no ${missing.join(', ')}; wanted every clinical variable of the protocol.`,
    };
  }
  return undefined;
}

/**
 * Training or test, for each study. By institution: as named. Stratified: within each outcome the studies with the
 * smallest SHA-256 of seed and id are test rows, so that a study keeps its place when others are added.
 */
function divide(studies: readonly StudyRow[], division: Split, seed: number): (CohortRow['split'] | undefined)[] {
  if (division.by === 'institution') {
    return studies.map(({ institution }) =>
      division.train.includes(institution) ? 'train' : division.test.includes(institution) ? 'test' : undefined,
    );
  }
  const order = studies.map(({ institution, studyId }) =>
    createHash('sha256').update(`${seed}\n${institution}\n${studyId}`).digest('hex'),
  );
  const splits: CohortRow['split'][] = studies.map(() => 'train');
  for (const pcr of [true, false]) {
    const members = studies.flatMap((study, i) => (study.outcome?.pcr === pcr ? [i] : []));
    members.sort((a, b) => (order[a] < order[b] ? -1 : 1));
    for (const i of members.slice(0, Math.round(members.length * division.testFraction))) splits[i] = 'test';
  }
  return splits;
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

/** Writes an institution's complete studies as one CSV table and returns its key: a cohort can be too large for a response. */
export async function exportFeatureTable(
  institution: string,
  protocolId: string,
  cohort: 'all' | 'labelled',
): Promise<string> {
  const variables = protocolById(protocolId).clinical.map(({ name }) => name);
  const lines: string[] = [];
  for await (const study of completeStudies(institution)) {
    if (study.protocol !== protocolId || !study.settingsHash || (cohort === 'labelled' && !study.outcome)) continue;
    const vector = await findVector(study, study.settingsHash);
    if (!vector) throw new Error('got no vector of a complete study; wanted one');
    const { names, values } = await loadFeatures(vector);
    if (lines.length === 0) lines.push(['studyId', 'pCR', ...variables, ...names].join(','));
    const clinicalValues = variables.map((name) => study.clinical?.[name as keyof Clinical] ?? '');
    const pcr = study.outcome === undefined ? '' : Number(study.outcome.pcr);
    const numbers = Array.from(values, (value) => (Number.isFinite(value) ? String(value) : ''));
    lines.push([study.studyId, pcr, ...clinicalValues, ...numbers].join(','));
  }
  const body = lines.map((line) => `${line}\n`).join('');
  const key = `exports/${institution}/${createHash('sha256').update(body).digest('hex')}.csv`;
  await writeObject(environment('ARTEFACT_BUCKET'), key, body, 'text/csv; header=present');
  return key;
}

async function* completeStudies(institution: string): AsyncGenerator<StudyRow> {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await listStudies(institution, { status: 'complete', limit: 200, start });
    yield* page.studies;
    start = page.next;
  } while (start);
}
