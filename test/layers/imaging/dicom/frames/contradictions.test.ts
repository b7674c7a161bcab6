/** Files that say two things that cannot both be true are refused by the name of what contradicts. */
import { type NamedBytes, readImage, readMask, type Volume } from '@radscore/imaging';
import { describe, expect, it } from 'vitest';
import { integers, type NewElement, sequence, text } from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../../../layers/imaging/dicom/encoding/tags.ts';
import { refusal } from '../../volumes.ts';
import { encapsulated } from '../encapsulated.ts';
import { rewritten } from '../rewrite.ts';
import { writtenCases } from '../written.ts';

const [t2] = writtenCases();
const slices = t2.series.files;
const raw = (tag: number, vr: string, value: Uint8Array): NewElement => ({ tag, vr, value });
const bits = (allocated: number, stored = allocated): NewElement[] => [
  integers(Tag.BitsAllocated, 'US', allocated),
  integers(Tag.BitsStored, 'US', stored),
  integers(Tag.HighBit, 'US', stored - 1),
];

describe('an image is refused', () => {
  const changed = (changes: readonly NewElement[], without: readonly number[] = []): NamedBytes[] =>
    slices.map((file) => rewritten(file, changes, without));

  it.each<[string, readonly NewElement[], string]>([
    ['with fewer columns than its pixels', [integers(Tag.Columns, 'US', 4)], '40 bytes of pixels where'],
    ['with one row of four', [integers(Tag.Rows, 'US', 1)], '40 bytes of pixels where'],
    ['of 8 bits with pixels of 16', bits(8), '40 bytes of pixels where'],
    ['of three frames in the pixels of one', [text(Tag.NumberOfFrames, 'IS', '3')], '40 bytes'],
    ['of no frame', [text(Tag.NumberOfFrames, 'IS', '0')], 'a NumberOfFrames that is no whole number'],
    ['of frames that are no number', [text(Tag.NumberOfFrames, 'IS', 'x')], 'a NumberOfFrames that is no whole number'],
    ['of one and a half frames', [text(Tag.NumberOfFrames, 'IS', '1.5')], 'a NumberOfFrames that is no whole number'],
    ['of other groups than frames', [sequence(Tag.PerFrameFunctionalGroupsSequence, [], [])], 'no NumberOfFrames and'],
    [
      'with a high bit above those stored',
      [integers(Tag.HighBit, 'US', 15), integers(Tag.BitsStored, 'US', 12)],
      '12 bits',
    ],
    ['with a sign that is none', [integers(Tag.PixelRepresentation, 'US', 7)], 'the PixelRepresentation 7'],
    [
      'with a slope of 0',
      [text(Tag.RescaleSlope, 'DS', '0'), text(Tag.RescaleIntercept, 'DS', '5')],
      'a RescaleSlope of 0',
    ],
    [
      'with a slope that is no number',
      [text(Tag.RescaleSlope, 'DS', 'NaN'), text(Tag.RescaleIntercept, 'DS', '5')],
      'a rescale that is no number',
    ],
    ['with a slope and no intercept', [text(Tag.RescaleSlope, 'DS', '2')], '1 RescaleSlope and no RescaleIntercept'],
    ['with a table of values', [sequence(0x00283000, [integers(0x00283002, 'US', 1, 0, 16)])], 'ModalityLUTSequence'],
    ['with a spacing of 0', [text(Tag.PixelSpacing, 'DS', '0', '1')], 'no usable (0028,0030)'],
    ['with a negative spacing', [text(Tag.PixelSpacing, 'DS', '-1', '1')], 'no usable (0028,0030)'],
    ['with one spacing', [text(Tag.PixelSpacing, 'DS', '1')], 'no usable (0028,0030)'],
    ['with a hexadecimal spacing', [text(Tag.PixelSpacing, 'DS', '0x1', '0x1')], 'no usable (0028,0030)'],
    ['with a spacing in words', [text(Tag.PixelSpacing, 'DS', '1,5', '1,5')], 'no usable (0028,0030)'],
    ['that readers invert or not', [text(Tag.PhotometricInterpretation, 'CS', 'MONOCHROME1')], 'MONOCHROME1'],
    ['with two kinds of pixels', [raw(Tag.FloatPixelData, 'OB', new Uint8Array(80))], '(7FE0,0010) and (7FE0,0008)'],
    [
      'whose groups say another spacing than the file',
      [
        sequence(Tag.SharedFunctionalGroupsSequence, [
          sequence(Tag.PixelMeasuresSequence, [text(Tag.PixelSpacing, 'DS', '3', '3')]),
        ]),
      ],
      'two values of (0028,0030)',
    ],
  ])('%s', (_, changes, got) => {
    expect(refusal(() => readImage(changed(changes)))).toMatchObject({ got: expect.stringContaining(got) });
  });

  it.each([
    ['SamplesPerPixel', Tag.SamplesPerPixel],
    ['PhotometricInterpretation', Tag.PhotometricInterpretation],
    ['BitsStored', Tag.BitsStored],
    ['HighBit', Tag.HighBit],
    ['PixelRepresentation', Tag.PixelRepresentation],
  ] as const)('without %s', (keyword, tag) => {
    expect(refusal(() => readImage(changed([], [tag])))).toMatchObject({
      got: expect.stringContaining(`no ${keyword}`),
    });
  });

  it.each<[string, NewElement]>([
    ['patients', text(Tag.PatientID, 'LO', 'SYN-0002')],
    ['studies', text(Tag.StudyInstanceUID, 'UI', '2.25.99')],
    ['frames of reference', text(Tag.FrameOfReferenceUID, 'UI', '2.25.98')],
    ['signs', integers(Tag.PixelRepresentation, 'US', 0)],
  ])('whose slices are of two %s', (_, change) => {
    const files = slices.map((file, i) => (i === 1 ? rewritten(file, [change]) : file));
    expect(refusal(() => readImage(files))).toMatchObject({ code: 'series-ambiguous', file: '0002.dcm' });
  });

  it('with an element twice', () => {
    const [file, ...others] = slices;
    const bytes = new Uint8Array(file.bytes.length + 10);
    const rows = Uint8Array.of(0x28, 0, 0x10, 0, 0x55, 0x53, 2, 0, 4, 0);
    const at = file.bytes.findIndex((_, i) => rows.every((byte, k) => file.bytes[i + k] === byte));
    expect(at).toBeGreaterThan(0);
    bytes.set(file.bytes.subarray(0, at));
    bytes.set(rows, at);
    bytes.set(file.bytes.subarray(at), at + 10);
    expect(refusal(() => readImage([{ ...file, bytes }, ...others]))).toMatchObject({ got: '(0028,0010) twice' });
  });

  it.each([3, 512])('but %i zeros behind the data set are padding', (zeros) => {
    const padded = slices.map(({ name, bytes }) => {
      const longer = new Uint8Array(bytes.length + zeros);
      longer.set(bytes);
      return { name, bytes: longer };
    });
    expect([...readImage(padded).voxels]).toEqual([...t2.volume.voxels]);
  });

  it('and a rescale of its own for each slice is none: values are rescaled slice by slice', () => {
    const files = slices.map((file, i) =>
      rewritten(file, [text(Tag.RescaleSlope, 'DS', String(i + 1)), text(Tag.RescaleIntercept, 'DS', '0')]),
    );
    const wanted = t2.volume.voxels.map((value, i) => Number(value) * (Math.floor(i / 20) + 1));
    expect([...readImage(files).voxels]).toEqual([...wanted]);
  });
});

