/** What predictions answer: class and threshold, distance, the missing-sequence ladder, tables and jobs. */
import { createHash } from 'node:crypto';
import { api, type ModelVersionRow, readJson, requireVersion } from '@radscore/pipeline';
import { answerForStudy, StoredModels } from '@radscore/pipeline/modelling';
import { type Cohort, type FittedModel, predict } from '@radscore/statistics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COLUMNS, featuresOf, type SeededLine, seedLine, seedStudies, studyIdOf } from '../../bench/seeded-line.ts';
import { linePartition, putItem, versionSortKey } from '../../layers/pipeline/storage/dynamodb-table.ts';
import { callApi, problemOf } from './service/api-caller.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';

const INSTITUTION = 'centre-1';
const PATH = '/v1/models/lad/versions/1/predictions';
let workflows: Workflows;
let line: SeededLine;
let version: ModelVersionRow;
let cohort: Cohort;
let model: FittedModel;
beforeAll(async () => {
  workflows = await startWorkflows();
  line = await seedLine({ name: 'lad', institution: INSTITUTION });
  ({ version, cohort } = line);
  model = (await readJson('artefacts', version.modelKey)) as FittedModel;
}, 240_000);
afterAll(() => workflows.stop());

const post = (body: unknown, path = PATH) => callApi(INSTITUTION, 'POST', path, { body });
const only = (names: readonly string[], row: number) => {
  const all = featuresOf(cohort, row);
  return Object.fromEntries(names.map((name) => [name, all[name]]));
};
const ki67 = (row: number) => ({ ki67: cohort.clinical[0].values[row] as number });
/** Test rows are the odd ones. */
const TEST_ROWS = Array.from({ length: 66 }, (_, i) => 2 * i + 1);

describe('an answer', () => {
  it('names its class at the frozen threshold, and which model the threshold is of', async () => {
    const classes = new Set<string>();
    for (const row of TEST_ROWS) {
      for (const clinical of [ki67(row), undefined]) {
        const body = { features: only(version.selected, row), ...(clinical && { clinical }) };
        const answer = (await post(body)).json(api.prediction);
        const [low, high] = answer.interval;
        const { probability, score, model: of } = answer.threshold;
        expect(of).toBe(answer.source);
        expect(model.thresholds[of === 'nomogram' ? 'nomogram' : 'radScore']).toEqual({ probability, score });
        const holds = low < probability && probability <= high;
        expect(answer.class).toBe(holds ? 'near' : answer.probability >= probability ? 'above' : 'below');
        classes.add(answer.class);
      }
    }
    expect(classes).toEqual(new Set(['above', 'below', 'near']));
  });

  it('abstains across the threshold only if certainty was asked for', async () => {
    for (const row of TEST_ROWS.slice(0, 20)) {
      const body = { features: only(version.selected, row), clinical: ki67(row) };
      const plain = (await post(body)).json(api.prediction);
      const certain = (await post({ ...body, certain: true })).json(api.predictionAnswer);
      if (plain.class === 'near') {
        expect(certain).toMatchObject({ abstained: { code: 'interval-across-threshold' } });
        expect('abstained' in certain && certain.abstained.message).toMatch(
          /^got an interval of .*; wanted one on one side/,
        );
      } else {
        // Two requests cost what each of them took.
        expect(certain).toEqual({ ...plain, cost: expect.anything() });
      }
    }
  });

  it('states how many standard deviations a feature lies outside', async () => {
    const [feature] = model.features;
    for (const z of [-40, 1000]) {
      const features = { ...only(version.selected, 1), [feature.name]: feature.mean + z * feature.sd };
      const { abstained } = (await post({ features })).json(api.abstention);
      expect(abstained.distance).toMatchObject({ of: feature.name, unit: 'standard deviations', value: z, most: 6 });
      expect(abstained.message).toMatch(z < 0 ? /40 standard deviations below/ : /1000 standard deviations above/);
    }
  });

  it('states a clinical distance as a multiple of the range, coarse enough to give no row away', async () => {
    const range = model.clinical?.variables[0].range;
    if (!range) throw new Error('wanted a model with ki67');
    const [low, high] = range;
    for (const [widths, stated] of [
      [3.7, 2],
      [7.1, 5],
      [130, 100],
    ]) {
      const clinical = { ki67: high + widths * (high - low) };
      const { abstained } = (await post({ features: only(version.selected, 1), clinical })).json(api.abstention);
      expect(abstained).toMatchObject({
        code: 'outside-cohort',
        distance: { of: 'ki67', unit: 'widths of the training range', value: stated, most: 1 },
      });
      for (const value of range) expect(abstained.message).not.toMatch(new RegExp(`\\b${value}\\b`));
    }
    // Just outside: a warning, and no training value in it either.
    const near = await post({ features: only(version.selected, 1), clinical: { ki67: high + 1 } });
    const warning = near.json(api.prediction).warnings.find(({ code }) => code === 'clinical-out-of-range');
    expect(warning?.message).toMatch(/^got ki67 of .*, outside the values that the model was trained on/);
    for (const value of range) expect(warning?.message).not.toMatch(new RegExp(`\\b${value}\\b`));
  });

  it('says of values at hand, too, that they are of a training row', async () => {
    const answer = (row: number) => post({ features: only(version.selected, row) });
    expect((await answer(0)).json(api.prediction)).toMatchObject({ inTraining: true });
    expect((await answer(1)).json(api.prediction)).toMatchObject({ inTraining: false });
  });

  it('says what it cost: its function, what that asked for, and one request to the API', async () => {
    const { cost } = (await post({ features: only(version.selected, 0) })).json(api.prediction);
    expect(cost).toMatchObject({ priceTable: { region: 'us-east-1' }, measured: 'local' });
    expect(cost?.parts).toMatchObject({ api: 0.000001, stateTransitions: 0, events: 0 });
    // One invocation, at least one millisecond of 1,024 MB, and at least the version's row.
    expect(cost?.parts.lambda).toBeGreaterThanOrEqual(0.0000002166);
    expect(cost?.parts.dynamodb).toBeGreaterThanOrEqual(0.000000125);
    expect(cost?.usd).toBeLessThan(0.0001);
  });
});

