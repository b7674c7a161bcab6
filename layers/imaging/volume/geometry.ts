/** Grids and boxes: whether two grids are the same place, where a mask lies, cropping. */
import { InputRefused } from '../errors.ts';
import { invert, scaledDirection } from './direction.ts';
import { orientationCode } from './orientation.ts';
import { indexToWorld, type Mask, type Vector3, type Volume, type Voxels } from './volume.ts';

/** Where the voxels of a grid lie. */
export type Grid = Omit<Volume, 'voxels'>;

/**
 * Displacements below this are noise of the file formats: a NIfTI origin is single precision, about 7e-6 mm off, and
 * software that converts twice stays below 1e-4 mm. A tenth of a voxel is a finding.
 */
export const GRID_TOLERANCE_MM = 1e-3;

/** Largest distance (mm) between the places of the same corner voxel of two grids; sizes are those of the first. */
export function cornerDisplacement(a: Grid, b: Grid): number {
  let largest = 0;
  for (let corner = 0; corner < 8; corner++) {
    const index: Vector3 = [
      corner & 1 ? a.size[0] - 1 : 0,
      corner & 2 ? a.size[1] - 1 : 0,
      corner & 4 ? a.size[2] - 1 : 0,
    ];
    const [p, q] = [indexToWorld(a, index), indexToWorld(b, index)];
    largest = Math.max(largest, Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]));
  }
  return largest;
}

/** The grid of a volume, without what else belongs to it. */
export function gridOf({ size, spacing, origin, direction }: Grid): Grid {
  return { size, spacing, origin, direction };
}

/**
 * Whether two grids are the same to the last bit.
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, isSameGrid } from '@radscore/imaging';
 * const grid = { size: [4, 4, 4], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * isSameGrid(grid, { ...grid, spacing: [1, 1, 2.0001] }); // → false
 * ```
 */
export function isSameGrid(a: Grid, b: Grid): boolean {
  return GRID_PARTS.every((part) => a[part].every((value, i) => value === b[part][i]));
}

const GRID_PARTS = ['size', 'spacing', 'origin', 'direction'] as const;

/** SimpleITK's default: a fraction of the image's spacing along x for places, and a difference of direction cosines. */
export const SPACE_TOLERANCE = 1e-6;

/**
 * Whether SimpleITK takes a mask to lie on its image, voxel by voxel: the check of ITK's image filters ("occupy the same
 * physical space"), to which PyRadiomics leaves it, and the same size, which that check does not ask for.
 *
 * @param tolerance PyRadiomics' `geometryTolerance`
 */
export function occupySameSpace(image: Grid, mask: Grid, tolerance: number = SPACE_TOLERANCE): boolean {
  const within = (part: 'spacing' | 'origin' | 'direction', most: number): boolean =>
    image[part].every((value, i) => Math.abs(value - mask[part][i]) <= most);
  const most = Math.abs(tolerance * image.spacing[0]);
  const isSameSize = image.size.every((extent, axis) => extent === mask.size[axis]);
  return isSameSize && within('origin', most) && within('spacing', most) && within('direction', tolerance);
}

/**
 * How the grid of a mask differs from its image's, in words; undefined where SimpleITK takes them for the same space.
 */
export function differenceOfGrids(image: Grid, mask: Grid): string | undefined {
  if (occupySameSpace(image, mask)) return undefined;
  const [stored, wanted] = [orientationCode(mask.direction), orientationCode(image.direction)];
  const parts = [
    ...(stored === wanted ? [] : [`axes ${stored} instead of ${wanted}`]),
    ...(stored !== wanted || image.size.every((extent, axis) => extent === mask.size[axis])
      ? []
      : [`${mask.size.join(' × ')} voxels instead of ${image.size.join(' × ')}`]),
  ];
  if (stored !== wanted) return parts.join('; ');
  const geometry = differences(image, mask);
  if (geometry) parts.push(geometry);
  const isSameSize = image.size.every((extent, axis) => extent === mask.size[axis]);
  if (isSameSize) parts.push(`${cornerDisplacement(image, mask).toPrecision(2)} mm at the worst corner`);
  return parts.join('; ');
}

/**
 * Checks that a mask lies on the grid of its image.
 *
 * @throws InputRefused `geometry-mismatch`, with both sizes or with the displacement in millimetres at the worst corner.
 *
 * @example
 * ```ts
 * import { checkSameGrid, IDENTITY_DIRECTION } from '@radscore/imaging';
 * const grid = { size: [4, 4, 2], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * try {
 *   checkSameGrid(grid, { ...grid, size: [4, 4, 3] });
 * } catch (error) {
 *   (error as Error).name; // → 'InputRefused'
 * }
 * ```
 */
export function checkSameGrid(image: Grid, mask: Grid, file = 'mask', toleranceMm: number = GRID_TOLERANCE_MM): void {
  if (image.size.some((extent, axis) => extent !== mask.size[axis])) {
    throw new InputRefused({
      code: 'geometry-mismatch',
      file,
      got: `a mask of ${mask.size.join(' × ')} voxels`,
      wanted: `${image.size.join(' × ')} voxels, as its image has`,
      remedy: 'Draw the ROI on this image, or resample the mask to its grid.',
    });
  }
  const displacement = cornerDisplacement(image, mask);
  if (displacement <= toleranceMm) return;
  throw new InputRefused({
    code: 'geometry-mismatch',
    file,
    got: `a mask displaced by ${displacement.toPrecision(4)} mm at its worst corner (${differences(image, mask)})`,
    wanted: `at most ${toleranceMm} mm`,
    remedy: 'Draw the ROI on this image, or resample the mask to its grid.',
  });
}

