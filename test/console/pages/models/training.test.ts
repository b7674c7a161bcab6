/** Runs and new lines: how far a run is, what a cohort left out, what a form refuses and sends. */
import { describe, expect, it } from 'vitest';
import { cohortCsv } from '../../../../console/pages/models/cohort/cohort-csv.ts';
import type { Run } from '../../../../console/pages/models/line/line-types.ts';
import { leftOutOf, wordsOf } from '../../../../console/pages/models/training/left-out.ts';
import { bodyOf, EMPTY, faultsOf } from '../../../../console/pages/models/training/new-line.ts';
import { progressOf } from '../../../../console/pages/models/training/run-progress.ts';

function run(fields: Partial<Run> & Pick<Run, 'runId'>): Run {
  return {
    owner: 'centre-1',
    name: 'her2-pcr',
    trigger: 'request',
    status: 'running',
    startedAt: '2026-11-27T09:00:00.000Z',
    ...fields,
  };
}
const now = Date.parse('2026-11-27T09:02:10.000Z');

describe('a run', () => {
  it('is as far as its stage says, of four', () => {
    expect(progressOf(run({ runId: 'a', stage: 'gathering' }), [], now)).toMatchObject({
      done: 0,
      of: 4,
      seconds: 130,
    });
    expect(progressOf(run({ runId: 'a', stage: 'submodels' }), [], now).done).toBe(2);
  });

  it('of before there were stages is as far as its cohort', () => {
    expect(progressOf(run({ runId: 'a' }), [], now).stage).toBe('gathering');
    const gathered = { rows: 10, left: {}, noted: {} };
    expect(progressOf(run({ runId: 'a', gathered }), [], now).stage).toBe('fitting');
  });

  it('that ended took what it took, whatever the time is now', () => {
    const ended = run({ runId: 'a', status: 'failed', endedAt: '2026-11-27T09:00:30.000Z' });
    expect(progressOf(ended, [ended], now)).toMatchObject({ stage: 'ended', done: 4, seconds: 30 });
  });

  it('is expected to take the median of earlier runs that made a version', () => {
    const took = (runId: string, seconds: number, status: Run['status'] = 'registered'): Run =>
      run({ runId, status, endedAt: new Date(Date.parse('2026-11-27T09:00:00.000Z') + 1000 * seconds).toISOString() });
    const running = run({ runId: 'now' });
    const runs = [running, took('a', 100), took('b', 140), took('c', 1, 'failed')];
    expect(progressOf(running, runs, now).usual).toEqual({ seconds: 120, runs: 2 });
    expect(progressOf(running, [...runs, took('d', 300)], now).usual).toEqual({ seconds: 140, runs: 3 });
    expect(progressOf(running, [running], now).usual).toBeUndefined();
  });

  it('names what it left out, the most frequent first', () => {
    const gathered = { rows: 10, left: { 'study-partial': 2, 'clinical-missing': 9, 'a-code': 2 }, noted: {} };
    expect(leftOutOf({ gathered }).map(({ code }) => code)).toEqual(['clinical-missing', 'a-code', 'study-partial']);
    expect(leftOutOf(undefined)).toEqual([]);
    expect(wordsOf('study-partial')).toBe('study partial');
  });
});

describe('a new line', () => {
  const line = { ...EMPTY, name: 'her2-pcr-2' };

  it('sends its recipe', () => {
    expect(faultsOf(line)).toEqual([]);
    expect(bodyOf(line, 'centre-1')).toEqual({
      name: 'her2-pcr-2',
      protocol: 'her2-pcr@1',
      split: { by: 'stratified', testFraction: 0.4 },
      seed: 1,
      shared: false,
    });
    expect(bodyOf({ ...line, testShare: '33,3' }, 'centre-1').split).toEqual({ by: 'stratified', testFraction: 0.333 });
    expect(bodyOf({ ...line, ownOnly: true }, 'centre-1').institutions).toEqual(['centre-1']);
  });

  it.each([
    [{ name: '' }, ['name']],
    [{ name: 'Her2' }, ['name']],
    [{ name: '-a' }, ['name']],
    [{ name: 'a'.repeat(64) }, ['name']],
    [{ testShare: '' }, ['testShare']],
    [{ testShare: '95' }, ['testShare']],
    [{ testShare: 'half' }, ['testShare']],
    [{ seed: '-1' }, ['seed']],
    [{ seed: '1.5' }, ['seed']],
    [{ seed: '4294967296' }, ['seed']],
    [{ name: 'A', seed: '' }, ['name', 'seed']],
  ])('with %j is not sent', (fields, wanted) => {
    expect(faultsOf({ ...line, ...fields })).toEqual(wanted);
  });
});

describe('the CSV of a cohort', () => {
  it('names studies of the own institution only, and runs no formula', () => {
    const csv = cohortCsv([
      { institution: 'centre-1', studyId: 'BB-1', in: true, split: 'train', pcr: true },
      { institution: 'centre-2', in: false, reason: { code: 'study-partial', message: 'm' } },
      {
        institution: '=1+1',
        in: true,
        notes: [
          { code: 'a', message: '' },
          { code: 'b', message: '' },
        ],
      },
    ]);
    expect(csv.split('\n').slice(1, 4)).toEqual([
      'centre-1,BB-1,yes,train,1,,',
      'centre-2,,no,,,study-partial,',
      "'=1+1,,yes,,,,a b",
    ]);
  });
});
