/** The grid that PyRadiomics resamples to, and how its voxels map to the image. */
import { scaledDirection } from '../volume/direction.ts';
import type { Box, Grid } from '../volume/geometry.ts';
import { indexToWorld, type Matrix3, type Vector3 } from '../volume/volume.ts';
import { singularInverse } from './singular-inverse.ts';

/**
 * The grid that PyRadiomics resamples to: aligned to the mask's outer edge, covering the ROI's bounding box with
 * `padDistance` new voxels around it, and nothing outside the mask's own grid.
 *
 * Undefined where the new spacing is that of the image already (`numpy.allclose`), when nothing is interpolated.
 * Definition: resampleImage in PyRadiomics 3.1.0.
 *
 * @param box the bounding box of the ROI
 * @param requested millimetres; 0 keeps the mask's spacing, as does an axis along which the ROI is one voxel thick.
 */
export function resamplingGrid(
  image: Grid,
  mask: Grid,
  box: Box,
  requested: Vector3,
  padDistance: number,
): Grid | undefined {
  const axes = [0, 1, 2] as const;
  const [sx, sy, sz] = axes.map((axis) => {
    const keep = requested[axis] === 0 || box.size[axis] === 1;
    return keep ? mask.spacing[axis] : requested[axis];
  });
  const spacing: Vector3 = [sx, sy, sz];
  if (axes.every((axis) => isClose(image.spacing[axis], spacing[axis]))) return undefined;

  const bounds = axes.map((axis) => {
    const ratio = mask.spacing[axis] / spacing[axis];
    const from = box.lower[axis];
    const to = from + box.size[axis];
    const lower = Math.max(Math.floor((from - 0.5) * ratio - padDistance), 0);
    const upper = Math.min(Math.ceil((to - 0.5) * ratio + padDistance), Math.ceil(mask.size[axis] * ratio) - 1);
    const centre = (0.5 * (spacing[axis] - mask.spacing[axis])) / mask.spacing[axis];
    return { size: upper - lower + 1, origin: centre + lower / ratio };
  });
  const origin = indexToWorld(mask, [bounds[0].origin, bounds[1].origin, bounds[2].origin]);
  return { size: [bounds[0].size, bounds[1].size, bounds[2].size], spacing, origin, direction: mask.direction };
}

type Axis = 0 | 1 | 2;
/** Axes of one grid in the order of another's. */
export type Alignment = readonly [Axis, Axis, Axis];

const AXES = [0, 1, 2] as const;

/**
 * Voxels by which an index may change along the axes it is not aligned with, over the whole grid. What rounding leaves of
 * an oblique direction lies below; a displacement of this size changes a value by less than truncation is in doubt.
 */
const TURNED = 2e-12;

/** numpy.allclose for one pair. */
function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-8 + 1e-5 * Math.abs(b);
}

/**
 * Continuous indices in one grid of the voxel centres of another, computed as ITK's resampling filter computes them
 * for linear transforms: the two ends of each row are mapped, what lies between is interpolated. The last bits matter
 * where an integer image is truncated.
 */
export class IndexMap {
  readonly #to: Grid;
  readonly #from: Grid;
  readonly #indexToWorld: Matrix3;
  readonly #worldToIndex: Matrix3;

  constructor(from: Grid, to: Grid) {
    this.#from = from;
    this.#to = to;
    this.#indexToWorld = scaledDirection(from);
    this.#worldToIndex = singularInverse(scaledDirection(to));
  }

  /** Whether the axes of both grids are exactly those of the world: then an index depends on its own axis only, to the bit. */
  get isSeparable(): boolean {
    return [this.#indexToWorld, this.#worldToIndex].every((matrix) =>
      matrix.every((value, at) => at % 4 === 0 || value === 0),
    );
  }

  /**
   * For each axis of the target, the axis of the source grid along which its index changes: the identity for grids stored
   * alike, another order for a mask stored in another one. Undefined where the grids are turned against each other, so
   * that an index depends on more than one axis.
   */
  alignment(): Alignment | undefined {
    const { size } = this.#from;
    const [w, m] = [this.#worldToIndex, this.#indexToWorld];
    const order = AXES.map((to) => {
      const steps = AXES.map((axis) => {
        const perVoxel = w[3 * to] * m[axis] + w[3 * to + 1] * m[3 + axis] + w[3 * to + 2] * m[6 + axis];
        return { axis, perVoxel, across: Math.abs(perVoxel) * (size[axis] - 1) };
      });
      const main = steps.reduce((a, b) => (Math.abs(b.perVoxel) > Math.abs(a.perVoxel) ? b : a)).axis;
      const aside = steps.reduce((sum, { axis, across }) => (axis === main ? sum : sum + across), 0);
      return aside <= TURNED ? main : undefined;
    });
    const [a, b, c] = order;
    if (a === undefined || b === undefined || c === undefined || new Set(order).size !== 3) return undefined;
    return [a, b, c];
  }

  /** Continuous indices along each axis of the target, at the voxels along the source's axis that is aligned with it. */
  axes([a, b, c]: Alignment): readonly [Float64Array, Float64Array, Float64Array] {
    const along = (to: Axis, axis: Axis): Float64Array =>
      Float64Array.from(
        { length: this.#from.size[axis] },
        (_, k) => this.at(axis === 0 ? k : 0, axis === 1 ? k : 0, axis === 2 ? k : 0)[to],
      );
    return [along(0, a), along(1, b), along(2, c)];
  }

  /** Continuous index in the target grid of voxel (x, y, z) of the source grid. */
  at(x: number, y: number, z: number): Vector3 {
    const [first, step] = this.row(y, z);
    const alpha = x / this.#from.size[0];
    return [first[0] + alpha * step[0], first[1] + alpha * step[1], first[2] + alpha * step[2]];
  }

  /** Whether a continuous index lies within the target. */
  isInside(index: Vector3): boolean {
    const { size } = this.#to;
    return AXES.every((axis) => index[axis] >= -0.5 && index[axis] < size[axis] - 0.5);
  }

  /** Continuous indices of the voxels of a row, along each axis of the target. */
  indicesOfRow(y: number, z: number): readonly [Float64Array, Float64Array, Float64Array] {
    const [begin, extent] = this.row(y, z);
    const [length] = this.#from.size;
    const along = (to: Axis): Float64Array =>
      Float64Array.from({ length }, (_, x) => begin[to] + (x / length) * extent[to]);
    return [along(0), along(1), along(2)];
  }

  /** Where a row begins, and how far it goes: voxel x lies at `begin + (x / length) · extent`. */
  row(y: number, z: number): readonly [begin: Vector3, extent: Vector3] {
    const begin = this.#map(0, y, z);
    const end = this.#map(this.#from.size[0], y, z);
    return [begin, [end[0] - begin[0], end[1] - begin[1], end[2] - begin[2]]];
  }

  #map(x: number, y: number, z: number): Vector3 {
    const [m, origin] = [this.#indexToWorld, this.#from.origin];
    const target = this.#to.origin;
    const px = origin[0] + m[0] * x + m[1] * y + m[2] * z - target[0];
    const py = origin[1] + m[3] * x + m[4] * y + m[5] * z - target[1];
    const pz = origin[2] + m[6] * x + m[7] * y + m[8] * z - target[2];
    const w = this.#worldToIndex;
    return [w[0] * px + w[1] * py + w[2] * pz, w[3] * px + w[4] * py + w[5] * pz, w[6] * px + w[7] * py + w[8] * pz];
  }
}
