/** Routes that predict, synchronously. */
import { type ModelVersionRow, requireChampion, requireVersion } from '@radscore/pipeline';
import { answerForStudy, answerForValues, StoredModels } from '@radscore/pipeline/modelling';
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

export const predictionRoutes = [byVersion, byChampion];
