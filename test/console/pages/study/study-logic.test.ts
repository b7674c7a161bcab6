/** What the pages of a study work out: rows of features, places in the cohort, clinical forms, addresses. */
import { CATALOGUE } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';
import type { Features, Reference, Variable } from '../../../../console/pages/study/data/study-data.ts';
import {
  changesOf,
  type Entry,
  faultOf,
  isUnusual,
  typedOf,
} from '../../../../console/pages/study/facts/clinical-form.ts';
import { duration, shortHash } from '../../../../console/pages/study/facts/short-hash.ts';
import { placeInCohort } from '../../../../console/pages/study/features/cohort-place.ts';
import {
  choicesOf,
  featureRows,
  featureValueDigits,
  filteredFeatures,
} from '../../../../console/pages/study/features/feature-rows.ts';
import { placesOfQuery, queryOfPlaces } from '../../../../console/pages/study/images/place-query.ts';
import { featureMeaning } from '../../../../console/texts/feature-meaning.ts';

const quantiles = [10, 20, 30, 40, 50];

describe('the place of a value in the cohort', () => {
  it('is exact if the rows are known: the share of rows that are lower', () => {
    const rows = [1, 2, 2, 3].map((value) => ({ value, pcr: true }));
    expect(placeInCohort(2, quantiles, { quantiles, rows })).toEqual({ lower: 0.25, at: 0.5 });
    expect(placeInCohort(0, quantiles, { quantiles, rows })).toEqual({ lower: 0, at: 0 });
    expect(placeInCohort(9, quantiles, { quantiles, rows })).toEqual({ lower: 1, at: 1 });
  });

  it('lies between two percentiles otherwise, and no more is claimed', () => {
    expect(placeInCohort(35, quantiles)).toEqual({ lower: [0.5, 0.75], at: 0.625 });
    expect(placeInCohort(20, quantiles)).toEqual({ lower: [0.25, 0.5], at: 0.25 });
    expect(placeInCohort(9, quantiles)).toEqual({ lower: [0, 0.05], at: 0.025 });
    expect(placeInCohort(51, quantiles)?.lower).toEqual([0.95, 1]);
    expect(placeInCohort(50, quantiles)).toEqual({ lower: [0.95, 1], at: 0.95 });
  });

  it('passes over percentiles that are withheld, and values that are equal', () => {
    expect(placeInCohort(15, [null, 20, 30, 40, null])).toEqual({ lower: [0, 0.25], at: 0.125 });
    expect(placeInCohort(45, [null, 20, 30, 40, null])?.lower).toEqual([0.75, 1]);
    expect(placeInCohort(5, [5, 5, 5, 5, 5])?.lower).toEqual([0.95, 1]);
    expect(placeInCohort(4, [5, 5, 5, 5, 5])?.lower).toEqual([0, 0.05]);
  });

  it('is not there without a value or a cohort', () => {
    expect(placeInCohort(null, quantiles)).toBeUndefined();
    expect(placeInCohort(1, undefined)).toBeUndefined();
    expect(placeInCohort(1, [null, null, null, null, null])).toBeUndefined();
  });
});

