/** What the page of a prediction asks: which line answers, in which order, and what may be missing. */
import { describe, expect, it } from 'vitest';
import { apiClient } from '../../../../console/api/client.ts';
import { type Asked, askPrediction, explain } from '../../../../console/pages/prediction/asking.ts';

type Answers = Readonly<Record<string, unknown>>;

/** A client whose service knows these answers; a number is a status without a body. */
function service(answers: Answers) {
  const asked: string[] = [];
  const api = apiClient(
    'http://service.invalid',
    { current: () => 'token', renewed: async () => undefined },
    async (input) => {
      const request = input as Request;
      const key = `${request.method} ${decodeURIComponent(new URL(request.url).pathname)}`;
      asked.push(key);
      const answer = answers[key] ?? 404;
      const status = typeof answer === 'number' ? answer : 200;
      return new Response(JSON.stringify(typeof answer === 'number' ? { title: 'No' } : answer), {
        status,
        headers: { 'content-type': 'application/json' },
      });
    },
  );
  return { api, asked };
}

const STUDY = { studyId: 'A', status: 'complete', protocol: 'p@1' };
const line = (owner: string, more: object = {}): object => ({
  owner,
  name: 'm',
  protocol: 'p@1',
  standing: 'member',
  promoted: 1,
  ...more,
});
const automatic = { 'GET /v1/settings': { answers: {} } };
const answered = { probability: 0.5, model: { owner: 'own', name: 'm', version: 1 } };
const ofOtherOrigin = { ...answered, abstained: { code: 'data-origin-mismatch', message: '' } };
const ask = (answers: Answers, version?: string, mayListModels = true): Promise<Asked> & { asked: string[] } => {
  const { api, asked } = service(answers);
  return Object.assign(askPrediction(api, 'A', version, mayListModels), { asked });
};

describe('asking for a prediction', () => {
  it.each([
    'analysing',
    'awaiting-upload',
    'failed',
    'quarantined',
  ])('asks no model for a study that is %s', async (status) => {
    const asking = ask({ 'GET /v1/studies/A': { ...STUDY, status } });
    expect(await asking).toEqual({ study: { ...STUDY, status } });
    expect(asking.asked).toEqual(['GET /v1/studies/A']);
  });

  it('asks the line that the institution has chosen, and no other', async () => {
    const chosen = { 'GET /v1/studies/A': STUDY, 'GET /v1/settings': { answers: { 'p@1': 'c~x' } } };
    expect((await ask({ ...chosen, 'POST /v1/models/c~x/predictions': answered })).answer).toMatchObject(answered);
    const none = ask(chosen);
    expect((await none).none).toBe('no-model');
    expect(none.asked).not.toContain('GET /v1/models');
    expect((await ask({ ...chosen, 'GET /v1/settings': { answers: { 'p@1': 'none' } } })).none).toBe('no-line-wanted');
  });

  it('asks the line that answered when the study was analysed, then own ones before shared ones', async () => {
    const study = { ...STUDY, prediction: { owner: 'old', model: 'm', version: 3 } };
    const models = [
      line('guest', { standing: 'guest' }),
      line('own'),
      line('other', { protocol: 'q@1' }),
      line('not', { promoted: null }),
    ];
    const asking = ask({
      ...automatic,
      'GET /v1/studies/A': study,
      'GET /v1/models': { models },
      'POST /v1/models/guest~m/predictions': answered,
    });
    expect((await asking).answer).toMatchObject(answered);
    expect(asking.asked.filter((one) => one.startsWith('POST'))).toEqual([
      'POST /v1/models/old~m/predictions',
      'POST /v1/models/own~m/predictions',
      'POST /v1/models/guest~m/predictions',
    ]);
  });

  it('passes over a line of the other origin, and shows its abstention if there is no other', async () => {
    const two = { ...automatic, 'GET /v1/studies/A': STUDY, 'GET /v1/models': { models: [line('a'), line('b')] } };
    const both = await ask({
      ...two,
      'POST /v1/models/a~m/predictions': ofOtherOrigin,
      'POST /v1/models/b~m/predictions': answered,
    });
    expect(both.answer).toEqual(answered);
    const one = await ask({
      ...two,
      'GET /v1/models': { models: [line('a')] },
      'POST /v1/models/a~m/predictions': ofOtherOrigin,
    });
    expect(one.answer).toEqual(ofOtherOrigin);
  });

  it('asks the version of the address, and says so if it does not answer', async () => {
    const one = { ...automatic, 'GET /v1/studies/A': STUDY, 'GET /v1/models': { models: [line('own')] } };
    const asking = ask({ ...one, 'POST /v1/models/own~m/versions/2/predictions': answered }, '2');
    expect((await asking).answer).toEqual(answered);
    expect((await ask(one, '2')).none).toBe('no-version');
    for (const version of ['0', '-1', '1e3', 'two', '1/../2']) {
      const refused = ask(one, version);
      expect((await refused).none).toBe('no-version');
      expect(refused.asked.some((path) => path.startsWith('POST'))).toBe(false);
    }
  });

  it('without the scope for models asks the line that the study names', async () => {
    const study = { ...STUDY, prediction: { owner: 'own', model: 'm', version: 1 } };
    const asking = ask({ 'GET /v1/studies/A': study, 'POST /v1/models/own~m/predictions': answered }, undefined, false);
    expect((await asking).answer).toEqual(answered);
    expect(asking.asked).toHaveLength(2);
    const none = { ...STUDY, abstention: { code: 'no-line-wanted', message: '' } };
    expect((await ask({ 'GET /v1/studies/A': none }, undefined, false)).none).toBe('no-line-wanted');
  });

  it.each([401, 403, 429, 500])('leaves a refusal of the service to the view: %i', async (status) => {
    await expect(ask({ 'GET /v1/studies/A': status })).rejects.toMatchObject({ name: 'ApiProblem', status });
    const models = { ...automatic, 'GET /v1/studies/A': STUDY, 'GET /v1/models': { models: [line('own')] } };
    await expect(ask({ ...models, 'POST /v1/models/own~m/predictions': status })).rejects.toMatchObject({ status });
  });
});

describe('what explains an answer', () => {
  const path = '/v1/models/own~m/versions/1';
  const all = {
    [`GET ${path}`]: { version: 1 },
    'GET /v1/models/own~m': { promoted: 1 },
    [`GET ${path}/model`]: { model: { harmonisation: null }, submodels: [] },
    [`GET ${path}/reference`]: { n: 60 },
    'GET /v1/studies/A/features': { features: { a: 1, b: null } },
  };
  const given = { study: STUDY, answer: answered } as unknown as Asked;
  const explained = async (answers: Answers) => explain(service(answers).api, given, true);

  it('comes whole, and features only for a model that harmonises', async () => {
    expect(Object.keys(await explained(all)).sort()).toEqual(['line', 'model', 'reference', 'version']);
    const harmonising = { ...all, [`GET ${path}/model`]: { model: { harmonisation: {} }, submodels: [] } };
    expect((await explained(harmonising)).features).toEqual({ a: 1 });
  });

  it.each(Object.keys(all).slice(0, 4))('may lack %s, and keeps the rest', async (key) => {
    expect(Object.keys(await explained({ ...all, [key]: 404 }))).toHaveLength(3);
  });

  it('is nothing without the scope, and a problem of the session if that has ended', async () => {
    expect(await explain(service(all).api, given, false)).toEqual({});
    await expect(explained({ ...all, [`GET ${path}`]: 401 })).rejects.toMatchObject({ status: 401 });
  });
});
