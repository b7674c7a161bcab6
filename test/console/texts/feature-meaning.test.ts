/** What features measure, in words: every one of the catalogue, in both languages. */
import { CATALOGUE } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';
import { featureMeanings as german } from '../../../console/texts/de/feature-meanings.ts';
import { featureMeanings as english } from '../../../console/texts/en/feature-meanings.ts';
import { featureMeaning, partsOfFeature } from '../../../console/texts/feature-meaning.ts';

describe('the meaning of a feature', () => {
  it.each([
    ['English', english],
    ['German', german],
  ])('is there for each of the catalogue, and for no other: %s', (_, meanings) => {
    const names = CATALOGUE.map(({ featureClass, name }) => `${featureClass}_${name}`);
    expect(Object.keys(meanings).sort()).toEqual([...names].sort());
  });

  it('differs between the features of a class', () => {
    for (const meanings of [english, german]) {
      for (const featureClass of new Set(Object.keys(meanings).map((name) => name.split('_')[0]))) {
        const of = Object.entries(meanings).filter(([name]) => name.startsWith(`${featureClass}_`));
        expect(new Set(of.map(([, meaning]) => meaning)).size, featureClass).toBe(of.length);
      }
    }
  });

  it.each([
    ['dce_wavelet-LLH_glcm_Idm', { sequence: 'dce', image: 'wavelet-LLH', feature: 'glcm_Idm' }],
    [
      't2fs_log-sigma-3-0-mm-3D_glszm_ZoneEntropy',
      { sequence: 't2fs', image: 'log-sigma-3-0-mm-3D', feature: 'glszm_ZoneEntropy' },
    ],
    ['original_shape_Sphericity', { image: 'original', feature: 'shape_Sphericity' }],
    ['glcm_Idm', { feature: 'glcm_Idm' }],
    ['f12', {}],
  ])('comes from the parts of a name: %s', (name, parts) => {
    expect(partsOfFeature(name)).toEqual(parts);
  });

  it('names the sequence, and does not invent a meaning', () => {
    expect(featureMeaning('dce_original_shape_Sphericity')).toBe('DCE: how much like a sphere the region is');
    expect(featureMeaning('dce_original_shape_Toughness')).not.toContain('sphere');
  });
});
