/** Maps that a scanner made, by whatever it calls them, and their units. */
import { listSeries, type NamedBytes, readImage } from '@radscore/imaging';
import { readSequence } from '@radscore/pipeline/inspection';
import { describe, expect, it } from 'vitest';
import { integers, type NewElement, sequence, text } from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../../../layers/imaging/dicom/encoding/tags.ts';
import { code } from '../../../../../layers/imaging/dicom/series/write-series.ts';
import { refusal } from '../../volumes.ts';
import { rewritten } from '../rewrite.ts';
import { writtenCases } from '../written.ts';

const [t2] = writtenCases();

/** Signal at two b-values, whose fit is 1000, and a third volume of 1200 with the changes that make it a map. */
function diffusion(changes: readonly NewElement[], { value = 1200, inSeries = '2.25.63' } = {}): NamedBytes[] {
  const volume = (k: number, pixel: number, more: readonly NewElement[]): NamedBytes[] =>
    t2.series.files.map((file, i) =>
      rewritten(file, [
        text(Tag.SOPInstanceUID, 'UI', `2.25.7${k}${i}`),
        text(Tag.SeriesInstanceUID, 'UI', k === 2 ? inSeries : '2.25.61'),
        text(Tag.SeriesNumber, 'IS', k === 2 ? '3' : '1'),
        { tag: Tag.PixelData, vr: 'OW', value: new Uint8Array(new Int16Array(20).fill(pixel).buffer) },
        ...more,
      ]),
    );
  return [
    ...volume(0, 2000, [integers(Tag.DiffusionBValue, 'FD', 0)]),
    ...volume(1, Math.round(2000 * Math.exp(-0.8)), [integers(Tag.DiffusionBValue, 'FD', 800)]),
    ...volume(2, value, changes),
  ].map((file, i) => ({ ...file, name: `${i}.dcm` }));
}

const type = (...values: string[]): NewElement => text(Tag.ImageType, 'CS', ...values);
const described = (words: string): NewElement => text(Tag.SeriesDescription, 'LO', words);
const quantity = (value: string, unit: string, slope: number): NewElement =>
  sequence(Tag.RealWorldValueMappingSequence, [
    sequence(Tag.MeasurementUnitsCodeSequence, code(unit, 'UCUM', unit)),
    integers(Tag.RealWorldValueSlope, 'FD', slope),
    integers(Tag.RealWorldValueIntercept, 'FD', 0),
    sequence(Tag.QuantityDefinitionSequence, [sequence(Tag.ConceptCodeSequence, code(value, 'DCM', 'quantity'))]),
  ]);