function differences(image: Grid, mask: Grid): string {
  const parts = (['spacing', 'origin', 'direction'] as const)
    .filter((part) => image[part].some((value, i) => Math.abs(value - mask[part][i]) > 1e-6))
    .map((part) => `${part} ${shown(mask[part])} instead of ${shown(image[part])}`);
  return parts.join('; ');
}

function shown(values: readonly number[]): string {
  return `[${values.map((value) => Number(value.toPrecision(7))).join(', ')}]`;
}

/**
 * Continuous index of a world position (mm, LPS) in a grid. The inverse is computed once for many points.
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, worldToIndex } from '@radscore/imaging';
 * const grid = { size: [4, 4, 4], spacing: [0.5, 0.5, 2], origin: [-9, 20, 5], direction: IDENTITY_DIRECTION } as const;
 * worldToIndex(grid)([-8, 20, 7]); // → [ 2, 0, 1 ]
 * ```
 */
export function worldToIndex(grid: Grid): (point: Vector3) => Vector3 {
  const { origin } = grid;
  const m = invert(scaledDirection(grid));
  return ([px, py, pz]) => {
    const [x, y, z] = [px - origin[0], py - origin[1], pz - origin[2]];
    return [m[0] * x + m[1] * y + m[2] * z, m[3] * x + m[4] * y + m[5] * z, m[6] * x + m[7] * y + m[8] * z];
  };
}

/** A box of voxels. */
export interface Box {
  readonly lower: Vector3;
  readonly size: Vector3;
}

/**
 * @throws InputRefused `roi-too-small` when the ROI has no voxel.
 *
 * @example
 * ```ts
 * import { boundingBox, IDENTITY_DIRECTION } from '@radscore/imaging';
 * const grid = { size: [4, 1, 1], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const mask = { ...grid, voxels: Uint8Array.of(0, 1, 1, 0) };
 * boundingBox(mask); // → { lower: [ 1, 0, 0 ], size: [ 2, 1, 1 ] }
 * ```
 */
export function boundingBox(mask: Mask): Box {
  const { voxels, size } = mask;
  const [nx, ny, nz] = size;
  let [x0, x1, y0, y1, z0, z1] = [nx, -1, ny, -1, nz, -1];
  // From one row that holds a voxel to the next: what lies between is passed over at once.
  for (let at = voxels.indexOf(1); at >= 0; ) {
    const row = Math.floor(at / nx);
    const y = row % ny;
    const start = nx * row;
    const last = voxels.lastIndexOf(1, start + nx - 1) - start;
    if (at - start < x0) x0 = at - start;
    if (last > x1) x1 = last;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
    z1 = (row - y) / ny;
    if (z0 > z1) z0 = z1;
    const next = start + nx;
    at = next < voxels.length ? voxels.indexOf(1, next) : -1;
  }
  if (x1 < 0) {
    throw new InputRefused({
      code: 'roi-too-small',
      got: 'a region of interest without a voxel',
      wanted: 'at least one voxel',
      remedy: 'Check the label and the ROI: nothing of it lies on the image grid.',
    });
  }
  return { lower: [x0, y0, z0], size: [x1 - x0 + 1, y1 - y0 + 1, z1 - z0 + 1] };
}

/**
 * The part of an image inside a box, which must lie inside the image.
 *
 * @example
 * ```ts
 * import { crop, IDENTITY_DIRECTION } from '@radscore/imaging';
 * const grid = { size: [4, 1, 1], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.of(10, 20, 30, 40) };
 * const part = crop(image, { lower: [1, 0, 0], size: [2, 1, 1] });
 * [part.voxels.length, part.origin]; // → [ 2, [ 1, 0, 0 ] ]
 * ```
 */
export function crop<T extends Volume>(volume: T, { lower, size }: Box): T {
  const [nx, ny] = volume.size;
  const source: Voxels = volume.voxels;
  const voxels = source.slice(0, size[0] * size[1] * size[2]);
  let at = 0;
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      const from = lower[0] + nx * (lower[1] + y + ny * (lower[2] + z));
      voxels.set(source.subarray(from, from + size[0]), at);
      at += size[0];
    }
  }
  // A slice has the type of what it is taken from.
  return { ...volume, voxels: voxels as T['voxels'], size, origin: indexToWorld(volume, lower) };
}

/** A box with a margin of voxels on every side, cut off at the image's edges. */
export function padBox({ lower, size }: Box, margin: number, imageSize: Vector3): Box {
  const axes = [0, 1, 2] as const;
  const from = axes.map((axis) => Math.max(lower[axis] - margin, 0));
  const to = axes.map((axis) => Math.min(lower[axis] + size[axis] + margin, imageSize[axis]));
  return { lower: [from[0], from[1], from[2]], size: [to[0] - from[0], to[1] - from[1], to[2] - from[2]] };
}

/**
 * Checks that the image has a number at every voxel of the ROI's bounding box: what is no number spreads through
 * filters and statistics.
 *
 * @throws InputRefused `not-finite`, with the number of voxels; `roi-too-small` for an empty ROI.
 */
export function checkFinite(image: Volume, mask: Mask, file?: string): void {
  const { voxels } = image;
  if (!(voxels instanceof Float32Array || voxels instanceof Float64Array)) return;
  const cropped = crop(image, boundingBox(mask)).voxels;
  let count = 0;
  for (let i = 0; i < cropped.length; i++) if (!Number.isFinite(cropped[i])) count++;
  if (count === 0) return;
  throw new InputRefused({
    code: 'not-finite',
    file,
    got: `${count} voxels in or near the ROI that are not a number`,
    wanted: 'a finite number at every voxel',
    remedy: 'Find out where the image lost its values, and export it again.',
  });
}
