/** Trace images beside directions, by the marks of each maker; and images that are weighted though no b-value says so. */
import { listSeries, type NamedBytes } from '@radscore/imaging';
import { describe, expect, it } from 'vitest';
import { integers, type NewElement, sequence, text } from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../../../layers/imaging/dicom/encoding/tags.ts';
import { refusal } from '../../volumes.ts';
import { encodeCsa } from '../csa.ts';
import { at, described, phasesOf, type Scan, scanOf, scans, type } from '../scans.ts';

const floats = (tag: number, vr: 'FL' | 'FD', ...values: number[]): NewElement => {
  const bytes = vr === 'FL' ? 4 : 8;
  const view = new DataView(new ArrayBuffer(bytes * values.length));
  values.forEach((value, i) => {
    if (bytes === 4) view.setFloat32(4 * i, value, true);
    else view.setFloat64(8 * i, value, true);
  });
  return { tag, vr, value: new Uint8Array(view.buffer) };
};
const short = (tag: number, value: number): NewElement => {
  const view = new DataView(new ArrayBuffer(2));
  view.setInt16(0, value, true);
  return { tag, vr: 'SS', value: new Uint8Array(view.buffer) };
};

const VECTORS = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1], trace: [0, 0, 0] } as const;
type Weighting = keyof typeof VECTORS;

const philips = (...more: NewElement[]): NewElement[] => [
  text(0x20010010, 'LO', 'Philips Imaging DD 001'),
  floats(0x20011003, 'FL', 800),
  ...more,
];
const ge = (...more: NewElement[]): NewElement[] => [
  text(0x00430010, 'LO', 'GEMS_PARM_01'),
  text(0x00431039, 'IS', '1000000800', '8', '0', '0'),
  ...more,
];
const siemens = (...more: NewElement[]): NewElement[] => [
  text(0x00190010, 'LO', 'SIEMENS MR HEADER'),
  text(0x0019100c, 'IS', '800'),
  ...more,
];
const standard = (...more: NewElement[]): NewElement[] => [integers(Tag.DiffusionBValue, 'FD', 800), ...more];

/** How each maker says which image is of one direction, and which is their trace. */
const MAKERS: readonly (readonly [string, (one: Weighting) => NewElement[]])[] = [
  ['Philips, by a letter', (one) => philips(text(0x20011004, 'CS', { x: 'P', y: 'M', z: 'S', trace: 'I' }[one]))],
  [
    'Philips, by a letter in another block',
    (one) => [
      text(0x20010012, 'LO', 'Philips Imaging DD 001'),
      floats(0x20011203, 'FL', 800),
      text(0x20011204, 'CS', one === 'trace' ? 'I' : 'O'),
    ],
  ],
  [
    'Philips, by its gradient',
    (one) =>
      philips(
        text(0x20050010, 'LO', 'Philips MR Imaging DD 001'),
        ...VECTORS[one].map((value, i) => floats(0x200510b0 + i, 'FL', value)),
      ),
  ],
  ['GE, clinical', (one) => ge(short(0x00431030, { x: 3, y: 4, z: 5, trace: 15 }[one]))],
  ['GE, tensor', (one) => ge(short(0x00431030, one === 'trace' ? 19 : 16))],
  [
    'Siemens, by directionality',
    (one) => siemens(text(0x0019100d, 'CS', one === 'trace' ? 'ISOTROPIC' : 'DIRECTIONAL')),
  ],
  [
    'Siemens, by the gradient',
    (one) =>
      siemens(
        ...(one === 'trace' ? [] : [text(0x0019100d, 'CS', 'DIRECTIONAL')]),
        floats(0x0019100e, 'FD', ...VECTORS[one]),
      ),
  ],
  [
    'Siemens, by the type of the image',
    (one) => siemens(type('DERIVED', 'PRIMARY', 'DIFFUSION', one === 'trace' ? 'TRACEW' : 'NONE', 'ND')),
  ],
  [
    'Siemens, by the name of the sequence',
    (one) =>
      siemens(
        text(Tag.SequenceName, 'SH', { x: 'ep_b800#1', y: 'ep_b800#2', z: 'ep_b800#3', trace: '*ep_b800t' }[one]),
      ),
  ],
  [
    'Siemens, by the CSA header',
    (one) => [
      text(0x00290010, 'LO', 'SIEMENS CSA HEADER'),
      {
        tag: 0x00291010,
        vr: 'OB',
        value: encodeCsa('SV10', [
          { name: 'B_value', vr: 'IS', vm: 1, items: ['800'] },
          { name: 'DiffusionDirectionality', vr: 'CS', vm: 1, items: [one === 'trace' ? 'ISOTROPIC' : 'DIRECTIONAL'] },
        ]),
      },
    ],
  ],
  [
    'United Imaging, by the gradient',
    (one) => [
      text(0x00650010, 'LO', 'Image Private Header'),
      floats(0x00651009, 'FD', 800),
      floats(0x00651037, 'FD', ...VECTORS[one]),
    ],
  ],
  [
    'the standard',
    (one) => standard(text(Tag.DiffusionDirectionality, 'CS', one === 'trace' ? 'ISOTROPIC' : 'DIRECTIONAL')),
  ],
  ['the standard, by the gradient', (one) => standard(floats(Tag.DiffusionGradientOrientation, 'FD', ...VECTORS[one]))],
  [
    'the standard, by the sequence of the gradient',
    (one) =>
      one === 'trace'
        ? standard(text(Tag.DiffusionDirectionality, 'CS', 'NONE'))
        : standard(
            text(Tag.DiffusionDirectionality, 'CS', 'DIRECTIONAL'),
            sequence(Tag.DiffusionGradientDirectionSequence, [
              floats(Tag.DiffusionGradientOrientation, 'FD', ...VECTORS[one]),
            ]),
          ),
  ],
];

