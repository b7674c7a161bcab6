/** Routes of a study's features and of the cohort's feature table. */
import {
  api,
  environment,
  exportFeatureTable,
  loadFeatures,
  openVector,
  presignDownload,
  protocolById,
  requireStudy,
  StudyNotAnalysed,
} from '@radscore/pipeline';
import { json, route } from './route.ts';

const ofStudy = route('GET /v1/studies/{id}/features', async ({ path, query, institution, accept }) => {
  const row = await requireStudy({ institution, studyId: path.id });
  const vector = await openVector(row);
  if ('code' in vector) throw new StudyNotAnalysed(row, vector);
  const { names, values } = await loadFeatures(vector);
  const { manifestHash, settingsHash, engineVersion, gaps, repairs = [] } = vector;
  if (query.format === 'csv' || (query.format === undefined && accept.includes('text/csv'))) {
    const header = ['studyId', 'manifestHash', 'engineVersion', ...names];
    const line = [path.id, manifestHash, engineVersion, ...Array.from(values, csvNumber)];
    const body = `${header.join(',')}\n${line.join(',')}\n`;
    return { statusCode: 200, headers: { 'content-type': 'text/csv; header=present' }, body };
  }
  const features = Object.fromEntries(names.map((name, i) => [name, Number.isFinite(values[i]) ? values[i] : null]));
  const { protocol, warnings } = row;
  const of = { studyId: path.id, manifestHash, protocol, settingsHash, engineVersion };
  return json(200, { ...of, features, gaps, warnings, repairs });
});

/** JavaScript writes a double with the fewest digits that read back as the same double. */
function csvNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : '';
}

const ofInstitution = route('GET /v1/features', async ({ query, institution }) => {
  const { id } = protocolById(query.protocol);
  const { key, rows, left } = await exportFeatureTable(institution, id, query.cohort);
  const url = await presignDownload(environment('ARTEFACT_BUCKET'), key, `${institution}-features.csv`);
  const leftOut = Object.entries(left).map(([code, count]) => `${code}=${count}`);
  const headers = { location: url, 'x-rows': String(rows), 'x-left-out': leftOut.sort().join(', ') };
  return { statusCode: 303, headers: { ...headers, 'x-notice': api.RESEARCH_USE_ONLY } };
});

export const featureRoutes = [ofStudy, ofInstitution];
