/** What the fuzzer's comparison with pydicom, GDCM and scikit-image found (docs/fuzzing.md), each with a generated input. */
import { type NamedBytes, readImage, readMask, type Volume } from '@radscore/imaging/node';
import { describe, expect, it } from 'vitest';
import {
  encodeDicomFile,
  integers,
  type NewElement,
  sequence,
  text,
} from '../../../../layers/imaging/dicom/encoding/encode.ts';
import { parseDicom } from '../../../../layers/imaging/dicom/encoding/parse.ts';
import { Tag } from '../../../../layers/imaging/dicom/encoding/tags.ts';
import { refusal } from '../volumes.ts';
import { encapsulated } from './encapsulated.ts';
import { asJpeg2000 } from './encoded-frames.ts';
import { rewritten } from './rewrite.ts';
import { writtenCases } from './written.ts';

const [t2] = writtenCases();
const slices = t2.series.files;
const changed = (...changes: readonly NewElement[]): NamedBytes[] => slices.map((file) => rewritten(file, changes));
const bytesOf = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('an image is refused', () => {
  it.each<[string, NewElement, string]>([
    ['of rows as text', { tag: Tag.Rows, vr: 'DS', value: bytesOf(0x34, 0x20) }, '(0028,0010) with the value repr'],
    ['of rows as bytes', { tag: Tag.Rows, vr: 'OB', value: bytesOf(4, 0) }, '(0028,0010) with the value repr'],
    ['of a sign as text', { tag: Tag.PixelRepresentation, vr: 'LO', value: bytesOf(1, 0) }, '(0028,0103) with the'],
    ['of a spacing in a VR that is none', { tag: Tag.PixelSpacing, vr: 'ZZ', value: bytesOf(0x31, 0x20) }, 'ZZ'],
    ['of frames as a binary number', { tag: Tag.NumberOfFrames, vr: 'US', value: bytesOf(1, 0) }, '(0028,0008) with'],
    ['of pixels as text', { tag: Tag.PixelData, vr: 'LO', value: new Uint8Array(40) }, '(7FE0,0010) with the value'],
    [
      'of a rescale in a sequence of unknown representation',
      { tag: Tag.PixelValueTransformationSequence, vr: 'UN', value: new Uint8Array(8) },
      '(0028,9145) with the value representation UN',
    ],
    [
      'of echoes in a sequence as bytes',
      { tag: Tag.MREchoSequence, vr: 'OB', value: new Uint8Array(8) },
      '(0018,9114)',
    ],
    ['of an element in a VR of no standard', { tag: Tag.SeriesDescription, vr: 'UK', value: bytesOf(65, 66) }, 'UK'],
    ['of a character set as a number', integers(Tag.SpecificCharacterSet, 'US', 21321), '(0008,0005) with the value'],
    ['of two numbers of rows', integers(Tag.Rows, 'US', 4, 4), '2 values of Rows'],
    ['of two signs', integers(Tag.PixelRepresentation, 'US', 1, 0), '2 values of PixelRepresentation'],
    [
      'of two photometric interpretations',
      text(Tag.PhotometricInterpretation, 'CS', 'MONOCHROME2', 'RGB'),
      '2 values of PhotometricInterpretation',
    ],
    ['of a class that is no UID', text(Tag.SOPClassUID, 'UI', '1.2.840.10008.5.1.4.-1'), 'a SOPClassUID'],
    ['of two classes', text(Tag.SOPClassUID, 'UI', '1.2', '1.3'), 'a SOPClassUID'],
  ])('%s', (_, change, got) => {
    expect(refusal(() => readImage(changed(change)))).toMatchObject({
      code: 'unreadable',
      got: expect.stringContaining(got),
    });
  });

  it('with a sequence of unknown representation that holds no items', () => {
    const files = changed({ tag: Tag.MREchoSequence, vr: 'UN', value: bytesOf(1, 2, 3, 4, 5, 6, 7, 8) });
    expect(refusal(() => readImage(files))).toMatchObject({ code: 'unreadable' });
  });

  it('with a sequence whose end never comes, or comes before the declared length', () => {
    const ending = (length: number, ...tail: number[]): NamedBytes[] =>
      slices.map(({ name, bytes }) => {
        const element = Buffer.from([0xfe, 0x7f, 0x10, 0, 0x53, 0x51, 0, 0, 0, 0, 0, 0]);
        element.writeUInt16LE(0x7fe3, 0);
        element.writeUInt32LE(length, 8);
        return { name, bytes: new Uint8Array(Buffer.concat([bytes, element, Buffer.from(tail)])) };
      });
    const end = [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0];
    const item = [0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0];
    expect(readImage(ending(0xffffffff, ...item, ...end)).size).toEqual(t2.volume.size);
    for (const files of [ending(0xffffffff, ...item), ending(24, ...item, ...end, ...item)]) {
      expect(refusal(() => readImage(files))).toMatchObject({
        code: 'unreadable',
        got: 'the sequence (7FE3,0010) without its end',
      });
    }
  });

  it('of JPEG 2000 that is cut off within, which OpenJPEG would fill up with numbers of its own', () => {
    const [columns, rows] = t2.volume.size;
    const files = (cut: (stream: Uint8Array) => Uint8Array): NamedBytes[] =>
      slices.map((file, z) => {
        const values = t2.volume.voxels.subarray(z * columns * rows, (z + 1) * columns * rows);
        const pixels = Uint16Array.from(values, (value) => Number(value) + 1000);
        const unsigned = [integers(Tag.PixelRepresentation, 'US', 0)];
        const { name, bytes } = rewritten(file, unsigned, [Tag.PixelData]);
        const stream = asJpeg2000({ columns, rows, pixels }, true);
        return { name, bytes: encapsulated(bytes, '1.2.840.10008.1.2.4.90', cut(stream)) };
      });
    expect([...readImage(files((stream) => stream)).voxels]).toEqual(
      [...t2.volume.voxels].map((v) => Number(v) + 1000),
    );
    const damages = [
      (stream: Uint8Array) => stream.subarray(0, stream.length - 2),
      (stream: Uint8Array) => stream.map((byte, i) => (i >= stream.length - 2 ? 0 : byte)),
    ];
    for (const damage of damages) {
      expect(refusal(() => readImage(files(damage)))).toMatchObject({ code: 'unreadable' });
    }
  });
});

