/** Contours and segmentations on the grid of their image. */
import { describe, expect, it } from 'vitest';
import {
  encodeDicomFile,
  integers,
  type NewDataSet,
  sequence,
  text,
} from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import { pixelModule } from '../../../../../layers/imaging/dicom/series/write-series.ts';
import { IDENTITY_DIRECTION, type Mask, readMask, type Volume } from '../../../../../layers/imaging/index.ts';
import { refusal } from '../../volumes.ts';

const image: Volume = {
  voxels: new Int16Array(9 * 8 * 3),
  size: [9, 8, 3],
  spacing: [0.5, 0.5, 2],
  origin: [10, -20, 30],
  direction: IDENTITY_DIRECTION,
};

/** One slice of a mask, a row of digits per line. */
function drawn(mask: Mask, z: number): string[] {
  const rows = Array.from({ length: 8 }, (_, y) => mask.voxels.subarray(9 * (y + 8 * z), 9 * (y + 1 + 8 * z)).join(''));
  return rows;
}

/** A closed contour in a slice, from pixel indices. */
function contour(z: number, ...points: [number, number][]): NewDataSet {
  const numbers = points.flatMap(([x, y]) => [10 + 0.5 * x, -20 + 0.5 * y, 30 + 2 * z]);
  return [text(0x30060042, 'CS', 'CLOSED_PLANAR'), text(0x30060050, 'DS', ...numbers.map(String))];
}

function structureSet(...contours: NewDataSet[]) {
  const dataSet: NewDataSet = [
    text(0x00080060, 'CS', 'RTSTRUCT'),
    sequence(0x30060039, [sequence(0x30060040, ...contours), text(0x30060084, 'IS', '1')]),
  ];
  return [{ name: 'rt.dcm', bytes: encodeDicomFile('1.2.840.10008.5.1.4.1.1.481.3', '2.25.9', dataSet) }];
}

describe('structure sets', () => {
  it('mark what is inside, and the points on the contour', () => {
    const mask = readMask(structureSet(contour(1, [1, 1], [5, 1], [5, 4], [1, 4])), image);
    expect(drawn(mask, 1)).toEqual([
      '000000000',
      '011111000',
      '011111000',
      '011111000',
      '011111000',
      '000000000',
      '000000000',
      '000000000',
    ]);
    expect(drawn(mask, 0).join('')).not.toContain('1');
  });

  it('leave holes: as a contour of their own, or through a keyhole', () => {
    const outer: [number, number][] = [
      [0.5, 0.5],
      [7.5, 0.5],
      [7.5, 6.5],
      [0.5, 6.5],
    ];
    const inner: [number, number][] = [
      [2.5, 2.5],
      [5.5, 2.5],
      [5.5, 4.5],
      [2.5, 4.5],
    ];
    const expected = [
      '000000000',
      '011111110',
      '011111110',
      '011000110',
      '011000110',
      '011111110',
      '011111110',
      '000000000',
    ];
    const two = readMask(structureSet(contour(2, ...outer), contour(2, ...inner)), image);
    expect(drawn(two, 2)).toEqual(expected);
    const [a, b, c, d] = inner;
    const keyhole = contour(2, ...outer, [0.5, 0.5], a, d, c, b, a, [0.5, 0.5]);
    const marked = drawn(readMask(structureSet(keyhole), image), 2);
    // The channel runs diagonally over pixel centres, which are inside in any case.
    expect(marked).toEqual(expected);
  });

  it('mark a thin diagonal only where it meets pixel centres', () => {
    const mask = readMask(structureSet(contour(0, [1, 1], [4, 4], [4, 4.001])), image);
    expect(drawn(mask, 0).slice(0, 6)).toEqual([
      '000000000',
      '010000000',
      '001000000',
      '000100000',
      '000010000',
      '000000000',
    ]);
  });

  it('are refused between the slices, beyond the image, and when empty', () => {
    const square: [number, number][] = [
      [1, 1],
      [5, 1],
      [5, 4],
    ];
    const refuses = (z: number, points: [number, number][]) =>
      refusal(() => readMask(structureSet(contour(z, ...points)), image));
    expect(refuses(0.4, square)).toMatchObject({ code: 'geometry-mismatch' });
    expect(refuses(3, square)).toMatchObject({ code: 'roi-outside-image' });
    expect(
      refuses(1, [
        [1, 1],
        [20, 1],
        [5, 4],
      ]),
    ).toMatchObject({ code: 'roi-outside-image' });
    expect(
      refuses(1, [
        [1.2, 1.2],
        [1.4, 1.2],
        [1.3, 1.4],
      ]),
    ).toMatchObject({ code: 'roi-too-small' });
    expect(
      refuses(1, [
        [1, 1],
        [2, 2],
      ]),
    ).toMatchObject({ code: 'roi-too-small', got: expect.stringContaining('1 of two points') });
    const points: NewDataSet = [text(0x30060042, 'CS', 'POINT'), text(0x30060050, 'DS', '1', '2', '3')];
    expect(refusal(() => readMask(structureSet(points), image))).toMatchObject({ code: 'roi-too-small' });
  });
});

