/** Diffusion weighting where makers put it: elements of their own, Siemens' CSA header, the name of the sequence. */
import { execFileSync } from 'node:child_process';
import { describeSeries, examineIdentity, listSeries, type NamedBytes } from '@radscore/imaging';
import { describe, expect, it } from 'vitest';
import { csaValue } from '../../../../../layers/imaging/dicom/encoding/csa-header.ts';
import { integers, type NewElement, text } from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import { parseDicom } from '../../../../../layers/imaging/dicom/encoding/parse.ts';
import { Tag } from '../../../../../layers/imaging/dicom/encoding/tags.ts';
import { CSA_FORMS, diffusionTags, encodeCsa } from '../csa.ts';
import { rewritten } from '../rewrite.ts';
import { writtenCases } from '../written.ts';

const [t2] = writtenCases();
const slices = t2.series.files;
const raw = (tag: number, vr: string, value: Uint8Array): NewElement => ({ tag, vr, value });

/** The series once for each b-value, the highest first. */
function weighted(element: (b: number) => readonly NewElement[]): NamedBytes[] {
  return [800, 0].flatMap((b) =>
    slices.map((file, i) => rewritten(file, [text(Tag.SOPInstanceUID, 'UI', `2.25.5${b}${i}`), ...element(b)])),
  );
}

const float = (value: number, bytes: 4 | 8): Uint8Array => {
  const view = new DataView(new ArrayBuffer(bytes));
  if (bytes === 4) view.setFloat32(0, value, true);
  else view.setFloat64(0, value, true);
  return new Uint8Array(view.buffer);
};

const csa = (header: Uint8Array, vr = 'OB'): NewElement[] => [
  text(0x00290010, 'LO', 'SIEMENS CSA HEADER'),
  raw(0x00291010, vr, header),
];

describe('b-values', () => {
  it.each<[string, (b: number) => NewElement[]]>([
    ['the standard', (b) => [integers(Tag.DiffusionBValue, 'FD', b)]],
    ['Siemens', (b) => [text(0x00190010, 'LO', 'SIEMENS MR HEADER'), text(0x0019100c, 'IS', String(b))]],
    [
      'Siemens, of unknown representation',
      (b) => [text(0x00190010, 'LO', 'SIEMENS MR HEADER'), text(0x0019100c, 'UN', String(b))],
    ],
    [
      'GE, with 10⁹ added',
      (b) => [text(0x00430010, 'LO', 'GEMS_PARM_01'), text(0x00431039, 'IS', String(1e9 + b), '8', '0', '0')],
    ],
    ['Philips', (b) => [text(0x20010010, 'LO', 'Philips Imaging DD 001'), raw(0x20011003, 'FL', float(b, 4))]],
    ['United Imaging', (b) => [text(0x00650010, 'LO', 'Image Private Header'), raw(0x00651009, 'FD', float(b, 8))]],
    [
      'another block of private elements',
      (b) => [text(0x00190012, 'LO', 'SIEMENS MR HEADER'), text(0x0019120c, 'IS', String(b))],
    ],
    ['the CSA header', (b) => csa(encodeCsa('SV10', diffusionTags(String(b))))],
    ['the CSA header of older scanners', (b) => csa(encodeCsa('older', diffusionTags(String(b))))],
    [
      'the CSA header of older scanners, counting on',
      (b) => csa(encodeCsa('older, counting on', diffusionTags(String(b)))),
    ],
    ['the CSA header, of unknown representation', (b) => csa(encodeCsa('SV10', diffusionTags(String(b))), 'UN')],
    [
      'another block with the CSA header',
      (b) => [
        text(0x00290011, 'LO', 'SIEMENS CSA HEADER'),
        raw(0x00291110, 'OB', encodeCsa('SV10', diffusionTags(`${b}.000`))),
      ],
    ],
    ['the name of a trace', (b) => [text(Tag.SequenceName, 'SH', `*ep_b${b}t`)]],
    ['the name of a direction', (b) => [text(Tag.SequenceName, 'SH', b === 0 ? 'ep_b0' : `ep_b${b}#3`)]],
    [
      'the name, where the CSA header has no value',
      (b) => [...csa(encodeCsa('SV10', diffusionTags(''))), text(Tag.SequenceName, 'SH', `*re_b${b}t`)],
    ],
    [
      'the element before the header and the name',
      (b) => [
        text(0x00190010, 'LO', 'SIEMENS MR HEADER'),
        text(0x0019100c, 'IS', String(b)),
        ...csa(encodeCsa('SV10', diffusionTags('77'))),
        text(Tag.SequenceName, 'SH', '*ep_b66t'),
      ],
    ],
  ])('of %s', (_, element) => {
    expect(listSeries(weighted(element)).map(describeSeries)).toEqual(['b=0 (3 slices)', 'b=800 (3 slices)']);
  });

  it.each([
    ['of a map, whose name gives a range', text(Tag.SequenceName, 'SH', '*ep_b50_800')],
    ['of another sequence', text(Tag.SequenceName, 'SH', '*tse2d1_15')],
    ['of a name that says no number', text(Tag.SequenceName, 'SH', '*ep_b')],
    ['of a CSA header in which it is no number', csa(encodeCsa('SV10', diffusionTags('high')))],
    ['of an empty CSA header', csa(new Uint8Array(0))],
  ])('there is none %s', (_, elements) => {
    const files = slices.map((file) => rewritten(file, [elements].flat()));
    expect(listSeries(files).map(({ kind, bValue }) => [kind, bValue])).toEqual([['image', undefined]]);
  });
});

