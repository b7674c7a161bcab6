/** Features of images beside PyRadiomics: seeded stand-ins everywhere, real images if they are there. */
import { readFileSync } from 'node:fs';
import { readCase, readMask, readVolume } from '@radscore/imaging';
import { extract, featureNames, parseSettings, slicesNeeded } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';
import { goldenPath, hasShared, ofRealImages, sharedPath } from '../../shared.ts';
import { byName, differences, type Tolerance } from './compare.ts';
import { COMPOSITE, type GoldenCase, REAL_CASES, STAND_IN_CASES, standIn } from './golden-cases.ts';

/**
 * 1e-9: PyRadiomics computes in double, and sums in another order. It holds for LoG, gradient, float32 wavelets and
 * resampled float32 images too, although float32 is stored on the way there: these filters run in the same order of
 * operations and give the same bits. So does LBP3D, whose robust statistics the last bit decides.
 */
const SAME_ARITHMETIC: Tolerance = { relative: 1e-9 };

const COMPOSITE_MASKS: readonly (readonly [string, string, string])[] = [
  ['stand-in of breast1', standIn('breast1', 'image'), standIn('breast1', 'mask')],
  ...ofRealImages([
    ['breast1', sharedPath('data/pyradiomics/breast1_image.nrrd'), sharedPath('data/pyradiomics/breast1_label.nrrd')],
  ] as const),
];

describe('PyRadiomics 3.1.0', () => {
  it('has every setting for every image', () => {
    expect(STAND_IN_CASES).toHaveLength(4 * 12);
    expect(REAL_CASES).toHaveLength(hasShared ? 36 : 0);
  });

  it.each([...STAND_IN_CASES, ...REAL_CASES])('$name: same names in the same order, same values', (golden) => {
    const settings = parseSettings(golden.parameters ?? compositeSettings());
    // Read as the command reads it: the slices that the settings ask for, and no others.
    const read = (path: string) => [{ name: path, bytes: readFileSync(path) }];
    const { image, mask } = readCase(read(golden.image), read(golden.mask), {
      label: golden.label,
      slicesFor: (roi) => slicesNeeded(roi, settings),
    });

    const got = byName(extract(image, mask, settings));

    expect([...got.keys()]).toEqual(Object.keys(golden.features));
    expect(featureNames(settings).flatMap(({ names }) => names)).toEqual([...got.keys()]);
    expect(differences(got, golden.features, () => SAME_ARITHMETIC)).toEqual([]);
  });

  it.each(
    COMPOSITE_MASKS,
  )('gives the composite e4 of %s from the whole mask too: the slice is the first of the largest', (_name, imageFile, maskFile) => {
    const image = readVolume(readFileSync(imageFile), imageFile);
    const mask = readMask([{ name: maskFile, bytes: readFileSync(maskFile) }], image);
    const got = byName(extract(image, mask, parseSettings(compositeSettings())));
    expect(got.size).toBe(1125);
    const { features } = [...STAND_IN_CASES, ...REAL_CASES].find(
      (golden: GoldenCase) => golden.setting === COMPOSITE && golden.image === imageFile,
    )!;
    expect(differences(got, features, () => SAME_ARITHMETIC)).toEqual([]);
  });
});

/** e4 is e2 and shape2D in one pass, which PyRadiomics cannot give. */
function compositeSettings(): string {
  return `${readFileSync(goldenPath('radiomics/settings/e2_2d-no-force2D.yaml'), 'utf8')}\nroi: largest-slice\n`;
}
