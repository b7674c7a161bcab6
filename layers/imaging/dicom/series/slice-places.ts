/** Where the slices of a stack lie: the distance between them, and the place of the first. */
import { InputRefused, type RefusalCode } from '../../errors.ts';
import { crossProduct, dotProduct, lengthOf, unit } from '../../volume/direction.ts';
import { GRID_TOLERANCE_MM } from '../../volume/geometry.ts';
import type { Vector3 } from '../../volume/volume.ts';
import { Tag } from '../encoding/tags.ts';
import { type Frame, functionalGroup } from '../frames/instance.ts';
import type { ImageNote } from './dicom-volume.ts';
import { halfDigitsOfPoints, roundingAlong } from './rounding.ts';

/** Slice positions are often rounded to a hundredth of a millimetre; a hundredth of the spacing is a finding. */
export const SPACING_TOLERANCE = 0.01;
/** Rounding that takes more than this part of the distance between slices leaves their order in doubt. */
export const LARGEST_STEP_ROUNDING = 0.25;
/** Arithmetic of positions, mm. */
const ARITHMETIC = 1e-6;

/** Where slices lie along the normal of their stack. */
export interface SlicePlaces {
  /** Distance between slices, mm. */
  readonly step: number;
  /** Centre of the first pixel of the first slice. */
  readonly origin: Vector3;
  /** Set if the positions are on one line only within their rounding: a note, if another line was fitted for that. */
  readonly rounded?: {
    readonly note?: ImageNote;
    /** How far (mm) the true places of voxels may lie from those of the grid. */
    readonly mm: number;
  };
}

/** Distance (mm) of a slice along the normal of the stack: row × column. */
export function slicePosition({ row, column, position }: Frame): number {
  return dotProduct(unit(crossProduct(row, column)), position);
}

/**
 * The places of sorted slices, which must lie straight above each other at equal distances. Positions that writers
 * rounded are put back on the line of equal distances that explains all of them within half a unit of their last digit,
 * at most 0.05 mm: such a line is the likelier truth than slices at unequal distances.
 *
 * @throws InputRefused `slice-gap`, `geometry-invalid`, `too-few-slices`
 */
export function placesOfSlices(sorted: readonly Frame[]): SlicePlaces {
  const [first] = sorted;
  if (sorted.length === 1) return { step: singleSliceSpacing(first), origin: first.position };
  const positions = sorted.map(slicePosition);
  const gaps = positions.slice(1).map((position, i) => position - positions[i]);
  const typical = [...gaps].sort((a, b) => a - b)[gaps.length >> 1];
  if (Math.min(...gaps) <= SPACING_TOLERANCE * Math.max(typical, 1)) throw samePosition(first);
  const worst = gaps.reduce((a, b) => (Math.abs(b - typical) > Math.abs(a - typical) ? b : a));
  const distance = positions[positions.length - 1] - positions[0];
  const isEven = Math.abs(worst - typical) <= SPACING_TOLERANCE * typical;
  const drift = driftOf(first, sorted[sorted.length - 1], distance);
  if (isEven && drift <= 1e-3 * distance + 0.01) return evenPlaces(sorted, distance / (sorted.length - 1));
  const fitted = fitRounded(sorted, positions);
  if (fitted) return fitted;
  throw isEven ? tilted(first, drift, distance) : uneven(sorted, gaps, typical, worst);
}

/** Slices that are even enough as they are. What rounding moved them off the grid, it may have moved their regions. */
function evenPlaces(sorted: readonly Frame[], step: number): SlicePlaces {
  const [first] = sorted;
  const origin = first.position;
  const normal = unit(crossProduct(first.row, first.column));
  const off = sorted.map(({ position }, i) =>
    Math.hypot(...position.map((value, axis) => value - origin[axis] - i * step * normal[axis])),
  );
  const furthest = off.reduce((a, b) => Math.max(a, b));
  if (furthest <= GRID_TOLERANCE_MM) return { step, origin };
  const mm = 2 * Math.hypot(...halfDigitsOfPoints(sorted.map(({ position }) => position)));
  return furthest <= mm ? { step, origin, rounded: { mm } } : { step, origin };
}

