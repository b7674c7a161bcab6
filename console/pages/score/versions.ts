/** Which versions a page may score with, and the model of one. */
import { dataOf, type Schemas } from '../../api/client.ts';
import { type ModelAnswer, type ScoringModel, scoringModelOf } from '../../scoring/scored-model.ts';
import { api } from '../../service/service.ts';

/** A version of a line, as a list offers it. */
export interface OfferedVersion {
  /** The line as addresses name it. */
  readonly line: string;
  readonly version: number;
  readonly protocol: string;
}

/** The promoted version of every line that is the caller's or shared. @throws ApiProblem */
export async function offeredVersions(): Promise<OfferedVersion[]> {
  const { models } = await dataOf(api().GET('/v1/models'));
  return models.flatMap(({ promoted, protocol, ...line }) =>
    promoted === null ? [] : [{ line: referenceOf(line), version: promoted, protocol }],
  );
}

/** Lines of others bear their owner's name. */
function referenceOf({ owner, name, standing }: Pick<Schemas['ModelSummary'], 'owner' | 'name' | 'standing'>): string {
  return standing === 'guest' ? `${owner}~${name}` : name;
}

/** The model of a version, to predict with here. @throws ApiProblem */
export async function modelOfVersion({
  line,
  version,
}: Pick<OfferedVersion, 'line' | 'version'>): Promise<ScoringModel> {
  const path = { name: line, version };
  const [answer, described] = await Promise.all([
    dataOf(api().GET('/v1/models/{name}/versions/{version}/model', { params: { path } })),
    dataOf(api().GET('/v1/models/{name}/versions/{version}', { params: { path } })),
  ]);
  return scoringModelOf(answer as ModelAnswer, described as Parameters<typeof scoringModelOf>[1]);
}
