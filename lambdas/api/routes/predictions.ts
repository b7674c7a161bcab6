/** Routes that predict, synchronously. */
import {
  lineOfPath,
  type ModelVersionRow,
  requireChampion,
  type SeenLine,
  siteOf,
  whyNotAnswering,
} from '@radscore/pipeline';
import { answerForFeatures, answerForStudy, whyNotForOthers } from '@radscore/pipeline/modelling';
import { versionOfPath } from './models.ts';
import { json, type RouteRequest, route } from './route.ts';

const byVersion = route('POST /v1/models/{name}/versions/{version}/predictions', async ({ path, body, caller }) =>
  predict(await versionOfPath(path, caller), body, caller.institution),
);

const byChampion = route('POST /v1/models/{name}/predictions', async ({ path, body, caller }) => {
  const line = await lineOfPath(path.name, caller, new Date());
  return predict({ ...line, version: await requireChampion(line.row) }, body, caller.institution);
});

async function predict(
  { version, standing }: SeenLine & { readonly version: ModelVersionRow },
  body: RouteRequest<'POST /v1/models/{name}/predictions'>['body'],
  institution: string,
) {
  const silent = (await whyNotAnswering(version)) ?? whyNotForOthers(version, institution, standing);
  if (silent) {
    const { owner, name, version: number } = version;
    return json(200, { model: { owner, name, version: number }, abstained: silent });
  }
  const answer =
    'studyId' in body
      ? await answerForStudy(version, { institution, studyId: body.studyId })
      : await answerForFeatures(version, body.features, body.clinical ?? {}, siteOf({ institution, site: body.site }));
  return json(200, answer);
}

export const predictionRoutes = [byVersion, byChampion];
