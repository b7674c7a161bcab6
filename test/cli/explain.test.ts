import { describe, expect, it } from 'vitest';
import { radscore } from './terminal.ts';

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
    expect(notes.at(-1)).toMatch(/482 agree, 0 do not/);
  });
});
