/** What scanners and archives make of a series, beside the test studies: what is read, and what is refused and how. */
import { type NamedBytes, readImage, readMask, type Volume } from '@radscore/imaging';
import { describe, expect, it } from 'vitest';
import { integers, type NewElement, sequence, text } from '../../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../../layers/imaging/dicom/encoding/tags.ts';
import { refusal } from '../volumes.ts';
import { rewritten } from './rewrite.ts';
import { writtenCases } from './written.ts';

const [t2] = writtenCases();
const slices = t2.series.files;

/** Every slice of the series with the same changes. */
function changed(...changes: NewElement[]): NamedBytes[] {
  return slices.map((file) => rewritten(file, changes));
}

const raw = (tag: number, vr: string, value: Uint8Array): NewElement => ({ tag, vr, value });

describe('an image that is no stack of grey slices is refused by what it is', () => {
  it.each([
    ['a colour table', [text(Tag.PhotometricInterpretation, 'CS', 'PALETTE COLOR')], 'an image in colours'],
    ['a mosaic', [text(Tag.ImageType, 'CS', 'ORIGINAL', 'PRIMARY', 'M', 'MOSAIC')], 'a mosaic'],
    [
      'a bit map',
      [integers(Tag.BitsAllocated, 'US', 1), integers(Tag.BitsStored, 'US', 1), integers(Tag.HighBit, 'US', 0)],
      'an image of one bit per pixel',
    ],
  ] as const)('%s', (_, changes, got) => {
    expect(refusal(() => readImage(changed(...changes)))).toMatchObject({
      code: 'unsupported-format',
      file: '0001.dcm',
      got: expect.stringContaining(got),
    });
  });

  it('pixels in floating point', () => {
    const float = slices.map((file) =>
      rewritten(file, [raw(Tag.FloatPixelData, 'OB', new Uint8Array(80))], [Tag.PixelData]),
    );
    expect(refusal(() => readImage(float))).toMatchObject({
      code: 'unsupported-format',
      got: 'pixels in floating point',
    });
  });
});

describe('a header that cannot be true is refused', () => {
  it.each([
    ['more bits stored than there are', [integers(Tag.BitsStored, 'US', 24)], 'unreadable', '24 bits stored'],
    ['a high bit outside the pixel', [integers(Tag.HighBit, 'US', 31)], 'unreadable', 'up to bit 31 of 16'],
    [
      'directions too long',
      [text(Tag.ImageOrientationPatient, 'DS', '2', '0', '0', '0', '2', '0')],
      'geometry-invalid',
      'no perpendicular unit vectors',
    ],
    [
      'directions not perpendicular',
      [text(Tag.ImageOrientationPatient, 'DS', '1', '0', '0', '0.6', '0.8', '0')],
      'geometry-invalid',
      'no perpendicular unit vectors',
    ],
  ] as const)('%s', (_, changes, code, got) => {
    expect(refusal(() => readImage(changed(...changes)))).toMatchObject({ code, got: expect.stringContaining(got) });
  });

  it('but directions rounded to four digits are read', () => {
    const rounded = changed(text(Tag.ImageOrientationPatient, 'DS', '1', '0.0003', '0', '-0.0003', '1', '0'));
    expect(readImage(rounded).size).toEqual([...t2.volume.size]);
  });
});

describe('a localizer', () => {
  const turned = (file: NamedBytes, i: number): NamedBytes =>
    rewritten(file, [
      text(Tag.ImageType, 'CS', 'ORIGINAL', 'PRIMARY', 'LOCALIZER'),
      text(Tag.SeriesInstanceUID, 'UI', '2.25.77'),
      text(Tag.SOPInstanceUID, 'UI', `2.25.77${i}`),
      text(
        Tag.ImageOrientationPatient,
        'DS',
        ...(i === 0 ? ['0', '1', '0', '0', '0', '-1'] : ['1', '0', '0', '0', '0', '-1']),
      ),
    ]);
  const localizer = slices.slice(0, 2).map(turned);

  it('beside a series is passed over', () => {
    expect([...readImage([...localizer, ...slices]).voxels]).toEqual([...t2.volume.voxels]);
  });

  it('alone is refused as what it is: slices that do not make a volume', () => {
    expect(refusal(() => readImage(localizer))).toMatchObject({ code: 'geometry-invalid' });
  });
});

