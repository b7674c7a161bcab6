/** A fault of the service never ends a study: it is repeated for minutes, then hours, and what a runbook says is done here. */
import { findStudy, historyOf, type StudyRow, withdrawStudy } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { stateMachineArn } from '../../../local/states/runner.ts';
import { callApi } from '../service/api-caller.ts';
import { type Handler, startWorkflows, type Workflows } from '../service/in-process.ts';
import { Institution } from '../service/institution.ts';
import { smallStudy } from '../service/small-study.ts';
import { findTraces } from '../service/traces.ts';

const HOUR = 3600 * 1000;
let workflows: Workflows;
let hospital: Institution;
beforeAll(async () => {
  workflows = await startWorkflows();
  hospital = new Institution(workflows, 'faults');
  // Its images are those of all others, so that nothing is computed twice.
  await hospital.analysed('first');
});
afterAll(() => workflows.stop());

/** Puts an error in front of a function, for a number of calls or until it is taken away. */
function fail(name: string, error: string, times = Number.POSITIVE_INFINITY): () => void {
  const real = workflows.handlers.get(name) as Handler;
  let left = times;
  workflows.handlers.set(name, (event, context) => {
    if (left-- > 0) return Promise.reject(Object.assign(new Error(`injected ${error}`), { name: error }));
    return real(event, context);
  });
  const restore = () => void workflows.handlers.set(name, real);
  onTestFinished(restore);
  return restore;
}

const study = (studyId: string) => smallStudy({ studyId, seed: 61, pcr: true, ki67: 10 });
const key = (studyId: string) => ({ institution: 'faults', studyId });
const rowOf = (studyId: string) => findStudy(key(studyId)) as Promise<StudyRow>;
const statusOf = ({ executionArn = '' }: StudyRow) => workflows.machines.describe(executionArn).status;
const fulfilled = (name: string) => workflows.invoked.filter((invoked) => invoked === name).length;

/** Uploads a study while something fails, and lets the minutes of its repetitions go by. */
async function uploadAndWait(studyId: string): Promise<StudyRow> {
  await hospital.upload(studyId, study(studyId));
  await passTime(20 * 60 * 1000);
  return rowOf(studyId);
}

