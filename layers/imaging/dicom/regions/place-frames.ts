/** Where the frames of a segmentation fall on the grid of an image, and on one of their own. */
import { InputRefused } from '../../errors.ts';
import { crossProduct, directionFromAxes, dotProduct, lengthOf, unit } from '../../volume/direction.ts';
import { type Grid, worldToIndex } from '../../volume/geometry.ts';
import { indexToWorld, type Vector3 } from '../../volume/volume.ts';
import { Tag } from '../encoding/tags.ts';
import { type Frame, functionalGroup } from '../frames/instance.ts';
import type { ImageNote } from '../series/dicom-volume.ts';
import { COARSEST_FRACTION, COARSEST_POSITION, halfLastDigit } from '../series/rounding.ts';
import { onEqualPlanes } from './equal-planes.ts';

/** Where a frame's pixels fall on a grid. */
export interface Placement {
  readonly start: Vector3;
  /** Steps in voxels, one axis each. */
  readonly alongRow: Vector3;
  readonly downColumn: Vector3;
}

/**
 * Positions rounded to 0.01 mm, by whichever program wrote the image or the segmentation: half a unit along three axes is
 * 0.0087 mm. It is what other readers tolerate too.
 */
export const TWO_DECIMALS_MM = 0.01;
/** Arithmetic of positions, mm. */
const ARITHMETIC = 1e-6;
/** Arithmetic of cosines and spacings. */
const EXACT_FRACTION = 1e-9;
/** Whatever rounding explains, it must be clear which voxel is meant: along each axis, in voxels. */
export const LARGEST_ROUNDING = 0.25;

/**
 * Places frames on a grid; all four corners of each must fall on voxel centres. Displacements up to `toleranceMm` are
 * noise. Larger ones are accepted, with a note, where they are rounding: up to 0.01 mm, or what half a unit of the last
 * digit of the positions (at most 0.05 mm), cosines and pixel spacings (at most 0.0005) of these frames explains at a
 * corner, and up to a quarter of a voxel along each axis.
 *
 * @param roundingMm how far the image's own slices may lie off their true places
 * @throws InputRefused `geometry-mismatch`
 */
export function placingFrames(
  frames: readonly Frame[],
  grid: Grid,
  { toleranceMm, roundingMm }: { readonly toleranceMm: number; readonly roundingMm: number },
): { readonly placements: readonly Placement[]; readonly notes: readonly ImageNote[] } {
  const toIndex = worldToIndex(grid);
  const half = halfDigitsOf(frames);
  let [worst, worstVoxels, explained] = [0, 0, 0];
  const placements = frames.map((frame) => {
    const { corners, ...placement } = placeFrame(frame, grid, toIndex);
    const reach = reachOf(frame, placement, grid, half);
    for (const { c, r, mm, voxels } of corners) {
      const most = reach(c, r) + roundingMm;
      if (mm > toleranceMm && (mm > most || voxels > LARGEST_ROUNDING)) throw displaced(frame, corners, toleranceMm);
      [worst, worstVoxels, explained] = [Math.max(worst, mm), Math.max(worstVoxels, voxels), Math.max(explained, most)];
    }
    return placement;
  });
  if (worst <= toleranceMm) return { placements, notes: [] };
  const message =
    `the pixels of the segmentation lie up to ${worst.toPrecision(4)} mm (${(100 * worstVoxels).toPrecision(2)} % of a voxel) off the voxels ` +
    `of the image, which rounding of its positions and directions explains (at most ${explained.toPrecision(2)} mm); they were taken as these voxels.`;
  return { placements, notes: [{ code: 'region-positions-rounded', message }] };
}

/** Half a unit of the last digit of what places frames. */
interface HalfDigits {
  /** Of positions, mm: of the axis with the most digits, as a writer gives all axes the same. */
  readonly position: number;
  readonly cosine: number;
  readonly spacing: number;
}

function halfDigitsOf(frames: readonly Frame[]): HalfDigits {
  const written = (sequence: number, tag: number): number =>
    halfLastDigit(
      frames.flatMap(({ instance, index }) => functionalGroup(instance.dataSet, index, sequence, tag).numbers(tag)),
      COARSEST_FRACTION,
    );
  return {
    position: halfLastDigit(
      frames.flatMap((frame) => frame.position),
      COARSEST_POSITION,
    ),
    cosine: written(Tag.PlaneOrientationSequence, Tag.ImageOrientationPatient),
    spacing: written(Tag.PixelMeasuresSequence, Tag.PixelSpacing),
  };
}

/**
 * How far (mm) a pixel may lie off its voxel because of rounding: by the digits of its position and, farther from the first
 * pixel, by as much as directions and spacings differ from the image's, if half a unit of their last digit explains that.
 */
function reachOf(
  { row, column, pixelSpacing, position }: Frame,
  { start, alongRow, downColumn }: Placement,
  grid: Grid,
  half: HalfDigits,
): (column: number, row: number) => number {
  const offset = indexToWorld(grid, start).map((value, axis) => position[axis] - value);
  const perPixel = (direction: Vector3, spacing: number, steps: Vector3): number => {
    const wanted = ([0, 1, 2] as const).map((axis) =>
      steps.reduce((sum, step, k) => sum + step * grid.spacing[k] * grid.direction[3 * axis + k], 0),
    ) as unknown as Vector3;
    const length = lengthOf(wanted);
    const turned = direction.map((cosine, axis) => Math.abs(cosine - wanted[axis] / length));
    // Vectors of rounded cosines are brought to a length of 1, which moves each cosine by as much again.
    const isTurned = Math.max(...turned) <= 2 * half.cosine + EXACT_FRACTION;
    const isStretched = Math.abs(spacing - length) <= half.spacing + EXACT_FRACTION;
    return (isTurned ? Math.hypot(...turned) * spacing : 0) + (isStretched ? Math.abs(spacing - length) : 0);
  };
  const [byColumn, byRow] = [perPixel(row, pixelSpacing[0], alongRow), perPixel(column, pixelSpacing[1], downColumn)];
  // Where the first pixel lies is a matter of its position alone.
  const isRounded = offset.every((value) => Math.abs(value) <= half.position + ARITHMETIC);
  const first = isRounded ? Math.sqrt(3) * half.position : 0;
  return (c, r) => Math.max(TWO_DECIMALS_MM, first) + c * byColumn + r * byRow;
}

