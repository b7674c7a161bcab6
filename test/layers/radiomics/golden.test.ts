/** Features of real images beside PyRadiomics. */
import { readdirSync, readFileSync } from 'node:fs';
import { readCase, readMask, readVolume } from '@radscore/imaging';
import { extract, featureNames, parseSettings, slicesNeeded } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';
import { goldenPath, hasShared, sharedPath } from '../../shared.ts';
import { byName, differences, type GoldenValues, type Tolerance } from './compare.ts';

interface Golden {
  readonly settings_yaml?: string;
  readonly image: string;
  readonly mask: string;
  readonly label: number;
  readonly features: GoldenValues;
}

/**
 * 1e-9: PyRadiomics computes in double, and sums in another order. It holds for LoG, gradient, float32 wavelets and
 * resampled float32 images too, although float32 is stored on the way there: these filters run in the same order of
 * operations and give the same bits. So does LBP3D, whose robust statistics the last bit decides.
 */
const SAME_ARITHMETIC: Tolerance = { relative: 1e-9 };

const files = readdirSync(goldenPath('radiomics')).filter((name) => /^[a-f]\d?_.*__/.test(name));

describe.skipIf(!hasShared)('PyRadiomics 3.1.0 on real images', () => {
  it('has every setting for every case', () => {
    expect(files.length).toBe(36);
  });

  it.each(files)('%s: same names in the same order, same values', (file) => {
    const golden: Golden = JSON.parse(readFileSync(goldenPath(`radiomics/${file}`), 'utf8'));
    const settings = parseSettings(golden.settings_yaml ?? compositeSettings());
    // Read as the command reads it: the slices that the settings ask for, and no others.
    const read = (path: string) => [{ name: path, bytes: readFileSync(sharedPath(path)) }];
    const { image, mask } = readCase(read(golden.image), read(golden.mask), {
      label: golden.label,
      slicesFor: (roi) => slicesNeeded(roi, settings),
    });

    const got = byName(extract(image, mask, settings));

    expect([...got.keys()]).toEqual(Object.keys(golden.features));
    expect(featureNames(settings).flatMap(({ names }) => names)).toEqual([...got.keys()]);
    expect(differences(got, golden.features, () => SAME_ARITHMETIC)).toEqual([]);
  });

  it('gives the composite e4 from the whole mask too: the slice is the first of the largest', () => {
    const golden: Golden = JSON.parse(readFileSync(goldenPath('radiomics/e4_1125-composite__breast1.json'), 'utf8'));
    const image = readVolume(readFileSync(sharedPath(golden.image)), golden.image);
    const whole = 'data/pyradiomics/breast1_label.nrrd';
    const mask = readMask([{ name: whole, bytes: readFileSync(sharedPath(whole)) }], image);
    const got = byName(extract(image, mask, parseSettings(compositeSettings())));
    expect(got.size).toBe(1125);
    expect(differences(got, golden.features, () => SAME_ARITHMETIC)).toEqual([]);
  });
});

// The same settings on seeded volumes, without any file beside the repository: fixtures.test.ts, golden-*.

/** e4 is e2 and shape2D in one pass, which PyRadiomics cannot give. */
function compositeSettings(): string {
  return `${readFileSync(goldenPath('radiomics/settings/e2_2d-no-force2D.yaml'), 'utf8')}\nroi: largest-slice\n`;
}
