/** `radscore explain` and `radscore conformance`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { radscore } from '../terminal.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/radiomics/${name}`, import.meta.url));
const IMAGE = fixture('resample-int16.nrrd');
const MASK = fixture('resample-int16.mask.nrrd');

describe('radscore explain', () => {
  it.each([
    'wavelet-LLH_glcm_Idm',
    'glcm_Idm',
    'idm',
    'WF0Z',
  ])('knows the inverse difference moment as %s', async (name) => {
    const { exitCode, out } = await radscore('explain', name);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^glcm_Idm .*co-occurrence/);
    expect(out).toContain('WF0Z');
  });

  it('gives every class that has a feature of the name', async () => {
    const { out } = await radscore('explain', 'GrayLevelVariance');
    expect(out.match(/^\w+_GrayLevelVariance/gm)).toEqual([
      'glrlm_GrayLevelVariance',
      'glszm_GrayLevelVariance',
      'gldm_GrayLevelVariance',
    ]);
  });

  it('gives the value of an image by both definitions, and why they differ', async () => {
    const { exitCode, out } = await radscore('explain', 'Kurtosis', IMAGE, MASK);
    expect(exitCode).toBe(0);
    const [, kurtosis] = /here +(\S+) +original_firstorder_Kurtosis/.exec(out) ?? [];
    const [, excess] = /(\S+) +stat_kurt, by IBSI/.exec(out) ?? [];
    expect(Number(kurtosis) - Number(excess)).toBeCloseTo(3, 12);
    expect(out).toContain('differs  IBSI subtracts 3');
    const { out: same } = await radscore('explain', 'glcm_Idm', IMAGE, MASK);
    expect(same).toMatch(/original_glcm_Idm\n.*cm_inv_diff_mom_3D_avg.*\n +equal/);
  });

  it('says how far the value can be trusted there, also for a filter that the parameter file asks for', async () => {
    const { out } = await radscore('explain', 'glcm_MCC', IMAGE, MASK);
    expect(out).toMatch(/rounding where the second eigenvalue of a direction is 0/);
    expect(out).toMatch(/here +\S+ +original_glcm_MCC\n +trust +within a relative 1e-9: in any order of its sums/);
    const folder = mkdtempSync(join(tmpdir(), 'explain-'));
    const params = join(folder, 'params.yaml');
    writeFileSync(params, 'imageType: {Wavelet: {}}\nsetting: {normalize: true, normalizeScale: 100}\n');
    const filtered = await radscore('explain', 'wavelet-LLH_glcm_Idm', IMAGE, MASK, '-p', params);
    rmSync(folder, { recursive: true });
    expect(filtered.exitCode).toBe(0);
    expect(filtered.out).toMatch(
      /here +0\.\d+ +wavelet-LLH_glcm_Idm\n +trust +within a relative 1e-9: in 8 seeded trials/,
    );
  });

  it('says what a retired name is equal to', async () => {
    const { out } = await radscore('explain', '8S9J');
    expect(out).toMatch(/^glcm_Dissimilarity \(deprecated, without a value\)/);
    expect(out).toContain('equals   glcm_DifferenceAverage');
  });

  it('wants an image with its mask, and a feature of the original image', async () => {
    expect(await radscore('explain', 'Idm', IMAGE)).toMatchObject({ exitCode: 2, out: '' });
    expect(await radscore('explain', 'wavelet-LLH_glcm_Idm', IMAGE, MASK)).toMatchObject({ exitCode: 2, out: '' });
  });

  it('says what it wants where it does not know the name, and what is near', async () => {
    const { exitCode, notes } = await radscore('explain', 'glcm_Imc');
    expect(exitCode).toBe(2);
    expect(notes.join()).toMatch(/got glcm_Imc; wanted .*Did you mean glcm_Imc1, glcm_Imc2\?/);
  });
});

describe('radscore conformance', () => {
  it('gives every consensus value of the digital phantom', async () => {
    const { exitCode, out, notes } = await radscore('conformance');
    expect(exitCode).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(483);
    expect(notes.at(-2)).toMatch(/482 agree, 0 do not/);
    expect(notes.at(-1)).toBe('kernels of filters and textures: simd');
  });
});
