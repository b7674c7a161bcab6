/** DELETE /v1/studies/{id}: nothing is left of a study, whatever runs, fails or arrives meanwhile. */
import { api, findStudy, listVersions, loadCohort, loadCohortTable, readJson, type StudyKey } from '@radscore/pipeline';
import { evaluationOfVersion, plotOfVersion } from '@radscore/pipeline/modelling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getItem } from '../../layers/pipeline/storage/dynamodb-table.ts';
import { storeAnalysedStudy } from './service/analysed-study.ts';
import { callApi, problemOf } from './service/api-caller.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';
import { Institution } from './service/institution.ts';
import { smallStudy } from './service/small-study.ts';
import { findTraces } from './service/traces.ts';

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
});
afterAll(() => workflows.stop());

const withdraw = (institution: string, studyId: string, headers = {}) =>
  callApi(institution, 'DELETE', `/v1/studies/${studyId}`, { headers });

describe('a withdrawn study', () => {
  it('is gone at once for every route, and from every item and object when its erasure is over', async () => {
    const centre = new Institution(workflows, 'erase-1');
    const row = await centre.analysed('GONE-0001', { seed: 901 });
    await centre.analysed('STAYS-0001', { seed: 902 });
    await centre.exported();
    const before = await findTraces(workflows, { texts: ['GONE-0001'] });
    expect(before.length).toBeGreaterThan(12);

    const answer = await withdraw('erase-1', 'GONE-0001');
    expect(answer.status).toBe(202);
    const { withdrawnAt, remains } = answer.json(api.withdrawal);
    expect(remains.map(({ code }) => code)).toContain('table-recovery');
    for (const path of ['', '/features', '/features.csv', '/receipt']) {
      const gone = await callApi('erase-1', 'GET', `/v1/studies/GONE-0001${path}`);
      expect(problemOf(gone)).toMatchObject({ status: 410, type: 'urn:radscore:problem:study-withdrawn' });
    }
    const outcome = await callApi('erase-1', 'PUT', '/v1/studies/GONE-0001/outcome', { body: { pcr: true } });
    expect(outcome.status).toBe(410);

    expect(await workflows.erased()).toEqual(['SUCCEEDED']);
    expect(await findTraces(workflows, { texts: ['GONE-0001', row.manifestHash ?? ''] })).toEqual([]);
    expect((await findTraces(workflows, { texts: ['STAYS-0001'] })).length).toBeGreaterThan(8);
    expect((await centre.exported()).split('\n')).toHaveLength(3);

    const again = await withdraw('erase-1', 'GONE-0001');
    expect([again.status, again.json(api.withdrawal).withdrawnAt]).toEqual([202, withdrawnAt]);
    expect(await workflows.erased()).toEqual(['SUCCEEDED']);
  });

  it('is refused to others as if it never was, and to its own by name when it is announced again', async () => {
    expect((await withdraw('erase-2', 'GONE-0001')).status).toBe(404);
    expect((await callApi('erase-2', 'GET', '/v1/studies/GONE-0001')).status).toBe(404);
    const files = [{ path: 'manifest.json', bytes: 1, sha256: '0'.repeat(64) }];
    const announce = (studyId: string) => callApi('erase-1', 'POST', '/v1/studies', { body: { studyId, files } });
    const refused = await announce('GONE-0001');
    expect(problemOf(refused)).toMatchObject({ status: 409, detail: expect.stringMatching(/^study-withdrawn: /) });
    expect((await announce('OTHER-0001')).status).toBe(201);
  });

  it('is withdrawn with If-Match only while it is what the caller saw', async () => {
    const centre = new Institution(workflows, 'erase-3');
    await centre.analysed('MATCH-1', { seed: 901 });
    const etag = String((await callApi('erase-3', 'GET', '/v1/studies/MATCH-1')).headers.etag);
    await callApi('erase-3', 'PUT', '/v1/studies/MATCH-1/outcome', { body: { pcr: false } });
    expect((await withdraw('erase-3', 'MATCH-1', { 'if-match': etag })).status).toBe(412);
    expect(await findStudy({ institution: 'erase-3', studyId: 'MATCH-1' })).toBeDefined();
    const now = String((await callApi('erase-3', 'GET', '/v1/studies/MATCH-1')).headers.etag);
    expect((await withdraw('erase-3', 'MATCH-1', { 'if-match': now })).status).toBe(202);
    // A client that lost the answer asks once more.
    expect((await withdraw('erase-3', 'MATCH-1', { 'if-match': now })).status).toBe(202);
    await workflows.erased();
    expect((await withdraw('erase-3', 'MATCH-1', { 'if-match': now })).status).toBe(202);
  });

  it('does not come back by a manifest event that is delivered again, and what arrives under its id goes', async () => {
    const centre = new Institution(workflows, 'erase-4');
    const study = smallStudy({ studyId: 'LATE-1', seed: 901, pcr: true });
    await centre.submit('LATE-1', study);
    const event = workflows.manifestEvents.at(-1);
    await withdraw('erase-4', 'LATE-1');
    await workflows.erased();
    const delivered = workflows.deliver(event as NonNullable<typeof event>);
    expect((await workflows.settled()).get(delivered)).toBe('FAILED');
    expect(await findTraces(workflows, { texts: ['LATE-1'] })).toEqual([]);
    // The hospital's own copy is sent once more, and a file after its manifest.
    await centre.upload('LATE-1', study);
    await workflows.settled();
    expect(await findTraces(workflows, { texts: ['LATE-1'] })).toEqual([]);
    await workflows.put('institutions/erase-4/studies/LATE-1/after/0001.dcm', 'x');
    expect(await workflows.review()).toBe('SUCCEEDED');
    await workflows.erased();
    expect(await findTraces(workflows, { texts: ['LATE-1'] })).toEqual([]);
  });

  it.each([
    'admit-study',
    'prepare-sequence',
    'extract-features',
    'extract-filtered-features',
    'assemble-features',
    'predict-response',
  ])('is not brought back by an analysis that is at %s', async (state) => {
    const centre = new Institution(workflows, `erase-at-${state}`);
    const studyId = `RUNNING-${state}`;
    const handler = workflows.handlers.get(state) as NonNullable<ReturnType<Workflows['handlers']['get']>>;
    let withdrawn: ReturnType<typeof withdraw> | undefined;
    const prepare = workflows.handlers.get('prepare-sequence') as typeof handler;
    if (state === 'extract-features') {
      // The settings of the protocol send every sequence to the other function.
      workflows.handlers.set('prepare-sequence', async (event, context) => {
        return { ...((await prepare(event, context)) as object), filters: 'light' };
      });
    }
    workflows.handlers.set(state, async (event, context) => {
      // The whole erasure up to its wait goes through while the function is at work.
      if (state !== 'admit-study') withdrawn ??= withdraw(centre.name, studyId);
      const result = handler(event, context);
      await Promise.all([withdrawn, result]);
      if (state === 'admit-study') withdrawn ??= withdraw(centre.name, studyId);
      await withdrawn;
      return result;
    });
    try {
      await centre.upload(studyId, smallStudy({ studyId, seed: 903, pcr: true }));
      await workflows.settled();
    } finally {
      workflows.handlers.set('prepare-sequence', prepare);
      workflows.handlers.set(state, handler);
    }
    expect((await withdrawn)?.status).toBe(202);
    expect((await callApi(centre.name, 'GET', `/v1/studies/${studyId}`)).status).toBe(410);
    expect(new Set(await workflows.erased())).toEqual(new Set(['SUCCEEDED']));
    expect(await findTraces(workflows, { texts: [studyId] })).toEqual([]);
  });

  it('leaves the blocks that another study has, and the last one takes them', async () => {
    const [one, two] = [new Institution(workflows, 'erase-5'), new Institution(workflows, 'erase-6')];
    await one.analysed('SHARED-A', { seed: 904 });
    await two.analysed('SHARED-B', { seed: 904 });
    const read = async () => (await callApi('erase-6', 'GET', '/v1/studies/SHARED-B/features')).body;
    const features = await read();
    await withdraw('erase-5', 'SHARED-A');
    await workflows.erased();
    expect(await read()).toBe(features);
    const contents = (await workflows.items()).filter(({ PK }) =>
      (PK as { S: string }).S.startsWith('FEATURES#'),
    ).length;
    await withdraw('erase-6', 'SHARED-B');
    await workflows.erased();
    const left = (await workflows.items()).filter(({ PK }) => (PK as { S: string }).S.startsWith('FEATURES#')).length;
    expect(contents - left).toBeGreaterThan(30);
  });

  it('leaves quarantine, too, and so do unfinished uploads', async () => {
    const centre = new Institution(workflows, 'erase-7');
    const { files, manifest } = smallStudy({ studyId: 'KEPT-1', seed: 901 });
    files.set('patient.csv', new TextEncoder().encode('name,mail\nx,someone@example.org\n'));
    await centre.submit('KEPT-1', { files, manifest });
    expect((await centre.rowOf('KEPT-1')).status).toBe('quarantined');
    await workflows.startUpload('institutions/erase-7/studies/KEPT-1/dce/9999.dcm');
    expect((await findTraces(workflows, { texts: ['KEPT-1'] })).some((place) => place.startsWith('quarantine'))).toBe(
      true,
    );
    await withdraw('erase-7', 'KEPT-1');
    await workflows.erased();
    expect(await findTraces(workflows, { texts: ['KEPT-1'] })).toEqual([]);
  });
});

