/** What the console says of a study: the API's `failed` is a refusal wherever the institution can repair it. */
import { REASONS } from '@radscore/pipeline/reasons';
import { describe, expect, it } from 'vitest';
import {
  needsSomebody,
  reasonsOf,
  type Study,
  sequenceStates,
  studyState,
} from '../../../console/api/state-of-study.ts';
import { STUDY_STATES } from '../../../console/api/study-states.ts';

const AT = '2026-11-27T09:00:00Z';
const study = (more: Partial<Study>): Study => ({
  studyId: 'SYN-1',
  status: 'complete',
  receivedAt: AT,
  updatedAt: AT,
  ...more,
});
const reason = (code: string) => ({ code, message: `got ${code}` });

describe('studyState', () => {
  it('is failed for every fault of the catalogue, and refused for every other reason', () => {
    for (const { code, kind } of REASONS)
      expect(studyState({ status: 'failed', reason: reason(code) }), code).toBe(
        kind === 'fault' ? 'failed' : 'refused',
      );
  });

  it('is refused for a code that is newer than this page, and failed without a reason', () => {
    expect(studyState({ status: 'failed', reason: reason('newer-than-this-page') })).toBe('refused');
    expect(studyState({ status: 'failed' })).toBe('failed');
  });

  it('names the other statuses of the API, whatever reason there is', () => {
    const fault = reason('internal-error');
    expect(studyState({ status: 'awaiting-upload', reason: fault })).toBe('waiting');
    for (const status of ['analysing', 'complete', 'partial', 'quarantined'] as const)
      expect(studyState({ status, reason: fault })).toBe(status);
  });
});

it('somebody is needed unless a study is complete or under way', () => {
  const calm = STUDY_STATES.filter((state) => !needsSomebody(state));
  expect(calm).toEqual(['complete', 'analysing', 'uploading']);
});

describe('sequenceStates', () => {
  it('tells a sequence that did not come from one that was refused', () => {
    const gaps = { t2fs: reason('geometry-mismatch'), dce: reason('mask-missing'), dwi: reason('sequence-missing') };
    expect(sequenceStates(study({ status: 'partial', gaps }))).toEqual({
      t2fs: 'refused',
      dwi: 'missing',
      dce: 'missing',
    });
  });

  it('is done for what has no gap, and not read for a study that was stopped whole', () => {
    const all = <State>(state: State) => ({ t2fs: state, dwi: state, dce: state });
    expect(sequenceStates(study({}))).toEqual(all('done'));
    expect(sequenceStates(study({ status: 'quarantined' }))).toEqual(all('not-read'));
    expect(sequenceStates(study({ status: 'failed', reason: reason('checksum-mismatch') }))).toEqual(all('not-read'));
    expect(sequenceStates(study({ status: 'analysing' }))).toEqual(all('waiting'));
    expect(sequenceStates(study({ status: 'awaiting-upload' }))).toEqual(all('waiting'));
  });

  it('follows the workflow where the row says how far it is', () => {
    const sequences = { dwi: { state: 'running' }, dce: { state: 'refused' } } as const;
    expect(sequenceStates(study({ status: 'analysing', sequences }))).toEqual({
      t2fs: 'waiting',
      dwi: 'running',
      dce: 'refused',
    });
  });
});

it('the reason of the whole study comes before those of its sequences, which keep their order', () => {
  const gaps = { dce: reason('mask-missing'), t2fs: reason('slice-gap') };
  expect(
    reasonsOf({ reason: reason('identifiable'), gaps }).map(({ sequence, reason: { code } }) => [sequence, code]),
  ).toEqual([
    [undefined, 'identifiable'],
    ['t2fs', 'slice-gap'],
    ['dce', 'mask-missing'],
  ]);
});