interface SegFrame {
  segment: number;
  z: number;
  values: number[];
}

/** A SEG of 3 × 2 pixels per frame, whose first pixel lies on voxel (2, 1). */
function segmentation(frames: SegFrame[], type: 'BINARY' | 'FRACTIONAL', shift = 0) {
  const isBinary = type === 'BINARY';
  const pixels = new Uint8Array(isBinary ? Math.ceil((6 * frames.length) / 8) : 6 * frames.length);
  frames
    .flatMap(({ values }) => values)
    .forEach((value, i) => {
      if (isBinary) pixels[i >> 3] |= value << (i & 7);
      else pixels[i] = value;
    });
  const segments = [...new Set(frames.map(({ segment }) => segment))];
  const dataSet: NewDataSet = [
    text(0x00080060, 'CS', 'SEG'),
    ...pixelModule(2, 3, isBinary ? 1 : 8, false),
    text(0x00280008, 'IS', String(frames.length)),
    text(0x00620001, 'CS', type),
    integers(0x0062000e, 'US', 200),
    sequence(0x00620002, ...segments.map((segment) => [integers(0x00620004, 'US', segment)])),
    sequence(0x52009229, [
      sequence(0x00209116, [text(0x00200037, 'DS', '1', '0', '0', '0', '1', '0')]),
      sequence(0x00289110, [text(0x00280030, 'DS', '0.5', '0.5')]),
    ]),
    sequence(
      0x52009230,
      ...frames.map(
        ({ segment, z }): NewDataSet => [
          sequence(0x00209113, [text(0x00200032, 'DS', String(11 + shift), '-19.5', String(30 + 2 * z))]),
          sequence(0x0062000a, [integers(0x0062000b, 'US', segment)]),
        ],
      ),
    ),
    { tag: 0x7fe00010, vr: 'OB', value: pixels },
  ];
  return [{ name: 'seg.dcm', bytes: encodeDicomFile('1.2.840.10008.5.1.4.1.1.66.4', '2.25.8', dataSet) }];
}

describe('segmentations', () => {
  const one = { segment: 1, z: 2, values: [1, 0, 1, 0, 1, 0] };
  const two = { segment: 2, z: 0, values: [0, 1, 1, 0, 0, 0] };
  const more = { segment: 1, z: 0, values: [0, 0, 0, 0, 0, 1] };

  it('of several segments, smaller than the image and not aligned to bytes, are placed by position', () => {
    const files = segmentation([one, two, more], 'BINARY');
    const first = readMask(files, image, { label: 1 });
    expect([drawn(first, 0)[2], drawn(first, 2)[1], drawn(first, 2)[2]]).toEqual([
      '000010000',
      '001010000',
      '000100000',
    ]);
    expect(drawn(readMask(files, image, { label: 2 }), 0)[1]).toBe('000110000');
    const joined = readMask(files, image, { label: [1, 2] });
    expect(joined.voxels.reduce((sum, value) => sum + value, 0)).toBe(6);
    expect(refusal(() => readMask(files, image, { label: 3 }))).toMatchObject({
      code: 'label-missing',
      got: 'the regions 1, 2',
    });
  });

  it('that are fractional are what is at least half inside', () => {
    const files = segmentation([{ segment: 1, z: 1, values: [0, 99, 100, 101, 200, 1] }], 'FRACTIONAL');
    expect(drawn(readMask(files, image), 1).slice(1, 3)).toEqual(['000010000', '001100000']);
  });

  it('are refused off the grid, outside the image, and when empty', () => {
    expect(refusal(() => readMask(segmentation([one], 'BINARY', 0.1), image))).toMatchObject({
      code: 'geometry-mismatch',
      got: expect.stringContaining('0.1000 mm'),
    });
    expect(refusal(() => readMask(segmentation([{ ...one, z: 3 }], 'BINARY'), image))).toMatchObject({
      code: 'roi-outside-image',
    });
    const empty = { ...one, values: [0, 0, 0, 0, 0, 0] };
    expect(refusal(() => readMask(segmentation([empty], 'BINARY'), image))).toMatchObject({ code: 'roi-too-small' });
  });
});
