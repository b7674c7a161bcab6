/** Images and masks on other grids, as ITK and PyRadiomics put them there. */
import { InputRefused } from '../errors.ts';
import { DEFAULT_LIMITS } from '../input/limits.ts';
import { Workspace } from '../memory/workspace.ts';
import { isReachInDoubt } from '../numbers/gaussian-weights.ts';
import { type Box, boundingBox, crop, type Grid, gridOf, isSameGrid, padBox } from '../volume/geometry.ts';
import { isInteger, type Mask, type Vector3, type Volume, type Voxels, voxelCount } from '../volume/volume.ts';
import { integerRange, newVoxels, voxelType } from '../volume/voxel-type.ts';
import { type AxisKernel, axisKernel, type Interpolator } from './axis-kernel.ts';
import { exactValue, type Ranges, rangesOf, splineAround } from './exact-value.ts';
import { interpolateFastest } from './fastest-steps.ts';
import { labelGaussian } from './label-gaussian.ts';
import { IndexMap, resamplingGrid } from './resampling-grid.ts';
import { lookedAt } from './separable-interpolation.ts';

export interface Resampling {
  /** New spacing in millimetres along x, y, z; 0 keeps the present one. */
  readonly spacing: Vector3;
  readonly interpolator: Interpolator;
  /** New voxels kept around the ROI's bounding box, because filters look beyond the ROI. */
  readonly padDistance: number;
}

/** A mask on the grid to which an ROI is resampled, and what puts its image there. */
export interface Resampled {
  readonly mask: Mask;
  image(image: Volume): Volume;
}

/**
 * Resamples a mask, and then its image, as PyRadiomics 3.1.0 does, and crops both to the ROI with a margin. The new grid is
 * laid in the mask's own: it has its direction, begins at its outer edge, and an axis whose spacing is kept keeps the
 * mask's. The mask may therefore lie on any grid, as long as its ROI lies within the image.
 *
 * The voxel type stays: integer images are truncated toward zero (and clamped), not rounded. Outside the image is 0.
 * The mask is resampled by nearest neighbour, halves rounded up. Where the new spacing is the image's already, nothing is
 * interpolated: the mask is put on the image's grid and both are cropped.
 *
 * @param image the grid of the image
 * @param roi the bounding box of the ROI
 * @param workspace where the image is interpolated; one of its own without it
 * @throws InputRefused `settings-invalid` for a spacing that is negative, no number, or so small that the result would not
 *   fit into memory; `roi-too-small` where nothing of the ROI is left on the image's grid
 */
export function resampler(
  image: Grid,
  mask: Mask,
  { spacing, interpolator, padDistance }: Resampling,
  roi: Box,
  workspace: Workspace = new Workspace(),
): Resampled {
  if (spacing.some((step) => !(step >= 0 && Number.isFinite(step)))) {
    throw new InputRefused({
      code: 'settings-invalid',
      got: `a resampled spacing of [${spacing.join(', ')}] mm`,
      wanted: 'positive numbers, or 0 to keep the spacing of an axis',
      remedy: 'Correct resampledPixelSpacing in the settings.',
    });
  }
  const grid = resamplingGrid(image, mask, roi, spacing, padDistance);
  if (!grid) {
    const isPlaced = isSameGrid(image, mask);
    const placed = isPlaced ? mask : (nearest(mask, gridOf(image), roi) as Mask);
    const box = padBox(isPlaced ? roi : boundingBox(placed), padDistance, placed.size);
    return { image: (source) => crop(source, box), mask: crop(placed, box) };
  }
  if (8 * voxelCount(grid.size) > DEFAULT_LIMITS.maxBytes) {
    throw new InputRefused({
      code: 'settings-invalid',
      got: `a resampled spacing of [${spacing.join(', ')}] mm, which makes ${grid.size.join(' × ')} voxels of the ROI`,
      wanted: `at most ${DEFAULT_LIMITS.maxBytes / 8} voxels`,
      remedy: 'Choose a larger resampledPixelSpacing.',
    });
  }
  return {
    image: (source) => interpolate(source, grid, interpolator, workspace),
    mask: nearest(mask, grid, roi) as Mask,
  };
}