interface Corner {
  readonly c: number;
  readonly r: number;
  /** How far it lies off the voxel, in all and along the axis where that is most of a voxel. */
  readonly mm: number;
  readonly voxels: number;
}

function placeFrame(
  { position, row, column, pixelSpacing, instance }: Frame,
  grid: Grid,
  toIndex: (point: Vector3) => Vector3,
): Placement & { readonly corners: readonly Corner[] } {
  const at = (c: number, r: number): Vector3 => {
    const [dx, dy] = [c * pixelSpacing[0], r * pixelSpacing[1]];
    return toIndex([
      position[0] + row[0] * dx + column[0] * dy,
      position[1] + row[1] * dx + column[1] * dy,
      position[2] + row[2] * dx + column[2] * dy,
    ]);
  };
  const nearest = ([x, y, z]: Vector3): Vector3 => [Math.round(x), Math.round(y), Math.round(z)];
  const start = nearest(at(0, 0));
  const step = (to: Vector3): Vector3 => [to[0] - start[0], to[1] - start[1], to[2] - start[2]];
  const alongRow = step(nearest(at(1, 0)));
  const downColumn = step(nearest(at(0, 1)));
  const [right, bottom] = [instance.columns - 1, instance.rows - 1];
  const corners = [
    [0, 0],
    [right, 0],
    [0, bottom],
    [right, bottom],
  ].map(([c, r]): Corner => {
    const index = at(c, r);
    const off = [0, 1, 2].map((axis) => index[axis] - start[axis] - c * alongRow[axis] - r * downColumn[axis]);
    return {
      ...{ c, r },
      mm: Math.hypot(...off.map((voxels, axis) => voxels * grid.spacing[axis])),
      voxels: Math.max(...off.map(Math.abs)),
    };
  });
  return { start, alongRow, downColumn, corners };
}

function displaced({ instance }: Frame, corners: readonly Corner[], toleranceMm: number): InputRefused {
  const worst = Math.max(...corners.map(({ mm }) => mm));
  return new InputRefused({
    code: 'geometry-mismatch',
    file: instance.file,
    got: `a segmentation whose pixels lie ${worst.toPrecision(4)} mm off the image's voxels, more than rounding explains`,
    wanted: `at most ${toleranceMm} mm`,
    remedy: 'Draw the ROI on this image, or resample the segmentation to its grid.',
  });
}

/** Directions of frames that differ by more make no stack. */
const SAME_DIRECTION = 1e-4;
/** Frames that lie further beside each other, in pixels, make no stack. */
const BESIDE = 0.1;

/**
 * The grid that frames make by their own geometry, and the plane of each. Undefined for frames of different directions,
 * shifted sideways, or at distances of which the smallest is no divisor.
 */
export function ownStack(
  frames: readonly Frame[],
): { readonly grid: Grid; readonly planeOf: readonly number[] } | undefined {
  const [first] = frames;
  const isParallel = frames.every(({ row, column, pixelSpacing }) =>
    [...row, ...column, ...pixelSpacing].every(
      (value, i) => Math.abs(value - [...first.row, ...first.column, ...first.pixelSpacing][i]) <= SAME_DIRECTION,
    ),
  );
  if (!isParallel) return undefined;
  const normal = unit(crossProduct(first.row, first.column));
  const heights = frames.map(({ position }) => dotProduct(normal, position));
  const planes = onEqualPlanes(heights, distanceOf(first));
  if (!planes) return undefined;
  const lowest = frames[planes.planeOf.indexOf(0)];
  const isStraight = frames.every(({ position, row, column, pixelSpacing }) => {
    const off = position.map((value, axis) => value - lowest.position[axis]) as unknown as Vector3;
    return (
      Math.abs(dotProduct(off, row)) <= BESIDE * pixelSpacing[0] &&
      Math.abs(dotProduct(off, column)) <= BESIDE * pixelSpacing[1]
    );
  });
  if (!isStraight) return undefined;
  const { instance, pixelSpacing } = first;
  const grid: Grid = {
    size: [instance.columns, instance.rows, planes.count],
    spacing: [pixelSpacing[0], pixelSpacing[1], planes.step],
    origin: lowest.position,
    direction: directionFromAxes(first.row, first.column, normal),
  };
  return { grid, planeOf: planes.planeOf };
}

/** The distance of slices that a single frame declares; a millimetre if it declares none. */
function distanceOf({ instance, index }: Frame): number {
  const measure = (tag: number): number | undefined =>
    functionalGroup(instance.dataSet, index, Tag.PixelMeasuresSequence, tag).number(tag);
  const declared = measure(Tag.SpacingBetweenSlices) ?? measure(Tag.SliceThickness) ?? 1;
  return declared > 0 ? declared : 1;
}
