/** Model, reference, cohort and LASSO path of a version: whole for participants, and no single row for anybody else. */
import { api, type CohortTable, createLine, listAsShared, storeCohort, writeJson } from '@radscore/pipeline';
import { cohortOf } from '@radscore/pipeline/modelling';
import { DEFAULT_PROTOCOL, type Evaluation, type FittedModel, fitModel, predict, quantile } from '@radscore/statistics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { syntheticCohort } from '../../layers/statistics/synthetic.ts';
import { callApi, problemOf } from '../service/api-caller.ts';
import { fromExactNumbers } from '../service/attacker.ts';
import { startWorkflows, type Workflows } from '../service/in-process.ts';

const FEW_REFITS = {
  ...DEFAULT_PROTOCOL,
  clinical: { p: 0.05, force: true },
  bootstrap: { count: 0, seed: 1 },
  permutations: { count: 2, seed: 1 },
  validation: { folds: 5, repeats: 1, seed: 1 },
};
const SHARED = { owner: 'centre-1', name: 'shared-line' };
const OWN = { owner: 'centre-1', name: 'own-line' };
const FEATURES = 80;

/** Synthetic rows of two institutions, the odd ones of `centre-2`. */
const drawn = syntheticCohort({ seed: 51, train: 70, test: 60, effect: 1, features: FEATURES });
const columns = drawn.features.columns.map((_, j) => `${['t2fs', 'dwi', 'dce'][j % 3]}_original_f${j}`);
const institutionOf = (i: number) => (i % 2 === 0 ? 'centre-1' : 'centre-2');
const table: CohortTable = {
  protocol: 'her2-pcr@1',
  settingsHash: 'a'.repeat(64),
  engineVersion: 'test',
  dataOrigin: 'patient',
  columns,
  rows: drawn.outcome.map((pcr, i) => ({
    institution: institutionOf(i),
    studyId: `SECRET-${i}`,
    manifestHash: `of ${i}`,
    pcr: pcr === 1,
    clinical: { ki67: Number(drawn.clinical[0].values[i]), morphology: String(drawn.clinical[1].values[i]) },
    split: drawn.split[i],
  })),
  left: [0, 1].map((i) => ({
    institution: institutionOf(i),
    studyId: `SECRET-LEFT-${i}`,
    reason: {
      code: 'study-partial',
      message: `got study SECRET-LEFT-${i} without all sequences; wanted a complete one.`,
    },
  })),
  noted: [1, 2].map((i) => ({
    institution: institutionOf(i),
    studyId: `SECRET-${i}`,
    reason: { code: 'outcome-contradiction', message: `got pCR of SECRET-${i} twice` },
  })),
};
const train = table.rows.flatMap(({ split }, i) => (split === 'train' ? [i] : []));

let workflows: Workflows;
let model: FittedModel;
let evaluation: Evaluation;
beforeAll(async () => {
  workflows = await startWorkflows();
  const values = Float64Array.from(drawn.features.values);
  ({ model, evaluation } = fitModel(cohortOf({ table, values }), FEW_REFITS));
  const recipe = { split: { by: 'stratified' as const, testFraction: 0.5 }, seed: 1 };
  for (const line of [SHARED, OWN]) {
    const settings = { shared: line === SHARED, promotion: 'automatic' as const, gates: {} };
    await createLine({ ...line, protocol: 'her2-pcr@1', recipe, settings }, 'centre-1', new Date());
    const folder = `models/${line.owner}/${line.name}/RUN-1/`;
    const [modelKey, evaluationKey] = [`${folder}model.json`, `${folder}evaluation.json`];
    await writeJson('artefacts', modelKey, model);
    await writeJson('artefacts', evaluationKey, evaluation);
    const run = {
      ...line,
      runId: 'RUN-1',
      trigger: 'request',
      protocol: 'her2-pcr@1',
      institutions: ['centre-1', 'centre-2'],
    };
    const { settingsHash, engineVersion } = table;
    const cohortKey = await storeCohort({ table, values });
    // Stands for a submodel of two sequences: the whole model once more.
    const submodels = [{ sequences: ['t2fs', 'dwi'], modelKey, evaluationKey }];
    const keys = { cohortKey, modelKey, evaluationKey };
    const fitted = { run: { ...run, ...recipe }, settingsHash, engineVersion, ...keys, submodels };
    await workflows.handlers.get('register-model')?.(fitted, {} as never);
  }
  await listAsShared(SHARED);
});
afterAll(() => workflows.stop());

const PARTS = ['model', 'reference', 'cohort', 'lasso-path.svg'] as const;
const read = (institution: string, part: string, query?: Record<string, string>, name = 'centre-1~shared-line') =>
  callApi(institution, 'GET', `/v1/models/${name}/versions/1/${part}`, { query });
const modelFor = async (institution: string) => (await read(institution, 'model')).json(api.fittedModelAnswer);
const referenceFor = async (institution: string) => (await read(institution, 'reference')).json(api.reference);
const cohortFor = async (institution: string, query?: Record<string, string>) =>
  (await read(institution, 'cohort', query)).json(api.cohort);

