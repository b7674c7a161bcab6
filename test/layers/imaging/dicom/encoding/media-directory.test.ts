/** Studies with a DICOMDIR. */
import { describe, expect, it } from 'vitest';
import {
  encodeDicomFile,
  type NewDataSet,
  sequence,
  text,
} from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import {
  IdentityCheck,
  inspectStudy,
  readImage,
  writeNifti,
  writeNrrd,
  writeSeries,
} from '../../../../../layers/imaging/node.ts';
import { dicomWith } from '../../../../planted/carriers.ts';

const GRID = {
  size: [8, 8, 6],
  spacing: [1, 1, 1.5],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const;
const volume = { ...GRID, voxels: Int16Array.from({ length: 384 }, (_, i) => (i * 37) % 101) };
const nifti = writeNifti(volume, { gzip: false });
const options = (...codes: string[]) =>
  sequence(0x00120064, ...codes.map((code) => [text(0x00080100, 'SH', code)] as const));

function checkOf(files: Readonly<Record<string, Uint8Array>>): IdentityCheck {
  const check = new IdentityCheck();
  for (const [name, bytes] of Object.entries(files)) check.add({ name, bytes });
  return check;
}

const DIRECTORY = '1.2.840.10008.1.3.10';
const record = (type: string, ...elements: NewDataSet): NewDataSet => [text(0x00041430, 'CS', type), ...elements];
function directory(patient: NewDataSet, ...more: NewDataSet[]): Uint8Array {
  return encodeDicomFile(DIRECTORY, '2.25.9', [
    text(0x00041130, 'CS', 'SYNTHETIC'),
    sequence(0x00041220, record('PATIENT', ...patient), ...more),
  ]);
}
const PSEUDONYM = [text(0x00100010, 'PN', 'SYN-1'), text(0x00100020, 'LO', 'SYN-1')];
const image = (...path: string[]): NewDataSet => record('IMAGE', text(0x00041500, 'CS', ...path));

describe('a DICOMDIR', () => {
  const dated = record('STUDY', text(0x00080020, 'DA', '20200115'), text(0x00081030, 'LO', 'MRI breast'));

  it('need not say how it was de-identified, and is excused by what its images declare', () => {
    const files = { DICOMDIR: directory(PSEUDONYM, image('T2', 'IM0001')), 'T2/IM0001': dicomWith() };
    expect(checkOf(files).receipt()).toMatchObject({ verdict: 'clean', declared: true, files: 2, findings: [] });
    const withDates = { DICOMDIR: directory(PSEUDONYM, dated), 'T2/IM0001': dicomWith(options('113107')) };
    expect(checkOf(withDates).receipt()).toMatchObject({ verdict: 'clean', declared: true, options: [113107] });
  });

  it('does not declare for images that do not', () => {
    const silent = dicomWith(text(0x00120062, 'CS', 'NO'));
    const { findings } = checkOf({ DICOMDIR: directory(PSEUDONYM), 'T2/IM0001': silent }).receipt();
    expect(findings).toMatchObject([{ code: 'identity.not-declared', file: 'T2/IM0001' }]);
  });

  it('alone beside images of another format declares nothing, and needs not to', () => {
    expect(checkOf({ DICOMDIR: directory(PSEUDONYM), 'a.nii': nifti }).receipt()).toMatchObject({
      verdict: 'clean',
      declared: false,
    });
  });

  it.each<[string, NewDataSet, NewDataSet[], string]>([
    ['a name', [text(0x00100010, 'PN', 'DOE^JANE'), text(0x00100020, 'LO', '1')], [], '(0010,0010) Patient'],
    ['a name that is not the pseudonym', [PSEUDONYM[1], text(0x00100010, 'PN', 'DOE')], [], '(0010,0010) Patient'],
    ['a date of birth', [...PSEUDONYM, text(0x00100030, 'DA', '19610812')], [], '(0010,0030) Patient'],
    ['a date', PSEUDONYM, [dated], '(0008,0020) Study Date'],
    ['a physician', PSEUDONYM, [record('STUDY', text(0x00080090, 'PN', 'DOE^J'))], '(0008,0090) Referring'],
    ['a private element', PSEUDONYM, [record('IMAGE', text(0x00090010, 'LO', 'X'))], '(0009,0010) private'],
    ['the path of a file', PSEUDONYM, [image('DOE^JANE', 'IM1')], '(0004,1500) path: a name'],
  ])('is examined in its records: %s', (_, patient, more, where) => {
    const { verdict, findings } = checkOf({ DICOMDIR: directory(patient, ...more), 'T2/1': dicomWith() }).receipt();
    expect(verdict).toBe('quarantine');
    expect(findings.filter(({ file }) => file === 'DICOMDIR').map((finding) => finding.where)).toContainEqual(
      expect.stringContaining(where),
    );
    expect(JSON.stringify(findings)).not.toMatch(/DOE|JANE|19610812/);
  });
});

it('is passed over where images are read and where a study is inspected', () => {
  const study = {
    patientId: 'SYN-1',
    studyUid: '2.25.10001',
    frameOfReferenceUid: '2.25.10002',
    deidentification: 'synthetic',
  };
  const { files } = writeSeries(volume, study, {
    number: 1,
    description: 't2 fs',
    scanningSequence: 'SE',
    scanOptions: 'FS',
    repetitionTimeMs: 4000,
    echoTimeMs: 80,
    uid: '2.25.10003',
  });
  const slices = files.map(({ bytes }, i) => ({ name: `T2/IM${i}`, bytes }));
  const listing = directory(PSEUDONYM, ...slices.map((_, i) => image('T2', `IM${i}`)));
  const beside = { name: 'T2/DICOMDIR', bytes: listing };
  expect(readImage([beside, ...slices])).toEqual(readImage(slices));
  const voxels = new Uint8Array(384).fill(1, 100, 200);
  const roi = { name: 'roi.nrrd', bytes: writeNrrd({ ...GRID, voxels }) };
  for (const place of [beside, { name: 'DICOMDIR', bytes: listing }]) {
    const { verdict, findings, series, receipt } = inspectStudy([place, ...slices, roi]);
    expect(findings).toEqual([]);
    expect([verdict, series.length, receipt.declared, receipt.files]).toEqual(['accepted', 1, true, 8]);
  }
});
