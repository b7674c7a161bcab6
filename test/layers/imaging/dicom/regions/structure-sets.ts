/** An image series and structure sets on it, written for tests. */
import type { Mask, NamedBytes, Vector3, Volume } from '@radscore/imaging';
import {
  decimal,
  encodeDicomFile,
  integers,
  type NewDataSet,
  sequence,
  text,
} from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../../../layers/imaging/dicom/encoding/tags.ts';
import { pixelModule } from '../../../../../layers/imaging/dicom/series/write-series.ts';
import { axisOf } from '../../../../../layers/imaging/volume/direction.ts';
import { indexToWorld } from '../../../../../layers/imaging/volume/volume.ts';
import { type WrittenCase, writtenAs } from '../written.ts';

const SIZE = [20, 18, 8] as const;

export const grid: Omit<Volume, 'voxels'> = {
  size: SIZE,
  spacing: [0.8, 0.8, 2],
  origin: [-7.3, 11.2, 40.5],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

export const volume: Volume = {
  ...grid,
  voxels: Int16Array.from({ length: 20 * 18 * 8 }, (_, i) => (i * 7919) % 613),
};

/** A box of voxels: first and last along each axis. */
export function box([x0, y0, z0]: Vector3, [x1, y1, z1]: Vector3): Mask {
  const voxels = new Uint8Array(volume.voxels.length);
  for (let z = z0; z <= z1; z++) {
    for (let y = y0; y <= y1; y++) voxels.fill(1, x0 + 20 * (y + 18 * z), x1 + 1 + 20 * (y + 18 * z));
  }
  return { ...grid, voxels };
}

/** The series, and the segmentation of a mask on it. */
export function written(mask: Mask = box([4, 5, 2], [9, 10, 5]), of: Volume = volume): Omit<WrittenCase, 'name'> {
  return { volume: of, mask, ...writtenAs(of, mask) };
}

export interface NewContour {
  readonly type?: string;
  /** Indices of the grid along x and y. */
  readonly points: readonly (readonly [number, number])[];
  readonly z: number;
}

export interface NewRoi {
  readonly number: number;
  readonly contours: readonly NewContour[];
}

/** Corners around voxels: half a voxel outside of the centres of the first and the last. */
export function around([x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number]): NewContour['points'] {
  return [
    [x0 - 0.5, y0 - 0.5],
    [x1 + 0.5, y0 - 0.5],
    [x1 + 0.5, y1 + 0.5],
    [x0 - 0.5, y1 + 0.5],
  ];
}

/** The contours of a box of voxels, slice by slice. */
export function contoursOfBox([x0, y0, z0]: Vector3, [x1, y1, z1]: Vector3, type = 'CLOSED_PLANAR'): NewContour[] {
  return Array.from({ length: z1 - z0 + 1 }, (_, i) => ({ type, z: z0 + i, points: around([x0, y0], [x1, y1]) }));
}

/** @param decimals of the coordinates; all of them without it */
export function structureSet(rois: readonly NewRoi[], decimals?: number, on = grid, name = 'rt.dcm'): NamedBytes {
  const written = (value: number): string => (decimals === undefined ? String(value) : value.toFixed(decimals));
  const contour = ({ type, points, z }: NewContour): NewDataSet => [
    ...(type === undefined ? [] : [text(Tag.ContourGeometricType, 'CS', type)]),
    text(
      Tag.ContourData,
      'DS',
      ...points.flatMap(([x, y]) => indexToWorld({ ...volume, ...on }, [x, y, z]).map(written)),
    ),
  ];
  const dataSet: NewDataSet = [
    text(Tag.Modality, 'CS', 'RTSTRUCT'),
    text(Tag.PatientID, 'LO', 'SYN-0001'),
    text(0x00120062, 'CS', 'YES'),
    text(0x00120063, 'LO', 'synthetic'),
    sequence(
      Tag.StructureSetROISequence,
      ...rois.map(({ number }) => [text(Tag.ROINumber, 'IS', String(number)), text(Tag.ROIName, 'LO')]),
    ),
    sequence(
      Tag.ROIContourSequence,
      ...rois.map(({ number, contours }) => [
        sequence(Tag.ContourSequence, ...contours.map(contour)),
        text(Tag.ReferencedROINumber, 'IS', String(number)),
      ]),
    ),
  ];
  return { name, bytes: encodeDicomFile('1.2.840.10008.5.1.4.1.1.481.3', '2.25.9', dataSet) };
}

export interface NewSegment {
  readonly number: number;
  /** Frames for its slices; without voxels a declared segment that no frame shows. */
  readonly voxels?: Uint8Array;
  /** Frames for slices without a voxel, too. */
  readonly hasAllFrames?: boolean;
}

interface SegmentationOptions {
  /** Of positions; all of them without it. */
  readonly decimals?: number;
  /** Of direction cosines. */
  readonly cosineDecimals?: number;
  /** mm, along x. */
  readonly shift?: number;
  /** The grid of the voxels. */
  readonly on?: Omit<Volume, 'voxels'>;
  readonly name?: string;
}

/** A binary SEG of several segments, a frame for each of their slices. */
export function segmentation(segments: readonly NewSegment[], options: SegmentationOptions = {}): NamedBytes {
  const { decimals, cosineDecimals, shift = 0, on = grid, name = 'seg.dcm' } = options;
  const [nx, ny, nz] = on.size;
  const text16 = (value: number, digits?: number): string =>
    digits === undefined ? decimal(value) : value.toFixed(digits);
  const frames = segments.flatMap(({ number, voxels, hasAllFrames }) =>
    Array.from({ length: voxels ? nz : 0 }, (_, z) => ({
      number,
      z,
      pixels: voxels?.subarray(z * nx * ny, (z + 1) * nx * ny),
    })).filter(({ pixels }) => hasAllFrames || pixels?.includes(1)),
  );
  const packed = new Uint8Array(Math.ceil((nx * ny * frames.length) / 8));
  frames.forEach(({ pixels }, f) => {
    pixels?.forEach((value, i) => {
      const bit = f * nx * ny + i;
      packed[bit >> 3] |= value << (bit & 7);
    });
  });
  const cosines = [...axisOf(on.direction, 0), ...axisOf(on.direction, 1)].map((value) =>
    text16(value, cosineDecimals),
  );
  const dataSet: NewDataSet = [
    text(Tag.Modality, 'CS', 'SEG'),
    text(Tag.PatientID, 'LO', 'SYN-0001'),
    text(0x00120062, 'CS', 'YES'),
    text(0x00120063, 'LO', 'synthetic'),
    ...pixelModule(ny, nx, 1, false),
    text(Tag.NumberOfFrames, 'IS', String(frames.length)),
    text(Tag.SegmentationType, 'CS', 'BINARY'),
    sequence(Tag.SegmentSequence, ...segments.map(({ number }) => [integers(Tag.SegmentNumber, 'US', number)])),
    sequence(Tag.SharedFunctionalGroupsSequence, [
      sequence(Tag.PlaneOrientationSequence, [text(Tag.ImageOrientationPatient, 'DS', ...cosines)]),
      sequence(Tag.PixelMeasuresSequence, [
        text(Tag.PixelSpacing, 'DS', decimal(on.spacing[1]), decimal(on.spacing[0])),
        text(Tag.SpacingBetweenSlices, 'DS', decimal(on.spacing[2])),
      ]),
    ]),
    sequence(
      Tag.PerFrameFunctionalGroupsSequence,
      ...frames.map(({ number, z }): NewDataSet => {
        const [x, y, height] = indexToWorld({ ...volume, ...on }, [0, 0, z]);
        const position = [x + shift, y, height].map((value) => text16(value, decimals));
        return [
          sequence(Tag.PlanePositionSequence, [text(Tag.ImagePositionPatient, 'DS', ...position)]),
          sequence(Tag.SegmentIdentificationSequence, [integers(Tag.ReferencedSegmentNumber, 'US', number)]),
        ];
      }),
    ),
    { tag: Tag.PixelData, vr: 'OB', value: packed },
  ];
  return { name, bytes: encodeDicomFile('1.2.840.10008.5.1.4.1.1.66.4', '2.25.8', dataSet) };
}