describe('a compressed image is refused', () => {
  /** Literal runs of one segment for each byte of a sample, the most significant first (PS3.5 annex G). */
  const rle = (samples: Int16Array): Uint8Array => {
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    const segments = [1, 0].map((k) => {
      const plane = bytes.filter((_, i) => i % 2 === k);
      return Uint8Array.from([plane.length - 1, ...plane, ...(plane.length % 2 === 0 ? [0] : [])]);
    });
    const header = new Uint32Array(16);
    header.set([2, 64, 64 + segments[0].length]);
    return Uint8Array.from([...new Uint8Array(header.buffer), ...segments[0], ...segments[1]]);
  };
  const slice = (z: number): Int16Array => (t2.volume.voxels as Int16Array).slice(20 * z, 20 * z + 20);
  const compressed = (streams: (z: number) => Uint8Array[]): NamedBytes[] =>
    slices.map((file, z) => {
      const { name, bytes } = rewritten(file, [], [Tag.PixelData]);
      return { name, bytes: encapsulated(bytes, '1.2.840.10008.1.2.5', ...streams(z)) };
    });

  it('not where it holds what it declares', () => {
    expect([...readImage(compressed((z) => [rle(slice(z))])).voxels]).toEqual([...t2.volume.voxels]);
  });

  it.each<[string, (z: number) => Uint8Array[]]>([
    ['of two frames, and one declared', (z) => [rle(slice(z)), rle(slice(z))]],
    ['of more pixels than rows and columns', (z) => [rle(Int16Array.from([...slice(z), 1, 2, 3, 4]))]],
    ['of fewer', (z) => [rle(slice(z).slice(4))]],
  ])('%s', (_, streams) => {
    expect(refusal(() => readImage(compressed(streams)))).toMatchObject({ code: 'unreadable' });
  });
});

