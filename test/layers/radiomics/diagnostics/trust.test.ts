/** How far a value moves by rounding alone. */
import { placeOnImage, selectLabel, type Volume } from '@radscore/imaging';
import { measureTrust, parseSettings, TRUSTED_RELATIVE, type Trust } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';
import { maskGridCase } from '../mask-grid-cases.ts';
import { maskWhere, volumeOf } from '../volumes.ts';

/** Of a case of the comparison with PyRadiomics. */
function trustOf(seed: number, name: string): Trust {
  const { image, mask, label, parameters, resamples } = maskGridCase(seed);
  const own = selectLabel(mask, label);
  const trust = measureTrust(image, resamples ? own : placeOnImage(own, image), parseSettings(parameters), name);
  if (!trust) throw new Error(`got no trust for ${name}; wanted one`);
  return trust;
}

describe('how far a value can be trusted', () => {
  it('covers what PyRadiomics makes of an eigenvalue that is 0 but for rounding', () => {
    // PyRadiomics 3.1.0 with numpy 1.26.4: 0.375000001862645, exactly 3/8.
    const { value, relative, cause } = trustOf(1033, 'wavelet-HHH_glcm_MCC');
    expect(value).toBeCloseTo(0.375, 7);
    expect(relative).toBeGreaterThan(1.862645e-9 / 0.375);
    expect(relative).toBeLessThan(1e-6);
    expect(cause).toMatch(/second eigenvalue is 0 but for rounding/);
  });

  it('covers a direction that rounding leaves out of the mean of Imc2, or does not', () => {
    // PyRadiomics: 0.2813845562170665, which is 12/13 of this engine's 0.30483326923515514.
    const { relative, cause } = trustOf(42, 'wavelet-HLH_glcm_Imc2');
    expect(relative).toBeGreaterThan(0.07);
    expect(cause).toMatch(/^in \d+ of 13 directions rounding decides/);
  });

  it("finds samples on the sphere that equal their centre but for rounding on PyRadiomics' side of it", () => {
    // Normalised whole numbers repeat; scipy's order of operations decides, and the last bits of voxels do not. PyRadiomics: 9595.331398444629.
    const { value, relative, trials } = trustOf(723, 'lbp-3D-m1_firstorder_Energy');
    expect(trials).toBe(8);
    expect(Math.abs(value / 9595.331398444629 - 1)).toBeLessThan(1e-9);
    expect(relative).toBeLessThan(TRUSTED_RELATIVE);
  });

  it('covers samples of whole numbers that lie half-way between two but for rounding', () => {
    // A ramp: vertices of the sphere at x = ±0.5 sample half-way between two of its steps.
    const size = [80, 6, 6] as const;
    const ramp = volumeOf(
      Int16Array.from({ length: 2880 }, (_, k) => 100 + (k % 80)),
      size,
    );
    const mask = maskWhere(size, (x, y, z) => x > 36 && x < 43 && y > 1 && y < 4 && z > 1 && z < 4);
    const settings = parseSettings('{imageType: {LBP3D: {binWidth: 1}}}');
    const trust = measureTrust(ramp, mask, settings, 'lbp-3D-k_firstorder_Mean');
    expect(trust?.relative).toBeGreaterThan(TRUSTED_RELATIVE);
    expect(trust?.trials).toBe(8);
  });

  it('finds well-conditioned values to be so, the same each time', () => {
    for (const name of ['original_glcm_Contrast', 'original_firstorder_Mean', 'wavelet-HHH_glrlm_RunEntropy']) {
      const trust = trustOf(1033, name);
      expect(trust.relative, name).toBeLessThan(TRUSTED_RELATIVE);
      expect(trust.cause).toBeUndefined();
      expect(trustOf(1033, name)).toEqual(trust);
    }
  });

  it('has nothing to move where voxels are whole numbers, and says nothing of shape', () => {
    const size = [6, 6, 6] as const;
    const image: Volume = volumeOf(
      Int16Array.from({ length: 216 }, (_, k) => (k * 17) % 90),
      size,
    );
    const mask = maskWhere(size, () => true);
    const settings = parseSettings('{}');
    expect(measureTrust(image, mask, settings, 'original_glcm_Idm')).toMatchObject({ relative: 0, trials: 0 });
    expect(measureTrust(image, mask, settings, 'original_shape_Flatness')).toBeUndefined();
    expect(measureTrust(image, mask, settings, 'wavelet-LLL_glcm_Idm')).toBeUndefined();
  });
});
