import { type ExtractionThread, extract, extractOverThreads, settingsFrom } from '@radscore/radiomics';
import { openThread } from '@radscore/radiomics/node';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { maskWhere, random, volumeOf } from './volumes.ts';

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

describe('image types over threads', () => {
  const threads: ExtractionThread[] = [openThread(), openThread()];
  afterAll(() => Promise.all(threads.map((thread) => thread.close())));

  it.each([0, 1, 2])('give what one thread gives, in its order, with %i others', async (count) => {
    const whole = extract(image, mask, settings);
    const spread = await extractOverThreads(image, mask, settings, threads.slice(0, count));
    expect(spread.blocks).toEqual(whole.blocks);
    expect(spread.greyLevels).toEqual(whole.greyLevels);
    expect(spread.warnings.map(({ code }) => code).sort()).toEqual(whole.warnings.map(({ code }) => code).sort());
  });

  it('really compute elsewhere', async () => {
    const run = vi.spyOn(threads[0], 'run');
    await extractOverThreads(image, mask, settings, [threads[0]]);
    const [{ only }] = run.mock.calls[0];
    expect(only.size).toBeGreaterThan(3);
    run.mockRestore();
  });

  it('refuse as one thread does', async () => {
    const nothing = maskWhere(size, () => false, [1, 1, 2]);
    await expect(extractOverThreads(image, nothing, settings, [threads[0]])).rejects.toMatchObject({
      name: 'InputRefused',
      code: 'roi-too-small',
    });
  });
});
