/** Puts the voxels of a mask in order that are stored along other axes than its header says. */
import { axisOf, dotProduct } from '../volume/direction.ts';
import { cornerDisplacement, GRID_TOLERANCE_MM, type Grid, worldToIndex } from '../volume/geometry.ts';
import { withAxesOf } from '../volume/orient.ts';
import { indexToWorld, type Mask, type Matrix3, type Vector3 } from '../volume/volume.ts';

/** A mask whose voxels are stored in another order than its header says, put in order. */
export interface Reordering {
  /** The mask with the header that its voxels have by rights. */
  readonly mask: Mask;
  /** The same voxels in the order of the image's axes. */
  readonly ordered: Mask;
  /** What it would do, in a sentence. */
  readonly says: string;
}

const AXES = [0, 1, 2] as const;
const NAMES = ['x', 'y', 'z'] as const;
const PERMUTATIONS = [
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

/**
 * Puts the voxels of a mask in order where its own header shows that they are stored in another one. A mask in the wrong
 * order whose header is the image's in every respect fits, and only a picture shows it. Two traces in a header do,
 * and only these are followed; the tolerance (mm) holds at every corner of the grid.
 *
 * - *Axes.* The size is the image's in another order, as when an array of slices, rows and columns is saved as columns,
 *   rows and slices. Of the header the origin, and of spacing and direction one or both, must be the image's. Exactly one
 *   order may agree with size and spacing: as many rows as columns leave two, and then nothing is proposed.
 * - *Direction.* Size and spacing are the image's. A stack that is stored from its last slice to its first has, in a
 *   right header, its origin at the image's last slice and its slice axis negated. A header with just one of the two
 *   was written for such a stack and not completed: a series sorted the other way gives the last slice's position but
 *   the axis of the orientation (row × column), an array that is flipped with its axis keeps the origin. A stack in order
 *   has neither. The same holds for rows and columns.
 */
export function reorder(image: Grid, mask: Mask, toleranceMm: number = GRID_TOLERANCE_MM): Reordering | undefined {
  const order = orderOfAxes(image, mask, toleranceMm);
  if (order) {
    const names = order.map((axis) => NAMES[axis]).join(', ');
    return ordered(
      image,
      { ...mask, ...gridInOrder(image, order) },
      `Take the mask's axes for ${names} of the image: its size is then the image's, as its header is.`,
    );
  }
  const reversed = reversedAxes(image, mask, toleranceMm);
  if (!reversed) return undefined;
  const names = AXES.filter((axis) => reversed[axis]).map((axis) => ['columns', 'rows', 'slices'][axis]);
  return ordered(
    image,
    { ...mask, ...gridFrom(image, reversed, reversed) },
    `Take the mask's ${names.join(' and ')} in reverse order, which its header half says: it then lies on the image.`,
  );
}

function ordered(image: Grid, mask: Mask, says: string): Reordering | undefined {
  const voxels = withAxesOf(mask, image)?.voxels as Uint8Array | undefined;
  const { size, spacing, origin, direction } = image;
  return voxels && { mask, ordered: { voxels, size, spacing, origin, direction }, says };
}

/** Which axis of the image each axis of the mask is, where the header leaves exactly one order other than its own. */
function orderOfAxes(image: Grid, mask: Mask, toleranceMm: number): Vector3 | undefined {
  if (isSame(mask.size, image.size)) return undefined;
  const fitting = PERMUTATIONS.filter((order) => {
    const grid = gridInOrder(image, order);
    const spacings = [image.spacing, grid.spacing];
    const directions = [image.direction, grid.direction];
    return spacings.some((spacing) =>
      directions.some((direction) => liesOnGrid({ ...grid, spacing, direction }, mask, toleranceMm)),
    );
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}

function liesOnGrid(grid: Grid, mask: Grid, toleranceMm: number): boolean {
  return isSame(grid.size, mask.size) && cornerDisplacement(grid, mask) <= toleranceMm;
}

function isSame(a: Vector3, b: Vector3): boolean {
  return a.every((extent, axis) => extent === b[axis]);
}

/** The image's grid with its axes in another order: axis `a` is axis `order[a]` of the image. */
function gridInOrder({ size, spacing, origin, direction: d }: Grid, order: Vector3): Grid {
  const [a, b, c] = order;
  return {
    size: [size[a], size[b], size[c]],
    spacing: [spacing[a], spacing[b], spacing[c]],
    origin,
    direction: [d[a], d[b], d[c], d[3 + a], d[3 + b], d[3 + c], d[6 + a], d[6 + b], d[6 + c]],
  };
}

type PerAxis = readonly [boolean, boolean, boolean];

/** The axes along which the mask is stored in reverse, where one trace of it is in the header and the other is not. */
function reversedAxes(image: Grid, mask: Mask, toleranceMm: number): PerAxis | undefined {
  const first = worldToIndex(image)(mask.origin);
  const isNegated = AXES.map((axis) => dotProduct(axisOf(image.direction, axis), axisOf(mask.direction, axis)) < 0);
  const isAtEnd = AXES.map((axis) => Math.abs(first[axis] - (image.size[axis] - 1)) < 0.5 && image.size[axis] > 1);
  const [negated, atEnd] = [isNegated, isAtEnd] as unknown as [PerAxis, PerAxis];
  const isHalfSaid = AXES.some((axis) => negated[axis] !== atEnd[axis]);
  if (!isHalfSaid || !liesOnGrid(gridFrom(image, negated, atEnd), mask, toleranceMm)) return undefined;
  return AXES.map((axis) => negated[axis] || atEnd[axis]) as unknown as PerAxis;
}

/** The image's grid with some axes negated, and its origin at the far end of some. */
function gridFrom(image: Grid, negated: PerAxis, atEnd: PerAxis): Grid {
  const { size, spacing, direction } = image;
  const [x, y, z] = AXES.map((axis) => (atEnd[axis] ? size[axis] - 1 : 0));
  return {
    size,
    spacing,
    origin: indexToWorld(image, [x, y, z]),
    direction: direction.map((cosine, i) => (negated[i % 3] ? -cosine : cosine)) as unknown as Matrix3,
  };
}