describe('a segmentation is refused', () => {
  const image: Volume = readImage(slices);
  const { segmentation } = t2;
  const segmentOfNumber = (number: number): NewElement[] => [integers(Tag.SegmentNumber, 'US', number)];
  const bytes = raw(Tag.PixelData, 'OB', new Uint8Array(40).fill(1));

  it.each<[string, readonly NewElement[], readonly number[], string]>([
    ['of one frame where it has two', [text(Tag.NumberOfFrames, 'IS', '1')], [], 'a NumberOfFrames of 1 and'],
    ['without a number of frames', [], [Tag.NumberOfFrames], 'no NumberOfFrames and the functional groups of 2'],
    ['of three frames where it has two', [text(Tag.NumberOfFrames, 'IS', '3')], [], 'a NumberOfFrames of 3 and'],
    ['with a row too few', [integers(Tag.Rows, 'US', 2)], [], 'bytes of pixels where'],
    ['of labels in one bit', [text(Tag.SegmentationType, 'CS', 'LABELMAP')], [], 'a LABELMAP segmentation of 1 bit'],
    [
      'of fractions in one bit',
      [text(Tag.SegmentationType, 'CS', 'FRACTIONAL')],
      [],
      'a FRACTIONAL segmentation of 1 bit',
    ],
    ['in 8 bits that calls itself binary', [...bits(8), bytes], [], 'a BINARY segmentation of 8 bits'],
    ['of a type that is none', [text(Tag.SegmentationType, 'CS', 'CONTOUR')], [], 'no SegmentationType that is known'],
    [
      'of a segment that it does not declare',
      [sequence(Tag.SegmentSequence, segmentOfNumber(5))],
      [],
      'frame 1 of segment 1',
    ],
    [
      'of two segments with one number',
      [sequence(Tag.SegmentSequence, segmentOfNumber(1), segmentOfNumber(1))],
      [],
      'one SegmentNumber',
    ],
    [
      'of fractions without their whole',
      [text(Tag.SegmentationType, 'CS', 'FRACTIONAL'), ...bits(8), bytes],
      [],
      'without a MaximumFractionalValue',
    ],
    [
      'of fractions above their whole',
      [
        text(Tag.SegmentationType, 'CS', 'FRACTIONAL'),
        integers(Tag.MaximumFractionalValue, 'US', 100),
        ...bits(8),
        raw(Tag.PixelData, 'OB', new Uint8Array(40).fill(200)),
      ],
      [],
      'the value 200 above',
    ],
    [
      'of labels that no segment declares',
      [text(Tag.SegmentationType, 'CS', 'LABELMAP'), ...bits(8), raw(Tag.PixelData, 'OB', new Uint8Array(40).fill(7))],
      [],
      'the label 7, which no segment declares',
    ],
  ])('%s', (_, changes, without, got) => {
    const file = rewritten(segmentation, changes, without);
    expect(refusal(() => readMask([file], image, { label: got.includes('segment 1') ? 5 : 1 }))).toMatchObject({
      got: expect.stringContaining(got),
    });
  });

  it('but labels of 16 bits are read', () => {
    const labels = new Uint16Array(40).map((_, i) => (i % 3 === 0 ? 300 : 0));
    const file = rewritten(segmentation, [
      text(Tag.SegmentationType, 'CS', 'LABELMAP'),
      sequence(Tag.SegmentSequence, segmentOfNumber(300)),
      ...bits(16),
      raw(Tag.PixelData, 'OW', new Uint8Array(labels.buffer)),
    ]);
    expect([...readMask([file], image).voxels]).toEqual([...t2.mask.voxels]);
  });
});
