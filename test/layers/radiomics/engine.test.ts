/** Engines: each with its own workspace, and none that keeps or returns what it gives back. */
import { createEngine, extract, settingsFrom } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../../../layers/radiomics/memory/workspace.ts';
import { maskWhere, random, volumeOf } from './volumes.ts';

const size = [22, 19, 11] as const;
const next = random(11);
const image = volumeOf(
  Float32Array.from({ length: 22 * 19 * 11 }, () => 300 * next()),
  size,
  [1, 1, 1.5],
);
const mask = maskWhere(size, (x, y, z) => Math.hypot(x - 11, y - 9, 1.5 * (z - 5)) < 7, [1, 1, 1.5]);
const settings = settingsFrom({
  imageType: { Original: {}, Wavelet: { level: 2 }, LoG: { sigma: [1.5, 3] }, Square: {}, Gradient: {}, LBP3D: {} },
  setting: { resampledPixelSpacing: [1.2, 1.2, 1.2], binWidth: 8 },
});

/** Fills what is given back with numbers that no value survives. */
class Spoiling extends Workspace {
  readonly #open: (Float64Array | Int32Array)[][] = [];

  override within<T>(work: () => T): T {
    this.#open.push([]);
    try {
      return super.within(work);
    } finally {
      for (const array of this.#open.pop() ?? []) array.fill(-123_456_789);
    }
  }

  override f64(length: number): Float64Array {
    const array = super.f64(length);
    this.#open.at(-1)?.push(array);
    return array;
  }

  override i32(length: number): Int32Array {
    const array = super.i32(length);
    this.#open.at(-1)?.push(array);
    return array;
  }
}

describe('an engine', () => {
  it('keeps nothing that its workspace has taken back: spoilt memory changes no bit', () => {
    const usual = extract(image, mask, settings);
    expect(usual.blocks.length).toBeGreaterThan(20);
    for (const kernels of ['simd', 'twins'] as const) {
      expect(extract(image, mask, settings, {}, new Spoiling(kernels))).toEqual(usual);
    }
  });

  it('gives the same after another extraction, and after one that was refused, in the same workspace', () => {
    const engine = createEngine();
    const first = engine.extract(image, mask, settings);
    engine.extract(image, mask, settingsFrom({ setting: { binWidth: 0.5 } }));
    expect(() => engine.extract(image, { ...mask, voxels: mask.voxels.map(() => 0) }, settings)).toThrow('ROI');
    expect(engine.extract(image, mask, settings)).toEqual(first);
  });

  it('leaves image and mask as they were, for the next reader', () => {
    const [voxels, inside] = [image.voxels.slice(), mask.voxels.slice()];
    createEngine().extract(image, mask, settings);
    expect(image.voxels).toEqual(voxels);
    expect(mask.voxels).toEqual(inside);
  });

  it('says what it runs on', () => {
    const [own, twins] = [createEngine(), createEngine({ kernels: 'twins' })];
    expect([own.kernels, own.whyTwins]).toEqual(['simd', undefined]);
    expect([twins.kernels, twins.whyTwins]).toEqual(['twins', 'they were asked for']);
  });
});
