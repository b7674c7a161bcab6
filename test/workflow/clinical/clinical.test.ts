/** Clinical variables of a protocol that declares many: manifest, API, cohort, model, prediction, nomogram, withdrawal. */
import { api, findLine, listVersions, loadCohort, readJson } from '@radscore/pipeline';
import { type Evaluation, type FittedModel, Random } from '@radscore/statistics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeAnswer } from '../../../cli/service/model-report.ts';
import { describeStudy } from '../../../cli/studies/study-report.ts';
import { statusOf } from '../../../layers/pipeline/models/version-status.ts';
import { callApi, problemOf } from '../service/api-caller.ts';
import { startWorkflows, type Workflows } from '../service/in-process.ts';
import { Institution } from '../service/institution.ts';
import { openGates } from '../service/open-gates.ts';
import { plantStudy } from '../service/planted-study.ts';
import { smallStudy } from '../service/small-study.ts';
import { findTraces } from '../service/traces.ts';

const RICH = 'her2-pcr-clinical@1';
let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
});
afterAll(() => workflows.stop());

/** A study of images that are computed once, with these clinical values in its manifest. */
function study(studyId: string, clinical: Record<string, unknown>, protocol = RICH) {
  const { files, manifest } = smallStudy({ studyId, seed: 61, pcr: true });
  return { files, manifest: { ...manifest, protocol, clinical } };
}

const put = (institution: string, studyId: string, body: unknown, headers = {}) =>
  callApi(institution, 'PUT', `/v1/studies/${studyId}/clinical`, { body, headers });
const valuesOf = (answer: Awaited<ReturnType<typeof put>>) =>
  Object.fromEntries(
    answer
      .json(api.clinicalAnswer)
      .variables.filter(({ value }) => value !== null)
      .map(({ name, value, source }) => [name, `${value} ${source}`]),
  );

describe('the clinical values of a manifest', () => {
  it('are what its protocol declares, by value or word, and are stored as the protocol writes them', async () => {
    const centre = new Institution(workflows, 'clin-1');
    const given = { age: 61, hormoneReceptor: 'Positive', cT: 'cT2', grade: 3, ki67: 40, morphology: 'Non mass' };
    const row = await centre.submit('K-1', study('K-1', { ...given, her2: '3+', menopause: 'postmenopausal' }));
    expect(row).toMatchObject({ status: 'complete', protocol: RICH });
    expect(row.clinical).toEqual({
      ...{ age: 61, hormoneReceptor: 'positive', cT: 'T2', grade: '3', ki67: 40, morphology: 'non-mass' },
      ...{ her2: 'ihc3', menopause: 'post' },
    });
    expect(row.clinicalNotes).toBeUndefined();
  });

  it.each([
    [
      'a variable of another protocol',
      'her2-pcr@1',
      { ki67: 40, age: 61 },
      /age, which her2-pcr@1 does not declare \(it declares ki67, morphology\)/,
    ],
    ['a misspelt variable', RICH, { menopuase: 'pre' }, /did you mean menopause\?/],
    [
      'a name that may be a person',
      RICH,
      { 'Erika Mueller': 1 },
      /a variable that her2-pcr-clinical@1 does not declare/,
    ],
    ['a number out of range', RICH, { age: 12 }, /clinical\.age that does not fit: wanted a number from 18 to 90/],
    ['a number as text', RICH, { age: '61' }, /clinical\.age/],
    ['an unknown level', RICH, { cN: 'Nx' }, /wanted one of N0, N1, N2, N3/],
  ])('with %s is refused', async (_, protocol, clinical, message) => {
    const centre = new Institution(workflows, 'clin-2');
    const row = await centre.submit('R-1', study('R-1', clinical, protocol));
    expect(row).toMatchObject({ status: 'failed', reason: { code: 'manifest-invalid' } });
    expect(row.reason?.message).toMatch(message);
    expect(row.reason?.message).not.toMatch(/Mueller|Nx|12/);
  });

  it('that are rare are taken with a note: 0.35 may be a share', async () => {
    const centre = new Institution(workflows, 'clin-1');
    const row = await centre.submit('K-2', study('K-2', { ki67: 0.35, morphology: 'regular' }, 'her2-pcr@1'));
    expect(row).toMatchObject({ clinical: { ki67: 0.35 }, clinicalNotes: [{ code: 'clinical-unusual' }] });
  });
});