describe('phases are distinguished', () => {
  type Scan = (phase: number, slice: number) => NewElement[];
  /** Three phases of the same slices in one series, each brighter than the one before; files in a scrambled order. */
  const dynamic = (scan: Scan): NamedBytes[] =>
    [2, 0, 1].flatMap((phase) =>
      slices.map((file, slice) => {
        const voxels = t2.volume.voxels.subarray(20 * slice, 20 * slice + 20);
        const pixels = Int16Array.from(voxels, (value) => Number(value) + 100 * phase);
        return rewritten(file, [
          text(Tag.SOPInstanceUID, 'UI', `2.25.9${phase}${slice}`),
          raw(Tag.PixelData, 'OW', new Uint8Array(pixels.buffer)),
          ...scan(phase, slice),
        ]);
      }),
    );
  const firstVoxels = (files: NamedBytes[]): number[] =>
    [0, 1, 2].map((phase) => Number(readImage(files, { phase }).voxels[0]) - Number(t2.volume.voxels[0]));
  const two = (value: number): string => String(value).padStart(2, '0');

  it.each<[string, Scan]>([
    ['temporal position', (phase) => [text(Tag.TemporalPositionIdentifier, 'IS', String(phase + 1))]],
    ['trigger time', (phase) => [text(Tag.TriggerTime, 'DS', String(60_000 * phase))]],
    [
      'trigger time of each slice',
      (phase, slice) => [text(Tag.TriggerTime, 'DS', String(60_000 * phase + 311 * slice))],
    ],
    ['acquisition time', (phase) => [text(Tag.AcquisitionTime, 'TM', `12${two(phase)}00.5`)]],
    [
      'acquisition time of each slice',
      (phase, slice) => [text(Tag.AcquisitionTime, 'TM', `12${two(phase)}${two(slice)}.25`)],
    ],
    [
      'acquisition time past midnight',
      (phase) => [
        text(Tag.AcquisitionDate, 'DA', phase === 0 ? '20200229' : '20200301'),
        text(Tag.AcquisitionTime, 'TM', ['235950', '000010', '000110'][phase]),
      ],
    ],
    ['acquisition number', (phase) => [text(Tag.AcquisitionNumber, 'IS', String(phase + 1))]],
    [
      'series of their own with an acquisition time',
      (phase) => [
        text(Tag.SeriesInstanceUID, 'UI', `2.25.8${phase}`),
        text(Tag.AcquisitionTime, 'TM', `12${two(phase)}00`),
      ],
    ],
    [
      'series of their own with a series time',
      (phase) => [text(Tag.SeriesInstanceUID, 'UI', `2.25.8${phase}`), text(Tag.SeriesTime, 'TM', `12${two(phase)}00`)],
    ],
  ])('by %s', (_, scan) => {
    expect(firstVoxels(dynamic(scan))).toEqual([0, 100, 200]);
  });

  it('and refused if nothing distinguishes them, or their times overlap', () => {
    const overlapping: Scan = (phase, slice) => [text(Tag.TriggerTime, 'DS', String(10 * phase + 15 * slice))];
    for (const files of [dynamic(() => []), dynamic(overlapping)]) {
      expect(refusal(() => readImage(files))).toMatchObject({
        code: 'geometry-invalid',
        got: 'several slices at the same position that no b-value, phase or time tells apart',
      });
    }
  });
});

describe('a segmentation whose pixels are the segments’ numbers (LABELMAP)', () => {
  const { mask, segmentation, series } = t2;
  const [nx, ny] = mask.size;
  const labels = Uint8Array.from(mask.voxels.subarray(0, 2 * nx * ny), (inside, i) => inside * (1 + (i & 1)));
  const segment = (number: number) => [
    integers(Tag.SegmentNumber, 'US', number),
    text(Tag.SegmentLabel, 'LO', `s${number}`),
  ];
  const file = rewritten(segmentation, [
    text(Tag.SegmentationType, 'CS', 'LABELMAP'),
    sequence(Tag.SegmentSequence, segment(1), segment(2)),
    integers(Tag.BitsAllocated, 'US', 8),
    integers(Tag.BitsStored, 'US', 8),
    integers(Tag.HighBit, 'US', 7),
    raw(Tag.PixelData, 'OB', labels),
  ]);
  const image: Volume = readImage(series.files);

  it.each([1, 2])('gives segment %i', (label) => {
    const wanted = mask.voxels.map((_, i) => (labels[i] === label ? 1 : 0));
    expect([...readMask([file], image, { label }).voxels]).toEqual([...wanted]);
  });

  it('gives both, joined', () => {
    expect([...readMask([file], image, { label: [1, 2] }).voxels]).toEqual([...mask.voxels]);
  });
});
