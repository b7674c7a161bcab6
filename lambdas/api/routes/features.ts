/** Routes of a study's features and of the cohort's feature table, at once or as a job. */
import {
  api,
  type ExportJobRow,
  environment,
  exportFeatureTable,
  exportKey,
  loadFeatures,
  MOST_STUDIES_AT_ONCE,
  openExport,
  openVector,
  presignDownload,
  requireExport,
  requireStudy,
  type StudyKey,
  StudyNotAnalysed,
  studyTable,
  tableQuestion,
} from '@radscore/pipeline';
import { json, route } from './route.ts';

const ofStudy = route('GET /v1/studies/{id}/features', async ({ path, institution }) => {
  const { row, vector, names, values } = await analysed({ institution, studyId: path.id });
  const { manifestHash, settingsHash, engineVersion, gaps, repairs = [] } = vector;
  const features = Object.fromEntries(names.map((name, i) => [name, Number.isFinite(values[i]) ? values[i] : null]));
  const { protocol, warnings } = row;
  const of = { studyId: path.id, manifestHash, protocol, settingsHash, engineVersion };
  return json(200, { ...of, features, gaps, warnings, repairs });
});

const ofStudyAsCsv = route('GET /v1/studies/{id}/features.csv', async ({ path, institution }) => {
  const { vector, names, values } = await analysed({ institution, studyId: path.id });
  const body = studyTable(path.id, vector, { names, values });
  return { statusCode: 200, headers: { 'content-type': 'text/csv; header=present' }, body };
});

/** A study of which the newest manifest is analysed, with its vector. @throws StudyNotFound, StudyNotAnalysed */
async function analysed(study: StudyKey) {
  const row = await requireStudy(study);
  const vector = await openVector(row);
  if ('code' in vector) throw new StudyNotAnalysed(row, vector);
  return { row, vector, ...(await loadFeatures(vector)) };
}

const ofInstitution = route('GET /v1/features', async ({ query, institution }) => {
  const { protocol, cohort, origin } = query;
  const { key, rows, left } = await exportFeatureTable(institution, protocol, cohort, origin, MOST_STUDIES_AT_ONCE);
  const url = await presignDownload(environment('ARTEFACT_BUCKET'), key, `${institution}-features.csv`);
  const leftOut = Object.entries(left).map(([code, count]) => `${code}=${count}`);
  const headers = { location: url, 'x-rows': String(rows), 'x-left-out': leftOut.sort().join(', ') };
  return { statusCode: 303, headers: { ...headers, 'x-notice': api.RESEARCH_USE_ONLY } };
});

const createExport = route('POST /v1/feature-exports', async ({ body, headers, institution }) => {
  const question = tableQuestion(institution, body.protocol, body.cohort, body.origin);
  return json(202, await describeExport(await openExport(question, new Date(), headers['idempotency-key'])));
});

const getExport = route('GET /v1/feature-exports/{id}', async ({ path, institution }) =>
  json(200, await describeExport(await requireExport({ institution, jobId: path.id }))),
);

/** An export as the API shows it, with a fresh URL of a table that is there. */
async function describeExport(row: ExportJobRow): Promise<Record<string, unknown>> {
  const { institution, executionArn: _execution, content: cohort, ...shown } = row;
  if (new Date().toISOString() >= row.expiresAt) return { ...shown, cohort, status: 'expired' };
  if (row.status !== 'complete') return { ...shown, cohort };
  const name = `${institution}-features.csv`;
  return { ...shown, cohort, table: await presignDownload(environment('ARTEFACT_BUCKET'), exportKey(row), name) };
}

export const featureRoutes = [ofStudy, ofStudyAsCsv, ofInstitution, createExport, getExport];
