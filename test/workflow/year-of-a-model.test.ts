/** A year in the life of a model line: promoted, refused by name, rolled back; who sees what; what a withdrawal leaves. */
import {
  api,
  findLine,
  type LineRow,
  listRuns,
  listVersions,
  loadCohortTable,
  startTraining,
  statusOf,
} from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Random } from '../../layers/statistics/numbers/random.ts';
import { bytesWithoutCost } from './service/answer-bytes.ts';
import { callApi as callAs } from './service/api-caller.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';
import { plantStudy } from './service/planted-study.ts';
import { findTraces } from './service/traces.ts';

const LINE = { owner: 'consortium-north', name: 'her2-pcr' };
const CLAIM = 'north: centre-1 centre-2';
const MONTH = 30 * 24 * 3600 * 1000;
const START = Date.parse('2027-01-04T08:00:00Z');

const callApi: typeof callAs = (institution, method, path, options) => {
  const consortium = institution === 'centre-3' ? undefined : CLAIM;
  return callAs(institution, method, path, { consortium, ...options });
};

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
  vi.useFakeTimers({ toFake: ['Date'], now: START });
});
afterAll(async () => {
  vi.useRealTimers();
  await workflows.stop();
});

const stream = new Random(20270104);
const random = (): number => stream.uniform();
const normal = (): number => stream.normal();

interface Drawn {
  readonly institution: string;
  readonly studyId: string;
  readonly pcr: boolean;
}
const patients: Drawn[] = [];

/** Patients of a centre, with outcomes by a logistic model of two features and Ki-67; `shift` moves the log odds. */
async function enrol(institution: string, count: number, shift = 0): Promise<void> {
  const planted: Promise<void>[] = [];
  for (let i = 0; i < count; i++) {
    const studyId = `Y-${String(patients.length).padStart(4, '0')}`;
    const values = {
      t2fs: Array.from({ length: 4 }, normal),
      dwi: Array.from({ length: 4 }, normal),
      dce: Array.from({ length: 4 }, normal),
    };
    const ki67 = Math.round(100 * (0.1 + 0.8 * random()));
    const odds = 1.6 * values.t2fs[0] - 1.3 * values.dce[2] + 0.03 * (ki67 - 50) + shift;
    const pcr = random() < 1 / (1 + Math.exp(-odds));
    patients.push({ institution, studyId, pcr });
    planted.push(plantStudy({ institution, studyId, values, ki67, pcr, now: new Date() }));
    if (planted.length % 20 === 0) await Promise.all(planted);
  }
  await Promise.all(planted);
}

async function months(count: number): Promise<void> {
  vi.setSystemTime(Date.now() + count * MONTH);
  // People come back with their tokens: that confirms the consortium.
  await callApi('centre-1', 'GET', '/v1/models');
  await callApi('centre-2', 'GET', '/v1/models');
}

interface Trained {
  readonly line: LineRow;
  readonly version: number;
}

/** The schedule's tick; gives the version that its run made, or why it made none. */
async function run(name: string): Promise<Trained | { readonly code?: string }> {
  await startTraining(LINE, 'schedule', new Date(), name);
  await workflows.settled();
  const [{ version, reason }] = await listRuns(LINE);
  return version === undefined ? { code: reason?.code } : { line: (await findLine(LINE)) as LineRow, version };
}

async function tick(name: string): Promise<Trained> {
  const ended = await run(name);
  if ('version' in ended) return ended;
  throw new Error(`got a run that ended with ${ended.code}; wanted a version`);
}

/** Of most shuffles the LASSO keeps nothing, and there is no version that could be refused: another is tried. */
async function trainOnShuffledLabels(): Promise<Trained> {
  for (let attempt = 0; attempt < 8; attempt++) {
    const labels = patients.map(({ pcr }) => pcr);
    for (let i = labels.length - 1; i > 0; i--) {
      const j = Math.floor((i + 1) * random());
      [labels[i], labels[j]] = [labels[j], labels[i]];
    }
    await label(patients.map((patient, i) => ({ ...patient, pcr: labels[i] })));
    const ended = await run(`month-7-${attempt}`);
    if ('version' in ended) return ended;
    expect(ended.code).toBe('no-feature-selected');
  }
  throw new Error('got no version of shuffled labels in 8 attempts; wanted one');
}