describe('a study that lacks a sequence', () => {
  it('has a version with a submodel of each subset, fitted on the same rows and gated', () => {
    expect(version.submodels?.map(({ sequences }) => sequences.join())).toEqual([
      't2fs,dwi',
      't2fs,dce',
      'dwi,dce',
      't2fs',
      'dwi',
      'dce',
    ]);
    for (const { status, gates, sequences, selected } of version.submodels ?? []) {
      expect(gates?.map(({ gate }) => gate)).toEqual(['events-per-coefficient', 'auc-above-chance']);
      expect(status).toBe(gates?.every(({ passed }) => passed) ? 'answers' : 'refused');
      for (const name of selected ?? []) expect(sequences).toContain(name.slice(0, name.indexOf('_')));
    }
  });

  it('hides where the submodels lie from readers of the version', async () => {
    const { body } = await callApi(INSTITUTION, 'GET', '/v1/models/lad/versions/1');
    expect(JSON.parse(body).submodels).toHaveLength(6);
    expect(body).not.toContain('modelKey');
    expect(body).not.toContain('submodels/');
  });

  it('is answered by the submodel of what it has, with a warning that names both and its own AUC', async () => {
    const needed = new Set(version.selected.map((name) => name.slice(0, name.indexOf('_'))));
    for (const missing of ['t2fs', 'dwi', 'dce'] as const) {
      const [study] = await seedStudies(INSTITUTION, cohort, [3], [missing]);
      const answer = (await post({ studyId: study.studyId })).json(api.predictionAnswer);
      if ('abstained' in answer) throw new Error(answer.abstained.message);
      expect(answer.warnings.find(({ code }) => code === 'missing-sequence')?.message).toMatch(
        new RegExp(`^${missing}: `),
      );
      const submodel = version.submodels?.find(
        ({ sequences }) => sequences.length === 2 && !sequences.includes(missing),
      );
      if (!needed.has(missing)) {
        expect(answer.submodel).toBeUndefined();
        continue;
      }
      if (!submodel?.area) throw new Error('wanted a submodel');
      expect(answer.submodel).toMatchObject({ sequences: submodel.sequences, missing: [missing], area: submodel.area });
      const warning = answer.warnings.find(({ code }) => code === 'submodel-answered');
      expect(warning?.message).toContain(
        `got no ${missing}; the submodel of ${submodel.sequences.join(' and ')} answers`,
      );
      expect(warning?.message).toContain(`Its own AUC is ${submodel.area.auc?.toFixed(3)} (`);
      const fitted = (await readJson('artefacts', String(submodel.modelKey))) as FittedModel;
      const expected = predict(fitted, featuresOf(cohort, 3), ki67(3));
      expect(answer.probability).toBe(expected.probability);
      // The same from values at hand without that sequence.
      const features = Object.fromEntries(
        Object.entries(featuresOf(cohort, 3)).filter(([name]) => !name.startsWith(`${missing}_`)),
      );
      const ofValues = (await post({ features, clinical: ki67(3) })).json(api.prediction);
      expect(ofValues).toMatchObject({ probability: expected.probability, submodel: answer.submodel });
    }
    // Both cases were tried: a sequence that the model needs, and one that it uses nothing of.
    expect(needed.size).toBe(2);
  });

  it('gets no answer from a submodel that was refused, or of which there is none', async () => {
    const [study] = await seedStudies(INSTITUTION, cohort, [5], ['dce']);
    const changed = async (change: (one: NonNullable<ModelVersionRow['submodels']>[number]) => object) => {
      const submodels = version.submodels?.map((one) => ({ ...one, ...change(one) }));
      const row = { ...version, version: 2, submodels };
      await putItem({ PK: linePartition(version), SK: versionSortKey(2), ...row });
      const answer = await answerForStudy(await requireVersion(version, 2), study, { models: new StoredModels() });
      return 'abstained' in answer ? answer.abstained : undefined;
    };
    const gates = [
      {
        gate: 'auc-above-chance' as const,
        passed: false,
        got: '0.612 (0.441 to 0.783) in test rows',
        wanted: 'a lower end above 0.5',
      },
    ];
    const refused = await changed(({ sequences }) => (sequences.length === 2 ? { status: 'refused', gates } : {}));
    expect(refused).toMatchObject({
      code: 'submodel-refused',
      message: expect.stringMatching(
        /^got no dce, and the submodel of t2fs and dwi of lad version 2 .*0\.441 to 0\.783/,
      ),
    });
    const reason = { code: 'no-feature-selected', message: 'nothing' };
    const none = await changed(() => ({ status: 'not-fitted', reason }));
    expect(none).toMatchObject({ code: 'submodel-missing', message: expect.stringContaining('(no-feature-selected)') });
    // One rung down: the pair selected nothing, the single sequences did.
    const [t2fs] = version.submodels?.filter(({ sequences }) => sequences.join() === 't2fs') ?? [];
    const down = await changed(({ sequences }) => (sequences.length === 2 ? { status: 'not-fitted', reason } : {}));
    expect(down?.code).toBe(t2fs?.status === 'answers' ? undefined : 'submodel-refused');
  });
});

