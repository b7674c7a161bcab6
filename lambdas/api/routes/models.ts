/** Routes of versions and runs: train, list, show. */
import {
  api,
  type LineRow,
  lineOfPath,
  lineOfRequest,
  listRuns,
  listVersions,
  type ModelVersionRow,
  protocolById,
  requireVersion,
  type SeenLine,
  startTraining,
  statusesOf,
  type TrainingRunRow,
  type VersionStatus,
  visibleLines,
} from '@radscore/pipeline';
import { cardOfVersion, evaluationOfVersion, plotOfVersion } from '@radscore/pipeline/modelling';
import { json, type RouteRequest, route } from './route.ts';

const train = route('POST /v1/models', async ({ body, headers, caller }) => {
  if (body.protocol !== undefined) protocolById(body.protocol);
  const now = new Date();
  const line = await lineOfRequest(body, caller, now);
  const { runId } = await startTraining(line, 'request', now, headers['idempotency-key']);
  return json(202, { runId, owner: line.owner, name: line.name, status: 'running' });
});

const list = route('GET /v1/models', async ({ caller }) => {
  const lines = await visibleLines(caller, new Date());
  const models = await Promise.all(
    lines.map(async ({ row, standing }) => ({
      owner: row.owner,
      name: row.name,
      protocol: row.protocol,
      standing,
      shared: row.settings.shared,
      ...aliasesOf(row),
      versions: (await listVersions(row)).length,
      runs: (await listRuns(row)).map((run) => runFor(caller.institution, run)),
    })),
  );
  return json(200, { models });
});

const versions = route('GET /v1/models/{name}/versions', async ({ path, caller }) => {
  const { row } = await lineOfPath(path.name, caller, new Date());
  const statuses = await statusesOf(row);
  const { owner, name, protocol } = row;
  const shownVersions = (await listVersions(row)).map((one) => shown(row, one, statuses.get(one.version) ?? {}));
  return json(200, { owner, name, protocol, ...aliasesOf(row), versions: shownVersions });
});

const version = route('GET /v1/models/{name}/versions/{version}', async ({ path, caller }) => {
  const { row, version: one } = await versionOfPath(path, caller);
  return json(200, shown(row, one, (await statusesOf(row)).get(one.version) ?? {}));
});

const evaluation = route('GET /v1/models/{name}/versions/{version}/evaluation', async ({ path, caller }) =>
  json(200, { ...(await evaluationOfVersion((await versionOfPath(path, caller)).version)) }),
);

const card = route('GET /v1/models/{name}/versions/{version}/card', async ({ path, caller }) =>
  json(200, await cardOfVersion((await versionOfPath(path, caller)).version)),
);

const plots = api.PLOTS.map((plot) =>
  route(`GET /v1/models/{name}/versions/{version}/${plot}`, async ({ path, caller }) => ({
    statusCode: 200,
    headers: { 'content-type': 'image/svg+xml' },
    body: await plotOfVersion((await versionOfPath(path, caller)).version, plot),
  })),
);

/** A version of a line that the caller may see. @throws ModelNotFound */
export async function versionOfPath(
  { name, version: number }: { readonly name: string; readonly version: number },
  caller: RouteRequest<'GET /v1/models'>['caller'],
): Promise<SeenLine & { version: ModelVersionRow }> {
  const line = await lineOfPath(name, caller, new Date());
  return { ...line, version: await requireVersion(line.row, number) };
}

export function aliasesOf({ champion, challenger }: LineRow) {
  return { promoted: champion ?? null, challenger: challenger ?? null };
}

/** What was gathered is counts of single institutions' studies: for those that took part. */
function runFor(institution: string, { institutions, gathered, ...run }: TrainingRunRow): TrainingRunRow {
  return institutions?.includes(institution) ? { ...run, institutions, gathered } : run;
}

function shown(line: LineRow, row: ModelVersionRow, status: VersionStatus): Record<string, unknown> {
  return api.modelVersion.parse({ ...row, state: stateOf(line, row.version, status), status });
}

function stateOf(
  { champion, challenger }: LineRow,
  number: number,
  { retired, marks, judgement }: VersionStatus,
): api.VersionState {
  if (retired) return 'retired';
  if (marks?.['withdrawn-row']) return 'withdrawn';
  if (champion === number) return 'champion';
  if (judgement && !judgement.passed) return 'refused';
  return challenger === number ? 'challenger' : 'candidate';
}

export const modelRoutes = [train, list, versions, version, evaluation, card, ...plots];
