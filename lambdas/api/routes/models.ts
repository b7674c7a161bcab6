/** Routes of models: train, list, show, promote, roll back. */
import {
  api,
  findChampion,
  listRuns,
  listVersions,
  modelNames,
  protocolById,
  requireVersion,
  startTraining,
} from '@radscore/pipeline';
import {
  cardOfVersion,
  evaluationOfVersion,
  plotOfVersion,
  runFor,
  versionFor,
  viewerOf,
} from '@radscore/pipeline/modelling';
import { json, route } from './route.ts';

/** The token does not reach an institution that the request names. */
export class InstitutionForbidden extends Error {
  override readonly name = 'InstitutionForbidden';

  constructor(institution: string) {
    super(
      `got institution ${institution}; wanted the token's own or one of its consortium. Ask the operator for the claim.`,
    );
  }
}

const train = route('POST /v1/models', async ({ body, institution, consortium }) => {
  const { name, protocol, split, seed, institutions = consortium } = body;
  protocolById(protocol);
  const named = [...institutions, ...(split.by === 'institution' ? [...split.train, ...split.test] : [])];
  const outside = named.find((one) => one !== institution && !consortium.includes(one));
  if (outside) throw new InstitutionForbidden(outside);

  const run = await startTraining({ name, protocol, institutions: [...institutions], split, seed });
  return json(202, { runId: run.runId, name, status: 'running' });
});

const list = route('GET /v1/models', async ({ institution }) => {
  const names = await modelNames();
  const models = await Promise.all(
    names.map(async (name) => ({
      name,
      promoted: (await findChampion(name)) ?? null,
      versions: (await listVersions(name)).length,
      runs: (await listRuns(name)).map((run) => runFor(run, viewerOf(run, institution))),
    })),
  );
  return json(200, { models });
});

const versions = route('GET /v1/models/{name}/versions', async ({ path, institution }) => {
  const rows = await listVersions(path.name);
  const shown = rows.map((row) => versionFor(row, viewerOf(row, institution)));
  return json(200, { name: path.name, promoted: (await findChampion(path.name)) ?? null, versions: shown });
});

const version = route('GET /v1/models/{name}/versions/{version}', async ({ path, institution }) => {
  const row = await requireVersion(path.name, path.version);
  return json(200, versionFor(row, viewerOf(row, institution)));
});

const evaluation = route('GET /v1/models/{name}/versions/{version}/evaluation', async ({ path, institution }) => {
  const row = await requireVersion(path.name, path.version);
  return json(200, { ...(await evaluationOfVersion(row, viewerOf(row, institution))) });
});

const card = route('GET /v1/models/{name}/versions/{version}/card', async ({ path, institution }) => {
  const row = await requireVersion(path.name, path.version);
  return json(200, await cardOfVersion(row, viewerOf(row, institution)));
});

const plots = api.PLOTS.map((plot) =>
  route(`GET /v1/models/{name}/versions/{version}/${plot}`, async ({ path, institution }) => {
    const row = await requireVersion(path.name, path.version);
    return {
      statusCode: 200,
      headers: { 'content-type': 'image/svg+xml' },
      body: await plotOfVersion(row, plot, viewerOf(row, institution)),
    };
  }),
);

export const modelRoutes = [train, list, versions, version, evaluation, card, ...plots];