it.each(PARTS)('%s of a line that is not shared is not there for another institution', async (part) => {
  expect((await read('centre-9', part, undefined, 'centre-1~own-line')).status).toBe(404);
  expect((await read('centre-1', part, undefined, 'own-line')).status).toBe(200);
});

describe('the model of a version', () => {
  const features = (row: number) =>
    Object.fromEntries(columns.map((name, j) => [name, drawn.features.values[row * FEATURES + j]]));

  it('is the stored one for participants, bit by bit', async () => {
    for (const institution of ['centre-1', 'centre-2']) {
      const answer = await modelFor(institution);
      expect(answer.audience).toBe('participant');
      expect(answer.model).toEqual(JSON.parse(JSON.stringify(model)));
    }
  });

  it('predicts for others what the API answers, to the last bit', async () => {
    const { audience, model: published } = await modelFor('centre-9');
    expect(audience).toBe('other');
    let near = 0;
    for (const row of [0, 3, 90, 101, 117]) {
      const given = { features: features(row), clinical: table.rows[row].clinical };
      const path = '/v1/models/centre-1~shared-line/versions/1/predictions';
      const answer = (await callApi('centre-9', 'POST', path, { body: given })).json(api.predictionAnswer);
      if (!('probability' in answer)) throw new Error(`got ${answer.abstained.code}`);
      const here = predict(published as unknown as FittedModel, given.features, given.clinical);
      expect([here.probability, here.interval, here.radScore]).toEqual([
        answer.probability,
        answer.interval,
        answer.radScore,
      ]);
      expect(here.side).toBe(answer.class);
      expect(here.points?.total).toBe(answer.points?.total);
      if (answer.class === 'near') near++;
    }
    expect(near).toBeLessThan(5);
  });

  it('shows others nothing of single rows: fingerprints, ranges, exact counts and what these follow from', async () => {
    const { body } = await read('centre-9', 'model');
    expect(body).not.toMatch(/fingerprints|lassoCoefficient|ogLikelihood|"aic"|centre-2|SECRET/);
    const shown = JSON.parse(body).model;
    expect(shown.training).toEqual({ n: 70, events: 5 * Math.round(model.training.events / 5) });
    expect(shown.radScore.n % 5 || shown.radScore.events % 5).toBe(0);
    for (const feature of shown.features)
      expect(Object.keys(feature).sort()).toEqual(['coefficient', 'imputed', 'mean', 'name', 'sd']);
    const ki67 = train.map((i) => Number(table.rows[i].clinical.ki67));
    const [variable] = shown.clinical.variables;
    expect(variable.range[0]).toBeLessThanOrEqual(Math.min(...ki67));
    expect(variable.range[1]).toBeGreaterThanOrEqual(Math.max(...ki67));
    expect(variable.range.every((end: number) => end % 5 === 0)).toBe(true);
    expect(fromExactNumbers([body], evaluation)).toEqual([]);
    // The attacker finds rows in what participants read.
    expect(fromExactNumbers([(await read('centre-1', 'model')).body], evaluation).length).toBeGreaterThan(0);
  });

  it('comes with the submodels that answer, for others without areas and rows', async () => {
    const [own] = (await modelFor('centre-2')).submodels;
    expect(own).toMatchObject({ sequences: ['t2fs', 'dwi'], area: { rows: 'test' }, confidence: 0.95 });
    expect(own.model).toEqual(JSON.parse(JSON.stringify(model)));
    const { model: whole, submodels } = await modelFor('centre-9');
    expect(submodels).toEqual([{ sequences: ['t2fs', 'dwi'], model: whole }]);
  });

  it('says that it answers nothing any more once it is retired', async () => {
    const path = '/v1/models/own-line/versions/1/retirement';
    expect((await modelFor('centre-1')).silent).toBeUndefined();
    await callApi('centre-1', 'POST', path, { body: { reason: 'tried in a test' } });
    const answer = (await read('centre-1', 'model', undefined, 'own-line')).json(api.fittedModelAnswer);
    expect(answer.silent?.code).toBe('version-retired');
  });
});

