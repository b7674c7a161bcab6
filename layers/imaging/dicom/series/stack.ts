/** Stacks slices to a volume: order, spacing, rescale. */
import { InputRefused, type RefusalCode } from '../../errors.ts';
import { declaredBytes, type ReadLimits } from '../../input/limits.ts';
import { NOT_YET, type Piece, type Reading } from '../../input/reading.ts';
import { crossProduct, directionFromAxes, requireRegularGrid } from '../../volume/direction.ts';
import type { Vector3, Volume } from '../../volume/volume.ts';
import { BYTES_PER_VOXEL, newVoxels, type VoxelType } from '../../volume/voxel-type.ts';
import { Tag } from '../encoding/tags.ts';
import { type Frame, piecesOf, storedValues } from '../frames/instance.ts';
import { placesOfSlices, type SlicePlaces, slicePosition } from './slice-places.ts';

/** Slices that are asked for at once where their pixels are not in memory. */
const SLICES_AT_ONCE = 16;
/** Direction cosines are written with about six digits. */
const COSINE_TOLERANCE = 1e-4;

/** A volume, and what was found out about the places of its slices. */
export interface Stack {
  readonly volume: Volume;
  readonly rounded?: SlicePlaces['rounded'];
}

/**
 * Builds the volume of frames that are the slices of one stack, in any order. Slices ascend along row × column, as ITK
 * stacks them (features of the surface mesh depend on it); the spacing is that of the positions, not the thickness:
 * `placesOfSlices`.
 *
 * Values are rescaled frame by frame. Without a rescale the type is the stored one; whole-number rescales give the
 * smallest integer type that holds every storable value, others float64.
 *
 * @throws InputRefused for mixed matrices or orientations, missing slices, uneven spacing, tilt and repeated positions.
 */
export function* stackFrames(frames: readonly Frame[], limits: ReadLimits): Reading<Stack> {
  const [first] = frames;
  const file = first.instance.file;
  requireOneMatrix(frames);
  const sorted = [...frames].sort((a, b) => slicePosition(a) - slicePosition(b));
  const { step, origin, rounded } = placesOfSlices(sorted);
  const { rows, columns } = first.instance;
  const size: Vector3 = [columns, rows, sorted.length];
  const spacing: Vector3 = [first.pixelSpacing[0], first.pixelSpacing[1], step];
  const direction = directionFromAxes(first.row, first.column, crossProduct(first.row, first.column));
  requireRegularGrid(spacing, origin, direction, file);

  const type = resultType(sorted);
  declaredBytes(size, BYTES_PER_VOXEL[type], file, limits);
  const voxels = newVoxels(type, columns * rows * sorted.length);
  const volume = { voxels, size, spacing, origin, direction };
  const fill = (k: number, pieces: readonly Uint8Array[]): void => {
    const { instance, index, slope, intercept } = sorted[k];
    const stored = storedValues(instance, index, pieces, limits.codecs?.frames);
    const start = k * stored.length;
    if (slope === 1 && intercept === 0) voxels.set(stored, start);
    else for (let at = 0; at < stored.length; at++) voxels[start + at] = stored[at] * slope + intercept;
  };
  const piecesAt = (k: number): readonly Piece[] => piecesOf(sorted[k].instance, sorted[k].index);
  limits.hearStack?.({ volume, piecesOf: piecesAt, fill });
  for (let from = 0; from < sorted.length; from += SLICES_AT_ONCE) {
    const count = Math.min(SLICES_AT_ONCE, sorted.length - from);
    const wanted = Array.from({ length: count }, (_, i) => piecesAt(from + i));
    const all = wanted.flat();
    const got = all.length > 0 ? yield all : [];
    let taken = 0;
    wanted.forEach(({ length }, i) => {
      const pieces = got.slice(taken, taken + length);
      taken += length;
      if (!pieces.includes(NOT_YET)) fill(from + i, pieces);
    });
  }
  return { volume, rounded };
}

/** What is the same of all slices of a volume; values are never repeated in messages. */
const ONE_OF_A_VOLUME = [
  { tag: Tag.PatientID, keyword: 'PatientID' },
  { tag: Tag.StudyInstanceUID, keyword: 'StudyInstanceUID' },
  { tag: Tag.FrameOfReferenceUID, keyword: 'FrameOfReferenceUID' },
] as const;

function requireOneMatrix(frames: readonly Frame[]): void {
  const [first] = frames;
  for (const frame of frames) {
    const { rows, columns, file } = frame.instance;
    if (rows !== first.instance.rows || columns !== first.instance.columns) {
      throw refuse(
        'geometry-invalid',
        file,
        `a slice of ${columns} × ${rows} pixels among slices of ${first.instance.columns} × ${first.instance.rows}`,
        'slices of one matrix',
        'Remove what does not belong to the series, or export it again.',
      );
    }
    const differing = ONE_OF_A_VOLUME.find(
      ({ tag }) => frame.instance.dataSet.text(tag) !== first.instance.dataSet.text(tag),
    );
    if (differing || frame.instance.isSigned !== first.instance.isSigned) {
      throw refuse(
        'series-ambiguous',
        file,
        `slices of different ${differing?.keyword ?? 'PixelRepresentation'} in one volume`,
        'slices of one patient, study and kind',
        'Remove what does not belong to the series, or export it again.',
      );
    }
    const turned = Math.max(
      ...[0, 1, 2].map((i) => Math.abs(frame.row[i] - first.row[i]) + Math.abs(frame.column[i] - first.column[i])),
    );
    const scaled = Math.max(...[0, 1].map((i) => Math.abs(frame.pixelSpacing[i] / first.pixelSpacing[i] - 1)));
    if (turned > COSINE_TOLERANCE || scaled > COSINE_TOLERANCE) {
      throw refuse(
        'geometry-invalid',
        file,
        turned > COSINE_TOLERANCE ? 'slices of different orientations' : 'slices of different pixel spacing',
        'parallel slices of one pixel spacing',
        'Remove what does not belong to the series (localizers have three orientations).',
      );
    }
  }
}

function resultType(frames: readonly Frame[]): VoxelType {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let isWhole = true;
  for (const { instance, slope, intercept } of frames) {
    const { bitsStored, isSigned } = instance;
    const ends = isSigned ? [-(2 ** (bitsStored - 1)), 2 ** (bitsStored - 1) - 1] : [0, 2 ** bitsStored - 1];
    for (const end of ends) {
      min = Math.min(min, end * slope + intercept);
      max = Math.max(max, end * slope + intercept);
    }
    isWhole &&= Number.isInteger(slope) && Number.isInteger(intercept);
  }
  if (!isWhole) return 'float64';
  const types: readonly (readonly [VoxelType, number, number])[] = [
    ['uint8', 0, 255],
    ['int8', -128, 127],
    ['uint16', 0, 65535],
    ['int16', -32768, 32767],
    ['uint32', 0, 2 ** 32 - 1],
    ['int32', -(2 ** 31), 2 ** 31 - 1],
  ];
  return types.find(([, low, high]) => min >= low && max <= high)?.[0] ?? 'float64';
}

function refuse(code: RefusalCode, file: string, got: string, wanted: string, remedy: string): InputRefused {
  return new InputRefused({ code, file, got, wanted, remedy });
}
