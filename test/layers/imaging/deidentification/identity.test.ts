/** The identity check on the test studies, beside their expected findings. */
import { describe, expect, it } from 'vitest';
import { CONFIDENTIALITY_PROFILE } from '../../../../layers/imaging/deidentification/profile.generated.ts';
import { encodeDicomFile, type NewDataSet, sequence, text } from '../../../../layers/imaging/dicom/encoding/encode.ts';
import { tagName } from '../../../../layers/imaging/dicom/encoding/tags.ts';
import { examineIdentity, InputRefused, readImage, readMask } from '../../../../layers/imaging/node.ts';
import { cases, filesOf, hasCases } from '../dicom/cases.ts';
import { text as utf8 } from '../volumes.ts';

const parsable = cases.filter(({ id }) => !/^G(01|08|14)-|^G41-/.test(id));
const codeOf = (reason: string): string =>
  reason.replace('burned_in', 'burned-in').replace('not_declared', 'not-declared');

describe.skipIf(!hasCases)('identities in the test studies', () => {
  it.each(parsable)('$id: $expected.reason_code', (study) => {
    const receipt = examineIdentity(filesOf(study, 'files'));
    const reason = study.expected.reason_code ?? '';
    if (reason.startsWith('identity')) {
      expect(receipt.verdict).toBe('quarantine');
      expect(receipt.findings.map(({ code }) => code)).toContain(codeOf(reason));
      const said = JSON.stringify(receipt);
      for (const secret of study.must_not_echo ?? []) expect(said).not.toContain(secret);
      for (const leak of study.leaks ?? []) {
        const tag = /\([0-9A-F]{4},[0-9A-F]{4}\)/i.exec(leak)?.[0];
        if (tag && study.id !== 'F18-name-in-description') expect(said).toContain(tag);
      }
    } else {
      expect(receipt.findings).toEqual([]);
      expect(receipt.verdict).toBe('clean');
    }
  });

  it.each(cases)('$id: no message repeats what must not be repeated', (study) => {
    let said = '';
    try {
      const files = filesOf(study, 'files');
      said += JSON.stringify(examineIdentity(files));
      const image = readImage(filesOf(study, Object.values(study.inputs)[0][0]));
      readMask(filesOf(study, study.inputs.roi[0]), image);
    } catch (error) {
      expect(error).toBeInstanceOf(InputRefused);
      said += String(error) + JSON.stringify(error);
    }
    for (const secret of study.must_not_echo ?? []) expect(said).not.toContain(secret);
  });
});

const DECLARED: NewDataSet = [
  text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.4'),
  text(0x00080060, 'CS', 'MR'),
  text(0x00100010, 'PN', 'SYN-1'),
  text(0x00100020, 'LO', 'SYN-1'),
  text(0x00120062, 'CS', 'YES'),
  text(0x00120063, 'LO', 'test'),
];

function receiptOf(...elements: NewDataSet): ReturnType<typeof examineIdentity> {
  const replaced = new Set(elements.map(({ tag }) => tag));
  const dataSet = [...DECLARED.filter(({ tag }) => !replaced.has(tag)), ...elements];
  return examineIdentity([{ name: 'a.dcm', bytes: encodeDicomFile('1.2.840.10008.5.1.4.1.1.4', '2.25.1', dataSet) }]);
}