describe('a CSA header', () => {
  it.each(CSA_FORMS)('in the %s form gives the first value of a tag', (form) => {
    const header = encodeCsa(form, diffusionTags('1000'));
    expect(csaValue(header, 'B_value')).toBe('1000');
    expect(csaValue(header, 'EchoLinePosition')).toBe('64');
    expect(csaValue(header, 'ICE_Dims')).toBe('X_1_1_1_1_1_1_1_1_1_1_1_277');
    expect(csaValue(header, 'DiffusionDirectionality')).toBe('DIRECTIONAL');
    expect(csaValue(header, 'UsedChannelMask')).toBeUndefined();
    expect(csaValue(header, 'B_matrix')).toBeUndefined();
  });

  it.each(CSA_FORMS)('in the %s form that was cut off gives what stands before, or nothing', (form) => {
    const header = encodeCsa(form, diffusionTags('1000'));
    for (let length = 0; length < header.length; length++) {
      expect(['1000', undefined]).toContain(csaValue(header.slice(0, length), 'B_value'));
    }
  });

  it.each(
    CSA_FORMS,
  )('in the %s form whose counts and lengths lie gives a text or nothing, and reads no further', (form) => {
    const header = encodeCsa(form, diffusionTags('1000'));
    for (let at = 0; at + 4 <= header.length; at += 4) {
      for (const lie of [0, 1, 1000, 1001, 0x7fffffff, 0x80000000, 0xffffffff]) {
        const hostile = header.slice();
        new DataView(hostile.buffer).setUint32(at, lie, true);
        expect(['string', 'undefined']).toContain(typeof csaValue(hostile, 'B_value'));
      }
    }
  });

  it.each(CSA_FORMS)('in the %s form with a value of megabytes is no number', (form) => {
    const header = encodeCsa(form, diffusionTags('1'.repeat(2 ** 20)));
    const files = slices.map((file) => rewritten(file, csa(header)));
    expect(listSeries(files).map(({ kind }) => kind)).toEqual(['image']);
  });

  it('is private, and keeps a study in quarantine: it holds far more than physics', () => {
    const files = weighted((b) => csa(encodeCsa('SV10', diffusionTags(String(b)))));
    const { verdict, findings } = examineIdentity(files);
    expect(verdict).toBe('quarantine');
    expect(findings.map(({ code, where }) => `${code} ${where}`).sort()).toEqual([
      'identity.private (0029,0010) private creator',
      'identity.private (0029,1010) private element',
    ]);
    const named = weighted((b) => [text(Tag.SequenceName, 'SH', `*ep_b${b}t`)]);
    expect(examineIdentity(named)).toMatchObject({ verdict: 'clean' });
  });
});