async function passTime(milliseconds: number): Promise<void> {
  let isSettled = false;
  const settled = workflows.settled().then(() => {
    isSettled = true;
  });
  await workflows.clock.advance(milliseconds);
  while (!isSettled) {
    await workflows.clock.advance(60_000);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await settled;
}

/** What the schedule does each hour. */
async function review(): Promise<void> {
  expect(await workflows.review()).toBe('SUCCEEDED');
  await passTime(0);
}

describe('what passes', () => {
  it('at every step of an analysis, leaves a complete study and no other trace', async () => {
    fail('admit-study', 'Lambda.CodeArtifactUserPendingException', 3);
    fail('prepare-sequence', 'Lambda.ClientExecutionTimeoutException', 4);
    fail('extract-filtered-features', 'InternalError', 5);
    fail('assemble-features', 'ServiceUnreachable', 6);
    fail('predict-response', 'Lambda.TooManyRequestsException', 6);
    const row = await uploadAndWait('passes');
    expect(row).toMatchObject({ status: 'complete', gaps: {} });
    expect(row.waiting).toBeUndefined();
  });

  it('is not all: a sandbox that crashes gets two attempts more', async () => {
    fail('prepare-sequence', 'Runtime.ExitError', 2);
    expect(await uploadAndWait('crashes')).toMatchObject({ status: 'complete' });
  });
});

describe('what reaches a limit', () => {
  it.each([
    ['Sandbox.Timedout', 'out-of-time'],
    ['Runtime.OutOfMemory', 'out-of-memory'],
  ])('%s is tried once, and is a gap with the reason %s', async (error, code) => {
    const before = fulfilled('extract-filtered-features');
    fail('extract-filtered-features', error, 1);
    const row = await uploadAndWait(`limit-${code}`);
    expect(row.status).toBe('partial');
    expect(Object.values(row.gaps ?? {})).toMatchObject([{ code }]);
    expect(fulfilled('extract-filtered-features') - before).toBe(3);
    expect(statusOf(row)).toBe('SUCCEEDED');
  });

  it('in admission ends the study after one attempt', async () => {
    const before = fulfilled('admit-study');
    fail('admit-study', 'Sandbox.Timedout');
    const row = await uploadAndWait('limit-admission');
    expect(row).toMatchObject({ status: 'failed', reason: { code: 'out-of-time' } });
    expect(fulfilled('admit-study') - before).toBe(1);
  });
});

describe('a fault that does not pass within minutes', () => {
  it('fails the execution, and the study waits: neither partial nor failed', async () => {
    fail('extract-filtered-features', 'Lambda.TooManyRequestsException');
    const row = await uploadAndWait('waits');
    expect(statusOf(row)).toBe('FAILED');
    expect(row).toMatchObject({ status: 'analysing', waiting: { reason: { code: 'service-unreachable' }, faults: 1 } });
    const { since, retryAt = '' } = row.waiting ?? { since: '' };
    expect(Date.parse(retryAt) - Date.parse(since)).toBe(HOUR);
    const shown = await callApi('faults', 'GET', '/v1/studies/waits');
    expect(JSON.parse(shown.body)).toMatchObject({ status: 'analysing', waiting: { retryAt } });
  });

  it('is tried again by the review once its pause is over, and completes', async () => {
    const restore = fail('assemble-features', 'TypeError');
    const { executionArn } = await uploadAndWait('retried');
    restore();
    await review();
    expect(await rowOf('retried')).toMatchObject({ status: 'analysing', executionArn });
    await passTime(HOUR + 60_000);
    await review();
    const row = await rowOf('retried');
    expect(row).toMatchObject({ status: 'complete', gaps: {}, features: 3375 });
    expect(row.executionArn).not.toBe(executionArn);
    expect(row.waiting).toBeUndefined();
    // It is one analysis of one manifest.
    expect((await historyOf(key('retried'))).executions).toHaveLength(1);
  });

  it('is tried again four times, with longer pauses, and then waits for a person', async () => {
    const restore = fail('predict-response', 'TypeError');
    await uploadAndWait('persistent');
    const pauses: number[] = [];
    for (let faults = 1; faults <= 4; faults++) {
      const { waiting } = await rowOf('persistent');
      expect(waiting?.faults).toBe(faults);
      pauses.push((Date.parse(waiting?.retryAt ?? '') - Date.parse(waiting?.since ?? '')) / HOUR);
      await passTime(pauses[faults - 1] * HOUR + 60_000);
      await review();
    }
    expect(pauses).toEqual([1, 2, 4, 8]);
    const last = await rowOf('persistent');
    expect(last).toMatchObject({ status: 'analysing', waiting: { faults: 5 } });
    expect(last.waiting?.retryAt).toBeUndefined();
    restore();
    await passTime(100 * HOUR);
    await review();
    expect((await rowOf('persistent')).executionArn).toBe(last.executionArn);
    // The person: a redrive of the execution that failed.
    workflows.machines.redrive(last.executionArn ?? '');
    await passTime(0);
    expect(await rowOf('persistent')).toMatchObject({ status: 'complete', executionArn: last.executionArn });
  });

  it('before the study was admitted makes a row that waits, and is tried again', async () => {
    const restore = fail('admit-study', 'Lambda.CodeArtifactUserPendingException');
    const row = await uploadAndWait('not-admitted');
    expect(row).toMatchObject({ status: 'analysing', waiting: { reason: { code: 'service-unreachable' }, faults: 1 } });
    // And once more before it can take the study over.
    await passTime(HOUR + 60_000);
    expect(await workflows.review()).toBe('SUCCEEDED');
    await passTime(20 * 60_000);
    expect((await rowOf('not-admitted')).waiting).toMatchObject({ faults: 2 });
    restore();
    await passTime(2 * HOUR + 60_000);
    await review();
    expect(await rowOf('not-admitted')).toMatchObject({ status: 'complete' });
  });

  it('is over at once if the manifest is uploaded again', async () => {
    const restore = fail('assemble-features', 'TypeError');
    expect((await uploadAndWait('again')).waiting?.faults).toBe(1);
    restore();
    await hospital.upload('again', study('again'));
    await passTime(0);
    expect(await rowOf('again')).toMatchObject({ status: 'complete' });
  });

  it('whose end no event reports is found by the review when the lease is over', async () => {
    const pace = workflows.handlers.get('pace-analyses') as Handler;
    workflows.handlers.set('pace-analyses', () => Promise.resolve({ batchItemFailures: [] }));
    const restore = fail('assemble-features', 'TypeError');
    const row = await uploadAndWait('unreported');
    workflows.handlers.set('pace-analyses', pace);
    expect(row).toMatchObject({ status: 'analysing' });
    expect(row.waiting).toBeUndefined();
    restore();
    await passTime(4 * HOUR);
    await review();
    expect((await rowOf('unreported')).waiting).toMatchObject({ faults: 1 });
    await passTime(HOUR + 60_000);
    await review();
    expect(await rowOf('unreported')).toMatchObject({ status: 'complete' });
  });

  it('is withdrawn like any other study, at once and without a trace', async () => {
    fail('assemble-features', 'TypeError');
    await uploadAndWait('leaves-nothing');
    const answer = await callApi('faults', 'DELETE', '/v1/studies/leaves-nothing');
    expect(answer.status).toBeLessThan(300);
    await workflows.erased();
    expect(await findTraces(workflows, { texts: ['leaves-nothing'] })).toEqual([]);
  });
});

describe('the runbook', () => {
  it('a redrive goes on where the execution failed, and the study completes under the same execution', async () => {
    const restore = fail('extract-filtered-features', 'TypeError');
    const { executionArn = '' } = await uploadAndWait('redriven');
    restore();
    const before = fulfilled('admit-study');
    workflows.machines.redrive(executionArn);
    await passTime(0);
    const row = await rowOf('redriven');
    expect(row).toMatchObject({ status: 'complete', executionArn, gaps: {} });
    expect(row.waiting).toBeUndefined();
    expect(fulfilled('admit-study')).toBe(before);
    // The review has nothing left to do.
    await passTime(2 * HOUR);
    await review();
    expect(await rowOf('redriven')).toEqual(row);
  });

  it('files that may identify a patient and could not be moved go after a redrive', async () => {
    const restore = fail('quarantine-study', 'TypeError');
    const identifiable = study('identifiable');
    identifiable.files.set('MUELLER^ERIKA.txt', Buffer.from('Patient name: Erika Mueller, born 12.08.1964'));
    await hospital.upload('identifiable', identifiable);
    await passTime(20 * 60_000);
    const stuck = await rowOf('identifiable');
    expect(stuck).toMatchObject({ status: 'analysing', waiting: { faults: 1 } });
    const below = async () =>
      [...(await workflows.objects('studies')).keys()].filter((name) => name.includes('/identifiable/'));
    expect((await below()).length).toBeGreaterThan(0);
    restore();
    workflows.machines.redrive(stuck.executionArn ?? '');
    await passTime(0);
    expect((await rowOf('identifiable')).status).toBe('quarantined');
    expect(await below()).toEqual([]);
  });

  it('a study whose execution was stopped waits for a person, and is analysed when its manifest comes again', async () => {
    const study1 = study('stopped');
    await workflows.put('institutions/faults/studies/stopped/manifest.json', JSON.stringify(study1.manifest));
    await expect.poll(async () => (await findStudy(key('stopped')))?.status).toBe('analysing');
    const { executionArn = '' } = await rowOf('stopped');
    await workflows.machines.stop(executionArn, 'operator', 'maintenance');
    await workflows.settled();
    const row = await rowOf('stopped');
    expect(row).toMatchObject({ status: 'analysing', waiting: { reason: { code: 'analysis-stopped' } } });
    expect(row.waiting?.retryAt).toBeUndefined();
    await passTime(5 * HOUR);
    await review();
    expect((await rowOf('stopped')).executionArn).toBe(executionArn);
    await hospital.upload('stopped', study1);
    await passTime(0);
    expect(await rowOf('stopped')).toMatchObject({ status: 'complete' });
  });

  it('an event that is delivered once more, of a manifest or of an end, changes nothing', async () => {
    fail('assemble-features', 'TypeError');
    const row = await uploadAndWait('reported-twice');
    const event = {
      'detail-type': 'Step Functions Execution Status Change',
      detail: { executionArn: row.executionArn, stateMachineArn: stateMachineArn('analyse-study'), status: 'FAILED' },
    };
    const pace = workflows.handlers.get('pace-analyses') as Handler;
    const answer = await pace({ Records: [{ messageId: '1', body: JSON.stringify(event) }] }, {
      functionName: 'f',
    } as never);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(await rowOf('reported-twice')).toEqual(row);
  });
});

it('an empty manifest is invalid, and no fault', async () => {
  await workflows.put('institutions/faults/studies/empty/manifest.json', '');
  await passTime(0);
  const row = await rowOf('empty');
  expect(row).toMatchObject({ status: 'failed', reason: { code: 'manifest-invalid' } });
  expect(row.reason?.message).toMatch(/got 0 bytes/);
});

it('withdrawing while an analysis waits leaves nothing for the review to start', async () => {
  fail('assemble-features', 'TypeError');
  await uploadAndWait('withdrawn');
  await withdrawStudy(key('withdrawn'), new Date());
  const analyses = () =>
    workflows.machines
      .list(stateMachineArn('analyse-study'))
      .filter(({ executionArn }) =>
        JSON.stringify(workflows.machines.describe(executionArn).input).includes('/withdrawn/'),
      );
  expect(analyses()).toHaveLength(1);
  await passTime(2 * HOUR);
  await review();
  expect(analyses()).toHaveLength(1);
});
