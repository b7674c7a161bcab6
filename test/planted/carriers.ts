/** Files that carry a planted text, one for each place where a file of a study can hold one. */
import { gzipSync } from 'node:zlib';
import { IDENTITY_DIRECTION, type NamedBytes, type Volume, writeNifti, writeNrrd } from '@radscore/imaging';
import { CONFIDENTIALITY_PROFILE } from '../../layers/imaging/deidentification/profile.generated.ts';
import {
  encodeDicomFile,
  type NewDataSet,
  type NewElement,
  sequence,
  text,
} from '../../layers/imaging/dicom/encoding/encode.ts';
import { tagName } from '../../layers/imaging/dicom/encoding/tags.ts';
import { identityFor, type PlantedIdentity } from './identities.ts';

export interface Carrier {
  /** The place, as a test names it. */
  readonly place: string;
  readonly file: NamedBytes;
}

const MR = '1.2.840.10008.5.1.4.1.1.4';

/** A DICOM file that says how it was de-identified; further elements replace its own. */
export function dicomWith(...elements: NewDataSet): Uint8Array {
  const own: NewDataSet = [
    text(0x00080016, 'UI', MR),
    text(0x00080060, 'CS', 'MR'),
    text(0x00100010, 'PN', 'SYN-1'),
    text(0x00100020, 'LO', 'SYN-1'),
    text(0x00120062, 'CS', 'YES'),
    text(0x00120063, 'LO', 'test'),
  ];
  const replaced = new Set(elements.map(({ tag }) => tag));
  return encodeDicomFile(MR, '2.25.1', [...own.filter(({ tag }) => !replaced.has(tag)), ...elements]);
}

/** Every attribute of the profile that is no part of the file meta group or of command messages, alone and in a sequence. */
export function dicomCarriers(): Carrier[] {
  return [...CONFIDENTIALITY_PROFILE.keys()]
    .filter((tag) => tag >>> 16 >= 0x0008)
    .flatMap((tag, index) => {
      const planted: NewElement = text(tag, 'LO', sayings(identityFor(index))[index % 2]);
      return [
        { place: `${tagName(tag)}`, file: dicom(planted) },
        { place: `${tagName(tag)} in a sequence`, file: dicom(sequence(0x00081115, [planted])) },
      ];
    });
}

const dicom = (...elements: NewDataSet): NamedBytes => ({ name: 'a.dcm', bytes: dicomWith(...elements) });

/** A person as texts give him or her. */
function sayings({ given, family, dicomName, phone, email, nationalId, address }: PlantedIdentity): string[] {
  return [dicomName, `${given} ${family}`, family, phone, email, nationalId, address];
}

const VOLUME: Volume = {
  voxels: new Int16Array(32).fill(7),
  size: [4, 4, 2],
  spacing: [1, 1, 1],
  origin: [0, 0, 0],
  direction: IDENTITY_DIRECTION,
};
const utf8 = (value: string): Uint8Array => new TextEncoder().encode(value);

function patched(bytes: Uint8Array, at: number, value: string, length: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  changed.set(utf8(value).subarray(0, length), at);
  return changed;
}

/** Text fields of NIfTI: place, offset, length. */
const NIFTI_FIELDS = [
  ['data_type', 4, 10],
  ['db_name', 14, 18],
  ['descrip', 148, 80],
  ['aux_file', 228, 24],
  ['intent_name', 328, 16],
] as const;

/** Files with nothing in them, whose own names tell a person. */
export function pathCarriers(): Carrier[] {
  const bytes = writeNifti(VOLUME, { gzip: false });
  return Array.from({ length: 24 }, (_, i) => identityFor(i)).flatMap(
    ({ dicomName, phone, email, birthDate, family }) =>
      [
        ['a name in a path', dicomName],
        ['a telephone number in a path', `tel ${phone}`],
        ['an e-mail address in a path', email],
        ['a date of birth in a path', `${family} ${birthDate}`],
      ].map(([place, name]) => ({ place, file: { name: `${name}.nii`, bytes } })),
  );
}

