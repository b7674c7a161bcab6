/** Routes that predict, synchronously. */
import { type ModelVersionRow, requireChampion, requireVersion, siteOf } from '@radscore/pipeline';
import { answerForFeatures, answerForStudy } from '@radscore/pipeline/modelling';
import { json, type RouteRequest, route } from './route.ts';

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
  const answer =
    'studyId' in body
      ? await answerForStudy(version, { institution, studyId: body.studyId })
      : await answerForFeatures(version, body.features, body.clinical ?? {}, siteOf({ institution, site: body.site }));
  return json(200, answer);
}

export const predictionRoutes = [byVersion, byChampion];
