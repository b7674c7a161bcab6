import { describe, expect, it } from 'vitest';
import { type Format, latin1, latin1Of } from './format.ts';
import { FORMATS } from './formats/index.ts';
import { judge } from './judge.ts';
import { mutationOf, runMutation } from './mutation.ts';

/** A short run of `npm run fuzz` (docs/fuzzing.md), in this process; the long one is guarded by processes of its own. */
const EACH = 250;
const SEED = 12;
const MOST_CPU_MICROSECONDS = 2e6;

describe.each(FORMATS.map((format) => [format.name, format] as const))('%s', (_, format) => {
  it(`bears ${EACH} mutations: each is read or refused, within 2 s`, () => {
    const kinds = new Set<string>();
    for (let index = 0; index < EACH; index++) {
      const before = process.cpuUsage();
      const outcome = runMutation(format, { seed: SEED, index });
      const { user, system } = process.cpuUsage(before);
      expect(outcome, `--format ${format.name} --seed ${SEED} --only ${index}`).not.toMatchObject({ kind: 'crash' });
      expect(user + system, `--only ${index}`).toBeLessThan(MOST_CPU_MICROSECONDS);
      kinds.add(outcome.kind);
    }
    // A fuzzer whose mutants are all refused, or all accepted, would test nothing.
    expect([...kinds].sort()).toEqual(expect.arrayContaining(['other', 'refused', 'same']));
  });
});

describe('the fuzzer', () => {
  const [nifti] = FORMATS.filter(({ name }) => name === 'nifti');

  it('makes the same mutant of the same numbers', () => {
    for (const index of [50, 51, 52]) {
      expect(mutationOf(nifti, { seed: 3, index })).toEqual(mutationOf(nifti, { seed: 3, index }));
    }
  });

  it('reports what is no refusal, and a refusal that repeats its input', () => {
    const failing = (error: Error): Format => ({
      ...nifti,
      read: () => {
        throw error;
      },
    });
    const long = Object.assign(new Error('x'.repeat(5000)), { name: 'InputRefused', code: 'unreadable' });
    expect(runMutation(failing(new TypeError('x')), { seed: 1, index: 40 }).kind).toBe('crash');
    expect(runMutation(failing(long), { seed: 1, index: 40 }).kind).toBe('crash');
  });

  it('leaves DICOM to pydicom where GDCM does not place it, and to none where it is rounded', () => {
    const enhanced = FORMATS.filter(({ name }) => name === 'enhanced')[0].inputs[0];
    const voxels = { in: 'voxels', how: 'reads others' } as const;
    const place = (mm: number) => ({ in: 'place', how: 'puts it elsewhere', mm }) as const;
    expect(judge('dicom', { gdcm: voxels, pydicom: undefined }, enhanced)).toContain('gdcm');
    const [{ name, bytes }] = enhanced;
    const unknown = latin1(latin1Of(bytes).replaceAll('1.2.840.10008.5.1.4.1.1.4.1', '1.2.840.10009.5.1.4.1.1.4.1'));
    const other = [{ name, bytes: unknown }];
    expect(judge('dicom', { gdcm: voxels, pydicom: undefined }, other)).toBeUndefined();
    expect(judge('dicom', { gdcm: undefined, pydicom: voxels }, other)).toContain('pydicom');
    expect(judge('dicom', { gdcm: place(0.01), pydicom: place(0.01) }, enhanced)).toBeUndefined();
    expect(judge('dicom', { gdcm: place(0.2), pydicom: undefined }, enhanced)).toContain('gdcm');
  });

  it('takes a reading for wrong that one reader contradicts, or that no reader shares', () => {
    const [input] = nifti.inputs;
    const place = { in: 'place', how: 'puts it elsewhere' } as const;
    const refusal = { in: 'reading', how: 'refuses' } as const;
    expect(judge('nrrd', { itk: undefined, pynrrd: undefined }, input)).toBeUndefined();
    expect(judge('nrrd', { itk: undefined, pynrrd: refusal }, input)).toBeUndefined();
    expect(judge('nrrd', { itk: undefined, pynrrd: place }, input)).toContain('pynrrd puts it elsewhere');
    expect(judge('nrrd', { itk: refusal, pynrrd: refusal }, input)).toContain('itk refuses');
    // A Python without pynrrd.
    expect(judge('nrrd', { itk: refusal }, input)).toBeUndefined();
    expect(judge('nrrd', { itk: place }, input)).toContain('itk puts it elsewhere');
    expect(judge('mha', { itk: refusal }, input)).toContain('itk refuses');
    // nibabel takes the sform where ITK takes the qform; in voxels they must not differ.
    expect(judge('nifti', { itk: undefined, nibabel: place }, input)).toBeUndefined();
    expect(judge('nifti', { itk: undefined, nibabel: { in: 'voxels', how: 'x' } }, input)).toContain('nibabel');
    expect(judge('nifti', { itk: place, nibabel: undefined }, input)).toContain('itk');
  });
});