/**
 * Both at once: see `resampler`.
 *
 * @throws InputRefused `settings-invalid`, and `roi-too-small` for an empty ROI.
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, resample } from '@radscore/imaging';
 * const grid = { size: [8, 8, 8], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Float64Array.from({ length: 512 }, (_, i) => i) };
 * const mask = { ...grid, voxels: new Uint8Array(512).fill(1) };
 * const resampling = { spacing: [2, 2, 2], interpolator: 'sitkLinear', padDistance: 0 } as const;
 * resample(image, mask, resampling).image.size; // → [ 4, 4, 8 ]
 * ```
 */
export function resample(image: Volume, mask: Mask, resampling: Resampling): { image: Volume; mask: Mask } {
  const resampled = resampler(image, mask, resampling, boundingBox(mask));
  return { image: resampled.image(image), mask: resampled.mask };
}

/** The image's values at the voxel centres of any grid. */
export function interpolate(
  image: Volume,
  grid: Grid,
  interpolator: Interpolator,
  workspace: Workspace = new Workspace(),
): Volume {
  if (interpolator === 'sitkNearestNeighbor') return nearest(image, grid);
  if (interpolator === 'sitkLabelGaussian') return labelGaussian(image, grid);
  const map = new IndexMap(grid, image);
  const alignment = map.alignment();
  if (!alignment) return interpolateTurned(image, grid, interpolator, map);
  const axes = map.axes(alignment);
  // Where an index depends on its own axis only, to the bit, it says itself on which side of the image's edge it lies.
  const slack = map.isSeparable ? 0 : EDGE_DOUBT;
  const onImage = axes.map((indices, axis) =>
    axisKernel(interpolator, indices, image.size[axis], slack, image.spacing[axis]),
  );
  const isSpline = interpolator === 'sitkBSpline';
  const { box, kernels } = lookedAt(image, onImage, isSpline);
  const voxels = newVoxels(voxelType(image.voxels), voxelCount(grid.size));
  const isSingle = voxels instanceof Float32Array;
  // Other weights than the spline's can be dyadic, and make values half-way between two of single precision: see asExactly.
  const work = { image, box, kernels, isSpline, isSingle: isSingle && isSpline };
  const strides = [1, grid.size[0], grid.size[0] * grid.size[1]];
  const [stepX, stepY, stepZ] = alignment.map((axis) => strides[axis]);
  const indexAt = (x: number, y: number, z: number): Vector3 => {
    const place = [0, 0, 0];
    [place[alignment[0]], place[alignment[1]], place[alignment[2]]] = [x, y, z];
    return map.at(place[0], place[1], place[2]);
  };
  const [kx, ky, kz] = kernels;
  const isInside = (x: number, y: number, z: number): boolean =>
    kx.inside[x] === 1 && ky.inside[y] === 1 && kz.inside[z] === 1;
  const edges = axes.map((indices, axis) => inDoubt(indices, image.size[axis], slack));
  const reach = axes.map((indices) =>
    Uint8Array.from(indices, (i) => (interpolator === 'sitkGaussian' && isReachInDoubt(i, slack) ? 1 : 0)),
  );
  const exactly = exactValue(image, interpolator, () => rangesOf(axes));
  const doubt = isInteger(voxels) || (isSingle && !isSpline) ? DOUBT * greatest(image, box) : 0;
  const isUncertain = isSingle && !isSpline ? (value: number) => isHalfWay(value, doubt) : () => false;
  const hasDoubt = [...edges, ...reach].some((list) => list.includes(1)) || (isSingle && !isSpline);
  /** What the last bits of an index, or of a value, decide. */
  const asExactly = (row: Float64Array | Float32Array, y: number, z: number): void => {
    if (!hasDoubt) return;
    const isEdge = edges[1][y] === 1 || edges[2][z] === 1;
    const isReach = reach[1][y] === 1 || reach[2][z] === 1;
    for (let x = 0; x < row.length; x++) {
      if ((isEdge || edges[0][x] === 1) && !map.isInside(indexAt(x, y, z))) row[x] = 0;
      else if ((isReach || reach[0][x] === 1 || isUncertain(row[x])) && isInside(x, y, z))
        row[x] = exactly(indexAt(x, y, z));
    }
  };
  interpolateFastest(work, workspace, (row, y, z) => {
    const start = stepY * y + stepZ * z;
    asExactly(row, y, z);
    if (isInteger(voxels)) {
      truncate(row, voxels, start, stepX, doubt, (x) => (isInside(x, y, z) ? exactly(indexAt(x, y, z)) : undefined));
    } else if (stepX === 1) voxels.set(row, start);
    else for (let x = 0; x < row.length; x++) voxels[start + stepX * x] = row[x];
  });
  return { ...grid, voxels };
}