// A Python with nibabel, which the peers have (peers.txt): it reads what is written here, and this reader what it has.
const peers = process.env.RADSCORE_DICOM_PEERS;
const NIBABEL = `
import base64, gzip, json, os, sys, warnings
warnings.simplefilter('ignore')
import nibabel
from nibabel.nicom import csareader
written = [csareader.read(base64.b64decode(text)) for text in json.load(sys.stdin)]
folder = os.path.join(os.path.dirname(nibabel.__file__), 'nicom', 'tests', 'data')
files = {}
for name in ('siemens_dwi_0.dcm.gz', 'siemens_dwi_1000.dcm.gz'):
    files[name] = base64.b64encode(gzip.open(os.path.join(folder, name)).read()).decode()
for name in ('csa2_b0.bin', 'csa2_b1000.bin'):
    files[name] = base64.b64encode(open(os.path.join(folder, name), 'rb').read()).decode()
print(json.dumps({
    'types': [header['type'] for header in written],
    'b': [csareader.get_scalar(header, 'B_value') for header in written],
    'positions': [csareader.get_scalar(header, 'EchoColumnPosition') for header in written],
    'files': files,
}))`;

interface ReadByNibabel {
  readonly types: number[];
  readonly b: number[];
  readonly positions: number[];
  readonly files: Readonly<Record<string, string>>;
}

describe.skipIf(!peers)('nibabel (RADSCORE_DICOM_PEERS)', () => {
  // Of the older form nibabel takes the second tag for the first, and fails where the first has items.
  const older = diffusionTags('800').map((tag, i) => (i < 2 ? { ...tag, items: [] } : tag));
  const headers = [encodeCsa('SV10', diffusionTags('800')), encodeCsa('older', older)];
  const seen = (): ReadByNibabel => {
    const input = JSON.stringify(headers.map((header) => Buffer.from(header).toString('base64')));
    return JSON.parse(execFileSync(peers ?? '', ['-c', NIBABEL], { encoding: 'utf8', input, maxBuffer: 2 ** 26 }));
  };

  it('reads the headers that these tests write', () => {
    expect(seen()).toMatchObject({ types: [2, 1], b: [800, 800], positions: [192, null] });
  });

  it('has headers of real scanners, which are read here', () => {
    const { files } = seen();
    const bytes = (name: string): Uint8Array => new Uint8Array(Buffer.from(files[name], 'base64'));
    expect([0, 1000].map((b) => csaValue(bytes(`csa2_b${b}.bin`), 'B_value'))).toEqual(['0', '1000']);
    expect(csaValue(bytes('csa2_b1000.bin'), 'DiffusionDirectionality')).toBe('DIRECTIONAL');
    for (const b of [0, 1000]) {
      // A mosaic, which is no stack of slices: its header alone is looked at, without the element that newer scanners have.
      const file = bytes(`siemens_dwi_${b}.dcm.gz`);
      const { dataSet } = parseDicom(file, 'mosaic.dcm');
      const tag = dataSet.privateTag(0x0029, 'SIEMENS CSA HEADER', 0x10) ?? 0;
      expect(csaValue(dataSet.elements.get(tag)?.value ?? new Uint8Array(0), 'B_value')).toBe(String(b));
      expect(dataSet.text(Tag.SequenceName)).toMatch(`ep_b${b}`);
    }
  });
});
