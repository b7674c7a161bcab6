/** What the page asks the service: the study, the line that answers its protocol, the answer, and what explains it. */
import { type Api, dataOf, type Schemas } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { decimal, percent } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';

export type Study = Schemas['Study'];
export type Prediction = Schemas['Prediction'];
export type Abstention = Schemas['Abstention'];
type SignaturePrediction = Schemas['SignaturePrediction'];
export type Version = Schemas['ModelVersion'];
export type ModelAnswer = Schemas['FittedModelAnswer'];
export type Reference = Schemas['Reference'];

/** Why no line answers, or that the version in the address does not. */
export type NoAnswer = 'no-model' | 'no-line-wanted' | 'no-version';

/** What is known of a study's prediction. */
export interface Asked {
  readonly study: Study;
  readonly answer?: Prediction | Abstention;
  readonly none?: NoAnswer;
}

/** Codes of rows that were analysed before any model could answer. */
const WITHOUT_LINE = new Set(['no-promoted-model', 'line-unavailable', 'no-line-wanted']);

/**
 * The study and its answer: by the version that is asked for, else by the promoted one of the line that answers the
 * protocol. Of a study that is not analysed only the row.
 *
 * @param mayListModels whether the sign-in covers reading settings and lines
 * @throws ApiProblem
 */
export async function askPrediction(
  api: Api,
  studyId: string,
  version: string | undefined,
  mayListModels: boolean,
): Promise<Asked> {
  const study = await dataOf(api.GET('/v1/studies/{id}', { params: { path: { id: studyId } } }));
  if (study.status !== 'complete' && study.status !== 'partial') return { study };
  const lines = await linesToAsk(api, study, mayListModels);
  if (lines === 'none') return { study, none: 'no-line-wanted' };
  for (const [k, line] of lines.entries()) {
    try {
      const answer = await answerOf(api, line, version, studyId);
      const isOther = 'abstained' in answer && answer.abstained.code === 'data-origin-mismatch';
      if (isOther && version === undefined && k < lines.length - 1) continue;
      return { study, answer };
    } catch (error) {
      if (!isGone(error)) throw error;
      if (version !== undefined) return { study, none: 'no-version' };
    }
  }
  return { study, none: 'no-model' };
}

/** Whether a line or version answers no more: it was deleted, retired, or has no promoted version. */
function isGone(error: unknown): boolean {
  return error instanceof ApiProblem && [404, 409, 410].includes(error.status);
}

/**
 * Lines in the order in which they may answer: the chosen one, else the one that answered when the study was analysed,
 * then those of the protocol that have a promoted version, own before shared.
 */
async function linesToAsk(api: Api, study: Study, mayListModels: boolean): Promise<string[] | 'none'> {
  const { protocol = '', prediction, abstention } = study;
  const stored = prediction ? [lineOf(prediction.owner, prediction.model)] : [];
  if (!mayListModels) {
    if (abstention && WITHOUT_LINE.has(abstention.code)) return abstention.code === 'no-line-wanted' ? 'none' : [];
    return stored;
  }
  const { answers } = await dataOf(api.GET('/v1/settings'));
  const choice = answers[protocol] ?? 'automatic';
  if (choice === 'none') return 'none';
  if (choice !== 'automatic') return [choice];
  const { models } = await dataOf(api.GET('/v1/models'));
  const listed = models
    .filter((model) => model.protocol === protocol && model.promoted !== null)
    .sort((a, b) => Number(a.standing === 'guest') - Number(b.standing === 'guest'))
    .map(({ owner, name }) => lineOf(owner, name));
  return [...new Set([...stored, ...listed])];
}

function lineOf(owner: string | undefined, name: string): string {
  return owner === undefined ? name : `${owner}~${name}`;
}

async function answerOf(
  api: Api,
  name: string,
  version: string | undefined,
  studyId: string,
): Promise<Prediction | Abstention> {
  const body = { studyId };
  if (version === undefined) {
    return fittedAnswer(await dataOf(api.POST('/v1/models/{name}/predictions', { params: { path: { name } }, body })));
  }
  if (!/^[1-9]\d{0,5}$/.test(version)) throw new ApiProblem(404, { title: version });
  const path = { name, version: Number(version) };
  return fittedAnswer(
    await dataOf(api.POST('/v1/models/{name}/versions/{version}/predictions', { params: { path }, body })),
  );
}

/** This page explains fitted models. What an imported signature answers is said in one sentence. */
function fittedAnswer(answer: Prediction | Abstention | SignaturePrediction): Prediction | Abstention {
  if (!('imported' in answer)) return answer;
  const { model, studyId, manifestHash, notice, radScore, probability } = answer;
  const texts = t().models.imported;
  const score = decimal(radScore, 3);
  const said = probability === null ? texts.radScore(score) : texts.probability(percent(probability), score);
  return {
    model,
    studyId,
    manifestHash,
    notice,
    abstained: { code: 'imported-version', message: texts.noAnswer(said) },
  };
}

/** What explains an answer; what cannot be had is left out, and the page says so in its place. */
export interface Explained {
  readonly version?: Version;
  readonly line?: Schemas['ModelLine'];
  readonly model?: ModelAnswer;
  readonly reference?: Reference;
  /** Features as they were extracted, for a model that harmonises sites. */
  readonly features?: Readonly<Record<string, number>>;
}

/** Everything next to an answer. Each part may be missing by itself. */
export async function explain(api: Api, { study, answer }: Asked, mayReadModels: boolean): Promise<Explained> {
  if (!answer || !mayReadModels) return {};
  const { owner, name, version } = answer.model;
  const path = { name: lineOf(owner, name), version };
  const params = { params: { path } };
  const [facts, line, model, reference] = await Promise.all([
    optional(dataOf(api.GET('/v1/models/{name}/versions/{version}', params))),
    optional(dataOf(api.GET('/v1/models/{name}', { params: { path: { name: path.name } } }))),
    optional(dataOf(api.GET('/v1/models/{name}/versions/{version}/model', params))),
    optional(dataOf(api.GET('/v1/models/{name}/versions/{version}/reference', params))),
  ]);
  const needsFeatures = model && isHarmonising(model);
  const features = needsFeatures
    ? await optional(dataOf(api.GET('/v1/studies/{id}/features', { params: { path: { id: study.studyId } } })))
    : undefined;
  return {
    ...(facts && { version: facts }),
    ...(line && { line }),
    ...(model && { model }),
    ...(reference && { reference }),
    ...(features && { features: present(features.features) }),
  };
}

function isHarmonising({ model, submodels }: ModelAnswer): boolean {
  return [model, ...submodels.map((one) => one.model)].some(({ harmonisation }) => Boolean(harmonisation));
}

function present(features: Readonly<Record<string, number | null>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(features).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}

/** A part of the page that may be missing: whatever the service answers, the rest is shown. */
async function optional<Part>(asking: Promise<Part>): Promise<Part | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof ApiProblem && !error.isExpired) return undefined;
    throw error;
  }
}
