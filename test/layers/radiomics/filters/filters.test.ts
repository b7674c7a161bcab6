/** Filtered images beside SimpleITK's and PyWavelets', near a region and in it, in kernels and in their twins. */
import { readFileSync } from 'node:fs';
import type { Vector3, Volume } from '@radscore/imaging';
import { settingsFrom } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';
import { IMAGE_TYPE } from '../../../../layers/radiomics/filters/image-types.ts';
import { laplacianOfGaussian } from '../../../../layers/radiomics/filters/log.ts';
import { Workspace } from '../../../../layers/radiomics/memory/workspace.ts';
import { WAVELET_FAMILIES } from '../../../../layers/radiomics/numbers/wavelet-families.generated.ts';
import { roiFromVoxels, roiOf } from '../../../../layers/radiomics/roi/roi.ts';
import type { ImageType } from '../../../../layers/radiomics/settings/settings.ts';
import { settingFor } from '../../../../layers/radiomics/settings/settings.ts';
import { maskWhere, random, volumeOf } from '../volumes.ts';

interface Fixture {
  readonly images: Record<string, { readonly size: Vector3; readonly spacing: Vector3; readonly values: number[] }>;
  readonly filtered: { image: string; kind: ImageType; options: object; name: string; values: number[] }[];
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../../../fixtures/radiomics/filters.txt', import.meta.url), 'utf8'),
);

function imageOf(name: string): Volume {
  const { size, spacing, values } = fixture.images[name];
  return volumeOf(name === 'int16' ? Int16Array.from(values) : Float32Array.from(values), size, spacing);
}

function filter(
  image: Volume,
  kind: ImageType,
  options: object,
  roi = roiOf(maskWhere(image.size, () => true, image.spacing)),
  workspace = new Workspace(),
): Map<string, Float64Array> {
  const settings = settingsFrom({ imageTypes: [{ type: kind, options }] });
  const setting = settingFor(settings, settings.imageTypes[0].options);
  const found = new Map<string, Float64Array>();
  IMAGE_TYPE[kind].images(image, roi, setting, {
    workspace,
    warn: () => {},
    isWanted: () => true,
    visit: ({ name, values }) => found.set(name, values.slice()),
  });
  return found;
}

describe('filters against SimpleITK and PyWavelets: the same bits', () => {
  it.each(fixture.filtered.map((f) => [`${f.image} ${f.name} ${JSON.stringify(f.options)}`, f] as const))('%s', (_, {
    image,
    kind,
    options,
    name,
    values,
  }) => {
    // JSON has lost the difference between 1 and 1.0, and with it the name of a LoG of a whole sigma.
    const sigma = (options as { sigma?: number[] }).sigma?.map((s) => (Number.isInteger(s) ? `${s}.0` : `${s}`));
    const got = filter(imageOf(image), kind, sigma ? { sigma } : options).get(name);
    expect(got?.filter((__, k) => k % 9 === 0)).toEqual(Float64Array.from(values));
  });
});

describe('filters near an ROI', () => {
  const size: Vector3 = [60, 50, 24];
  const next = random(5);
  const image = volumeOf(
    Int16Array.from({ length: 60 * 50 * 24 }, () => 400 * next()),
    size,
    [0.9, 0.9, 2],
  );
  const everywhere = roiOf(maskWhere(size, () => true, image.spacing));
  const inside = (x: number, y: number, z: number): boolean => Math.hypot(x - 5, y - 44, (z - 20) * 2) < 7;
  const roi = roiOf(maskWhere(size, inside, image.spacing));

  it.each(['coif1', 'db10', 'bior6.8'])('%s at the border is what the whole image gives there', (wavelet) => {
    for (const options of [{ wavelet }, { wavelet, level: 2, start_level: 1 }]) {
      const whole = filter(image, 'Wavelet', options, everywhere);
      for (const [name, values] of filter(image, 'Wavelet', options, roi)) {
        expect(values, name).toEqual(Float64Array.from(roi.voxels, (at) => whole.get(name)?.[at] ?? Number.NaN));
      }
    }
  });

  it.each([0.6, 1, 2])('LoG of %d mm: what lies beyond the reach changes nothing that float32 can hold', (sigma) => {
    const middle = roiFromVoxels(
      Int32Array.of(30 + 60 * (25 + 50 * 12), 31 + 60 * (25 + 50 * 12)),
      size,
      image.spacing,
    );
    const whole = laplacianOfGaussian(image, everywhere, sigma, 'log', new Workspace()).values;
    const near = laplacianOfGaussian(image, middle, sigma, 'log', new Workspace()).values;
    const range = 400;
    near.forEach((value, n) => {
      expect(Math.abs(value - whole[middle.voxels[n]])).toBeLessThanOrEqual(range * 2 ** -24);
    });
  });

  it('runs the same in TypeScript as in the kernels, bit for bit', () => {
    for (const volume of [image, { ...image, voxels: Float32Array.from(image.voxels) }]) {
      for (const [kind, options] of [
        ['Wavelet', { wavelet: 'coif1' }],
        ['Wavelet', { wavelet: 'db4', level: 2 }],
        ['LoG', { sigma: ['1.0', '2.5'] }],
      ] as const) {
        const fast = filter(volume, kind, options, roi);
        expect(filter(volume, kind, options, roi, new Workspace('twins'))).toEqual(fast);
      }
    }
  });
});

describe('wavelet families', () => {
  const names = Object.keys(WAVELET_FAMILIES);

  it('are PyWavelets’ 106 discrete ones', () => {
    expect(names).toHaveLength(106);
    for (const name of ['haar', 'db38', 'sym20', 'coif17', 'bior6.8', 'rbio6.8', 'dmey']) expect(names).toContain(name);
  });

  it.each(names)('%s: a constant keeps √8 of itself per axis pair in LLL and nothing elsewhere', (wavelet) => {
    const flat = volumeOf(new Float64Array(6 * 5 * 4).fill(3), [6, 5, 4]);
    // dmey is a truncated filter: its gain is √2 to 1e-3 only.
    const tolerance = wavelet === 'dmey' ? 1e-2 : 1e-9;
    for (const [name, values] of filter(flat, 'Wavelet', { wavelet })) {
      const want = name === 'wavelet-LLL' ? 3 * 2 ** 1.5 : 0;
      for (const value of values) expect(Math.abs(value - want)).toBeLessThan(tolerance);
    }
  });

  it('an orthogonal transform keeps eight times the energy', () => {
    const next = random(11);
    const values = Float64Array.from({ length: 8 * 6 * 4 }, () => next() - 0.5);
    const energy = (v: Float64Array): number => v.reduce((sum, x) => sum + x * x, 0);
    const bands = filter(volumeOf(values, [8, 6, 4]), 'Wavelet', { wavelet: 'db3' });
    const total = [...bands.values()].reduce((sum, band) => sum + energy(band), 0);
    expect(total / energy(values)).toBeCloseTo(8, 9);
  });
});