/** Whether rounding decides to which of two numbers of single precision a value goes. */
function isHalfWay(value: number, doubt: number): boolean {
  return value !== 0 && Math.fround(value - doubt) !== Math.fround(value + doubt);
}

/**
 * In voxels: on oblique axes the last bits of an index change from voxel to voxel, and decide for each on which side of the
 * image's edge it lies.
 */
const EDGE_DOUBT = 1e-9;

/** 1 where an index lies at an edge of the image. */
function inDoubt(indices: Float64Array, length: number, slack: number): Uint8Array {
  return Uint8Array.from(indices, (index) =>
    Math.min(Math.abs(index + 0.5), Math.abs(index - (length - 0.5))) < slack ? 1 : 0,
  );
}

/** The same on a grid whose axes are turned against the image's: an index depends on all three, and so do its taps. */
function interpolateTurned(
  image: Volume,
  grid: Grid,
  interpolator: Exclude<Interpolator, 'sitkNearestNeighbor' | 'sitkLabelGaussian'>,
  map: IndexMap,
): Volume {
  const [mx, my, mz] = grid.size;
  const corners = CORNERS.map(([x, y, z]) => map.at(x * (mx - 1), y * (my - 1), z * (mz - 1)));
  const ranges = (): Ranges => rangesOf([0, 1, 2].map((axis) => corners.map((corner) => corner[axis])));
  const spline = interpolator === 'sitkBSpline' ? splineAround(image, ranges()) : undefined;
  const source = spline?.values ?? image.voxels;
  const { lower, size } = spline?.region ?? { lower: [0, 0, 0], size: image.size };
  const voxels = newVoxels(voxelType(image.voxels), voxelCount(grid.size));
  const exactly = exactValue(image, interpolator, ranges);
  const isSingle = voxels instanceof Float32Array;
  const hasDoubt = isSingle || isInteger(voxels);
  const doubt = DOUBT * (hasDoubt ? greatest(image, { lower: [0, 0, 0], size: image.size }) : 0);
  const row = new Float64Array(mx);
  for (let z = 0; z < mz; z++) {
    for (let y = 0; y < my; y++) {
      const indices = map.indicesOfRow(y, z);
      const [kx, ky, kz] = indices.map((along, axis) =>
        axisKernel(interpolator, along, image.size[axis], 0, image.spacing[axis]),
      );
      const isInside = (x: number): boolean => kx.inside[x] === 1 && ky.inside[x] === 1 && kz.inside[x] === 1;
      for (let x = 0; x < mx; x++) row[x] = isInside(x) ? atTaps(source, lower, size, [kx, ky, kz], x) : 0;
      const start = mx * (y + my * z);
      if (!isInteger(voxels)) voxels.set(row, start);
      else truncate(row, voxels, start, 1, doubt, (x) => (isInside(x) ? exactly(map.at(x, y, z)) : undefined));
    }
  }
  return { ...grid, voxels };
}

const CORNERS = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => [bits & 1, (bits >> 1) & 1, (bits >> 2) & 1] as const);

/** Weighted sum of the samples that the kernels name for position `x`; samples count from `lower`. */
function atTaps(
  source: Voxels,
  lower: Vector3,
  [nx, ny]: Vector3,
  [kx, ky, kz]: readonly [AxisKernel, AxisKernel, AxisKernel],
  x: number,
): number {
  let sum = 0;
  for (let tz = x * kz.taps; tz < (x + 1) * kz.taps; tz++) {
    if (kz.weights[tz] === 0) continue;
    for (let ty = x * ky.taps; ty < (x + 1) * ky.taps; ty++) {
      const weight = kz.weights[tz] * ky.weights[ty];
      if (weight === 0) continue;
      const row = nx * (ky.samples[ty] - lower[1] + ny * (kz.samples[tz] - lower[2])) - lower[0];
      let along = 0;
      for (let tx = x * kx.taps; tx < (x + 1) * kx.taps; tx++) {
        // Taps that do not count may lie anywhere.
        if (kx.weights[tx] !== 0) along += kx.weights[tx] * source[row + kx.samples[tx]];
      }
      sum += weight * along;
    }
  }
  return sum;
}