describe('values that are sent', () => {
  it('count before those of the manifest, one by one, and null takes one back', async () => {
    const first = await put('clin-1', 'K-1', { clinical: { ki67: 55, density: 'scattered fibroglandular' } });
    expect(valuesOf(first)).toMatchObject({ ki67: '55 api', density: 'b api', age: '61 manifest' });
    expect(first.json(api.clinicalAnswer).notes).toMatchObject([{ code: 'clinical-contradicted' }]);
    const again = await put('clin-1', 'K-1', { clinical: { ki67: 55 } });
    expect(again.body).toBe(first.body);
    const shown = (await callApi('clin-1', 'GET', '/v1/studies/K-1')).json(api.studyAnswer);
    expect(shown).toMatchObject({
      clinical: { ki67: 55, density: 'b' },
      clinicalNotes: [{ code: 'clinical-contradicted' }],
    });
    expect(describeStudy(shown)).toContain('warning, clinical: clinical-contradicted: ');
    const back = await put('clin-1', 'K-1', { clinical: { ki67: null } });
    expect(valuesOf(back)).toMatchObject({ ki67: '40 manifest', density: 'b api' });
    const ki67 = back.json(api.clinicalAnswer).variables.find(({ name }) => name === 'ki67');
    expect(ki67?.history.map(({ value }) => value)).toEqual([null, 55]);
  });

  it.each<[string, unknown, number, RegExp]>([
    ['of no variable', { clinical: {} }, 400, /at least one variable/],
    ['of a misspelt variable', { clinical: { 'Ki-67': 3 } }, 400, /did you mean ki67\?/],
    ['of a misspelt variable to take back', { clinical: { kj67: null } }, 400, /did you mean ki67\?/],
    ['out of range', { clinical: { ki67: 101 } }, 400, /from 0 to 100/],
    ['by another protocol', { protocol: 'her2-pcr@1', clinical: { ki67: 3 } }, 400, /wanted her2-pcr-clinical@1/],
  ])('are refused if they are %s', async (_, body, status, message) => {
    const refused = await put('clin-1', 'K-1', body);
    expect(refused.status).toBe(status);
    expect(JSON.stringify(problemOf(refused).issues)).toMatch(message);
  });

  it('are refused for a study that is not known, and with an ETag of before', async () => {
    expect((await put('clin-1', 'NONE', { clinical: { ki67: 3 } })).status).toBe(404);
    expect((await put('clin-9', 'K-1', { clinical: { ki67: 3 } })).status).toBe(404);
    const etag = String((await callApi('clin-1', 'GET', '/v1/studies/K-1')).headers.etag);
    const taken = await put('clin-1', 'K-1', { clinical: { grade: 2 } }, { 'if-match': etag });
    expect(valuesOf(taken)).toMatchObject({ grade: '2 api' });
    expect((await put('clin-1', 'K-1', { clinical: { grade: 1 } }, { 'if-match': etag })).status).toBe(412);
  });

  it('wait for the manifest of a study that is announced, if the protocol is named', async () => {
    const centre = new Institution(workflows, 'clin-1');
    const files = [{ path: 'manifest.json', bytes: 1, sha256: '0'.repeat(64) }];
    await callApi('clin-1', 'POST', '/v1/studies', { body: { studyId: 'K-3', files } });
    expect((await put('clin-1', 'K-3', { clinical: { age: 44 } })).status).toBe(400);
    expect(valuesOf(await put('clin-1', 'K-3', { protocol: RICH, clinical: { age: 44, grade: 1 } }))).toMatchObject({
      age: '44 api',
    });
    // Its manifest is of a protocol without these variables.
    const row = await centre.submit('K-3', study('K-3', { ki67: 20, morphology: 'regular' }, 'her2-pcr@1'));
    expect(row.clinical).toEqual({ ki67: 20, morphology: 'regular' });
    expect(row.clinicalNotes?.map(({ code }) => code)).toEqual(['clinical-other-protocol', 'clinical-other-protocol']);
  });

  it('stay when the manifest is replaced, and are named as of an earlier one', async () => {
    const centre = new Institution(workflows, 'clin-1');
    const row = await centre.submit('K-1', study('K-1', { age: 62, ki67: 40, morphology: 'regular' }));
    expect(row.clinical).toMatchObject({ age: 62, density: 'b', grade: '2' });
    const codes = row.clinicalNotes?.map(({ code }) => code);
    expect(codes).toEqual(['clinical-of-earlier-manifest', 'clinical-of-earlier-manifest']);
  });

  it('are erased with the study', async () => {
    await put('clin-1', 'K-1', { clinical: { tumourSize: 23.4567 } });
    expect(await findTraces(workflows, { texts: ['23.4567'] })).toHaveLength(1);
    await callApi('clin-1', 'DELETE', '/v1/studies/K-1');
    expect((await put('clin-1', 'K-1', { clinical: { ki67: 3 } })).status).toBe(410);
    await workflows.erased();
    expect(await findTraces(workflows, { texts: ['23.4567', 'K-1'] })).toEqual([]);
  });
});

