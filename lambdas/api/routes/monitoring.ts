/** Routes of a version in use: monitoring, and validation on the own studies. */
import { lineOfPath, requireChampion, requireFitted } from '@radscore/pipeline';
import { monitoringOf, validationOf } from '@radscore/pipeline/modelling';
import { fittedOfPath } from './models.ts';
import { json, route } from './route.ts';

const monitoring = route('GET /v1/models/{name}/monitoring', async ({ path, institution, caller }) => {
  const { row } = await lineOfPath(path.name, caller, new Date());
  const champion = requireFitted(await requireChampion(row));
  const { owner, name, version } = champion;
  return json(200, { owner, name, version, institution, ...(await monitoringOf(champion, institution)) });
});

const validation = route(
  'GET /v1/models/{name}/versions/{version}/validation',
  async ({ path, institution, caller }) => {
    const { version } = await fittedOfPath(path, caller);
    const { owner, name, version: number } = version;
    return json(200, { owner, name, version: number, institution, ...(await validationOf(version, institution)) });
  },
);

export const monitoringRoutes = [monitoring, validation];