describe('a name planted in a DICOM file', () => {
  const attributes = [...CONFIDENTIALITY_PROFILE].filter(([tag, [, action]]) => action !== 'U' && tag >>> 16 > 0x0008);

  it('is found in every attribute of the profile, at the top and in a sequence, and not repeated', () => {
    expect(receiptOf().findings).toEqual([]);
    for (const [tag] of attributes) {
      const planted = text(tag, 'LO', 'DOE^JANE');
      const inside = sequence(0x00400275, [planted]);
      for (const element of [planted, inside]) {
        const receipt = receiptOf(element);
        expect(receipt.findings.map(({ where }) => where).join(), tagName(tag)).toContain(tagName(tag));
        expect(JSON.stringify(receipt)).not.toMatch(/DOE|JANE/);
      }
    }
    expect(attributes.length).toBeGreaterThan(400);
  });

  it('is found in any person name and any private element', () => {
    expect(receiptOf(text(0x00189999, 'PN', 'DOE^JANE')).verdict).toBe('quarantine');
    const block = [text(0x00290010, 'LO', 'SOMEBODY'), text(0x00291001, 'LT', 'Jane Doe')];
    expect(receiptOf(...block).findings).toMatchObject([
      { code: 'identity.private', where: '(0029,0010) private creator' },
      { code: 'identity.private', where: '(0029,1001) private element' },
    ]);
  });

  it('may be a pseudonym where name and identifier agree', () => {
    expect(receiptOf(text(0x00100010, 'PN', 'SYN-2'), text(0x00100020, 'LO', 'SYN-2')).verdict).toBe('clean');
    expect(receiptOf(text(0x00100010, 'PN', 'SYN-2')).verdict).toBe('quarantine');
    expect(receiptOf(text(0x00100010, 'PN', 'DOE^J'), text(0x00100020, 'LO', 'DOE^J')).verdict).toBe('quarantine');
  });

  it('may not hide in descriptions', () => {
    const described = (value: string): string => receiptOf(text(0x0008103e, 'LO', value)).verdict;
    for (const value of ['t2_tse_tra_fs', 'DWI b50 b800 ADC', 'DCE phase 2', 'ax T1 vibe dyn +C', 'ep2d_diff_b800']) {
      expect([value, described(value)]).toEqual([value, 'clean']);
    }
    for (const value of ['MRI Doe', 'T2 for Jane', 'call 030 123 45 67', 'DOE^JANE', 'jane@doe.org']) {
      expect([value, described(value)]).toEqual([value, 'quarantine']);
    }
  });

  it('needs no declaration of shifted dates for dummies, and one for others', () => {
    expect(receiptOf(text(0x00080023, 'DA', '19000101')).verdict).toBe('clean');
    expect(receiptOf(text(0x00080023, 'DA', '20240301')).findings).toMatchObject([{ code: 'identity.dates' }]);
    const shifted = sequence(0x00120064, [text(0x00080100, 'SH', '113107')]);
    expect(receiptOf(text(0x00080023, 'DA', '20240301'), shifted).verdict).toBe('clean');
    expect(receiptOf(text(0x00100030, 'DA', '19000101'), shifted).findings).toMatchObject([
      { code: 'identity.attribute' },
    ]);
  });
});

describe('a name planted beside the images', () => {
  const codes = (name: string, content: string): string[] =>
    examineIdentity([{ name, bytes: utf8(content) }]).findings.map(({ code, where }) => `${code} ${where}`);

  it('is found in JSON side-cars', () => {
    expect(codes('a.json', '{"EchoTime":0.07,"SeriesDescription":"t2_tse_tra"}')).toEqual([]);
    expect(codes('a.json', '{"x":[{"PatientName":"Jane"}]}')).toContain('identity.file JSON key PatientName');
    expect(codes('a.json', '{"PatientName":""}')).toEqual([]);
    expect(codes('a.json', '{"Jane')).toEqual(['identity.file a JSON file that cannot be parsed']);
  });

  it('is found in clinical tables', () => {
    expect(codes('c.csv', 'case_id,age,er,ki67\nBR-1,45,1,20\n')).toEqual([]);
    expect(codes('c.csv', 'case_id,"Family Name",mrn\n')).toEqual([
      'identity.clinical column 2, headed as name',
      'identity.clinical column 3, headed as identifier',
    ]);
    expect(codes('c.csv', 'id,contact\n1,jane@doe.org\n')).toEqual([
      'identity.clinical column 2, which holds e-mail addresses',
    ]);
  });

  it('is found in NRRD and MetaImage headers', () => {
    const nrrd = (line: string): string => `NRRD0004\n${line}\ntype: uint8\n\n`;
    expect(codes('a.nrrd', nrrd('# Complete NRRD file format specification at:'))).toEqual([]);
    expect(codes('a.nrrd', nrrd('content: Jane Doe'))).toEqual(['identity.file NRRD content']);
    expect(codes('a.nrrd', nrrd('Segment0_Name:=Jane'))).toEqual(['identity.file NRRD key/value pair']);
    expect(codes('a.nrrd', nrrd('Segment0_Name:=Tumor'))).toEqual([]);
    expect(codes('a.mha', 'ObjectType = Image\nName = Jane\nElementDataFile = LOCAL\n')).toEqual([
      'identity.file MetaImage fields',
    ]);
  });
});