describe('a model of a protocol with many variables', () => {
  const random = new Random(20270501);
  const LINE = { owner: 'clin-5', name: 'her2-pcr-clinical' };
  const patients: { studyId: string; clinical: Record<string, number | string> }[] = [];

  /** Outcomes by one feature, Ki-67 and the hormone receptor; HER2 is not known for every fifth, the grade for every seventh. */
  async function enrol(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const values = {
        t2fs: Array.from({ length: 4 }, () => random.normal()),
        dwi: Array.from({ length: 4 }, () => random.normal()),
        dce: Array.from({ length: 4 }, () => random.normal()),
      };
      const studyId = `L-${String(patients.length).padStart(3, '0')}`;
      const hormoneReceptor = random.uniform() < 0.5 ? 'positive' : 'negative';
      const ki67 = Math.round(10 + 80 * random.uniform());
      const odds =
        1.6 * values.t2fs[0] - 1.2 * values.dce[2] + 0.04 * (ki67 - 50) - (hormoneReceptor === 'positive' ? 1.5 : -1.5);
      const clinical = {
        ...{
          age: 30 + Math.round(40 * random.uniform()),
          hormoneReceptor,
          ki67,
          cT: `T${1 + (i % 4)}`,
          cN: `N${i % 3}`,
        },
        ...{
          morphology: ['regular', 'irregular', 'non-mass'][i % 3],
          focality: i % 2 === 0 ? 'unifocal' : 'multifocal',
        },
        ...(i % 5 !== 0 && { her2: i % 3 === 0 ? 'ihc2-ish' : 'ihc3' }),
        ...(i % 7 !== 0 && { grade: String(1 + (i % 3)) }),
        density: ['a', 'b', 'c', 'd'][i % 4],
      };
      patients.push({ studyId, clinical });
      const pcr = random.uniform() < 1 / (1 + Math.exp(-odds));
      await plantStudy({
        institution: LINE.owner,
        studyId,
        values,
        ki67,
        clinical,
        protocol: RICH,
        pcr,
        now: new Date(),
      });
    }
  }

  it('is fitted on those that are used, with its own rule for each missing value', async () => {
    await enrol(110);
    const modelling = {
      id: 'all-in',
      clinical: { force: true },
      bootstrap: { count: 0 },
      permutations: { count: 0 },
      validation: { repeats: 0 },
    };
    const body = { protocol: RICH, split: { by: 'stratified', testFraction: 0.3 }, seed: 3, modelling };
    const accepted = await callApi(LINE.owner, 'POST', '/v1/models', { body });
    expect(accepted.json(api.trainingAccepted)).toMatchObject(LINE);
    await workflows.settled();
    const [version] = await listVersions(LINE);
    const { table } = await loadCohort(version.cohortKey);
    expect(table.rows[1].clinical).toEqual(patients[1].clinical);
    const model = (await readJson('artefacts', version.modelKey)) as FittedModel;
    const variables = new Map(model.clinical?.variables.map((variable) => [variable.name, variable]));
    expect([...variables.keys()]).toEqual([
      'age',
      'hormoneReceptor',
      'her2',
      'cT',
      'cN',
      'grade',
      'ki67',
      'morphology',
      'focality',
    ]);
    expect(variables.get('her2')).toMatchObject({ levels: ['ihc3', 'ihc2-ish', 'unknown'], imputed: 'unknown' });
    expect(variables.get('grade')).toMatchObject({ kind: 'ordered', missing: 'median' });
    expect(variables.get('grade')?.imputed).toMatch(/^[123]$/);
    expect(variables.get('age')?.imputed).toBeNull();
    const evaluation = (await readJson('artefacts', version.evaluationKey)) as Evaluation;
    expect(evaluation.univariate.find(({ variable }) => variable === 'hormoneReceptor')?.p).toBeLessThan(0.05);
    await openGates(callApi, LINE.owner, LINE.name);
    const promoted = await callApi(LINE.owner, 'POST', `/v1/models/${LINE.name}/versions/1/promotion`, {
      body: { reason: 'gates are open' },
    });
    expect([200, 409]).toContain(promoted.status);
    expect((await findLine(LINE))?.champion).toBe(1);
  }, 240_000);

  it('shows labels, units and words in its nomogram', async () => {
    const { body } = await callApi(LINE.owner, 'GET', `/v1/models/${LINE.name}/versions/1/nomogram.svg`);
    for (const words of ['Ki-67 (%)', 'Age (years)', 'positive', 'IHC 2+, ISH', 'not known', 'grade 2']) {
      expect(body).toContain(words);
    }
    expect(body).toContain('data-axis="hormoneReceptor"');
  });

  it('answers for a study by its values, and for values at hand by their words', async () => {
    const path = `/v1/models/${LINE.name}/predictions`;
    const ask = async (body: unknown) => (await callApi(LINE.owner, 'POST', path, { body })).json(api.prediction);
    const stored = await ask({ studyId: patients[0].studyId });
    expect(stored).toMatchObject({ source: 'nomogram' });
    expect(stored.warnings.map(({ code, message }) => [code, message])).toContainEqual([
      'imputed',
      'her2 is missing, which is a level of its own in this model.',
    ]);
    const points = Object.fromEntries((stored.points?.variables ?? []).map((one) => [one.variable, one]));
    expect(points.ki67).toMatchObject({ label: 'Ki-67', unit: '%', value: patients[0].clinical.ki67 });
    expect(points.her2).toMatchObject({ value: 'unknown', word: 'not known' });
    expect(describeAnswer(stored)).toMatch(/points for Ki-67 \d+ %\n(.*\n)*.* points for Tumour morphology /);

    const changed = await ask({ studyId: patients[0].studyId, clinical: { hormoneReceptor: 'NEG', her2: 'IHC 3+' } });
    expect(changed.points?.variables.find(({ variable }) => variable === 'hormoneReceptor')?.value).toBe('negative');
    expect(changed.warnings.map(({ code }) => code)).toContain('clinical-given');
    expect((await ask({ studyId: patients[0].studyId })).probability).toBe(stored.probability);

    const [version] = await listVersions(LINE);
    const features = Object.fromEntries(version.selected.map((name) => [name, 0]));
    const clinical = { ...patients[1].clinical, hormoneReceptor: 'Positive', Ki67: 30 };
    const answer = await ask({ features, clinical });
    expect(answer.source).toBe('nomogram');
    expect(answer.warnings).toContainEqual({
      code: 'clinical-undeclared',
      message: expect.stringMatching(/did you mean ki67\?/),
    });
    const header = [...version.selected, ...Object.keys(patients[1].clinical)].join(',');
    const cells = [
      ...version.selected.map(() => 0),
      ...Object.values({ ...patients[1].clinical, hormoneReceptor: 'Pos' }),
    ];
    const csv = await callApi(LINE.owner, 'POST', `/v1/models/${LINE.name}/predictions.csv`, {
      text: `${header}\n${cells.join(',')}\n`,
      headers: { 'content-type': 'text/csv' },
    });
    expect(csv.body.split('\n')[1]).toContain(`,${answer.probability},`);
  });

  it('is marked when a value that it was fitted on is another now, and not for one that is only recorded', async () => {
    await put(LINE.owner, 'L-001', { clinical: { density: 'd' } });
    await workflows.clock.advance(120_000);
    expect(await workflows.review()).toBe('SUCCEEDED');
    expect((await statusOf(LINE, 1)).marks).toBeUndefined();
    await put(LINE.owner, 'L-001', { clinical: { ki67: 11 } });
    await put(LINE.owner, 'L-002', { clinical: { age: 33 } });
    await workflows.clock.advance(120_000);
    expect(await workflows.review()).toBe('SUCCEEDED');
    await workflows.settled();
    expect((await statusOf(LINE, 1)).marks).toMatchObject({ 'corrected-clinical': { count: 2 } });
    const versions = await listVersions(LINE);
    expect(versions).toHaveLength(2);
    const { table } = await loadCohort(versions[1].cohortKey);
    expect(table.rows.find(({ studyId }) => studyId === 'L-001')?.clinical.ki67).toBe(11);
    expect(await findTraces(workflows, { texts: ['CORRECTIONS'] })).toEqual([]);
  }, 120_000);

  it('leaves out a study without a value that makes a complete case, and exports every variable', async () => {
    const { hormoneReceptor: _, ...without } = patients[3].clinical;
    const values = { t2fs: [0, 0, 0, 0], dwi: [0, 0, 0, 0], dce: [0, 0, 0, 0] };
    const common = { institution: LINE.owner, values, ki67: 1, protocol: RICH, pcr: true, now: new Date() };
    await plantStudy({ ...common, studyId: 'L-900', clinical: without });
    const { headers } = await callApi(LINE.owner, 'GET', '/v1/features', { query: { protocol: RICH } });
    expect(headers['x-rows']).toBe('111');
    const subgroups = await callApi(LINE.owner, 'GET', `/v1/models/${LINE.name}/versions/1/validation`);
    expect(subgroups.status).toBe(200);
  });
});
