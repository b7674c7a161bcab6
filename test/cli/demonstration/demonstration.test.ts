/** The demonstration from start to end, and again after it was stopped, against a fake service. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drawCohort, oracleAuc } from '../../../cli/demonstration/cohort.ts';
import {
  DemonstrationFailed,
  type DemonstrationResult,
  runDemonstration,
} from '../../../cli/demonstration/demonstration.ts';
import { RadscoreClient } from '../../../cli/service/client.ts';
import { type FakeRun, FakeService } from './fake-service.ts';

const SEED = 4;
const cohort = drawCohort(SEED, 8);
const PATIENTS = cohort.patients.length;

let service: FakeService;
let url: string;
let lines: string[];

async function startService(): Promise<void> {
  service = new FakeService();
  url = await service.start();
  lines = [];
}

function run(patients = PATIENTS): Promise<DemonstrationResult> {
  return runDemonstration({
    clients: (institution) => new RadscoreClient({ url, token: institution, patienceSeconds: 0 }),
    seed: SEED,
    progress: (line) => lines.push(line),
    patients,
  });
}

describe('a whole demonstration', () => {
  let result: DemonstrationResult;

  beforeAll(async () => {
    await startService();
    result = await run();
  });
  afterAll(() => service.stop());

  it('takes the cohort through the API and gives what the API answered', () => {
    const test = cohort.patients.filter(({ institution }) => institution === 'demo-centre-2');
    expect(result).toEqual({
      studies: PATIENTS,
      analysed: PATIENTS,
      features: 5,
      values: PATIENTS * 5,
      model: { name: 'her2-pcr', version: 1, selected: 3 },
      apparent: { auc: 0.9, ci: [0.8, 1] },
      test: { auc: 0.8, ci: [expect.closeTo(0.7), expect.closeTo(0.9)] },
      permutedTestAuc: 0.51,
      oracleAuc: oracleAuc(test),
      newPatient: { probability: 0.7, radScore: 0.4 },
      seconds: expect.any(Number),
      console: url,
    });
    expect(lines.join('\n')).toContain('synthetic');
  });

  it('uploads each study to its own centre, with its outcome; the new patient last and without one', () => {
    for (const { institution, studyId, pcr, clinical } of cohort.patients) {
      const sent = service.studies.get(`${institution}/${studyId}`)?.manifest;
      expect(sent?.outcome).toEqual({ pcr });
      expect(sent?.clinical).toEqual(clinical);
    }
    const { newPatient } = cohort;
    expect(service.started.at(-1)).toBe(newPatient.studyId);
    expect(service.studies.get(`demo-centre-1/${newPatient.studyId}`)?.manifest?.outcome).toBeUndefined();
    for (const { manifest } of service.studies.values()) expect(manifest).toMatchObject({ origin: 'synthetic' });
    expect(service.studies.size).toBe(PATIENTS + 1);
  });

  it('trains once, on centre 1, and tests on centre 2', () => {
    expect(service.runs.map(({ recipe }) => recipe)).toEqual([
      {
        name: 'her2-pcr',
        protocol: 'her2-pcr@1',
        split: { by: 'institution', train: ['demo-centre-1'], test: ['demo-centre-2'] },
        institutions: ['demo-centre-1', 'demo-centre-2'],
        seed: SEED,
      },
    ]);
  });

  it('does nothing twice where everything is there', async () => {
    const started = service.started.length;
    expect(await run()).toEqual({ ...result, seconds: expect.any(Number) });
    expect(service.started).toHaveLength(started);
    expect(service.runs).toHaveLength(1);
  });
});

describe('the demonstration', () => {
  beforeEach(startService);
  afterEach(() => service.stop());

  it('does not fill the service with more studies than it can work on', async () => {
    await run(20);
    expect(service.started).toHaveLength(21);
    // Ten, and the at most three that other uploads were at when the tenth arrived.
    expect(service.mostInAnalysis).toBeLessThanOrEqual(13);
  });

  it('goes on where it stopped: sends only what is missing, half uploaded or failed', async () => {
    await run();
    const [missing, half, failed] = cohort.patients.map(({ institution, studyId }) => `${institution}/${studyId}`);
    service.studies.delete(missing);
    const halfUploaded = service.studies.get(half);
    if (halfUploaded) halfUploaded.status = 'awaiting-upload';
    const broken = service.studies.get(failed);
    if (broken) broken.status = 'failed';
    service.started.length = 0;
    const { analysed } = await run();
    expect(analysed).toBe(PATIENTS);
    expect(service.started.toSorted()).toEqual([missing, half, failed].map((key) => key.split('/')[1]).toSorted());
  });

  it('waits for a training run that is under way instead of starting another', async () => {
    const running: FakeRun = { runId: 'RUN-0', status: 'running', looks: 2, end: 'registered' };
    service.runs.push(running);
    await run();
    expect(service.runs).toEqual([running]);
  });

  it('counts a study that failed as not analysed, says why, and trains on the others', async () => {
    const { studyId } = cohort.patients[2];
    service.failing.add(studyId);
    const result = await run();
    expect([result.studies, result.analysed, result.values]).toEqual([PATIENTS, PATIENTS - 1, (PATIENTS - 1) * 5]);
    expect(lines.find((line) => line.includes(studyId))).toContain('unreadable: a fake failure');
  });

  it('ends with the reason where the training run fails', async () => {
    service.nextRunEnds = 'failed';
    const failure = await run().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DemonstrationFailed);
    expect(String(failure)).toContain('got 3 rows');
  });

  it('ends at once where the service cannot be reached', async () => {
    await service.stop();
    await expect(run()).rejects.toThrow('wanted the Radscore API');
  });
});
