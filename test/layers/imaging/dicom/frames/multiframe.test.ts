/** Enhanced images: many frames in one file. */
import { describe, expect, it } from 'vitest';
import {
  encodeDicomFile,
  integers,
  type NewDataSet,
  sequence,
  text,
} from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import { pixelModule } from '../../../../../layers/imaging/dicom/series/write-series.ts';
import { listSeries, readImage } from '../../../../../layers/imaging/index.ts';
import { refusal } from '../../volumes.ts';

interface FrameSpec {
  z: number;
  values: [number, number];
  slope?: string;
  intercept?: string;
  b?: number;
  directionality?: string;
  time?: number;
}

/** An enhanced MR image of 2 × 1 pixels per frame; what is not per frame is shared. */
function enhanced(
  frames: FrameSpec[],
  { bitsStored = 16, signed = false, series = '2.25.2', acquired = '' } = {},
): { name: string; bytes: Uint8Array } {
  const pixels = new Uint16Array(frames.flatMap(({ values }) => values));
  const perFrame = frames.map(
    ({ z, slope, intercept, b, directionality, time }): NewDataSet => [
      sequence(0x00209113, [text(0x00200032, 'DS', '0', '0', String(z))]),
      ...(slope === undefined
        ? []
        : [sequence(0x00289145, [text(0x00281052, 'DS', intercept ?? '0'), text(0x00281053, 'DS', slope)])]),
      ...(b === undefined
        ? []
        : [
            sequence(0x00189117, [
              integers(0x00189087, 'FD', b),
              ...(directionality === undefined ? [] : [text(0x00189075, 'CS', directionality)]),
            ]),
          ]),
      ...(time === undefined ? [] : [sequence(0x00209111, [integers(0x00209128, 'UL', time)])]),
    ],
  );
  const dataSet: NewDataSet = [
    text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.4.1'),
    text(0x00080018, 'UI', `${series}.1`),
    text(0x00080032, 'TM', acquired),
    text(0x00080060, 'CS', 'MR'),
    text(0x0020000e, 'UI', series),
    ...pixelModule(1, 2, 16, signed).filter(({ tag }) => tag !== 0x00280101 && tag !== 0x00280102),
    integers(0x00280101, 'US', bitsStored),
    integers(0x00280102, 'US', bitsStored - 1),
    text(0x00280008, 'IS', String(frames.length)),
    sequence(0x52009229, [
      sequence(0x00209116, [text(0x00200037, 'DS', '1', '0', '0', '0', '1', '0')]),
      sequence(0x00289110, [text(0x00280030, 'DS', '2', '0.5')]),
    ]),
    sequence(0x52009230, ...perFrame),
    { tag: 0x7fe00010, vr: 'OW', value: new Uint8Array(pixels.buffer) },
  ];
  return { name: 'enhanced.dcm', bytes: encodeDicomFile('1.2.840.10008.5.1.4.1.1.4.1', '2.25.1', dataSet) };
}

describe('multi-frame images', () => {
  it('are ordered by position, with a rescale per frame', () => {
    const file = enhanced([
      { z: 6, values: [5, 6], slope: '0.5', intercept: '1' },
      { z: 0, values: [1, 2], slope: '2', intercept: '-1' },
      { z: 3, values: [3, 4] },
    ]);
    const image = readImage([file]);
    expect(image.voxels).toEqual(new Float64Array([1, 3, 3, 4, 3.5, 4]));
    expect(image).toMatchObject({ size: [2, 1, 3], spacing: [0.5, 2, 3], origin: [0, 0, 0] });
  });

  it('keep integers where the rescale does, in the smallest type that holds all that could be stored', () => {
    const shift = (intercept: string) => [0, 3].map((z): FrameSpec => ({ z, values: [0, 7], slope: '1', intercept }));
    expect(readImage([enhanced(shift('0'))]).voxels).toBeInstanceOf(Uint16Array);
    expect(readImage([enhanced(shift('-1024'), { bitsStored: 12 })]).voxels).toEqual(
      new Int16Array([-1024, -1017, -1024, -1017]),
    );
    expect(readImage([enhanced(shift('-1024'))]).voxels).toBeInstanceOf(Int32Array);
  });

  it('take only the stored bits, and their sign', () => {
    const frames = [0, 3].map((z): FrameSpec => ({ z, values: [0xf801, 0x0fff] }));
    expect([...readImage([enhanced(frames, { bitsStored: 12 })]).voxels.subarray(0, 2)]).toEqual([0x801, 0xfff]);
    const signed = readImage([enhanced(frames, { bitsStored: 12, signed: true })]).voxels;
    expect([...signed.subarray(0, 2)]).toEqual([-0x7ff, -1]);
  });

  it('are split by b-value and by temporal position of the frames', () => {
    const weighted = [0, 1000].flatMap((b) => [3, 0].map((z): FrameSpec => ({ z, b, values: [b, z] })));
    expect(listSeries([enhanced(weighted)]).map(({ bValue }) => bValue)).toEqual([0, 1000]);
    expect([...readImage([enhanced(weighted)], { bValue: 1000 }).voxels]).toEqual([1000, 0, 1000, 3]);
    const dynamic = [2, 1].flatMap((time) => [0, 3].map((z): FrameSpec => ({ z, time, values: [time, z] })));
    expect([...readImage([enhanced(dynamic)], { phase: 1 }).voxels]).toEqual([2, 0, 2, 3]);
  });

  it('take the trace images where directions are sent beside them', () => {
    const frames = [0, 3].flatMap((z) =>
      ['DIRECTIONAL', 'DIRECTIONAL', 'ISOTROPIC'].map((directionality, i): FrameSpec => {
        return { z, b: 800, directionality, values: [i, z] };
      }),
    );
    expect([...readImage([enhanced(frames)], { bValue: 800 }).voxels]).toEqual([2, 0, 2, 3]);
  });

  it('are phases where series of one grid differ in time only', () => {
    const volume = (value: number, series: string, acquired: string, last = 3) =>
      enhanced(
        [0, last].map((z): FrameSpec => ({ z, values: [value, z] })),
        { series, acquired },
      );
    const files = [volume(2, '2.25.5', '101500'), volume(1, '2.25.4', '101400.5'), volume(3, '2.25.6', '101600')];
    expect([0, 1, 2].map((phase) => readImage(files, { phase }).voxels[0])).toEqual([1, 2, 3]);
    const other = [volume(1, '2.25.4', '101400'), volume(2, '2.25.5', '101500', 4)];
    expect(listSeries(other).map(({ kind }) => kind)).toEqual(['image', 'image']);
    const simultaneous = [volume(1, '2.25.4', ''), volume(2, '2.25.5', '')];
    expect(listSeries(simultaneous).map(({ kind }) => kind)).toEqual(['image', 'image']);
  });

  it('are refused where positions repeat and nothing distinguishes the repetitions', () => {
    const frames = [0, 0, 3, 3].map((z): FrameSpec => ({ z, values: [1, 2] }));
    expect(refusal(() => readImage([enhanced(frames)]))).toMatchObject({ code: 'geometry-invalid' });
  });
});
