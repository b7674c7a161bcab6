/** Stacks slices to a volume: order, spacing, rescale. */
import { InputRefused, type RefusalCode } from '../../errors.ts';
import { declaredBytes, type ReadLimits } from '../../input/limits.ts';
import type { Reading } from '../../input/reading.ts';
import {
  crossProduct,
  directionFromAxes,
  dotProduct,
  lengthOf,
  requireRegularGrid,
  unit,
} from '../../volume/direction.ts';
import type { Vector3, Volume } from '../../volume/volume.ts';
import { BYTES_PER_VOXEL, newVoxels, type VoxelType } from '../../volume/voxel-type.ts';
import { Tag } from '../encoding/tags.ts';
import { type Frame, functionalGroup, piecesOf, storedValues } from '../frames/instance.ts';

/** Slice positions are often rounded to a hundredth of a millimetre; a hundredth of the spacing is a finding. */
const SPACING_TOLERANCE = 0.01;
/** Slices that are asked for at once where their pixels are not in memory. */
const SLICES_AT_ONCE = 16;
/** Direction cosines are written with about six digits. */
const COSINE_TOLERANCE = 1e-4;

/** Distance (mm) of a slice along the normal of the stack: row × column. */
export function slicePosition({ row, column, position }: Frame): number {
  return dotProduct(unit(crossProduct(row, column)), position);
}

/**
 * Builds the volume of frames that are the slices of one stack, in any order. Slices ascend along row × column, as ITK
 * stacks them (features of the surface mesh depend on it); the spacing is that of the positions, not the thickness.
 *
 * Values are rescaled frame by frame. Without a rescale the type is the stored one; whole-number rescales give the
 * smallest integer type that holds every storable value, others float64.
 *
 * @throws InputRefused for mixed matrices or orientations, missing slices, uneven spacing, tilt and repeated positions.
 */
export function* stackFrames(frames: readonly Frame[], limits: ReadLimits): Reading<Volume> {
  const [first] = frames;
  const file = first.instance.file;
  requireOneMatrix(frames);
  const sorted = [...frames].sort((a, b) => slicePosition(a) - slicePosition(b));
  const step = sliceSpacing(sorted);
  const { rows, columns } = first.instance;
  const size: Vector3 = [columns, rows, sorted.length];
  const spacing: Vector3 = [first.pixelSpacing[0], first.pixelSpacing[1], step];
  const direction = directionFromAxes(first.row, first.column, crossProduct(first.row, first.column));
  requireRegularGrid(spacing, sorted[0].position, direction, file);

  const type = resultType(sorted);
  declaredBytes(size, BYTES_PER_VOXEL[type], file, limits);
  const voxels = newVoxels(type, columns * rows * sorted.length);
  for (let from = 0; from < sorted.length; from += SLICES_AT_ONCE) {
    const some = sorted.slice(from, from + SLICES_AT_ONCE);
    const wanted = some.map(({ instance, index }) => piecesOf(instance, index));
    const all = wanted.flat();
    const got = all.length > 0 ? yield all : [];
    let taken = 0;
    some.forEach(({ instance, index, slope, intercept }, i) => {
      const pieces = got.slice(taken, taken + wanted[i].length);
      taken += wanted[i].length;
      const stored = storedValues(instance, index, pieces, limits.codecs?.frames);
      const start = (from + i) * stored.length;
      if (slope === 1 && intercept === 0) voxels.set(stored, start);
      else for (let at = 0; at < stored.length; at++) voxels[start + at] = stored[at] * slope + intercept;
    });
  }
  return { voxels, size, spacing, origin: sorted[0].position, direction };
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

/** Distance between neighbouring slices, which must all be the same and straight above each other. */
function sliceSpacing(sorted: readonly Frame[]): number {
  const [first] = sorted;
  const file = first.instance.file;
  const last = sorted[sorted.length - 1];
  if (sorted.length === 1) return singleSliceSpacing(first);
  const positions = sorted.map(slicePosition);
  const gaps = positions.slice(1).map((position, i) => position - positions[i]);
  const typical = [...gaps].sort((a, b) => a - b)[gaps.length >> 1];
  const worst = gaps.reduce((a, b) => (Math.abs(b - typical) > Math.abs(a - typical) ? b : a));
  const smallest = Math.min(...gaps);
  if (smallest <= SPACING_TOLERANCE * Math.max(typical, 1)) {
    throw refuse(
      'geometry-invalid',
      file,
      'several slices at the same position that no b-value, phase or time tells apart',
      'one slice per position',
      'Remove the duplicates, or export each volume as a series of its own.',
    );
  }
  if (Math.abs(worst - typical) > SPACING_TOLERANCE * typical) {
    const times = worst / typical;
    const isGap = times > 1.5 && Math.abs(times - Math.round(times)) < 0.1;
    throw refuse(
      isGap ? 'slice-gap' : 'geometry-invalid',
      file,
      isGap
        ? `a gap of ${worst.toFixed(3)} mm between slices that are ${typical.toFixed(3)} mm apart: ${Math.round(times) - 1} missing`
        : `slices from ${smallest.toFixed(3)} mm to ${Math.max(...gaps).toFixed(3)} mm apart`,
      'slices at equal distances',
      isGap ? 'Upload the missing slices.' : 'Resample the series to equal distances before it is uploaded.',
    );
  }
  const distance = positions[positions.length - 1] - positions[0];
  const normal = unit(crossProduct(first.row, first.column));
  const drift = lengthOf(
    [0, 1, 2].map((i) => last.position[i] - first.position[i] - distance * normal[i]) as unknown as Vector3,
  );
  if (drift > 1e-3 * distance + 0.01) {
    throw refuse(
      'geometry-invalid',
      file,
      `slices that shift sideways by ${drift.toFixed(2)} mm over ${distance.toFixed(1)} mm (gantry tilt)`,
      'slices straight above each other',
      'Resample the series to a grid without shear before it is uploaded.',
    );
  }
  return distance / (sorted.length - 1);
}

/** A single slice has no neighbour: the header's word is taken. */
function singleSliceSpacing({ instance, index }: Frame): number {
  const measure = (tag: number): number | undefined =>
    functionalGroup(instance.dataSet, index, Tag.PixelMeasuresSequence, tag).number(tag);
  const spacing = measure(Tag.SpacingBetweenSlices) ?? measure(Tag.SliceThickness);
  if (spacing !== undefined && spacing > 0) return spacing;
  throw refuse(
    'too-few-slices',
    instance.file,
    'one slice without a thickness',
    'at least two slices, or a thickness',
    'Upload the whole series.',
  );
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
