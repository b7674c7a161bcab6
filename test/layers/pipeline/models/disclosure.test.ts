/** Which versions others may see next to each other. */
import { describe, expect, it } from 'vitest';
import { viewerOf } from '../../../../layers/pipeline/models/audience.ts';
import {
  type Disclosed,
  type DisclosedRow,
  discloseVersion,
  whyWithheld,
} from '../../../../layers/pipeline/models/disclosure.ts';

function rows(train: number, test: number): DisclosedRow[] {
  const of = (split: 'train' | 'test', count: number) =>
    Array.from({ length: count }, (_, i) => ({
      institution: 'centre-1',
      studyId: `${split}-${i}`,
      manifestHash: 'a',
      pcr: i % 2 === 0,
      split,
    }));
  return [...of('train', train), ...of('test', test)];
}

const shown = (of: DisclosedRow[], version = 1): Disclosed => ({
  version,
  rows: of,
  disclosure: discloseVersion(of, []),
});

describe('a version next to an earlier one', () => {
  it.each([
    ['one more training patient', rows(31, 20), true, true],
    ['four more training patients', rows(34, 20), true, true],
    ['five more training patients', rows(35, 20), false, false],
    ['five more training patients and one test patient', rows(35, 21), true, false],
    ['the same rows', rows(30, 20), false, false],
    [
      'one corrected outcome',
      rows(30, 20).map((row, i) => ({ ...row, pcr: i === 3 ? !row.pcr : row.pcr })),
      true,
      true,
    ],
    ['one newer manifest', rows(30, 20).map((row, i) => ({ ...row, manifestHash: i === 3 ? 'b' : 'a' })), true, true],
  ])('%s', (_, now, figures, model) => {
    const { withheld, modelWithheld } = discloseVersion(now, [shown(rows(30, 20))]);
    expect(withheld !== undefined).toBe(figures);
    expect(modelWithheld !== undefined).toBe(model);
    if (withheld) expect(withheld.code).toBe('too-close-to-publish');
  });

  it('is not compared with one that others do not see', () => {
    const first = shown(rows(30, 20));
    const second: Disclosed = { version: 2, rows: rows(33, 20), disclosure: discloseVersion(rows(33, 20), [first]) };
    expect(second.disclosure.withheld).toBeDefined();
    expect(discloseVersion(rows(35, 20), [first, second])).toEqual({
      patients: { train: 35, test: 20 },
      least: { train: 17, test: 10 },
    });
  });

  it('counts a patient who was erased from the stored rows as a difference', () => {
    const before = shown(rows(30, 20));
    const erased: Disclosed = { ...before, rows: before.rows?.filter(({ studyId }) => studyId !== 'train-7') };
    expect(discloseVersion(erased.rows as DisclosedRow[], [erased]).withheld?.code).toBe('too-close-to-publish');
  });

  it('counts patients, not studies', () => {
    const again = rows(5, 0).map((row) => ({ ...row, studyId: `${row.studyId}-again`, patient: 'one' }));
    expect(discloseVersion([...rows(30, 20), ...again], [shown(rows(30, 20))]).withheld).toBeDefined();
  });

  it('is withheld if an earlier program stored it without comparing it', () => {
    expect(whyWithheld({})?.code).toBe('too-close-to-publish');
    expect(whyWithheld({ disclosure: { patients: { train: 1, test: 1 } } })).toBeUndefined();
  });
});

it('participants are institutions with rows and members of the owner', () => {
  const version = { participants: ['centre-1'], institutions: ['centre-1', 'centre-2'] };
  expect(viewerOf(version, 'centre-1')).toBe('participant');
  expect(viewerOf(version, 'centre-2')).toBe('other');
  expect(viewerOf(version, 'centre-2', 'member')).toBe('participant');
  expect(viewerOf({ institutions: ['centre-2'] }, 'centre-2')).toBe('participant');
  expect(viewerOf({}, 'centre-9', 'guest')).toBe('other');
});
