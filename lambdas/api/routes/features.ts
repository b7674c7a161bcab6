import {
  api,
  environment,
  exportFeatureTable,
  findVector,
  loadFeatures,
  presignDownload,
  protocolById,
  requireStudy,
} from '@radscore/pipeline';
import { json, route } from '../route.ts';

/** The study is known, but nothing has been computed from it. */
export class FeaturesNotFound extends Error {
  override readonly name = 'FeaturesNotFound';

  constructor(studyId: string, status: string) {
    super(
      `got study ${studyId}, which is ${status}; wanted one with features. GET /v1/studies/${studyId} says what is missing.`,
    );
  }
}

const ofStudy = route('GET /v1/studies/{id}/features', async ({ path, query, institution, accept }) => {
  const study = { institution, studyId: path.id };
  const row = await requireStudy(study);
  const vector = row.settingsHash && (await findVector(study, row.settingsHash));
  if (!vector) throw new FeaturesNotFound(path.id, row.status);
  const { names, values } = await loadFeatures(vector);
  if (query.format === 'csv' || (query.format === undefined && accept.includes('text/csv'))) {
    const lines = [['studyId', ...names].join(','), [path.id, ...Array.from(values, csvNumber)].join(',')];
    return { statusCode: 200, headers: { 'content-type': 'text/csv; header=present' }, body: `${lines.join('\n')}\n` };
  }
  const { settingsHash, engineVersion, gaps, repairs = [] } = vector;
  const features = Object.fromEntries(names.map((name, i) => [name, Number.isFinite(values[i]) ? values[i] : null]));
  const { protocol, warnings } = row;
  return json(200, { studyId: path.id, protocol, settingsHash, engineVersion, features, gaps, warnings, repairs });
});

/** JavaScript writes a double with the fewest digits that read back as the same double. */
function csvNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : '';
}

const ofInstitution = route('GET /v1/features', async ({ query, institution }) => {
  const { id } = protocolById(query.protocol);
  const key = await exportFeatureTable(institution, id, query.cohort);
  const url = await presignDownload(environment('ARTEFACT_BUCKET'), key, `${institution}-features.csv`);
  return { statusCode: 303, headers: { location: url, 'x-notice': api.RESEARCH_USE_ONLY } };
});

export const featureRoutes = [ofStudy, ofInstitution];
