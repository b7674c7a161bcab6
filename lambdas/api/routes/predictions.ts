/** Routes that predict, synchronously. */
import {
  answersKey,
  api,
  environment,
  hasExpired,
  type ModelVersionRow,
  openJob,
  type PredictionJobRow,
  presignDownload,
  presignUpload,
  requireChampion,
  requireJob,
  requireVersion,
  tableKey,
} from '@radscore/pipeline';
import {
  answerForStudy,
  answerForValues,
  MOST_ROWS_AT_ONCE,
  StoredModels,
  scoreTable,
} from '@radscore/pipeline/modelling';
import { json, type RouteRequest, route } from './route.ts';

/** A warm function keeps the models that it has read. */
const models = new StoredModels();

const byVersion = route('POST /v1/models/{name}/versions/{version}/predictions', async ({ path, body, institution }) =>
  predict(await requireVersion(path.name, path.version), body, institution),
);

const byChampion = route('POST /v1/models/{name}/predictions', async ({ path, body, institution }) =>
  predict(await requireChampion(path.name), body, institution),
);

async function predict(
  version: ModelVersionRow,
  body: RouteRequest<'POST /v1/models/{name}/predictions'>['body'],
  institution: string,
) {
  const { certain } = body;
  if ('studyId' in body) {
    const study = { institution, studyId: body.studyId };
    return json(200, await answerForStudy(version, study, { models, certain }));
  }
  const values = { features: body.features, clinical: body.clinical ?? {} };
  return json(200, await answerForValues(models, version, values, { certain }));
}

const tableByVersion = route(
  'POST /v1/models/{name}/versions/{version}/predictions.csv',
  async ({ path, ...request }) => predictRows(await requireVersion(path.name, path.version), request),
);

const tableByChampion = route('POST /v1/models/{name}/predictions.csv', async ({ path, ...request }) =>
  predictRows(await requireChampion(path.name), request),
);

async function predictRows(
  version: ModelVersionRow,
  { body, query }: Pick<RouteRequest<'POST /v1/models/{name}/predictions.csv'>, 'body' | 'query'>,
) {
  const question = { certain: query.certain === 'true', siteColumn: query.siteColumn, mostRows: MOST_ROWS_AT_ONCE };
  const { csv } = await scoreTable(models, version, Buffer.from(body), question);
  const headers = { 'content-type': 'text/csv; header=present', 'x-notice': api.RESEARCH_USE_ONLY };
  return { statusCode: 200, headers, body: csv };
}

const createJob = route('POST /v1/models/{name}/prediction-jobs', async ({ path, body, institution }) => {
  const { version: number, certain = false, ...table } = body;
  const version = number === undefined ? await requireChampion(path.name) : await requireVersion(path.name, number);
  return json(202, await describeJob(await openJob({ institution, version, certain, ...table }, new Date())));
});

const getJob = route('GET /v1/models/{name}/prediction-jobs/{job}', async ({ path, institution }) =>
  json(200, await describeJob(await requireJob({ institution, jobId: path.job }, path))),
);

/** A job as the API shows it, with a fresh URL for what comes next: its table, or its answers. */
async function describeJob(row: PredictionJobRow): Promise<Record<string, unknown>> {
  const { jobId, owner, name, version, createdAt, expiresAt, rows, answered, abstained, reason } = row;
  const job = { jobId, model: { owner, name, version }, createdAt, expiresAt };
  const bucket = environment('ARTEFACT_BUCKET');
  if (hasExpired(row, new Date())) return { ...job, status: 'expired' };
  const { status } = row;
  if (status === 'awaiting-upload') return { ...job, status, upload: await presignUpload(bucket, tableKey(row), row) };
  if (status !== 'complete') return { ...job, status, reason };
  const answers = await presignDownload(bucket, answersKey(row), `${name}-${version}-predictions.csv`);
  return { ...job, status, rows, answered, abstained, answers };
}

export const predictionRoutes = [byVersion, byChampion, tableByVersion, tableByChampion, createJob, getJob];
