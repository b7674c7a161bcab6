/** Paths that may identify the patient, and paths that do not. */
import { describe, expect, it } from 'vitest';
import { sequence, text } from '../../../../layers/imaging/dicom/encoding/encode.ts';
import { examinePath, IdentityCheck, withoutPaths, writeNifti } from '../../../../layers/imaging/node.ts';
import { dicomWith } from '../../../planted/carriers.ts';
import { text as utf8 } from '../volumes.ts';

describe('a path', () => {
  it.each([
    // Names that scanners, archives and tools give.
    't2fs/image.nii.gz',
    'IM-0001-0012.dcm',
    'IM-0001-0012-0001.dcm',
    'SE000003/IM000012',
    'DICOM/00000001/00000002/00000003',
    'series-003-0001-00012.dcm',
    'BraTS20_Training_001/BraTS20_Training_001_t1ce.nii.gz',
    'ISPY2-102212/DCE/phase_2.nii',
    'Duke_Breast_MRI_001/1-01.dcm',
    'vol_512_512_1024.raw',
    'dwi_b0_b50_b800_b1000.nii',
    'MR.1.3.12.2.1107.5.2.32.35177.30000009021708121587500000015.dcm',
    '1.3.6.1.4.1.14519.5.2.1.7695.1700.308743/1-001.dcm',
    '2.25.265640240018918462700471250930450941660.dcm',
    'a3f19610812e4d5f6a7b8c9d0e1f2a3b.dcm',
    '9b2f19610-0812-4c1d-8e2f-0a1b2c3d4e5f.nii',
    '550e8400-e29b-41d4-a716-446655440000.nii',
    'T1_vibe_dyn_03/echo_1_of_2.nii',
    'visit-2/roi v1.2.3.nrrd',
  ])('%s identifies nobody', (path) => {
    expect(examinePath(path)).toEqual([]);
  });

  it.each([
    ['DOE^JANE/1.dcm', 'a name'],
    ['scans/jane@doe.example/1.dcm', 'an e-mail address'],
    ['tel 030 1234567/1.dcm', 'a telephone number'],
    ['0151-2345678.nii', 'a telephone number'],
    ['+49 151 23456789/a.nii', 'a telephone number'],
    ['call_(555)_123-4567.nii', 'a telephone number'],
    ['555-234-5678.nii', 'a telephone number'],
    ['01234567890.dcm', 'a telephone number'],
    ['MRN 471123/a.nii', 'a number of a person'],
    ['nhs_no_4857773456/a.nii', 'a number of a person'],
    ['dob1961/a.nii', 'a date of birth'],
    ['DOB_12.08.1961/a.nii', 'a date of birth'],
    ['geb-19610812.nii', 'a date of birth'],
  ])('%s holds %s, which nothing excuses', (path, what) => {
    expect(examinePath(path)).toMatchObject([{ code: 'identity.file', where: `the path, which holds ${what}` }]);
    expect(examinePath(path)[0]).not.toHaveProperty('unless');
  });

  it.each([
    '20200101/a.nii',
    '2020-01-15_t2.nii',
    '15_01_2020.nii',
    '2020/01/15/a.nii',
    'IMG20200115T101112.dcm',
    '20200115101112/a.nii',
  ])('%s holds a date, which a declaration excuses', (path) => {
    expect(examinePath(path)).toMatchObject([
      { code: 'identity.dates', where: 'the path, which holds a date', unless: [113106, 113107] },
    ]);
  });

  it('may hold a UID with a date in it where UIDs, or dates, may stay', () => {
    expect(examinePath('1.2.840.113619.2.19610812.5.dcm')).toMatchObject([
      { code: 'identity.dates', unless: [113110, 113106, 113107] },
    ]);
  });
});

const nifti = writeNifti(
  {
    size: [2, 2, 2],
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    voxels: new Int16Array(8),
  },
  { gzip: false },
);
const options = (...codes: string[]) =>
  sequence(0x00120064, ...codes.map((code) => [text(0x00080100, 'SH', code)] as const));