describe('cosines that are a little too long', () => {
  it('say a direction, and stretch no distance between slices', () => {
    const long = changed(text(Tag.ImageOrientationPatient, 'DS', '1.0009', '0', '0', '0', '1.0009', '0'));
    const straight = readImage(changed(text(Tag.ImageOrientationPatient, 'DS', '1', '0', '0', '0', '1', '0')));
    const { spacing, direction } = readImage(long);
    expect(spacing).toEqual(straight.spacing);
    expect(direction).toEqual(straight.direction);
  });
});

describe('a region is refused', () => {
  const image: Volume = readImage(slices);

  it.each(['RGB', 'MONOCHROME1', 'GREY'])('as a segmentation in %s', (photometric) => {
    const file = rewritten(t2.segmentation, [text(Tag.PhotometricInterpretation, 'CS', photometric)]);
    expect(refusal(() => readMask([file], image))).toMatchObject({
      got: 'a PhotometricInterpretation that no segmentation has',
    });
  });

  const structureSet = (numbers: readonly string[], types: readonly string[]): NamedBytes => {
    const points = [0, 1, 2].flatMap((i) => image.origin.map((value, axis) => String(value + (axis === i ? 1 : 0))));
    const contour = [text(Tag.ContourGeometricType, 'CS', ...types), text(Tag.ContourData, 'DS', ...points)];
    return {
      name: 'rt.dcm',
      bytes: encodeDicomFile('1.2.840.10008.5.1.4.1.1.481.3', '2.25.9', [
        text(Tag.Modality, 'CS', 'RTSTRUCT'),
        sequence(Tag.ROIContourSequence, [
          sequence(Tag.ContourSequence, contour),
          text(Tag.ReferencedROINumber, 'IS', ...numbers),
        ]),
      ]),
    };
  };

  it.each<[string, string[], string[], string]>([
    ['of two numbers', ['1', '2'], ['CLOSED_PLANAR'], '2 values of (3006,0084)'],
    ['of two kinds', ['1'], ['CLOSED_PLANAR', 'POINT'], '2 values of (3006,0042)'],
  ])('as a contour %s', (_, numbers, types, got) => {
    expect(refusal(() => readMask([structureSet(numbers, types)], image))).toMatchObject({ got });
  });
});

it('a sequence that a system wrote as unknown (UN, PS3.5 section 6.2.2) is read as implicit VR little endian', () => {
  // One item with the effective echo time 4.5 ms.
  const item = bytesOf(0xfe, 0xff, 0x00, 0xe0, 16, 0, 0, 0, 0x18, 0x00, 0x82, 0x90, 8, 0, 0, 0);
  const value = new Uint8Array([...item, ...new Uint8Array(Float64Array.of(4.5).buffer)]);
  const [{ name, bytes }] = changed({ tag: Tag.MREchoSequence, vr: 'UN', value });
  const [echo] = parseDicom(bytes, name).dataSet.items(Tag.MREchoSequence);
  expect(echo.number(Tag.EffectiveEchoTime)).toBe(4.5);
});
