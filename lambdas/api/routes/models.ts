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
  requireFitted,
  requireVersion,
  type SeenLine,
  startTraining,
  statusesOf,
  type VersionStatus,
  visibleLines,
} from '@radscore/pipeline';
import { importedCard } from '@radscore/pipeline/imported';
import {
  cardOfVersion,
  cohortOfVersion,
  evaluationOfVersion,
  modelOfVersion,
  plotOfVersion,
  referenceOfVersion,
  runFor,
  type StandingOfVersion,
  versionFor,
  viewerOf,
} from '@radscore/pipeline/modelling';
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
      runs: (await listRuns(row)).map((run) => runFor(run, viewerOf(run, caller.institution, standing))),
    })),
  );
  return json(200, { models });
});

const versions = route('GET /v1/models/{name}/versions', async ({ path, caller }) => {
  const line = await lineOfPath(path.name, caller, new Date());
  const { owner, name, protocol } = line.row;
  const statuses = await statusesOf(line.row);
  const shownVersions = (await listVersions(line.row)).map((one) =>
    shown(line, one, statuses.get(one.version) ?? {}, caller.institution),
  );
  return json(200, { owner, name, protocol, ...aliasesOf(line.row), versions: shownVersions });
});

const version = route('GET /v1/models/{name}/versions/{version}', async ({ path, caller }) => {
  const { version: one, ...line } = await versionOfPath(path, caller);
  const status = (await statusesOf(line.row)).get(one.version) ?? {};
  return json(200, shown(line, one, status, caller.institution));
});

const evaluation = route('GET /v1/models/{name}/versions/{version}/evaluation', async ({ path, caller }) => {
  const { version: one, standing } = await fittedOfPath(path, caller);
  return json(200, { ...(await evaluationOfVersion(one, viewerOf(one, caller.institution, standing))) });
});

const card = route('GET /v1/models/{name}/versions/{version}/card', async ({ path, caller }) => {
  const { version: one, standing } = await versionOfPath(path, caller);
  const audience = viewerOf(one, caller.institution, standing);
  const { imported } = one;
  return json(200, imported ? await importedCard(one, imported, audience) : await cardOfVersion(one, audience));
});

const plots = api.PLOTS.map((plot) =>
  route(`GET /v1/models/{name}/versions/{version}/${plot}`, async ({ path, caller }) => {
    const { version: one, standing } = await fittedOfPath(path, caller);
    return {
      statusCode: 200,
      headers: { 'content-type': 'image/svg+xml' },
      body: await plotOfVersion(one, plot, viewerOf(one, caller.institution, standing)),
    };
  }),
);

const fittedModel = route('GET /v1/models/{name}/versions/{version}/model', async ({ path, caller }) => {
  const { version: one, standing } = await fittedOfPath(path, caller);
  return json(200, { ...(await modelOfVersion(one, viewerOf(one, caller.institution, standing))) });
});

const reference = route('GET /v1/models/{name}/versions/{version}/reference', async ({ path, caller }) => {
  const { version: one, standing } = await fittedOfPath(path, caller);
  return json(200, { ...(await referenceOfVersion(one, viewerOf(one, caller.institution, standing))) });
});

const cohort = route('GET /v1/models/{name}/versions/{version}/cohort', async ({ path, query, caller }) => {
  const { version: one, standing } = await fittedOfPath(path, caller);
  const { institution } = caller;
  const page = await cohortOfVersion(one, viewerOf(one, institution, standing), { institution, ...query });
  return json(200, { ...page });
});

/** A version of a line that the caller may see. @throws ModelNotFound */
export async function versionOfPath(
  { name, version: number }: { readonly name: string; readonly version: number },
  caller: RouteRequest<'GET /v1/models'>['caller'],
): Promise<SeenLine & { version: ModelVersionRow }> {
  const line = await lineOfPath(name, caller, new Date());
  return { ...line, version: await requireVersion(line.row, number) };
}

/** The same for what only a fit has. @throws ModelNotFound, ImportedVersion */
export async function fittedOfPath(
  path: { readonly name: string; readonly version: number },
  caller: RouteRequest<'GET /v1/models'>['caller'],
): Promise<SeenLine & { version: ModelVersionRow }> {
  const seen = await versionOfPath(path, caller);
  requireFitted(seen.version);
  return seen;
}

export function aliasesOf({ champion, challenger }: LineRow) {
  return { promoted: champion ?? null, challenger: challenger ?? null };
}

function shown(
  { row: line, standing }: SeenLine,
  row: ModelVersionRow,
  status: VersionStatus,
  institution: string,
): Record<string, unknown> {
  const stands: StandingOfVersion = { state: stateOf(line, row.version, status), status };
  return versionFor(row, stands, viewerOf(row, institution, standing));
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

export const modelRoutes = [train, list, versions, version, evaluation, card, ...plots, fittedModel, reference, cohort];
