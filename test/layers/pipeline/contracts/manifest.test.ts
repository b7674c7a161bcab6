/** What a manifest may hold. */
import { parseManifest } from '@radscore/pipeline';
import { describe, expect, it } from 'vitest';

const study = { institution: 'centre-1', studyId: 'BB-0042' };
const file = (path: string) => ({ path, sha256: 'a'.repeat(64), bytes: 12 });

const whole = {
  manifestVersion: 1,
  protocol: 'her2-pcr@1',
  studyId: 'BB-0042',
  sequences: {
    t2fs: { image: 't2/', roi: { file: 't2/roi.nrrd', label: 1 } },
    dwi: { image: 'dwi/adc.nii', roi: { file: 'dwi/roi.nii.gz' } },
    dce: { image: 'dce/', phase: 'peak', roi: { file: 'dce/roi.nrrd' } },
  },
  clinical: { ki67: 35, morphology: 'irregular' },
  outcome: { pcr: true },
  files: ['t2/0001.nrrd', 't2/roi.nrrd', 'dwi/adc.nii', 'dwi/roi.nii.gz', 'dce/1.nii', 'dce/roi.nrrd'].map(file),
};

const parse = (value: unknown) => parseManifest(new TextEncoder().encode(JSON.stringify(value)), study);
const changed = (change: (manifest: typeof whole) => void) => {
  const copy = structuredClone(whole);
  change(copy);
  return () => parse(copy);
};

describe('parseManifest', () => {
  it('takes the manifest of the documentation', () => {
    expect(parse(whole)).toEqual(whole);
  });

  it('refuses bytes that are not JSON', () => {
    expect(() => parseManifest(new TextEncoder().encode('{"manifestVersion": 1,'), study)).toThrow(
      /^manifest-invalid: manifest\.json: got 22 bytes that are not JSON.*radscore manifest/,
    );
    expect(() => parseManifest(Uint8Array.of(0xff, 0xfe, 0x7b), study)).toThrow(/^manifest-invalid: /);
  });

  it.each<[string, (manifest: typeof whole) => void, RegExp]>([
    [
      'a sequence without ROI',
      (m) => Reflect.deleteProperty(m.sequences.dwi, 'roi'),
      /^mask-missing: .*sequences\.dwi\.roi/,
    ],
    ['an ROI that is not listed', (m) => m.files.splice(3, 1), /^mask-missing: .*dwi\/roi\.nii\.gz of dwi/],
    ['an image that is not listed', (m) => m.files.splice(2, 1), /^file-not-listed: .*dwi\/adc\.nii of dwi/],
    ['no sequence', (m) => Object.assign(m, { sequences: {} }), /^manifest-invalid: .*at least one sequence/],
    [
      'a path that leaves the study',
      (m) => Object.assign(m.files[0], { path: '../t2/0001.nrrd' }),
      /^manifest-invalid: .*files\.0\.path/,
    ],
    [
      'an absolute path',
      (m) => Object.assign(m.files[0], { path: '/etc/passwd' }),
      /^manifest-invalid: .*files\.0\.path/,
    ],
    [
      'a studyId of another folder',
      (m) => Object.assign(m, { studyId: 'BB-0043' }),
      /^manifest-invalid: .*got another studyId; wanted BB-0042/,
    ],
    ['a Ki-67 beyond 100', (m) => Object.assign(m.clinical, { ki67: 350 }), /^manifest-invalid: .*clinical\.ki67/],
    [
      'a morphology that the protocol does not know',
      (m) => Object.assign(m.clinical, { morphology: 'round' }),
      /^manifest-invalid: .*clinical\.morphology/,
    ],
    [
      'a clinical column that may identify',
      (m) => Object.assign(m.clinical, { dateOfBirth: '1970-01-01' }),
      /^manifest-invalid: .*clinical/,
    ],
    [
      'a checksum that is none',
      (m) => Object.assign(m.files[0], { sha256: 'abc' }),
      /^manifest-invalid: .*files\.0\.sha256/,
    ],
    [
      'another manifest version',
      (m) => Object.assign(m, { manifestVersion: 3 }),
      /^manifest-invalid: .*manifestVersion/,
    ],
  ])('refuses %s', (_, change, message) => {
    expect(changed(change)).toThrow(message);
  });

  it('never repeats a value of the clinical part', () => {
    expect(changed((m) => Object.assign(m.clinical, { morphology: 'MUELLER^ERIKA' }))).not.toThrow(/MUELLER/);
    expect(changed((m) => Object.assign(m.clinical, { morphology: 'MUELLER^ERIKA' }))).toThrow(/^manifest-invalid: /);
  });
});
