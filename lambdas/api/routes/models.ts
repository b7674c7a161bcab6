/** Routes of models: train, list, show, promote, roll back. */
import {
  api,
  findChampion,
  listRuns,
  listVersions,
  type ModelVersionRow,
  modelNames,
  protocolById,
  requireVersion,
  startTraining,
  type TrainingRunRow,
} from '@radscore/pipeline';
import { cardOfVersion, evaluationOfVersion, plotOfVersion } from '@radscore/pipeline/modelling';
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
  const { name, protocol, split, seed, modelling, institutions = consortium } = body;
  protocolById(protocol);
  const named = [...institutions, ...(split.by === 'institution' ? [...split.train, ...split.test] : [])];
  const outside = named.find((one) => one !== institution && !consortium.includes(one));
  if (outside) throw new InstitutionForbidden(outside);

  const run = await startTraining({ name, protocol, institutions: [...institutions], split, seed, modelling });
  return json(202, { runId: run.runId, name, status: 'running' });
});

const list = route('GET /v1/models', async ({ institution }) => {
  const names = await modelNames();
  const models = await Promise.all(
    names.map(async (name) => ({
      name,
      promoted: (await findChampion(name)) ?? null,
      versions: (await listVersions(name)).length,
      runs: (await listRuns(name)).map((run) => runFor(institution, run)),
    })),
  );
  return json(200, { models });
});

const versions = route('GET /v1/models/{name}/versions', async ({ path }) => {
  const rows = await listVersions(path.name);
  return json(200, { name: path.name, promoted: (await findChampion(path.name)) ?? null, versions: rows.map(shown) });
});

const version = route('GET /v1/models/{name}/versions/{version}', async ({ path }) =>
  json(200, shown(await requireVersion(path.name, path.version))),
);

const evaluation = route('GET /v1/models/{name}/versions/{version}/evaluation', async ({ path }) =>
  json(200, { ...(await evaluationOfVersion(await requireVersion(path.name, path.version))) }),
);

const card = route('GET /v1/models/{name}/versions/{version}/card', async ({ path }) =>
  json(200, await cardOfVersion(await requireVersion(path.name, path.version))),
);

const plots = api.PLOTS.map((plot) =>
  route(`GET /v1/models/{name}/versions/{version}/${plot}`, async ({ path }) => ({
    statusCode: 200,
    headers: { 'content-type': 'image/svg+xml' },
    body: await plotOfVersion(await requireVersion(path.name, path.version), plot),
  })),
);

/** What was gathered is counts of single institutions' studies: for those that took part. */
function runFor(institution: string, { institutions, gathered, ...run }: TrainingRunRow): TrainingRunRow {
  return institutions?.includes(institution) ? { ...run, institutions, gathered } : run;
}

function shown(row: ModelVersionRow): Record<string, unknown> {
  return api.modelVersion.parse(row);
}

export const modelRoutes = [train, list, versions, version, evaluation, card, ...plots];