/** How far the last slice lies beside the normal through the first, mm. */
function driftOf(first: Frame, last: Frame, distance: number): number {
  const normal = unit(crossProduct(first.row, first.column));
  const at = (axis: 0 | 1 | 2): number => last.position[axis] - first.position[axis] - distance * normal[axis];
  return lengthOf([at(0), at(1), at(2)]);
}

/**
 * The line of equal distances that explains positions by their rounding; undefined if there is none. The distance is
 * SpacingBetweenSlices if that explains them, which is written with more digits, else that of least squares or, if only
 * that explains them, the one with the smallest deviation.
 */
function fitRounded(sorted: readonly Frame[], positions: readonly number[]): SlicePlaces | undefined {
  const [first] = sorted;
  const normal = unit(crossProduct(first.row, first.column));
  const half = halfDigitsOfPoints(sorted.map(({ position }) => position));
  const along = roundingAlong(normal, half);
  const explains = (step: number): boolean => deviation(positions, step) <= along + ARITHMETIC;
  const declared = spacingBetweenSlices(first);
  const candidates = [declared ?? Number.NaN, leastSquares(positions), smallestDeviation(positions, along)];
  const step = candidates.find((candidate) => candidate > 0 && explains(candidate));
  if (step === undefined || along > LARGEST_STEP_ROUNDING * step) return undefined;

  const beside = sorted.map(({ position }) => {
    const off = [0, 1, 2].map((axis) => position[axis] - first.position[axis]);
    const height = off.reduce((sum, value, axis) => sum + value * normal[axis], 0);
    return off.map((value, axis) => value - height * normal[axis]);
  });
  const distance = step * (sorted.length - 1);
  for (let axis = 0; axis < 3; axis++) {
    const values = beside.map((off) => off[axis]);
    // The height that is taken off is rounded too.
    const most = 2 * (half[axis] + along * Math.abs(normal[axis])) + 1e-3 * distance + 0.01;
    if (Math.max(...values) - Math.min(...values) > most) return undefined;
  }

  const rests = positions.map((position, i) => position - positions[0] - i * step);
  const [low, high] = [Math.min(...rests), Math.max(...rests)];
  const isFirstOnLine = high <= along + ARITHMETIC && low >= -along - ARITHMETIC;
  const shift = isFirstOnLine ? 0 : (low + high) / 2;
  const at = (axis: 0 | 1 | 2): number => first.position[axis] + shift * normal[axis];
  const off = Math.max(high - shift, shift - low);
  const unitMm = 2 * Math.max(...half);
  return {
    step,
    origin: [at(0), at(1), at(2)],
    rounded: {
      mm: 2 * Math.hypot(...half),
      note: {
        code: 'slice-positions-rounded',
        message:
          `the positions of the ${sorted.length} slices are rounded to ${unitMm} mm: they lie up to ${off.toFixed(3)} mm off slices ` +
          `${Number(step.toFixed(6))} mm apart (${step === declared ? 'SpacingBetweenSlices' : 'the line fitted to them'}), ` +
          `which rounding explains (at most ${Number(along.toFixed(4))} mm). They were read at that distance.`,
      },
    },
  };
}

/** The smallest distance that a line of a step can have from the farthest of positions. */
function deviation(positions: readonly number[], step: number): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  positions.forEach((position, i) => {
    low = Math.min(low, position - i * step);
    high = Math.max(high, position - i * step);
  });
  return (high - low) / 2;
}

function leastSquares(positions: readonly number[]): number {
  const middle = (positions.length - 1) / 2;
  let [above, below] = [0, 0];
  positions.forEach((position, i) => {
    above += (i - middle) * position;
    below += (i - middle) ** 2;
  });
  return above / below;
}

