/** The catalogue has every feature of the engine, and each with its formula and code. */
import { readFileSync } from 'node:fs';
import { CATALOGUE, explainFeature, extract, FEATURE_CLASSES, FEATURE_NAMES, settingsFrom } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';
import { catalogueDocument } from '../../../../layers/radiomics/catalogue/document.ts';
import { DEPRECATED_NAMES } from '../../../../layers/radiomics/settings/feature-classes.ts';
import { byName } from '../compare.ts';
import { maskWhere, volumeOf } from '../volumes.ts';

describe('the catalogue', () => {
  it.each(FEATURE_CLASSES)('%s: every feature of the engine, in its order, and no other', (featureClass) => {
    const names = CATALOGUE.filter((entry) => entry.featureClass === featureClass).map(({ name }) => name);
    expect(names).toEqual([...FEATURE_NAMES[featureClass], ...(DEPRECATED_NAMES[featureClass] ?? [])]);
  });

  it('says for each what it is, and has each IBSI code once per class', () => {
    for (const { name, formula, unit, range, flat } of CATALOGUE) {
      for (const text of [formula, unit, range, flat]) expect(text.length, name).toBeGreaterThan(0);
    }
    const codes = CATALOGUE.flatMap(({ ibsi }) => ibsi ?? []);
    expect(codes.every((code) => /^[0-9A-Z]{4}$/.test(code))).toBe(true);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('states the values of a flat ROI as the engine gives them', () => {
    const size = [5, 5, 5] as const;
    const inside = maskWhere(size, (x, y, z) => [x, y, z].every((c) => c > 0 && c < 4));
    const got = byName(extract(volumeOf(new Int16Array(125).fill(100), size), inside, settingsFrom({})));
    const level = 1;
    const stated: Record<string, number> = {
      '0': 0,
      '1': 1,
      '1e6': 1e6,
      '-3.2e-16 (ε)': -3.2034265e-16,
      'the intensity': 100,
      'the level': level,
      'level²': level ** 2,
      '1/level²': 1 / level ** 2,
      '2 × the level': 2 * level,
    };
    let checked = 0;
    for (const { featureClass, name, flat, deprecated } of CATALOGUE) {
      if (!(flat in stated) || deprecated || featureClass.startsWith('shape')) continue;
      checked++;
      expect(got.get(`original_${featureClass}_${name}`), `${featureClass} ${name}`).toBeCloseTo(stated[flat], 12);
    }
    expect(checked).toBeGreaterThan(40);
  });

  it('explains full names, short names and IBSI codes', () => {
    expect(explainFeature('wavelet-LLH_glcm_Idm').map(({ ibsi }) => ibsi)).toEqual(['WF0Z']);
    expect(explainFeature('wf0z').map(({ name }) => name)).toEqual(['Idm']);
    expect(explainFeature('GrayLevelVariance').map(({ featureClass }) => featureClass)).toEqual([
      'glrlm',
      'glszm',
      'gldm',
    ]);
    expect(explainFeature('nothing')).toEqual([]);
  });

  it('is what docs/features.md says', () => {
    const written = readFileSync(new URL('../../../../docs/features.md', import.meta.url), 'utf8');
    expect(written).toBe(catalogueDocument());
  });
});