describe('a map of apparent diffusion coefficients', () => {
  it.each<[string, NewElement[]]>([
    ['Siemens', [type('DERIVED', 'PRIMARY', 'DIFFUSION', 'ADC', 'ND', 'NORM')]],
    ['GE', [type('DERIVED', 'SECONDARY', 'PROCESSED'), described('Apparent Diffusion Coefficient (mm2/s)')]],
    [
      'GE, with the b-value of its images',
      [
        type('DERIVED', 'SECONDARY', 'PROCESSED'),
        described('Apparent Diffusion Coefficient (mm2/s)'),
        integers(Tag.DiffusionBValue, 'FD', 800),
      ],
    ],
    ['Philips', [type('DERIVED', 'PRIMARY', 'ADC', 'ADC', 'DERIVED')]],
    ['Philips, by its description', [type('DERIVED', 'PRIMARY', 'M_SE', 'M', 'SE'), described('dADC 800')]],
    ['Canon', [type('DERIVED', 'SECONDARY', 'ADC_MAP')]],
    ['Bruker', [type('DERIVED', 'PRIMARY', 'DIFFUSION MAP'), described('ADC')]],
    ['another, whose type calls it original', [type('ORIGINAL', 'PRIMARY', 'OTHER'), described('ADC')]],
    ['by the code of its quantity', [type('DERIVED', 'PRIMARY', 'OTHER'), quantity('113041', '1', 1)]],
    ['by the unit of its values', [type('DERIVED', 'PRIMARY', 'OTHER'), quantity('0', 'um2/s', 1)]],
  ])('of %s is recognised', (_, changes) => {
    const files = diffusion(changes);
    expect(
      listSeries(files)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['adc', 'dwi', 'dwi']);
    expect(readImage(files, { adc: true }).voxels[0]).toBe(1200);
  });

  it.each<[string, NewElement[], string]>([
    ['exponential (Philips)', [type('DERIVED', 'PRIMARY', 'EADC')], 'eADC'],
    ['exponential, called ADC by its type', [type('DERIVED', 'PRIMARY', 'ADC'), described('eADC')], 'eADC'],
    [
      'exponential (GE)',
      [type('DERIVED', 'SECONDARY', 'PROCESSED'), described('Exponential Apparent Diffusion Coefficient')],
      'eADC',
    ],
    ['anisotropy', [type('DERIVED', 'PRIMARY', 'DIFFUSION', 'FA')], 'FA'],
    [
      'anisotropy by its description',
      [type('DERIVED', 'SECONDARY', 'PROCESSED'), described('Fractional Aniso.')],
      'FA',
    ],
    ['relative', [type('DERIVED', 'PRIMARY', 'OTHER'), described('rADC')], 'relative ADC'],
    ['coloured', [type('DERIVED', 'PRIMARY', 'ADC'), described('ADC color')], 'relative ADC'],
    ['by code', [type('DERIVED', 'PRIMARY', 'ADC'), quantity('110808', '1', 1)], 'FA'],
  ])('is none that is %s: it is fitted, and the other is named', (_, changes, map) => {
    const files = diffusion(changes);
    expect(listSeries(files).find(({ kind }) => kind === 'map')?.map).toBe(map);
    const { voxels, reference } = readImage(files, { adc: true });
    expect(Math.abs(Number(voxels[0]) - 1000)).toBeLessThan(1);
    expect(reference?.notes?.map(({ message }) => message).join()).toMatch(/Beside them: .*not read/);
  });

  it('may be a volume that nothing recognises: that is refused by its name, and can be selected either way', () => {
    const files = diffusion([type('DERIVED', 'SECONDARY', 'OTHER'), described('processed')]);
    const refused = refusal(() => readImage(files, { adc: true }));
    expect(refused).toMatchObject({
      code: 'series-ambiguous',
      got: expect.stringContaining('type=DERIVED (3 slices)'),
    });
    expect(readImage(files, { imageType: 'DERIVED' }).voxels[0]).toBe(1200);
    expect(Math.abs(Number(readImage(files, { adc: 'fit' }).voxels[0]) - 1000)).toBeLessThan(1);
  });

  it('is no weighted image of a protocol that has ADC in its name', () => {
    const files = diffusion([integers(Tag.DiffusionBValue, 'FD', 400)], { inSeries: '2.25.61' }).map((file) =>
      rewritten(file, [described('ep2d_diff_b0_400_800_ADC')]),
    );
    expect(listSeries(files).map(({ bValue }) => bValue)).toEqual([0, 400, 800]);
  });
});

describe('the unit of a map', () => {
  const roi = [t2.segmentation];
  const source = { image: 'dwi/', roi: { file: 'seg.dcm', label: 1 } };
  const rescaled = (slope: string): NewElement[] => [
    type('DERIVED', 'PRIMARY', 'ADC'),
    text(Tag.RescaleSlope, 'DS', slope),
    text(Tag.RescaleIntercept, 'DS', '0'),
  ];
  it.each([
    ['mm²/s', '0.000001'],
    ['10⁻³ mm²/s', '0.001'],
  ])('%s is recognised by the values, which are scaled with a note', (unit, slope) => {
    const frame = text(Tag.FrameOfReferenceUID, 'UI', '2.25.1');
    const files = diffusion(rescaled(slope)).map((file) => rewritten(file, [frame]));
    const region = rewritten(roi[0], [frame]);
    const { volume, notes } = readSequence('dwi', source, { image: files, roi: [region] });
    expect(volume.voxels[0]).toBeCloseTo(1200, 6);
    expect(notes).toEqual([
      { code: 'adc-unit', message: expect.stringContaining(`are those of ${unit}; they were multiplied`) },
    ]);
  });

  it('that the header contradicts is noted; values as they should be are left', () => {
    const [file] = [diffusion([type('DERIVED', 'PRIMARY', 'ADC'), quantity('113041', 'mm2/s', 1)])];
    const { voxels, reference } = readImage(file, { adc: true });
    expect(voxels[0]).toBe(1200);
    expect(reference?.notes?.[0].message).toMatch(
      /those of 10⁻⁶ mm²\/s, though RealWorldValueMapping says mm²\/s; they were read as such/,
    );
  });

  it('that agrees with the slope of the header needs no word', () => {
    const files = diffusion([type('DERIVED', 'PRIMARY', 'ADC'), quantity('113041', 'mm2/s', 1e-6)]);
    expect(readImage(files, { adc: true }).reference?.notes).toBeUndefined();
  });
});