const ECHO_PLANAR = [text(Tag.ScanningSequence, 'CS', 'EP'), text(Tag.ContrastBolusAgent, 'LO', '')];
const weighted = (of: (one: Weighting) => NewElement[], ...order: Weighting[]): NamedBytes[] =>
  scans(...order.map((one): Scan => ({ changes: [...ECHO_PLANAR, ...of(one)] })));

describe('trace images beside directions of one b-value', () => {
  it.each(MAKERS)('%s: the trace is read, wherever it stands', (_, of) => {
    expect(scanOf(weighted(of, 'x', 'y', 'trace', 'z'), 'b=800')).toBe(2);
    expect(scanOf(weighted(of, 'trace', 'x'), 'b=800')).toBe(0);
  });

  it.each(MAKERS)('%s: directions alone, or two traces, are refused as such', (_, of) => {
    for (const files of [weighted(of, 'x', 'y', 'z'), weighted(of, 'trace', 'trace', 'x')]) {
      expect(refusal(() => scanOf(files, 'b=800'))).toMatchObject({
        got: expect.stringMatching(/diffusion directions|^2 images: b=800/),
      });
    }
  });

  it('GE: a gradient of zeros says nothing, as it is also that of images whose b-value is wrong', () => {
    const of = (one: Weighting): NewElement[] =>
      ge(
        text(0x00190010, 'LO', 'GEMS_ACQU_01'),
        ...VECTORS[one].map((value, i) => text(0x001910bb + i, 'DS', String(value))),
      );
    expect(refusal(() => scanOf(weighted(of, 'x', 'y', 'trace'), 'b=800'))).toMatchObject({ code: 'geometry-invalid' });
  });
});

describe('diffusion-weighted images whose b-values nobody can know are never phases', () => {
  const clues: readonly (readonly [string, NewElement[]])[] = [
    ['echo-planar', [text(Tag.ScanningSequence, 'CS', 'EP', 'SE')]],
    ['echo-planar by its own attribute', [text(Tag.EchoPlanarPulseSequence, 'CS', 'YES')]],
    ['echo-planar by GE', [text(Tag.ScanOptions, 'CS', 'FAST_GEMS', 'EPI_GEMS')]],
    ['the name of the sequence', [text(Tag.SequenceName, 'SH', '*epse2d1_128')]],
    ['the pulse sequence', [text(Tag.PulseSequenceName, 'SH', 'epi2')]],
    ['the contrast of the acquisition', [text(Tag.AcquisitionContrast, 'CS', 'DIFFUSION')]],
    ['the type of the image', [type('ORIGINAL', 'PRIMARY', 'DIFFUSION', 'NONE')]],
    ['a flag of GE', [text(0x00430010, 'LO', 'GEMS_PARM_01'), short(0x00431030, 16)]],
    ['the description', [described('DWI_b50_b800')]],
    ['the description in Spanish', [described('Difusion axial')]],
    ['the description in French', [described('Diffusion b1000')]],
    ['the description in Italian', [described('ax diffusione')]],
    ['the description in Portuguese', [described('DIFUSÃO')]],
    ['the name of the protocol', [text(Tag.ProtocolName, 'LO', 'ep2d_diff_tra')]],
  ];
  it.each(clues)('%s', (_, clue) => {
    const files = scans(...[0, 1, 2].map((k) => ({ changes: [at(k), ...clue] })));
    expect(phasesOf(files)).toEqual([]);
    const apart = scans(...[0, 1, 2].map((k) => ({ series: k + 1, changes: [at(k), ...clue] })));
    expect(phasesOf(apart)).toEqual([]);
    expect(refusal(() => scanOf(files, 'series=1'))).toMatchObject({ code: 'geometry-invalid' });
  });

  it.each<[string, NewElement[]]>([
    [
      'an agent and a protocol that also has diffusion',
      [text(Tag.ProtocolName, 'LO', 'MAMMA DCE DWI'), text(Tag.ContrastBolusAgent, 'LO', 'GADAVIST')],
    ],
    [
      'a gradient echo of such a protocol',
      [text(Tag.ProtocolName, 'LO', 'MAMMA DCE DWI'), text(Tag.ScanningSequence, 'CS', 'GR')],
    ],
    ['another flag of GE', [text(0x00430010, 'LO', 'GEMS_PARM_01'), short(0x00431030, 0)]],
    ['a b-value of 0 by Philips', [text(0x20010010, 'LO', 'Philips Imaging DD 001'), floats(0x20011003, 'FL', 0)]],
    ['a b-value of 0 by GE', [text(0x00430010, 'LO', 'GEMS_PARM_01'), text(0x00431039, 'IS', '0', '0', '0', '0')]],
  ])('but phases stay phases: %s', (_, more) => {
    const files = scans(...[0, 1, 2].map((k) => ({ changes: [at(k), described('dyn'), ...more] })));
    expect(phasesOf(files).map(({ phase }) => phase)).toEqual([0, 1, 2]);
  });

  it('and an image without weighting stays one of diffusion: a b-value of 0 of the standard', () => {
    const files = scans({ changes: [...ECHO_PLANAR, integers(Tag.DiffusionBValue, 'FD', 0)] });
    expect(listSeries(files).map(({ kind, bValue }) => [kind, bValue])).toEqual([['dwi', 0]]);
  });
});
