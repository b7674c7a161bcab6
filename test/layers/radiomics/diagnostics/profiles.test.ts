/** Where PyRadiomics and the IBSI differ, and that the stated causes are the causes. */
import { CATALOGUE, compareProfiles, explainFeature, ibsiTag, settingsFrom } from '@radscore/radiomics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RETIRED } from '../../../../layers/radiomics/catalogue/retired.ts';
import { digitalPhantom } from '../../../../layers/radiomics/ibsi/phantom.ts';
import { maskWhere, random, volumeOf } from '../volumes.ts';

const shared = CATALOGUE.filter(({ ibsi }) => ibsi !== null);
const classes = [...new Set(shared.map(({ featureClass }) => featureClass))];

/** Names of the features that are apart by more than the order of sums. */
function apart(
  image: Parameters<typeof compareProfiles>[0],
  mask: Parameters<typeof compareProfiles>[1],
  setting: object,
) {
  const settings = settingsFrom({ setting });
  const found = classes.flatMap((featureClass) =>
    shared
      .filter((entry) => entry.featureClass === featureClass)
      .flatMap((entry) => compareProfiles(image, mask, settings, `${featureClass}_${entry.name}`).comparisons),
  );
  return found.filter(({ pyradiomics = Number.NaN, ibsi = Number.NaN }) => {
    const scale = Math.max(Math.abs(pyradiomics), Math.abs(ibsi), 1e-6);
    return !(Math.abs(pyradiomics - ibsi) <= 1e-8 * scale) && !(Number.isNaN(pyradiomics) && Number.isNaN(ibsi));
  });
}

describe('where the two profiles differ', () => {
  it('every feature with an IBSI code has a tag of the reference tables, and no other', () => {
    for (const { featureClass, name, ibsi } of [...CATALOGUE, ...RETIRED]) {
      expect(ibsiTag(featureClass, name) !== undefined, name).toBe(ibsi !== null);
    }
    const tags = shared.map(({ featureClass, name }) => ibsiTag(featureClass, name));
    expect(new Set(tags).size).toBe(tags.length);
  });

  it('the cause is stated: features without one agree, on the phantom and on sparse ROIs of any form', () => {
    const { image, mask } = digitalPhantom();
    const unstated = ({ entry }: ReturnType<typeof apart>[number]): boolean => entry.difference === '';
    expect(apart(image, mask, { binWidth: 1 }).filter(unstated)).toEqual([]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.constantFrom(0.15, 0.5, 0.9), (seed, share) => {
        const next = random(seed);
        const size = [5, 6, 4] as const;
        const drawn = volumeOf(
          Int16Array.from({ length: 120 }, () => 200 * next() - 50),
          size,
          [1, 1.5, 2],
        );
        const roi = maskWhere(size, (x, y, z) => next() < share || (x < 2 && y < 2 && z < 2), drawn.spacing);
        const names = apart(drawn, roi, { binWidth: 20 })
          .filter(unstated)
          .map(({ name, pyradiomics, ibsi }) => `${name} ${pyradiomics} ${ibsi}`);
        expect(names).toEqual([]);
      }),
      { numRuns: 6 },
    );
  });

  it('a stated cause makes a difference', () => {
    // A block, and a voxel apart from it: without neighbours.
    const size = [8, 7, 6] as const;
    const next = random(5);
    const drawn = volumeOf(
      Int16Array.from({ length: 336 }, () => 100 * next()),
      size,
    );
    const block = maskWhere(size, (x, y, z) => (x < 3 && y < 3 && z < 2) || (x === 7 && y === 6 && z === 5));
    // A diagonal: every direction but one has lines of single voxels only.
    const diagonal = maskWhere(size, (x, y, z) => x === y && y === z && x < 5);
    const names = new Set(
      [block, diagonal]
        .flatMap((roi) => apart(drawn, roi, { binWidth: 20, voxelArrayShift: 10 }))
        .map(({ name }) => name),
    );
    // Equal bins give equal values; and Imc2 differs by rounding only.
    const stated = shared.filter(
      ({ difference, name }) => difference !== '' && !/^(Entropy|Uniformity|Imc2)$/.test(name),
    );
    const silent = stated
      .map(({ featureClass, name }) => `original_${featureClass}_${name}`)
      .filter((name) => !names.has(name));
    // Sums over levels alone are the same in every direction while all runs are single voxels.
    expect(silent.filter((name) => !/GrayLevel(NonUniformityNormalized|Variance)$|High|Low/.test(name))).toEqual([]);
  });

  it('processing that IBSI knows otherwise is named', () => {
    const { image, mask } = digitalPhantom();
    const setting = { resampledPixelSpacing: [1, 1, 1], binCount: 8, force2D: true, distances: [1, 2] };
    const { causes } = compareProfiles(image, mask, settingsFrom({ setting }), 'Idm');
    expect(causes.map((cause) => cause.split(':')[0])).toEqual([
      'resampling',
      'resampling',
      'binCount',
      'distances',
      'force2D',
    ]);
    const relative = settingsFrom({ setting: { resegmentRange: [0.1, 0.9], resegmentMode: 'relative' } });
    expect(() => compareProfiles(image, mask, relative, 'Idm')).toThrowError(
      expect.objectContaining({ code: 'settings-invalid' }),
    );
  });

  it('names that PyRadiomics retired say what they are equal to, and IBSI’s value is that', () => {
    const { image, mask } = digitalPhantom();
    const settings = settingsFrom({ setting: { binWidth: 1 } });
    const value = (name: string) => compareProfiles(image, mask, settings, name).comparisons[0];
    for (const { featureClass, name, equals } of RETIRED) {
      const own = value(`${featureClass}_${name}`);
      expect(own.pyradiomics).toBeUndefined();
      if (own.ibsi === undefined) continue;
      const twin = explainFeature(String(equals)).length > 0 ? value(String(equals)).pyradiomics : 1;
      expect(own.ibsi, name).toBeCloseTo(Number(twin), 12);
    }
  });
});
