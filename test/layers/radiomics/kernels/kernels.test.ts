/** The compiled kernels: that they are the assembly's, give the bits of their twins, and really run. */
import { readFileSync } from 'node:fs';
import { createEngine, extract, settingsFrom } from '@radscore/radiomics';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Kernels } from '../../../../layers/radiomics/kernels/kernels.ts';
import { Workspace } from '../../../../layers/radiomics/memory/workspace.ts';
import { compileKernels, LAYERS_WITH_KERNELS, moduleFile, moduleText } from '../../../../scripts/kernels.mjs';
import { maskWhere, random, volumeOf } from '../volumes.ts';

const size = [34, 29, 12] as const;
const next = random(3);
const image = volumeOf(
  Float32Array.from({ length: 34 * 29 * 12 }, (_, k) => 60 * next() + 3 * (k % 34)),
  size,
  [1, 1, 2],
);
const mask = maskWhere(
  size,
  (x, y, z) => Math.hypot(x - 17, y - 14, 2 * (z - 6)) < 12 && (x + y + z) % 11 !== 0,
  [1, 1, 2],
);

const twins = createEngine({ kernels: 'twins' });

describe('kernels', () => {
  it.each(LAYERS_WITH_KERNELS)('of %s are the compiled assembly', async (layer) => {
    const committed = readFileSync(moduleFile(layer), 'utf8');
    expect(moduleText(await compileKernels(layer))).toBe(committed);
  });

  it.each([
    ['volume', {}],
    ['few levels', { binWidth: 60 }],
    ['many levels', { binWidth: 0.05 }],
    ['far neighbours', { distances: [1, 2], gldm_a: 2 }],
    ['flat', { force2D: true, force2Ddimension: 2, symmetricalGLCM: false }],
    ['weighted', { weightingNorm: 'euclidean', binCount: 40 }],
  ])('give the bits of their TypeScript twins: %s', (_, setting) => {
    const settings = settingsFrom({
      imageType: { Original: {}, Wavelet: {}, LoG: { sigma: [1, 3] } },
      featureClass: { firstorder: null, glcm: null, glrlm: null, glszm: null, gldm: null, ngtdm: null },
      setting: { binWidth: 5, ...setting },
    });
    const fast = extract(image, mask, settings);
    expect(twins.extract(image, mask, settings)).toEqual(fast);
  });

  it('give the bits of their TypeScript twins on ROIs of any form, with few levels and many', () => {
    const extent = fc.integer({ min: 2, max: 21 });
    fc.assert(
      fc.property(
        fc.tuple(extent, extent, extent),
        fc.nat(),
        fc.integer({ min: 2, max: 90 }),
        (shape, seed, levels) => {
          const draw = random(seed + 1);
          const voxels = Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, () =>
            Math.floor(levels * draw()),
          );
          const roi = maskWhere(shape, () => draw() < 0.7, [1, 1, 1]);
          if (roi.voxels.reduce((sum, value) => sum + value, 0) < 2) return;
          const settings = settingsFrom({
            imageType: { Original: {} },
            featureClass: { glcm: null, glrlm: null, glszm: null, gldm: null, ngtdm: null },
            setting: { binWidth: 1, minimumROIDimensions: 1 },
          });
          const volume = volumeOf(voxels, shape, [1, 1, 1]);
          const fast = extract(volume, roi, settings);
          expect(twins.extract(volume, roi, settings)).toEqual(fast);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('really run, and give their memory back', () => {
    const workspace = new Workspace();
    const { kernels } = workspace;
    if (!kernels) throw new Error(`got no kernels (${workspace.whyTwins}); wanted them here`);
    const before = kernels.take('u8', 0).address;
    const names = [
      'neighbourhood',
      'countPairs',
      'countRuns',
      'countZones',
      'tridiagonalise',
      'filterLines',
      'addScaled',
      'convolve',
    ] as const;
    const counted = names.map((name) => vi.spyOn(Kernels.prototype, name));
    try {
      const settings = settingsFrom({ imageType: { Original: {}, Wavelet: {}, LoG: { sigma: [2] } } });
      extract(image, mask, settings, {}, workspace);
      counted.forEach((spy, k) => {
        expect(spy.mock.calls.length, names[k]).toBeGreaterThan(0);
        expect(spy.mock.instances.every((one) => (one as unknown) === kernels)).toBe(true);
      });
    } finally {
      vi.restoreAllMocks();
    }
    expect(kernels.take('u8', 0).address).toBe(before);
  });
});