describe('a study that a version was fitted on', () => {
  const centre = 'fitted-1';
  const gone: StudyKey = { institution: centre, studyId: 'ROW-005' };
  const line = { owner: centre, name: 'her2-pcr' };
  const stored = new Map<string, Float64Array[]>();

  async function trained(key: string): Promise<void> {
    const body = { split: { by: 'stratified', testFraction: 0.3 }, seed: 1 };
    const asked = await callApi(centre, 'POST', '/v1/models', { body, headers: { 'idempotency-key': key } });
    expect(asked.status).toBe(202);
    await workflows.settled();
  }

  beforeAll(async () => {
    for (let i = 0; i < 30; i++) {
      const studyId = `ROW-${String(i).padStart(3, '0')}`;
      const values = await storeAnalysedStudy(
        { institution: centre, studyId },
        { pcr: i % 2 === 0, seed: 5000 + i, ki67: 20 + i },
      );
      stored.set(studyId, values);
    }
    await trained('first');
  }, 120_000);

  it('is in no stored table and no evaluation afterwards, and the version is marked', async () => {
    const [version] = await listVersions(line);
    const { rows } = await loadCohortTable(version.cohortKey);
    expect(rows.map(({ studyId }) => studyId)).toContain(gone.studyId);
    type Stored = { train: { ids: string[]; outcomes: number[]; scores: Record<string, number[]> } };
    const evaluationBefore = (await readJson('artefacts', version.evaluationKey)) as Stored;
    const at = evaluationBefore.train.ids.indexOf(`${centre}/${gone.studyId}`);
    const scores = Object.values(evaluationBefore.train.scores).map((all) => String(all[at]));
    const traces = { texts: [gone.studyId, ...scores], values: stored.get(gone.studyId) };
    expect((await findTraces(workflows, traces)).length).toBeGreaterThan(20);
    const untouched = await loadCohort(version.cohortKey);

    await withdraw(centre, gone.studyId);
    expect(new Set(await workflows.erased())).toEqual(new Set(['SUCCEEDED']));
    expect(await findTraces(workflows, traces)).toEqual([]);

    const cohort = await loadCohort(version.cohortKey);
    expect(cohort.table.rows).toEqual(untouched.table.rows.filter(({ studyId }) => studyId !== gone.studyId));
    const columns = cohort.table.columns.length;
    const rowOf = ({ table, values: all }: typeof cohort, studyId: string) => {
      const i = table.rows.findIndex((row) => row.studyId === studyId);
      return all.slice(i * columns, (i + 1) * columns);
    };
    for (const { studyId } of cohort.table.rows) expect(rowOf(cohort, studyId)).toEqual(rowOf(untouched, studyId));
    expect(cohort.table.erased).toHaveLength(1);

    const evaluation = (await readJson('artefacts', version.evaluationKey)) as Stored;
    const without = <T>(all: readonly T[]): T[] => all.filter((_, i) => i !== at);
    expect(evaluation.train.ids).toEqual(without(evaluationBefore.train.ids));
    expect(evaluation.train.outcomes).toEqual(without(evaluationBefore.train.outcomes));
    await evaluationOfVersion(version, 'participant');
    for (const plot of api.PLOTS.filter((one) => one !== 'nomogram.svg'))
      expect(await plotOfVersion(version, plot, 'participant')).toContain('<svg');
    expect(await getItem({ PK: `MODEL#${centre}#her2-pcr`, SK: 'STATUS#000001' })).toMatchObject({
      marks: { 'withdrawn-row': { count: 1 } },
    });
  });
});
