/** Which outcome of a study counts. */
import { effectiveOutcome, isSameDefinition, whyOutcomeLeft } from '@radscore/pipeline';
import { describe, expect, it } from 'vitest';

const early = '2026-01-01T00:00:00.000Z';
const late = '2026-02-01T00:00:00.000Z';
const PROTOCOL = 'her2-pcr@1';

describe('the outcome that counts', () => {
  it('is the one of the API, be it older or newer than the manifest’s', () => {
    for (const [manifest, api] of [
      [early, late],
      [late, early],
    ]) {
      const found = effectiveOutcome(PROTOCOL, { pcr: true, recordedAt: manifest }, { pcr: false, recordedAt: api });
      expect(found).toMatchObject({ pcr: false, source: 'api', contradicts: { pcr: true, recordedAt: manifest } });
      expect(found?.notes).toMatchObject([{ code: 'outcome-contradicted' }]);
      expect(found && whyOutcomeLeft(found)).toBeUndefined();
    }
  });

  it('is the manifest’s, or none, if the API has none', () => {
    expect(effectiveOutcome(PROTOCOL, { pcr: true, recordedAt: early }, undefined)).toEqual({
      pcr: true,
      recordedAt: early,
      source: 'manifest',
    });
    expect(effectiveOutcome(PROTOCOL, undefined, undefined)).toBeUndefined();
  });

  it('is the manifest’s if nobody knows where the recorded one came from', () => {
    const recorded = { pcr: false, recordedAt: early, source: 'unknown' } as const;
    expect(effectiveOutcome(PROTOCOL, { pcr: true, recordedAt: late }, recorded)).toMatchObject({ pcr: true });
    const found = effectiveOutcome(PROTOCOL, undefined, recorded);
    expect(found).toMatchObject({ pcr: false, source: 'unknown' });
    expect(found && whyOutcomeLeft(found)?.code).toBe('outcome-unattributed');
  });

  it('says what both definitions are if they differ as well', () => {
    const manifest = { pcr: true, definition: 'RCB-0', recordedAt: early };
    const found = effectiveOutcome(PROTOCOL, manifest, { pcr: false, recordedAt: late });
    expect(found?.notes?.[0].message).toContain('pCR (RCB-0) in the manifest');
  });

  it('has no definition to be compared with before a manifest names the protocol', () => {
    expect(
      effectiveOutcome(undefined, undefined, { pcr: true, definition: 'x', recordedAt: late })?.notes,
    ).toBeUndefined();
  });
});

describe('a definition', () => {
  const wanted = 'ypT0/is ypN0';

  it.each([
    undefined,
    '',
    '   ',
    wanted,
    'YPT0/IS YPN0',
    'ypT0/is  ypN0',
    'ypT0 / is ypN0',
    'ypT0/is\u00a0ypN0',
    'ｙｐT0/is ypN0',
    '\typT0/is\nypN0',
  ])('written as %j is the same', (got) => {
    expect(isSameDefinition(got, wanted)).toBe(true);
  });

  it.each([
    'ypT0',
    'ypT0 ypN0',
    'ypT0/is',
    'ypT0/is ypN1',
    'ypTO/is ypNO',
    'no residual tumour',
    '-',
  ])('written as %j is another', (got) => {
    expect(isSameDefinition(got, wanted)).toBe(false);
  });
});