describe('a table', () => {
  const csv = (rows: readonly number[], names: readonly string[], extra: readonly string[] = []) => {
    const lines = rows.map((row) => {
      const values = featuresOf(cohort, row);
      return [studyIdOf(row), ki67(row).ki67, ...names.map((name) => values[name])].join(',');
    });
    return [['id', 'ki67', ...names].join(','), ...lines, ...extra].join('\n');
  };
  const TABLES = '/v1/models/lad/predictions.csv';
  const text = (body: string, path: string, query?: Record<string, string>) =>
    callApi(INSTITUTION, 'POST', path, { text: body, query });

  it('has the same answers with semicolons and decimal commas', async () => {
    const plain = csv(TEST_ROWS.slice(0, 3), version.selected);
    const german = `sep=;\r\n${plain
      .replaceAll(',', ';')
      .replaceAll(/(?<=\d)\.(?=\d)/g, ',')
      .replaceAll('\n', '\r\n')}`;
    const [wanted, got] = [await text(plain, TABLES), await text(german, TABLES)];
    expect([got.status, got.body]).toEqual([200, wanted.body]);
  });

  it('has for each row what the single prediction answers', async () => {
    const answer = await text(csv(TEST_ROWS.slice(0, 8), version.selected), '/v1/models/lad/predictions.csv');
    expect(answer.headers['content-type']).toMatch(/^text\/csv/);
    const [header, ...rows] = answer.body
      .trimEnd()
      .split('\n')
      .map((row) => row.split(','));
    expect(rows).toHaveLength(8);
    for (const [i, cells] of rows.entries()) {
      const row = Object.fromEntries(header.map((name, k) => [name, cells[k]]));
      const body = { features: only(version.selected, TEST_ROWS[i]), clinical: ki67(TEST_ROWS[i]) };
      const single = (await post(body)).json(api.prediction);
      expect(row).toMatchObject({
        id: studyIdOf(TEST_ROWS[i]),
        probability: String(single.probability),
        class: single.class,
        threshold: String(single.threshold.probability),
        source: 'nomogram',
        radScore: String(single.radScore),
        inTraining: 'false',
        model: 'centre-1~lad@1',
        abstained: '',
      });
    }
  });

  it('gives a reason for each row without an answer, and guards cells that a spreadsheet would run', async () => {
    const gap = `=HYPERLINK("x"),30,${version.selected.map((_, k) => (k === 0 ? '' : '1')).join(',')}`.replace(
      '=HYPERLINK("x")',
      '"=HYPERLINK(""x"")"',
    );
    const word = `@cmd,30,${version.selected.map((_, k) => (k === 1 ? '<0.01' : '1')).join(',')}`;
    const far = `+1-2,30,${version.selected.map(() => '1e9').join(',')}`;
    const { body } = await text(csv([1], version.selected, [gap, word, far]), `${PATH}.csv`);
    const lines = body.trimEnd().split('\n');
    expect(lines[2]).toMatch(/^"'=HYPERLINK\(""x""\)",.*,features-missing,/);
    expect(lines[3]).toMatch(/^'@cmd,.*,invalid-value,"?got ""?<0\.01/);
    expect(lines[4]).toMatch(/^'\+1-2,.*,outside-cohort,/);
  });

  it('of two sequences is answered by their submodel, row by row', async () => {
    const submodel = version.submodels?.find(({ sequences }) => sequences.join() === 't2fs,dwi');
    const { body } = await text(csv([1, 3], submodel?.selected ?? []), '/v1/models/lad/predictions.csv');
    for (const row of body.trimEnd().split('\n').slice(1)) {
      expect(row).toContain(`,t2fs dwi,${submodel?.area?.auc},`);
      expect(row).toMatch(/submodel-answered/);
    }
  });

  it('is refused without a column that every row needs, with too many rows, and if it is no table', async () => {
    const refused = async (body: string) => problemOf(await text(body, '/v1/models/lad/predictions.csv'));
    expect(await refused(csv([1], version.selected.slice(1)))).toMatchObject({
      status: 400,
      type: 'urn:radscore:problem:invalid-table',
      detail: expect.stringContaining(`got a table without ${version.selected[0]}; wanted a column for each`),
    });
    const [header, row] = csv([1], version.selected).split('\n');
    expect((await refused([header, ...Array<string>(1001).fill(row)].join('\n'))).detail).toMatch(
      /got 1001 rows; wanted at most 1000/,
    );
    expect((await refused('a;b;c\n1;2\n')).detail).toMatch(/semicolons/);
    expect((await refused(csv([], version.selected))).detail).toMatch(/without rows/);
  });

  it('goes as a job with 10,000 rows, and the same request again is the same job', async () => {
    const one = csv([1, 3, 5, 7, 9], version.selected).split('\n');
    const table = [one[0], ...Array.from({ length: 10_000 }, (_, i) => one[1 + (i % 5)])].join('\n');
    const sha256 = createHash('sha256').update(table).digest('hex');
    const body = { bytes: Buffer.byteLength(table), sha256 };
    const jobs = '/v1/models/lad/prediction-jobs';
    const opened = await post(body, jobs);
    expect(opened.status).toBe(202);
    const job = opened.json(api.predictionJob);
    expect(job).toMatchObject({ status: 'awaiting-upload', model: { owner: INSTITUTION, name: 'lad', version: 1 } });
    expect((await post(body, jobs)).json(api.predictionJob).jobId).toBe(job.jobId);
    expect((await post({ ...body, certain: true }, jobs)).json(api.predictionJob).jobId).not.toBe(job.jobId);

    const shown = () =>
      callApi(INSTITUTION, 'GET', `${jobs}/${job.jobId}`).then((answer) => answer.json(api.predictionJob));
    const { url, headers } = job.upload ?? { url: '', headers: {} };
    const { 'content-length': _, ...signed } = headers;
    const wrong = await fetch(url, { method: 'PUT', headers: signed, body: table.replace('1', '2') });
    expect(wrong.ok).toBe(false);
    expect((await fetch(url, { method: 'PUT', headers: signed, body: table })).ok).toBe(true);
    await workflows.settled();
    const done = await shown();
    expect(done).toMatchObject({ status: 'complete', rows: 10_000, answered: 10_000, abstained: {} });
    const answers = await (await fetch(String(done.answers))).text();
    expect(answers.split('\n')).toHaveLength(10_002);
    const { body: few } = await text(one.join('\n'), '/v1/models/lad/predictions.csv');
    expect(answers.split('\n').slice(0, 6).join('\n')).toBe(few.trimEnd());

    // Another institution does not see it; the same upload again changes nothing.
    const other = await callApi('centre-2', 'GET', `${jobs}/${job.jobId}`);
    expect(other.status).toBe(404);
    expect((await fetch(url, { method: 'PUT', headers: signed, body: table })).ok).toBe(true);
    await workflows.settled();
    expect((await shown()).status).toBe('complete');
    expect((await post(body, jobs)).json(api.predictionJob)).toMatchObject({ status: 'complete', jobId: job.jobId });
  });

  it('that cannot be read ends its job with the reason', async () => {
    const table = 'id;f;g\n1;2\n';
    const body = { bytes: table.length, sha256: createHash('sha256').update(table).digest('hex') };
    const job = (await post(body, '/v1/models/lad/prediction-jobs')).json(api.predictionJob);
    const { 'content-length': _, ...signed } = job.upload?.headers ?? {};
    await fetch(String(job.upload?.url), { method: 'PUT', headers: signed, body: table });
    await workflows.settled();
    const { status, reason } = (await callApi(INSTITUTION, 'GET', `/v1/models/lad/prediction-jobs/${job.jobId}`)).json(
      api.predictionJob,
    );
    expect({ status, reason }).toMatchObject({
      status: 'failed',
      reason: { code: 'invalid-table', message: expect.stringContaining('semicolons') },
    });
  });
});

describe('a stored study', () => {
  it('is read by the few blocks that the model needs, and answers as its values do', async () => {
    expect(COLUMNS.length).toBeGreaterThan(3000);
    const [study] = await seedStudies(INSTITUTION, cohort, [7]);
    const answer = (await post({ studyId: study.studyId })).json(api.prediction);
    const ofValues = (await post({ features: only(version.selected, 7), clinical: ki67(7) })).json(api.prediction);
    expect(answer).toMatchObject({ probability: ofValues.probability, contributions: ofValues.contributions });
    expect(answer.submodel).toBeUndefined();
  });
});