/** Every place but the attributes of the profile. */
export function otherCarriers(): Carrier[] {
  let next = 0;
  const someone = (): PlantedIdentity => identityFor(next++);
  const carriers: Carrier[] = [];
  const add = (place: string, name: string, bytes: Uint8Array): void =>
    void carriers.push({ place, file: { name, bytes } });

  const { family } = someone();
  for (const [tag, vr, value] of [
    [0x00189999, 'PN', someone().dicomName],
    [0x00080070, 'LO', someone().dicomName],
    [0x00080008, 'CS', someone().dicomName],
    [0x00204000, 'LT', someone().email],
    [0x00091001, 'LO', `${family}`],
    [0x00091002, 'UN', someone().given],
    [0x00090010, 'LO', someone().family],
    [0x00080018, 'UI', '1.2.840.113619.2.19610812.5'],
    [0x0020000d, 'UI', '1.3.12.2.1107.5.2.19610812101112.1'],
    [0x60003000, 'OB', someone().family],
  ] as const) {
    const written = vr === 'UN' || vr === 'OB' ? { tag, vr, value: utf8(value) } : text(tag, vr, value);
    add(`${tagName(tag)} ${vr}`, 'a.dcm', dicomWith(written));
  }
  add('a private sequence', 'a.dcm', dicomWith(sequence(0x00091003, [text(0x00080104, 'LO', someone().family)])));
  add(
    'a code in a sequence of the profile',
    'a.dcm',
    dicomWith(sequence(0x00081084, [text(0x00080104, 'LO', someone().family)])),
  );
  add('the DICOM preamble', 'a.dcm', patched(dicomWith(), 0, someone().family, 128));

  const nifti = writeNifti(VOLUME, { gzip: false });
  for (const [field, at, length] of NIFTI_FIELDS) {
    const { given } = someone();
    add(`NIfTI ${field}`, 'a.nii', patched(nifti, at, given, length));
    add(`NIfTI ${field}, gzipped`, 'a.nii.gz', gzipSync(patched(nifti, at, given, length)));
    add(`NIfTI ${field}, behind its end`, 'a.nii', patched(nifti, at, `\0${given}`, length));
    add(`NIfTI ${field}, beside a program`, 'a.nii', patched(nifti, at, `FSL ${given}`, length));
  }
  add('a NIfTI extension', 'a.nii', patched(nifti, 348, `\u0001\0\0\0${someone().family}`, 64));
  const gapped = new Uint8Array(nifti.length + 160);
  gapped.set(nifti.subarray(0, 352));
  gapped.set(nifti.subarray(352), 512);
  gapped.set(utf8(someone().family), 400);
  new DataView(gapped.buffer).setFloat32(108, 512, true);
  add('between NIfTI header and voxels', 'a.nii', gapped);

  for (const [flag, field] of [
    [8, 'file name'],
    [16, 'comment'],
  ] as const) {
    const packed = gzipSync(nifti);
    const header = Uint8Array.from(packed.subarray(0, 10));
    header[3] = flag;
    const named = new Uint8Array([...header, ...utf8(someone().family), 0, ...packed.subarray(10)]);
    add(`gzip ${field}`, 'a.nii.gz', named);
  }

  const nrrd = new TextDecoder('latin1').decode(writeNrrd(VOLUME, { encoding: 'raw' }));
  const withLine = (line: string): Uint8Array => Buffer.from(nrrd.replace('\n', `\n${line}\n`), 'latin1');
  for (const [place, line] of [
    ['a comment', `# ${someone().given}`],
    ['a key', `${someone().family}:=1`],
    ['a value', `Segment0_Name:=${someone().family}`],
    ['a value that only programs write', `ITK_InputFilterName:=${someone().family}`],
    ['content', `content: ${someone().given}`],
    ['labels', `labels: "${someone().given}" "y" "z"`],
    ['units', `units: "${someone().given}" "mm" "mm"`],
    ['space units', `space units: "${someone().given}" "mm" "mm"`],
    ['sample units', `sample units: ${someone().given}`],
    ['a field of the format', `kinds: ${someone().given} domain domain`],
    ['a field of no format', `${someone().family}: 1`],
    ['a bare line', someone().family],
  ]) {
    add(`NRRD, ${place}`, 'a.nrrd', withLine(line));
  }
  add('NRRD, type', 'a.nrrd', Buffer.from(nrrd.replace(/type: .*/, `type: ${someone().family}`), 'latin1'));
  add('NRRD, sizes', 'a.nrrd', Buffer.from(nrrd.replace(/sizes: .*/, `sizes: ${someone().family} 4 2`), 'latin1'));

  const mha = (line: string): Uint8Array =>
    utf8(
      `ObjectType = Image\nNDims = 3\n${line}\nDimSize = 1 1 2\nElementSpacing = 1 1 1\nElementType = MET_CHAR\nElementDataFile = LOCAL\n\0\0`,
    );
  for (const line of ['Name', 'Comment', 'Modality', 'ITK_InputFilterName', 'AnatomicalOrientation']) {
    add(`MetaImage ${line}`, 'a.mha', mha(`${line} = ${someone().family}`));
  }
  add('MetaImage key', 'a.mha', mha(`${someone().family} = 1`));
  add('MetaImage ElementType', 'a.mha', mha(`ElementType = ${someone().family}`));

  for (const saying of sayings(someone())) {
    add('a JSON text', 'a.json', utf8(JSON.stringify({ SeriesDescription: saying })));
    add('a JSON text, deep', 'a.json', utf8(JSON.stringify({ x: [[{ y: [saying] }]] })));
    add('a JSON key', 'a.json', utf8(JSON.stringify({ [`${saying} `]: 1 })));
    add('a cell of a clinical table', 'c.csv', utf8(`case_id,status\nBR-1,${saying}\n`));
    add('a quoted cell', 'c.csv', utf8(`case_id,status,age\nBR-1,"x, ${saying}",3\n`));
    add('a heading of a clinical table', 'c.csv', utf8(`case_id,${saying}\nBR-1,1\n`));
    add('a table with tabs', 'c.tsv', utf8(`case_id\tstatus\nBR-1\t${saying}\n`));
    add('a cell beyond the headings', 'c.csv', utf8(`case_id\nBR-1,${saying}\n`));
  }
  add('a JSON date', 'a.json', utf8(JSON.stringify({ value: someone().birthDate })));
  add('a date in a table', 'c.csv', utf8(`case_id,age\nBR-1,${someone().birthDate}\n`));
  add('b-values', 'a.bval', utf8(`0 800 ${someone().family}\n`));
  add('a file of voxels that no header names', `a.raw`, utf8(someone().family));
  add('a file of another kind', 'notes.txt', utf8(someone().family));
  return carriers;
}
