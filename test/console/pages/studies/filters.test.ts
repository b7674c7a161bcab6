/** Views and filters of the list, and the step that a row offers. */
import { describe, expect, it } from 'vitest';
import { SEQUENCES, type Study } from '../../../../console/api/state-of-study.ts';
import { countsOf, filtered, protocolsOf, VIEWS, viewOf } from '../../../../console/pages/studies/filters.ts';
import {
  type ListedStudy,
  listed,
  listedStudies,
  nextStep,
  placeOf,
} from '../../../../console/pages/studies/listed-study.ts';
import type { UploadUnderWay } from '../../../../console/service/uploads-under-way.ts';
import { syntheticStudy } from './synthetic-studies.ts';

const NOW = Date.parse('2026-11-27T09:00:00Z');
const rows = Array.from({ length: 160 }, (_, k) => listed(syntheticStudy(k, NOW)));
const idsOf = (found: readonly ListedStudy[]): string[] => found.map(({ id }) => id);
const upload = (studyId: string, state: UploadUnderWay['state'] = 'sending'): UploadUnderWay => ({
  studyId,
  state,
  sent: 418e6,
  total: 612e6,
  read: 0,
  toRead: 0,
  folder: '',
  isSynthetic: true,
  startedAt: NOW,
});

describe('views', () => {
  it('count as many studies as they hold', () => {
    const counts = countsOf(rows);
    for (const view of VIEWS) expect(filtered(rows, view, {}, NOW), view).toHaveLength(counts[view]);
    expect(counts.all).toBe(160);
    expect(counts['needs-you'] + counts['in-progress'] + counts.complete).toBe(160);
    expect(counts['needs-you']).toBe(60);
  });

  it('miss no outcome of a second segmentation', () => {
    const study: Study = { ...syntheticStudy(8, NOW), outcome: undefined };
    expect(countsOf([listed(study)])['no-outcome']).toBe(1);
    expect(countsOf([listed({ ...study, repeatOf: 'SYN-1' })])['no-outcome']).toBe(0);
  });

  it('are all studies if the address names none', () => {
    expect([viewOf(undefined), viewOf('nonsense'), viewOf('needs-you')]).toEqual(['all', 'all', 'needs-you']);
  });
});

describe('filtered', () => {
  it('finds a part of an id in any case, and takes nothing for a pattern', () => {
    expect(idsOf(filtered(rows, 'all', { q: ' syn-9999 ' }, NOW))).toEqual(
      Array.from({ length: 9 }, (_, k) => `SYN-9999${9 - k}`)
        .concat('SYN-99990')
        .slice(0, 10),
    );
    expect(filtered(rows, 'all', { q: 'SYN.9' }, NOW)).toEqual([]);
  });

  it('passes only what all filters pass', () => {
    const found = filtered(rows, 'complete', { outcome: 'pcr', received: '7', protocol: 'her2-pcr@1' }, NOW);
    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual(
      rows.filter(
        ({ state, study }) =>
          state === 'complete' && study.outcome?.pcr === true && NOW - Date.parse(study.receivedAt) <= 7 * 86_400_000,
      ),
    );
    expect(filtered(rows, 'all', { protocol: 'her2-pcr@2' }, NOW)).toEqual([]);
    expect(filtered(rows, 'all', { status: 'refused' }, NOW).every(({ state }) => state === 'refused')).toBe(true);
  });

  it('takes a study that does not say its origin for a patient’s', () => {
    const patient = listed({ ...syntheticStudy(8, NOW), dataOrigin: undefined });
    expect(filtered([patient, rows[8]], 'all', { origin: 'patient' }, NOW)).toEqual([patient]);
    expect(filtered([patient, rows[8]], 'all', { origin: 'synthetic' }, NOW)).toEqual([rows[8]]);
  });

  it('passes everything that an unknown period would leave out', () => {
    expect(filtered(rows, 'all', { received: 'soon' }, NOW)).toHaveLength(160);
  });
});

it('protocols are those that occur, once', () => {
  expect(protocolsOf([...rows, listed({ ...syntheticStudy(8, NOW), protocol: 'a@1' })])).toEqual(['a@1', 'her2-pcr@1']);
});

describe('the step of a row', () => {
  const step = (codes: readonly string[]): string | undefined =>
    nextStep(
      'partial',
      codes.map((code, k) => ({ sequence: SEQUENCES[k], reason: { code, message: '' } })),
    );

  it('is the one nearest to an answer', () => {
    expect(step(['sequence-missing', 'geometry-mismatch'])).toBe('see-repair');
    expect(step(['sequence-missing', 'mask-missing'])).toBe('add-outline');
    expect(step(['newer-than-this-page'])).toBe('what-to-fix');
    expect(step([])).toBe('see-details');
  });

  it('is none for a study that needs nobody, whatever its reasons', () => {
    expect(nextStep('complete', [{ reason: { code: 'geometry-mismatch', message: '' } }])).toBeUndefined();
    expect(nextStep('analysing', [])).toBeUndefined();
  });

  it('leads to an address with the pseudonym only', () => {
    expect(placeOf('see-repair', 'A/B 1')).toBe('/studies/new?study=A%2FB%201');
    expect(placeOf('what-to-fix', 'BB-1')).toBe('/studies/BB-1');
  });
});

describe('uploads of this browser', () => {
  it('are a row of their own until the service lists the study, and then one with its row', () => {
    const before = listedStudies([], [upload('SYN-1')]);
    expect(before).toMatchObject([{ id: 'SYN-1', state: 'uploading', study: { dataOrigin: 'synthetic' } }]);
    const study: Study = { ...syntheticStudy(1, NOW), studyId: 'SYN-1' };
    const after = listedStudies([study], [upload('SYN-1')]);
    expect(after.map(({ state }) => state)).toEqual(['uploading']);
    expect(after[0].study).toBe(study);
  });

  it('say no more of what was sent', () => {
    expect(listedStudies([], [upload('SYN-1', 'sent')])).toEqual([]);
  });

  it('leave the rows of other studies the objects that they were', () => {
    const study = syntheticStudy(9, NOW);
    const [first] = listedStudies([study], []);
    const [second] = listedStudies([study], [upload('SYN-1')]);
    expect(second).toBe(first);
  });
});
