/** Routes that predict, synchronously. */
import {
  answersKey,
  api,
  type Caller,
  environment,
  hasExpired,
  lineOfPath,
  type ModelVersionRow,
  openJob,
  type PredictionJobRow,
  presignDownload,
  presignUpload,
  requireChampion,
  requireFitted,
  requireJob,
  type SeenLine,
  siteOf,
  tableKey,
  whyNotAnswering,
} from '@radscore/pipeline';
import { type Cost, sumUsage } from '@radscore/pipeline/costs';
import { answerBySignature } from '@radscore/pipeline/imported';
import {
  answerForStudy,
  answerForValues,
  MOST_ROWS_AT_ONCE,
  type OpenedStudy,
  openStudy,
  StoredModels,
  scoreTable,
  whyNotForOthers,
} from '@radscore/pipeline/modelling';
import { costHere, type Meter } from '../../usage.ts';
import { versionOfPath } from './models.ts';
import { json, type RouteRequest, route } from './route.ts';

/** A warm function keeps the models that it has read. */
const models = new StoredModels();

const byVersion = route('POST /v1/models/{name}/versions/{version}/predictions', ({ path, body, caller, meter }) =>
  predict(versionOfPath(path, caller), body, caller.institution, meter),
);

const byChampion = route('POST /v1/models/{name}/predictions', ({ path, body, caller, meter }) =>
  predict(championOf(path.name, caller), body, caller.institution, meter),
);

/** A version with the line that the caller sees. */
interface SeenVersion extends Pick<SeenLine, 'standing'> {
  readonly version: ModelVersionRow;
}

async function championOf(name: string, caller: Caller): Promise<SeenVersion> {
  const { row, standing } = await lineOfPath(name, caller, new Date());
  return {
    standing,
    version: await (row.champion === undefined ? requireChampion(row) : models.version(row, row.champion)),
  };
}

/** Why a version answers nothing, or nothing to this institution. */
async function whySilent({ version, standing }: SeenVersion, institution: string) {
  return (await whyNotAnswering(version)) ?? whyNotForOthers(version, institution, standing);
}

/** The study is read while the version is looked for, and the answer made while the status of the version is read. */
async function predict(
  finding: Promise<SeenVersion>,
  body: RouteRequest<'POST /v1/models/{name}/predictions'>['body'],
  institution: string,
  meter: Meter,
) {
  const opened = 'studyId' in body ? unasked(openStudy({ institution, studyId: body.studyId })) : undefined;
  const seen = await finding;
  const { version } = seen;
  const { imported } = version;
  const answer = unasked<api.Answer | api.SignatureAnswer>(
    imported ? answerBySignature(version, imported, body, opened) : answerOf(version, body, institution, opened),
  );
  const silent = await whySilent(seen, institution);
  const { owner, name, version: number } = version;
  const answered = silent ? { model: { owner, name, version: number }, abstained: silent } : await answer;
  return json(200, { ...answered, cost: costOfRequest(meter) });
}

/** Of an answer that is as good as given: its function, what that asked for, and the request to the API. */
function costOfRequest(meter: Meter): Cost | undefined {
  return costHere({ ...sumUsage([meter.soFar()]), apiRequests: 1 });
}

/** A promise that may fail before its value is waited for; it still fails for the code that waits. */
function unasked<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  return promise;
}

async function answerOf(
  version: ModelVersionRow,
  body: RouteRequest<'POST /v1/models/{name}/predictions'>['body'],
  institution: string,
  opened: Promise<OpenedStudy> | undefined,
): Promise<api.Answer> {
  const { certain, clinical } = body;
  if ('studyId' in body) {
    return answerForStudy(version, { institution, studyId: body.studyId }, { models, certain, opened, clinical });
  }
  const { features, site } = body;
  return answerForValues(
    models,
    version,
    { features, clinical: clinical ?? {} },
    { certain, site: siteOf({ institution, site }) },
  );
}

const tableByVersion = route(
  'POST /v1/models/{name}/versions/{version}/predictions.csv',
  async ({ path, caller, ...request }) => predictRows(await versionOfPath(path, caller), request),
);

const tableByChampion = route('POST /v1/models/{name}/predictions.csv', async ({ path, caller, ...request }) =>
  predictRows(await championOf(path.name, caller), request),
);

async function predictRows(
  seen: SeenVersion,
  {
    body,
    query,
    institution,
  }: Pick<RouteRequest<'POST /v1/models/{name}/predictions.csv'>, 'body' | 'query' | 'institution'>,
) {
  requireFitted(seen.version);
  const question = {
    institution,
    certain: query.certain === 'true',
    siteColumn: query.siteColumn,
    mostRows: MOST_ROWS_AT_ONCE,
    silent: await whySilent(seen, institution),
  };
  const { csv } = await scoreTable(models, seen.version, Buffer.from(body), question);
  const headers = { 'content-type': 'text/csv; header=present', 'x-notice': api.RESEARCH_USE_ONLY };
  return { statusCode: 200, headers, body: csv };
}

const createJob = route('POST /v1/models/{name}/prediction-jobs', async ({ path, body, caller }) => {
  const { version: number, certain = false, ...table } = body;
  const { version } = await (number === undefined
    ? championOf(path.name, caller)
    : versionOfPath({ name: path.name, version: number }, caller));
  requireFitted(version);
  const job = await openJob({ institution: caller.institution, version, certain, ...table }, new Date());
  return json(202, await describeJob(job));
});

const getJob = route('GET /v1/models/{name}/prediction-jobs/{job}', async ({ path, caller }) => {
  const { row: line } = await lineOfPath(path.name, caller, new Date());
  return json(200, await describeJob(await requireJob({ institution: caller.institution, jobId: path.job }, line)));
});

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