describe('the rows of features', () => {
  const features = {
    dce_original_shape_MeshVolume: 4487,
    'dce_wavelet-LLH_glcm_Idm': 0.4127,
    t2fs_original_firstorder_Mean: null,
  };
  const answer = { features } as unknown as Features;
  const reference = {
    features: { 'dce_wavelet-LLH_glcm_Idm': [0.1, 0.2, 0.3, 0.4, 0.5] },
    selected: { 'dce_wavelet-LLH_glcm_Idm': { quantiles: [0.1, 0.2, 0.3, 0.4, 0.5] } },
  } as unknown as Reference;
  const rows = featureRows(answer, reference);

  it('begin with those of the model, and have their parts, code and formula from the catalogue', () => {
    expect(rows.map(({ name }) => name)).toEqual([
      'dce_wavelet-LLH_glcm_Idm',
      'dce_original_shape_MeshVolume',
      't2fs_original_firstorder_Mean',
    ]);
    expect(rows[0]).toMatchObject({ sequence: 'dce', imageType: 'wavelet-LLH', featureClass: 'glcm', isInModel: true });
    expect(rows[0].entry).toBe(CATALOGUE.find(({ ibsi }) => ibsi === 'WF0Z'));
    expect(rows[0].place?.lower).toEqual([0.75, 0.95]);
    expect(rows[1].place).toBeUndefined();
  });

  it('are found by name, code and meaning, all words at once', () => {
    const found = (text: string): number => filteredFeatures(rows, { text }, featureMeaning).length;
    expect(found('wf0z')).toBe(1);
    expect(found('volume')).toBe(1);
    expect(found('dce LLH')).toBe(1);
    expect(found('dce nothing')).toBe(0);
    expect(found('')).toBe(3);
  });

  it('are filtered by sequence, image type, class and model together', () => {
    const found = (filters: object): string[] =>
      filteredFeatures(rows, filters, featureMeaning).map(({ name }) => name);
    expect(found({ sequence: 'dce', featureClass: 'shape' })).toEqual(['dce_original_shape_MeshVolume']);
    expect(found({ imageType: 'original' })).toHaveLength(2);
    expect(found({ isInModel: true })).toEqual(['dce_wavelet-LLH_glcm_Idm']);
    expect(choicesOf(rows, 'imageType')).toEqual(['wavelet-LLH', 'original']);
  });

  it('every entry of the catalogue is found by its full name', () => {
    for (const { featureClass, name } of CATALOGUE) {
      const full = `dce_original_${featureClass}_${name}`;
      const [row] = featureRows({ features: { [full]: 1 } } as unknown as Features, undefined);
      expect(row.entry).toMatchObject({ featureClass, name });
    }
  });

  it('values are shown with four digits that count', () => {
    expect([4487, 0.4127, 12.3, 0, 0.0000123, -3.5].map(featureValueDigits)).toEqual([0, 4, 2, 0, 8, 3]);
  });
});

describe('the form of clinical values', () => {
  const ki67 = { name: 'ki67', kind: 'continuous', range: [0, 100], usual: [1, 95], unit: '%' } as unknown as Variable;
  const shape = { name: 'shape', kind: 'categorical', levels: ['1', '2'] } as unknown as Variable;
  const entry = (name: string, value: number | string | null): Entry => ({
    name,
    label: name,
    role: 'used',
    value,
    source: value === null ? null : 'manifest',
    history: [],
  });
  const entries = [entry('ki67', 35), entry('shape', null)];

  it('sends what was changed and nothing else', () => {
    expect(changesOf([ki67, shape], entries, typedOf(entries))).toEqual({});
    expect(changesOf([ki67, shape], entries, { ki67: '35', shape: '2' })).toEqual({ shape: '2' });
    expect(changesOf([ki67, shape], entries, { ki67: '40,5', shape: '' })).toEqual({ ki67: 40.5 });
    expect(changesOf([ki67, shape], entries, { ki67: ' ', shape: '' })).toEqual({ ki67: null });
  });

  it('says what is wrong before it is sent', () => {
    expect(faultOf(ki67, 'many')).toEqual({ kind: 'not-a-number' });
    expect(faultOf(ki67, '101')).toEqual({ kind: 'outside', least: 0, most: 100 });
    expect(faultOf(ki67, '−1')).toEqual({ kind: 'outside', least: 0, most: 100 });
    expect(faultOf(ki67, '')).toBeUndefined();
    expect(faultOf(shape, 'anything')).toBeUndefined();
    expect([isUnusual(ki67, '0.5'), isUnusual(ki67, '50'), isUnusual(ki67, '')]).toEqual([true, false, false]);
  });
});

describe('slice and phase in the address', () => {
  it('are read as they were written', () => {
    const places = { t2fs: { slice: 16 }, dce: { slice: 30, phase: 1 } };
    const query = queryOfPlaces(places);
    expect(query).toEqual({ slice: 't2fs.17_dce.31', phase: 'dce.2' });
    expect(placesOfQuery(new URLSearchParams(query as Record<string, string>))).toEqual(places);
  });

  it('are passed over if they are none', () => {
    expect(placesOfQuery(new URLSearchParams('slice=dce.0_x_t2fs.-1_dwi.4.5&phase=dce'))).toEqual({});
    expect(placesOfQuery(new URLSearchParams('slice=__proto__.3_dce.4'))).toEqual({ dce: { slice: 3 } });
    expect(queryOfPlaces({})).toEqual({ slice: undefined, phase: undefined });
  });
});

it('hashes are shortened, times counted in minutes and seconds', () => {
  expect(shortHash('0123456789abcdef')).toBe('0123 4567 … cdef');
  expect(shortHash('short')).toBe('short');
  expect(duration('2026-11-26T11:31:00Z', '2026-11-26T11:32:52Z')).toEqual({ minutes: 1, seconds: 52 });
  expect(duration('2026-11-26T11:31:00Z', undefined)).toBeUndefined();
});