/** The step of the smallest `deviation`, which is convex in the step: halved down around the step of first and last. */
function smallestDeviation(positions: readonly number[], along: number): number {
  const intervals = positions.length - 1;
  const middle = (positions[intervals] - positions[0]) / intervals;
  let [from, to] = [middle - (2 * along) / intervals, middle + (2 * along) / intervals];
  for (let i = 0; i < 100; i++) {
    const [left, right] = [from + (to - from) / 3, to - (to - from) / 3];
    if (deviation(positions, left) <= deviation(positions, right)) to = right;
    else from = left;
  }
  return (from + to) / 2;
}

function spacingBetweenSlices({ instance, index }: Frame): number | undefined {
  const group = functionalGroup(instance.dataSet, index, Tag.PixelMeasuresSequence, Tag.SpacingBetweenSlices);
  return group.number(Tag.SpacingBetweenSlices);
}

/** A single slice has no neighbour: the header's word is taken. */
function singleSliceSpacing(frame: Frame): number {
  const { instance, index } = frame;
  const thickness = functionalGroup(instance.dataSet, index, Tag.PixelMeasuresSequence, Tag.SliceThickness);
  const spacing = spacingBetweenSlices(frame) ?? thickness.number(Tag.SliceThickness);
  if (spacing !== undefined && spacing > 0) return spacing;
  throw refuse(
    'too-few-slices',
    frame,
    'one slice without a thickness',
    'at least two slices, or a thickness',
    'Upload the whole series.',
  );
}

function samePosition(first: Frame): InputRefused {
  return refuse(
    'geometry-invalid',
    first,
    'several slices at the same position that no b-value, phase or time tells apart',
    'one slice per position',
    'Remove the duplicates, or export each volume as a series of its own.',
  );
}

function uneven(sorted: readonly Frame[], gaps: readonly number[], typical: number, worst: number): InputRefused {
  const [first] = sorted;
  const half = halfDigitsOfPoints(sorted.map(({ position }) => position));
  const along = roundingAlong(unit(crossProduct(first.row, first.column)), half);
  const steps = Math.round(worst / typical);
  // Rounding moves both ends of a gap, and of each of the gaps that it is compared with.
  const isGap = worst > 1.5 * typical && Math.abs(worst - steps * typical) < 0.1 * typical + 2 * along * (1 + steps);
  if (isGap) {
    return refuse(
      'slice-gap',
      first,
      `a gap of ${worst.toFixed(3)} mm between slices that are ${typical.toFixed(3)} mm apart: ${steps - 1} missing`,
      'slices at equal distances',
      'Upload the missing slices.',
    );
  }
  const positions = sorted.map(slicePosition);
  const off = deviation(positions, smallestDeviation(positions, Math.max(...gaps) - Math.min(...gaps)));
  return refuse(
    'geometry-invalid',
    first,
    `slices from ${Math.min(...gaps).toFixed(3)} mm to ${Math.max(...gaps).toFixed(3)} mm apart, up to ${off.toFixed(3)} mm off equal distances`,
    `slices at equal distances; rounding of their positions explains ${Number(along.toFixed(4))} mm`,
    'Export the series again with all slices and all digits of ImagePositionPatient (0020,0032). If it was acquired at unequal distances, resample it to equal ones.',
  );
}

function tilted(first: Frame, drift: number, distance: number): InputRefused {
  return refuse(
    'geometry-invalid',
    first,
    `slices that shift sideways by ${drift.toFixed(2)} mm over ${distance.toFixed(1)} mm (gantry tilt)`,
    'slices straight above each other',
    'Resample the series to a grid without shear before it is uploaded.',
  );
}

function refuse(
  code: RefusalCode,
  { instance: { file } }: Frame,
  got: string,
  wanted: string,
  remedy: string,
): InputRefused {
  return new InputRefused({ code, file, got, wanted, remedy });
}