/** Relative to the greatest value; the steps round differently from ITK's one sum, by about 1e-15. */
const DOUBT = 1e-11;

/** The greatest absolute value in a box, at least 1. */
function greatest({ voxels, size }: Volume, { lower, size: extent }: Box): number {
  let greatest = 1;
  for (let z = lower[2]; z < lower[2] + extent[2]; z++) {
    for (let y = lower[1]; y < lower[1] + extent[1]; y++) {
      const row = lower[0] + size[0] * (y + size[1] * z);
      for (let i = row; i < row + extent[0]; i++) greatest = Math.max(greatest, Math.abs(voxels[i]));
    }
  }
  return greatest;
}

/**
 * Truncates a row toward zero, clamped to the type. Values that are closer to a whole number than `doubt`, so that rounding
 * decides which way they go (flat regions, coinciding grids), are computed again in ITK's order of operations.
 */
function truncate(
  row: Float64Array | Float32Array,
  voxels: Voxels,
  start: number,
  step: number,
  doubt: number,
  exactly: (x: number) => number | undefined,
): void {
  const [min, max] = integerRange(voxels);
  for (let x = 0; x < row.length; x++) {
    let value = row[x];
    // What truncation cuts off; near 0 or 1 it is in doubt.
    const rest = Math.abs(value - Math.trunc(value));
    if ((rest <= doubt || rest >= 1 - doubt) && value !== 0) value = exactly(x) ?? value;
    voxels[start + step * x] = value <= min ? min : value >= max ? max : Math.trunc(value);
  }
}

/**
 * The nearest voxel of an image on any grid, halves rounded up; 0 outside.
 *
 * @param within a box outside which the image is known to be 0: of a mask most rows are empty
 */
export function nearest(image: Volume, grid: Grid, within: Box = { lower: [0, 0, 0], size: image.size }): Volume {
  const map = new IndexMap(grid, image);
  const voxels = newVoxels(voxelType(image.voxels), voxelCount(grid.size));
  if (map.isSeparable) nearestAlongAxes(image, grid, map, voxels, within);
  else nearestAnywhere(image, grid, map, voxels);
  return { ...grid, voxels };
}

function nearestAlongAxes(
  { voxels: source, size }: Volume,
  grid: Grid,
  map: IndexMap,
  voxels: Voxels,
  { lower, size: extent }: Box,
): void {
  const [nx, ny] = size;
  const [mx, my, mz] = grid.size;
  const [columns, rows, slices] = map
    .axes([0, 1, 2])
    .map((indices) => Int32Array.from(indices, (i) => Math.floor(i + 0.5)));
  const area = mx * my;
  for (let z = 0; z < mz; z++) {
    if (slices[z] < lower[2] || slices[z] >= lower[2] + extent[2]) continue;
    if (slices[z] === slices[z - 1]) {
      voxels.copyWithin(z * area, (z - 1) * area, z * area);
      continue;
    }
    for (let y = 0, at = z * area; y < my; y++, at += mx) {
      const row = nx * (rows[y] + ny * slices[z]);
      if (rows[y] < lower[1] || rows[y] >= lower[1] + extent[1]) continue;
      for (let x = 0; x < mx; x++) {
        const i = columns[x];
        if (i >= 0 && i < nx) voxels[at + x] = source[row + i];
      }
    }
  }
}

function nearestAnywhere({ voxels: source, size }: Volume, grid: Grid, map: IndexMap, voxels: Voxels): void {
  const [nx, ny, nz] = size;
  const [mx, my, mz] = grid.size;
  for (let z = 0, at = 0; z < mz; z++) {
    for (let y = 0; y < my; y++, at += mx) {
      const [begin, extent] = map.row(y, z);
      for (let x = 0; x < mx; x++) {
        const alpha = x / mx;
        const i = Math.floor(begin[0] + alpha * extent[0] + 0.5);
        const j = Math.floor(begin[1] + alpha * extent[1] + 0.5);
        const k = Math.floor(begin[2] + alpha * extent[2] + 0.5);
        if (i >= 0 && j >= 0 && k >= 0 && i < nx && j < ny && k < nz) voxels[at + x] = source[i + nx * (j + ny * k)];
      }
    }
  }
}
