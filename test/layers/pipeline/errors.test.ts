/** Errors on their way through Lambda and Step Functions. */
import { InputRefused } from '@radscore/imaging';
import { reasonFrom, StudyIncomplete, StudyRefused } from '@radscore/pipeline';
import { describe, expect, it } from 'vitest';

/** What Step Functions hands a Catch when a function throws. */
const caught = (error: Error) => ({
  Error: error.name,
  Cause: JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: [] }),
});

describe('reasonFrom', () => {
  it('keeps code and sentence of a refusal through Lambda’s serialization', () => {
    const refused = new InputRefused({
      code: 'geometry-mismatch',
      file: 'dwi/roi.nii.gz',
      got: 'corners up to 5.0 mm apart',
      wanted: 'at most 0.001 mm',
      remedy: 'Resample the mask.',
    });
    expect(reasonFrom(caught(new StudyRefused(refused)))).toEqual({
      code: 'geometry-mismatch',
      message: 'dwi/roi.nii.gz: got corners up to 5.0 mm apart; wanted at most 0.001 mm. Resample the mask.',
    });
  });

  it('names the first missing files and their number', () => {
    const { code, message } = reasonFrom(caught(new StudyIncomplete(['a', 'b', 'c', 'd'], 9)));
    expect(code).toBe('files-missing');
    expect(message).toMatch(/^4 of the 9 files .*\(a, b, c, …\)/);
  });

  it.each([
    ['Sandbox.Timedout', 'out-of-time'],
    ['States.Timeout', 'out-of-time'],
    ['Runtime.OutOfMemory', 'out-of-memory'],
  ])('turns %s into %s', (name, code) => {
    expect(reasonFrom({ Error: name, Cause: '{"errorType":"x","errorMessage":"RequestId: 1"}' }).code).toBe(code);
  });

  it.each([
    ['CohortTooSmall', 'cohort-too-small'],
    ['SingleClass', 'single-class'],
    ['NoFeatureSelected', 'no-feature-selected'],
  ])('keeps %s as a result of training', (name, code) => {
    const failure = { Error: name, Cause: JSON.stringify({ errorMessage: 'got 3 rows; at least 10 are needed.' }) };
    expect(reasonFrom(failure)).toEqual({ code, message: 'got 3 rows; at least 10 are needed.' });
  });

  it('does not repeat the message of an unexpected error', () => {
    const failure = { Error: 'TypeError', Cause: JSON.stringify({ errorMessage: 'cannot read MUELLER^ERIKA' }) };
    expect(reasonFrom(failure)).toEqual({
      code: 'internal-error',
      message: 'TypeError; the log of the execution has the details.',
    });
  });
});