describe('the reference of a version', () => {
  it('is over the training rows: quantiles of every feature, and the rows of those of the model', async () => {
    const answer = await referenceFor('centre-2');
    expect(answer).toMatchObject({ audience: 'participant', n: train.length });
    expect(Object.keys(answer.features)).toEqual(columns);
    for (const j of [0, 17, 79]) {
      const values = train.map((i) => drawn.features.values[i * FEATURES + j]);
      [0.05, 0.25, 0.5, 0.75, 0.95].forEach((share, k) => {
        expect(answer.features[columns[j]][k]).toBeCloseTo(quantile(values, share), 4);
      });
    }
    expect(Object.keys(answer.selected)).toEqual([...model.features.map(({ name }) => name), 'ki67']);
    const rows = answer.selected[model.features[0].name].rows ?? [];
    expect(rows).toHaveLength(train.length);
    expect(rows.map(({ value }) => value)).toEqual(rows.map(({ value }) => value).sort((a, b) => a - b));
    expect(rows.filter(({ pcr }) => pcr)).toHaveLength(evaluation.train.events);
    const { probability, radScore } = answer.score;
    expect(radScore.rows).toHaveLength(train.length);
    expect(probability.rows?.every(({ value }) => value > 0 && value < 1)).toBe(true);
  });

  it('gives others no row, no outcome and no value of a row', async () => {
    const { body } = await read('centre-9', 'reference');
    expect(body).not.toMatch(/"rows"|"pcr"|SECRET|centre-2/);
    const answer = await referenceFor('centre-9');
    expect(answer).toMatchObject({ audience: 'other', n: 70 });
    const exact = new Set(train.flatMap((i) => columns.map((_, j) => drawn.features.values[i * FEATURES + j])));
    const spread: number[] = [];
    for (const [name, [p5, p25, p50, p75, p95]] of Object.entries(answer.features)) {
      // Seventy rows: fewer than five lie beyond the outer percentiles.
      expect([p5, p95], name).toEqual([null, null]);
      for (const value of [p25, p50, p75]) expect(exact.has(value as number), name).toBe(false);
      const values = train.map((i) => drawn.features.values[i * FEATURES + columns.indexOf(name)]);
      spread.push(
        Math.abs((p50 as number) - quantile(values, 0.5)) / (quantile(values, 0.75) - quantile(values, 0.25)),
      );
    }
    expect(Math.max(...spread)).toBeLessThan(0.15);
    for (const { groups = [] } of [
      ...Object.values(answer.selected),
      answer.score.radScore,
      answer.score.probability,
    ]) {
      expect(groups.length).toBeGreaterThan(1);
      for (const { n } of groups) expect(n).toBeGreaterThanOrEqual(5);
      expect([groups[0].from, groups.at(-1)?.to]).toEqual([null, null]);
    }
    expect(fromExactNumbers([body], evaluation)).toEqual([]);
    expect(fromExactNumbers([(await read('centre-1', 'reference')).body], evaluation)).toEqual([]);
  });
});

describe('the cohort of a version', () => {
  it('names studies of the own institution only', async () => {
    for (const [institution, odd] of [
      ['centre-1', 0],
      ['centre-2', 1],
    ] as const) {
      const { body } = await read(institution, 'cohort');
      const named = [...body.matchAll(/SECRET-(LEFT-)?(\d+)/g)].map(([, , number]) => Number(number) % 2);
      expect(new Set(named)).toEqual(new Set([odd]));
      const { rows = [], counts, byInstitution } = await cohortFor(institution);
      expect(rows).toHaveLength(132);
      expect(rows.filter(({ studyId }) => studyId !== undefined)).toHaveLength(66);
      expect(rows.filter((row) => row.in && row.split === 'train')).toHaveLength(70);
      expect(counts).toEqual({
        train: { n: 70, events: evaluation.train.events },
        test: { n: 60, events: evaluation.test?.events },
        left: { 'study-partial': 2 },
        noted: { 'outcome-contradiction': 2 },
      });
      expect(byInstitution?.map((one) => [one.institution, one.train.n + one.test.n, one.left])).toEqual([
        ['centre-1', 65, { 'study-partial': 1 }],
        ['centre-2', 65, { 'study-partial': 1 }],
      ]);
      const out = rows.filter((row) => !row.in);
      expect(out.map(({ reason }) => reason?.code)).toEqual(['study-partial', 'study-partial']);
    }
  });

  it('comes page by page', async () => {
    const first = await cohortFor('centre-1', { limit: '100' });
    const second = await cohortFor('centre-1', { limit: '100', cursor: first.cursor ?? '' });
    expect([first.rows?.length, first.cursor, second.rows?.length, second.cursor]).toEqual([100, '100', 32, undefined]);
  });

  it('is counts to the nearest five for others', async () => {
    const { body } = await read('centre-9', 'cohort');
    expect(body).not.toMatch(/SECRET|centre-2|"rows"|"left"/);
    const answer = await cohortFor('centre-9');
    expect(answer).toMatchObject({ audience: 'other', counts: { train: { n: 70 }, test: { n: 60 } } });
    for (const { n, events = 0 } of [answer.counts.train, answer.counts.test])
      expect([n % 5, events % 5]).toEqual([0, 0]);
  });
});

it('draws the LASSO path for participants, and for nobody else', async () => {
  const drawing = await read('centre-2', 'lasso-path.svg');
  expect([drawing.status, drawing.headers['content-type']]).toEqual([200, 'image/svg+xml']);
  expect(drawing.body).toContain('LASSO path and cross-validation');
  expect(drawing.body).toContain(model.features[0].name);
  const refused = problemOf(await read('centre-9', 'lasso-path.svg'));
  expect(refused).toMatchObject({ status: 404, type: 'urn:radscore:problem:figures-withheld' });
});