const refusals = async (version: number): Promise<string[]> =>
  ((await statusOf(LINE, version)).judgement?.gates ?? []).filter(({ refuses }) => refuses).map(({ gate }) => gate);

const answerOf = async (version?: number) => {
  const path = `/v1/models/her2-pcr${version === undefined ? '' : `/versions/${version}`}/predictions`;
  const { body } = await callApi('centre-2', 'POST', path, { body: { studyId: patients.at(-1)?.studyId } });
  return bytesWithoutCost(body);
};

describe('a model line', () => {
  it('begins with a version that passes the gates', async () => {
    await enrol('centre-1', 120);
    await enrol('centre-2', 70);
    const modelling = { id: 'year', bootstrap: { count: 20 }, permutations: { count: 40 }, validation: { repeats: 2 } };
    const split = { by: 'institution', train: ['centre-1'], test: ['centre-2'] };
    const answer = await callApi('centre-1', 'POST', '/v1/models', { body: { split, seed: 3, modelling } });
    expect(answer.json(api.trainingAccepted)).toMatchObject(LINE);
    await workflows.settled();
    expect(await refusals(1)).toEqual([]);
    expect(await findLine(LINE)).toMatchObject({ champion: 1 });
  }, 300_000);

  it('is promoted to a better version as outcomes arrive', async () => {
    await months(4);
    await enrol('centre-1', 60);
    await enrol('centre-2', 20);
    const { line, version } = await tick('month-4');
    expect(version).toBe(2);
    expect(await refusals(2)).toEqual([]);
    expect(line).toMatchObject({ champion: 2, earlier: [1] });
    expect((await statusOf(LINE, 2)).testLooks).toBe(2);
  }, 300_000);

  it('keeps its champion if labels are shuffled, and names the gate', async () => {
    await months(3);
    const before = await answerOf();
    const { line, version } = await trainOnShuffledLabels();
    expect(line).toMatchObject({ champion: 2, challenger: version });
    expect(await refusals(version)).toContain('auc-in-test');
    const asked = { body: { reason: 'it is the newest' } };
    const refused = await callApi('centre-1', 'POST', `/v1/models/her2-pcr/versions/${version}/promotion`, asked);
    expect(refused.status).toBe(409);
    expect(refused.json(api.problem).gates?.find(({ gate }) => gate === 'auc-in-test')).toMatchObject({
      passed: false,
      got: expect.any(String),
      wanted: expect.any(String),
    });
    expect(await answerOf()).toBe(before);
    await label(patients); // corrected again
  }, 300_000);

  it('keeps its champion if calibration drifts, and names the gate', async () => {
    await months(3);
    await enrol('centre-1', 20);
    await enrol('centre-2', 120, -3); // other patients: far fewer respond at the same features
    const { line, version } = await tick('month-10');
    expect(line).toMatchObject({ champion: 2, challenger: version });
    expect(await refusals(version)).toContain('calibration-in-the-large');
  }, 300_000);

  it('is watched: the outcomes of the other patients raise the alarm of their institution, and of no other', async () => {
    const watched = async (institution: string) =>
      (await callApi(institution, 'GET', '/v1/models/her2-pcr/monitoring')).json(api.monitoring);
    const there = await watched('centre-2');
    expect(there.monitoring.alarms.map(({ kind }) => kind)).toContain('calibration');
    expect(there.monitoring.drift.months.length).toBeGreaterThan(1);
    // Every study of centre-1 is a training row of the champion or came since.
    const here = await watched('centre-1');
    expect(here.studies).toBe(20);
    expect(here.monitoring.alarms).toEqual([]);
    const path = '/v1/models/her2-pcr/versions/1/validation';
    const { validation } = (await callApi('centre-2', 'GET', path)).json(api.ownValidation);
    expect(validation.rows.judged).toBe(210);
    expect(JSON.stringify([there, here])).not.toContain('Y-0');
  }, 300_000);

  it('rolls back to answers that are the same bit for bit', async () => {
    const first = await answerOf(1);
    const asked = { body: { reason: 'version 2 answers too high at centre-2' } };
    expect((await callApi('centre-2', 'POST', '/v1/models/her2-pcr/rollback', asked)).status).toBe(200);
    expect(await answerOf()).toBe(first);
    const promoted = await callApi('centre-2', 'POST', '/v1/models/her2-pcr/versions/2/promotion', asked);
    expect([200, 409]).toContain(promoted.status);
  });

  it('is seen by the members of its owner, by others once it is shared, and changed by members only', async () => {
    const names = async (institution: string) =>
      (await callApi(institution, 'GET', '/v1/models'))
        .json(api.modelList)
        .models.map(({ owner, standing }) => [owner, standing]);
    expect(await names('centre-1')).toEqual([['consortium-north', 'member']]);
    expect(await names('centre-2')).toEqual([['consortium-north', 'member']]);
    expect(await names('centre-3')).toEqual([]);
    const path = '/v1/models/consortium-north~her2-pcr';
    expect((await callApi('centre-3', 'GET', path)).status).toBe(404);
    const settings = { shared: true, promotion: 'automatic', gates: {} };
    expect((await callApi('centre-1', 'PUT', '/v1/models/her2-pcr/settings', { body: settings })).status).toBe(200);
    expect(await names('centre-3')).toEqual([['consortium-north', 'guest']]);
    expect((await callApi('centre-3', 'GET', path)).status).toBe(200);
    expect((await callApi('centre-3', 'PUT', `${path}/settings`, { body: settings })).status).toBe(403);
    expect((await callApi('centre-3', 'GET', `${path}/audit`)).status).toBe(403);
    const choice = { body: { answers: { 'her2-pcr@1': 'consortium-north~her2-pcr' } } };
    expect((await callApi('centre-3', 'PUT', '/v1/settings', choice)).status).toBe(200);
    await enrol('centre-3', 1);
    const body = { studyId: patients.at(-1)?.studyId };
    const answer = (await callApi('centre-3', 'POST', `${path}/predictions`, { body })).json(api.predictionAnswer);
    expect(answer.model).toMatchObject({ owner: 'consortium-north' });
  });

  it('answers by no version that a withdrawn study was fitted on, and is trained again without it', async () => {
    const gone = patients.find(({ institution }) => institution === 'centre-1')?.studyId ?? '';
    expect((await findTraces(workflows, { texts: [gone] })).length).toBeGreaterThan(10);
    expect((await callApi('centre-1', 'DELETE', `/v1/studies/${gone}`)).status).toBe(202);
    expect(await workflows.erased()).toEqual(['SUCCEEDED']);
    expect(await findTraces(workflows, { texts: [gone] })).toEqual([]);
    // Every version was fitted on a patient of the first month.
    expect((await findLine(LINE))?.champion).toBeUndefined();
    const { versions } = (await callApi('centre-1', 'GET', '/v1/models/her2-pcr/versions')).json(api.versionList);
    expect(versions.map(({ state }) => state)).toEqual(versions.map(() => 'withdrawn'));
    const silent = await callApi('centre-2', 'POST', '/v1/models/her2-pcr/versions/2/predictions', {
      body: { studyId: patients.find(({ institution }) => institution === 'centre-2')?.studyId },
    });
    expect(silent.json(api.abstention).abstained.code).toBe('version-withdrawn');

    vi.setSystemTime(Date.now() + 2 * 3600 * 1000);
    await workflows.review();
    await workflows.settled();
    const [run] = await listRuns(LINE);
    expect(run).toMatchObject({ trigger: 'correction', status: 'registered' });
    const refitted = (await listVersions(LINE)).at(-1);
    expect(refitted?.version).toBe(versions.length + 1);
    const { rows } = await loadCohortTable(refitted?.cohortKey ?? '');
    expect(rows.map(({ studyId }) => studyId)).not.toContain(gone);
  }, 300_000);

  it('pools no more once the operator has taken the consortium claim away', async () => {
    await months(1);
    await callAs('centre-1', 'GET', '/v1/models');
    await callAs('centre-2', 'GET', '/v1/models');
    const versions = (await listVersions(LINE)).length;
    await startTraining(LINE, 'schedule', new Date(), 'month-11');
    await workflows.settled();
    const [run] = await listRuns(LINE);
    expect(run).toMatchObject({ status: 'failed', reason: { code: 'consortium-unconfirmed' } });
    expect(await listVersions(LINE)).toHaveLength(versions);
  });
});

/** Outcomes through the API, as corrected or, by mistake, mixed up. */
async function label(drawn: readonly Drawn[]): Promise<void> {
  const statuses = await Promise.all(
    drawn.map(async ({ institution, studyId, pcr }) => {
      const { status } = await callApi(institution, 'PUT', `/v1/studies/${studyId}/outcome`, { body: { pcr } });
      return status;
    }),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
}
