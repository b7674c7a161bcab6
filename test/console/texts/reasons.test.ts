/** Reasons in words: of the service's catalogue, and in German as far as it goes. */
import { REASONS } from '@radscore/pipeline/reasons';
import { afterEach, describe, expect, it } from 'vitest';
import { reasons as german } from '../../../console/texts/de/reasons.ts';
import { loadReasons, reasonWords } from '../../../console/texts/reasons.ts';
import { language } from '../../../console/texts/texts.ts';

afterEach(() => {
  language.value = 'en';
});

describe('reasonWords', () => {
  it('gives the words of the catalogue, and nothing for a code that it lacks', async () => {
    await loadReasons('en');
    for (const { code, kind, meaning, remedy } of REASONS)
      expect(reasonWords(code)).toEqual({ kind, meaning, remedy, language: 'en' });
    expect(reasonWords('newer-than-this-page')).toBeUndefined();
  });

  it('says of every text which language it is in', async () => {
    await loadReasons('de');
    language.value = 'de';
    for (const { code, meaning } of REASONS) {
      const words = reasonWords(code);
      expect(words?.language).toBe(code in german ? 'de' : 'en');
      if (!(code in german)) expect(words?.meaning).toBe(meaning);
    }
  });
});

it('German words are of codes that exist, and cover every quarantine and every fault', () => {
  const known = new Map(REASONS.map(({ code, kind }) => [code, kind]));
  for (const code of Object.keys(german)) expect(known.has(code), code).toBe(true);
  for (const [code, kind] of known)
    if (kind === 'quarantine' || kind === 'fault') expect(german[code], code).toBeDefined();
});