function checkOf(files: Readonly<Record<string, Uint8Array>>): IdentityCheck {
  const check = new IdentityCheck();
  Object.entries(files).forEach(([name, bytes], i) => {
    check.add({ name, bytes }, `files[${i}].path`);
  });
  return check;
}

describe('a study whose paths may identify a person', () => {
  it('is given the place of the file, in every finding that the file has', () => {
    const check = checkOf({ 'a.nii': nifti, 'DOE^JANE/side.json': utf8('{"PatientName":"x y"}') });
    const { verdict, findings } = check.receipt();
    expect(verdict).toBe('quarantine');
    expect(findings.map(({ file, where }) => `${file}: ${where}`)).toEqual([
      'files[1].path: JSON key PatientName',
      'files[1].path: the path, which holds a name',
    ]);
    expect(JSON.stringify(findings)).not.toMatch(/DOE|JANE/);
    expect([...check.identifyingPaths()]).toEqual([
      ['DOE^JANE/side.json', 'files[1].path'],
      ['DOE^JANE', 'the folder of files[1].path'],
    ]);
  });

  it('has one finding for all files of a folder, and counts them', () => {
    const check = checkOf({ 'x/ok.nii': nifti, '20200115/1.nii': nifti, '20200115/2.nii': nifti });
    expect(check.receipt().findings).toMatchObject([{ code: 'identity.dates', file: 'files[1].path', files: 2 }]);
  });

  it('may name folders by dates that it declares, but not by those of birth', () => {
    const declared = dicomWith(options('113107'));
    expect(checkOf({ '20200115/1.dcm': declared, '20200115/roi.nii': nifti }).receipt().verdict).toBe('clean');
    expect(checkOf({ '20200115/1.dcm': dicomWith() }).receipt().findings).toMatchObject([{ code: 'identity.dates' }]);
    expect(checkOf({ 'dob 19610812/1.dcm': declared }).receipt().findings).toMatchObject([{ code: 'identity.file' }]);
  });

  it.each([
    ['Doe_Jane/1.nii', 'DOE^JANE'],
    ['janedoerr.nii', 'Doerr^Jane'],
    ['MuellerErika/a.nii', 'MÜLLER^ERIKA'.replace('Ü', 'UE')],
    ['scan-of-rene.nii', 'Deneuve^René'],
  ])('%s repeats the name of an attribute', (path, name) => {
    const named = dicomWith(text(0x00080005, 'CS', 'ISO_IR 192'), text(0x00100010, 'PN', name));
    // In whichever order the files come.
    for (const files of [
      { [path]: nifti, 'b.dcm': named },
      { 'b.dcm': named, [path]: nifti },
    ]) {
      const { findings } = checkOf(files).receipt();
      const inPath = findings.filter(({ where }) => where.startsWith('the path'));
      expect(inPath).toMatchObject([{ file: `files[${Object.keys(files).indexOf(path)}].path`, files: 1 }]);
    }
  });

  it('may hold the pseudonym, and words that are no names', () => {
    expect(checkOf({ 'SYN-1/t2/1.dcm': dicomWith() }).receipt().findings).toEqual([]);
    // The name of who operated the scanner is a finding of its own; a word of imaging in it is none of the path.
    const { findings } = checkOf({ 'mri/1.dcm': dicomWith(text(0x00081070, 'PN', 'MRI^T2')) }).receipt();
    expect(findings.map(({ where }) => where)).toEqual(['(0008,1070) Operators Name']);
  });
});

describe('withoutPaths', () => {
  it('puts places for paths and folders, and leaves words alone that hold the same letters', () => {
    const paths = new Map([
      ['doe/1.nii', 'files[0].path'],
      ['doe', 'the folder of files[0].path'],
    ]);
    expect(withoutPaths({ a: ['doe/1.nii: it does', 'doe: dce', 3, undefined], b: null }, paths)).toEqual({
      a: ['files[0].path: it does', 'the folder of files[0].path: dce', 3, undefined],
      b: null,
    });
  });
});
