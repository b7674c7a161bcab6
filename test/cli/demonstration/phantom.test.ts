/** Synthetic images have the sizes, tumours and textures that the demonstration promises. */
import { largestSlice, meanInside, peakPhase, sliceMask } from '@radscore/imaging';
import { protocolById, SEQUENCES } from '@radscore/pipeline';
import { extract, parseSettings } from '@radscore/radiomics';
import { Random } from '@radscore/statistics';
import { describe, expect, it } from 'vitest';
import { drawCohort, type Patient } from '../../../cli/demonstration/cohort.ts';
import { makePhantom, type Phantom } from '../../../cli/demonstration/phantom.ts';
import { addNoise, randomField } from '../../../cli/demonstration/texture.ts';

const SEED = 11;
const { patients, newPatient } = drawCohort(SEED);

function withTexture(texture: number): Patient {
  return { ...newPatient, textures: { t2fs: texture, dwi: texture, dce: texture } };
}

function sameVoxels(a: Phantom, b: Phantom): boolean {
  return (
    Buffer.from(a.image.voxels.buffer).equals(Buffer.from(b.image.voxels.buffer)) &&
    Buffer.from(a.roi.voxels).equals(b.roi.voxels)
  );
}

describe('a phantom', () => {
  it.each(SEQUENCES)('of %s gives the same voxels for the same seed, others for another patient', (sequence) => {
    const one = makePhantom(newPatient, SEED, sequence);
    expect(sameVoxels(makePhantom(newPatient, SEED, sequence), one)).toBe(true);
    expect(sameVoxels(makePhantom(patients[0], SEED, sequence), one)).toBe(false);
  });

  it('has the sizes of the demonstration and an ROI of at least 150 voxels on its largest slice', () => {
    // Both centres, every morphology; the smallest is dwi's, whose voxels are the largest.
    for (const patient of [...patients.slice(0, 12), ...patients.slice(68, 80)]) {
      for (const sequence of SEQUENCES) {
        const { image, roi } = makePhantom(patient, SEED, sequence);
        expect(image.size).toEqual(sequence === 'dwi' ? [96, 96, 24] : [192, 192, 24]);
        const slice = sliceMask(roi, largestSlice(roi));
        const voxels = slice.voxels.reduce((sum, inside) => sum + inside, 0);
        expect(voxels).toBeGreaterThanOrEqual(150);
      }
    }
  });

  it('keeps the tumour away from the border of the image', () => {
    for (const patient of patients.slice(0, 40)) {
      const { roi } = makePhantom(patient, SEED, 'dwi');
      const [nx, ny, nz] = roi.size;
      let margin = nx;
      for (let i = roi.voxels.indexOf(1); i >= 0; i = roi.voxels.indexOf(1, i + 1)) {
        const [x, y, z] = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))];
        margin = Math.min(margin, x, nx - 1 - x, y, ny - 1 - y, z, nz - 1 - z);
      }
      expect(margin).toBeGreaterThan(0);
    }
  });

  it('differs between the centres in gain, noise and spacing, not in the tumour', () => {
    const elsewhere: Patient = { ...newPatient, institution: 'demo-centre-2' };
    const [here, there] = [makePhantom(newPatient, SEED, 't2fs'), makePhantom(elsewhere, SEED, 't2fs')];
    const volume = ({ roi }: typeof here): number =>
      roi.voxels.reduce((sum, inside) => sum + inside, 0) * roi.spacing[0] * roi.spacing[1] * roi.spacing[2];
    // One shape, counted in voxels of another size: the border's share of a tumour of 25 mm is a few per cent.
    expect(volume(there) / volume(here)).toBeCloseTo(1, 1);
    expect(there.image.spacing).not.toEqual(here.image.spacing);
  });

  it('of dce enhances in the tumour alone, most at its peak, which is the image', () => {
    const { image, phases, roi } = makePhantom(newPatient, SEED, 'dce');
    expect(phases).toHaveLength(3);
    expect(phases[peakPhase(phases, roi)]).toBe(image);
    const [before, peak, late] = phases.map((phase) => meanInside(phase, roi));
    // The factors of the phantom; noise and rounding move a mean of thousands of voxels by less than one.
    expect(Math.abs(before / peak - 0.4)).toBeLessThan(0.005);
    expect(Math.abs(late / peak - 0.85)).toBeLessThan(0.005);
    const outside = { ...roi, voxels: roi.voxels.map((inside) => 1 - inside) };
    for (const phase of phases) expect(meanInside(phase, outside) / meanInside(image, outside)).toBeCloseTo(1, 2);
    for (const sequence of ['t2fs', 'dwi'] as const) {
      const only = makePhantom(newPatient, SEED, sequence);
      expect(only.phases).toEqual([only.image]);
    }
  });

  it.each([
    ['t2fs', 'original_glcm_Idm', 1],
    ['dwi', 'original_firstorder_Entropy', 1],
    ['dce', 'original_glcm_Idm', 1],
    ['dce', 'original_glcm_Contrast', -1],
  ] as const)('of %s moves %s with its latent', (sequence, feature, sign) => {
    const { settings, roi } = protocolById('her2-pcr@1').sequences[sequence];
    const values = [-2, -1, 0, 1, 2].map((texture) => {
      const phantom = makePhantom(withTexture(texture), SEED, sequence);
      const { blocks } = extract(phantom.image, phantom.roi, { ...parseSettings(settings), roi }, { group: 'light' });
      const block = blocks.find(({ imageType }) => imageType === 'original');
      return sign * (block?.values[block.names.indexOf(feature)] ?? Number.NaN);
    });
    for (let i = 1; i < values.length; i++) expect(values[i]).toBeGreaterThan(values[i - 1]);
  });
});

describe('random fields', () => {
  const moments = (values: Float32Array): { mean: number; sd: number } => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
  };

  it('have noise of the wanted standard deviation', () => {
    const signal = new Float32Array(100_000).fill(50);
    addNoise(signal, 20, new Random(1));
    const { mean, sd } = moments(signal);
    // Standard errors are 0.06 and 0.05: five of them.
    expect(Math.abs(mean - 50)).toBeLessThan(0.3);
    expect(Math.abs(sd - 20)).toBeLessThan(0.25);
  });

  it('keep unit variance under smoothing and are correlated over the wanted length', () => {
    const size = [96, 96, 24] as const;
    const field = randomField(size, 3, [1, 1, 3], new Random(2));
    expect(field).toHaveLength(size[0] * size[1] * size[2]);
    // About 400 independent patches: the standard error of the variance is near 0.07.
    expect(Math.abs(moments(field).sd - 1)).toBeLessThan(0.15);
    let product = 0;
    let count = 0;
    for (let row = 0; row < size[1] * size[2]; row++) {
      for (let x = 0; x + 3 < size[0]; x++, count++) product += field[row * size[0] + x] * field[row * size[0] + x + 3];
    }
    // White noise under a Gaussian of sd s: autocorrelation exp(-d² / 4s²), at d = s e^(-1/4).
    expect(Math.abs(product / count / moments(field).sd ** 2 - Math.exp(-0.25))).toBeLessThan(0.05);
  });
});
