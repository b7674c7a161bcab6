/** An extraction over threads gives what one thread gives. */
import { type ExtractionThread, extract, extractOverThreads, prepareRoi, settingsFrom } from '@radscore/radiomics';
import { openThread } from '@radscore/radiomics/node';
import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { COST_OF_SENDING, costOf, share } from '../../../../layers/radiomics/threads/share-work.ts';
import { maskWhere, random, volumeOf } from '../volumes.ts';

const size = [30, 26, 12] as const;
const next = random(7);
const image = volumeOf(
  Float32Array.from({ length: 30 * 26 * 12 }, (_, k) => 60 * next() + (k % 30)),
  size,
  [1, 1, 2],
);
const mask = maskWhere(size, (x, y, z) => Math.hypot(x - 15, y - 13, 2 * (z - 6)) < 10, [1, 1, 2]);
const settings = settingsFrom({
  imageType: { Original: {}, Wavelet: {}, LoG: { sigma: [1, 30, 2] }, Square: {} },
  setting: { binWidth: 10 },
});

const resampled = settingsFrom({
  imageType: { Original: {}, LoG: { sigma: [2] } },
  setting: { binWidth: 10, resampledPixelSpacing: [1.5, 1.5, 1.5], interpolator: 'sitkBSpline' },
});

describe('blocks are shared', () => {
  const names = fc.uniqueArray(
    fc.constantFrom(
      ...['shape', 'original', 'square', 'exponential', 'gradient', 'log-1', 'log-2', 'log-3', 'lbp-3D-m1', 'lbp-3D-k'],
      ...['HHH', 'HHL', 'HLH', 'HLL', 'LHH', 'LHL', 'LLH', 'LLL'].map((band) => `wavelet-${band}`),
    ),
  );

  it('each to one thread, and nobody gets more than a block beyond a fair part', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 5 }), (list, threads) => {
        const shares = share(list, threads);
        expect(shares).toHaveLength(threads);
        expect(shares.flat().toSorted()).toEqual(list.toSorted());
        const sum = (some: readonly string[]): number => some.reduce((total, name) => total + costOf(name), 0);
        const largest = Math.max(0, ...list.map(costOf));
        expect(Math.max(...shares.map(sum))).toBeLessThanOrEqual(sum(list) / threads + COST_OF_SENDING + largest);
      }),
    );
  });
});

describe('image types over threads', () => {
  const threads: ExtractionThread[] = [openThread(), openThread()];
  afterAll(() => Promise.all(threads.map((thread) => thread.close())));

  it.each([0, 1, 2])('give what one thread gives, in its order, with %i others', async (count) => {
    const whole = extract(image, mask, settings);
    const spread = await extractOverThreads(prepareRoi(image, mask, settings), settings, threads.slice(0, count));
    expect(spread.blocks).toEqual(whole.blocks);
    expect(spread.greyLevels).toEqual(whole.greyLevels);
    expect(spread.warnings.map(({ code }) => code).sort()).toEqual(whole.warnings.map(({ code }) => code).sort());
  });

  it('measure the shape while the image is interpolated', async () => {
    const run = vi.spyOn(threads[0], 'run');
    const whole = extract(image, mask, resampled);
    const spread = await extractOverThreads(prepareRoi(image, mask, resampled), resampled, threads);
    expect(spread.blocks).toEqual(whole.blocks);
    expect(run.mock.calls.map(([job]) => Object.keys(job)[0])).toEqual(['shapeRoi', 'prepared']);
    run.mockRestore();
  });

  it('really compute elsewhere', async () => {
    const run = vi.spyOn(threads[0], 'run');
    await extractOverThreads(prepareRoi(image, mask, settings), settings, [threads[0]]);
    const jobs = run.mock.calls.map(([job]) => job);
    expect(jobs).toEqual([{ prepared: expect.anything(), settings, only: expect.any(Set) }]);
    expect('only' in jobs[0] && jobs[0].only.size).toBeGreaterThan(3);
    run.mockRestore();
  });

  it('refuse as one thread does', async () => {
    const nothing = maskWhere(size, () => false, [1, 1, 2]);
    expect(() => prepareRoi(image, nothing, settings)).toThrowError(expect.objectContaining({ code: 'roi-too-small' }));
    const broken = { ...image, voxels: Float32Array.from(image.voxels).fill(Number.NaN, 0, image.voxels.length / 2) };
    for (const chosen of [settings, resampled]) {
      const roi = prepareRoi(broken, mask, chosen);
      await expect(extractOverThreads(roi, chosen, [threads[0]])).rejects.toMatchObject({
        name: 'InputRefused',
        code: 'not-finite',
      });
    }
  });
});
