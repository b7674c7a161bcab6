import { axisKernel, type Interpolator } from './axis-kernel.ts';
import { type SplineCoefficients, splineAt, splineCoefficients } from './bspline.ts';
import { InputRefused } from './errors.ts';
import { type Box, boundingBox, crop, type Grid, padBox } from './geometry.ts';
import { labelGaussian } from './label-gaussian.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { occupied } from './occupied.ts';
import { IndexMap, resamplingGrid } from './resampling-grid.ts';
import { interpolateSeparably, lookedAt } from './separable-interpolation.ts';
import { isInteger, type Mask, type Vector3, type Volume, type Voxels, voxelCount } from './volume.ts';
import { newVoxels, voxelType } from './voxel-type.ts';

export interface Resampling {
  /** New spacing in millimetres along x, y, z; 0 keeps the present one. */
  readonly spacing: Vector3;
  readonly interpolator: Interpolator;
  /** New voxels kept around the ROI's bounding box, because filters look beyond the ROI. */
  readonly padDistance: number;
}

/** Puts an image, and a mask that lies on its grid, on the grid to which both are resampled. */
export interface Resampler {
  image(image: Volume): Volume;
  mask(mask: Mask): Mask;
}

/**
 * Resamples an image and its mask as PyRadiomics 3.1.0 does, and crops both to the ROI with a margin.
 *
 * The voxel type stays: integer images are truncated toward zero (and clamped), not rounded. Outside the image is 0.
 * The mask is resampled by nearest neighbour, halves rounded up. Where the spacing is right already, only the
 * cropping happens.
 *
 * @param image the grid of the image
 * @param mask the grid of the mask, which is the same within the tolerance (see readMask)
 * @param roi the bounding box of the ROI
 * @throws InputRefused `settings-invalid` for a spacing that is negative, no number, or so small that the result would not
 *   fit into memory.
 */
export function resampler(
  image: Grid,
  mask: Grid,
  { spacing, interpolator, padDistance }: Resampling,
  roi: Box,
): Resampler {
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
    const box = padBox(roi, padDistance, mask.size);
    return { image: (source) => crop(source, box), mask: (source) => crop(source, box) };
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
    image: (source) => interpolate(source, grid, interpolator),
    mask: (source) => nearest(source, grid) as Mask,
  };
}

/**
 * Both at once: see `resampler`.
 *
 * @throws InputRefused `settings-invalid`, and `roi-too-small` for an empty ROI.
 */
export function resample(image: Volume, mask: Mask, resampling: Resampling): { image: Volume; mask: Mask } {
  const to = resampler(image, mask, resampling, boundingBox(mask));
  return { image: to.image(image), mask: to.mask(mask) };
}

/** The image's values at the voxel centres of a grid whose axes are parallel to the image's. */
export function interpolate(image: Volume, grid: Grid, interpolator: Interpolator): Volume {
  if (interpolator === 'sitkNearestNeighbor') return nearest(image, grid);
  if (interpolator === 'sitkLabelGaussian') return labelGaussian(image, grid);
  const map = new IndexMap(grid, image);
  const axes = map.axes();
  const onImage = axes.map((indices, axis) => axisKernel(interpolator, indices, image.size[axis]));
  const isSpline = interpolator === 'sitkBSpline';
  const { box, kernels } = lookedAt(image, onImage, isSpline);
  const voxels = newVoxels(voxelType(image.voxels), voxelCount(grid.size));
  const work = { image, box, kernels, isSpline, isSingle: voxels instanceof Float32Array };
  const [width, height] = grid.size;
  if (!isInteger(voxels)) {
    interpolateSeparably(work, (row, y, z) => voxels.set(row, width * (y + height * z)));
    return { ...grid, voxels };
  }

  let spline: SplineCoefficients | undefined;
  const exactly = (x: number, y: number, z: number): number | undefined => {
    if (isSpline) {
      spline ??= splineAround(image, axes);
      return splineAt(spline, image.size, map.at(x, y, z));
    }
    return interpolator === 'sitkLinear' ? linearAt(image, map.at(x, y, z)) : undefined;
  };
  const doubt = DOUBT * greatest(image, box);
  const [kx, ky, kz] = kernels;
  interpolateSeparably(work, (row, y, z) => {
    const isInside = (x: number): boolean => kx.inside[x] === 1 && ky.inside[y] === 1 && kz.inside[z] === 1;
    truncate(row, voxels, width * (y + height * z), doubt, (x) => (isInside(x) ? exactly(x, y, z) : undefined));
  });
  return { ...grid, voxels };
}

/** Coefficients where the four taps of any index lie; taps beyond the image are mirrored into it. */
function splineAround(image: Volume, axes: readonly Float64Array[]): SplineCoefficients {
  const ranges = axes.map((indices, axis) => {
    const last = image.size[axis] - 1;
    const [least, greatest] = [indices[0], indices[indices.length - 1]].sort((a, b) => a - b);
    const lower = Math.max(Math.min(Math.floor(least) - 2, last - 3), 0);
    const upper = Math.min(Math.max(Math.ceil(greatest) + 2, 3), last);
    return { lower, size: Math.max(upper - lower + 1, 1) };
  });
  return splineCoefficients(image, {
    lower: [ranges[0].lower, ranges[1].lower, ranges[2].lower],
    size: [ranges[0].size, ranges[1].size, ranges[2].size],
  });
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
  doubt: number,
  exactly: (x: number) => number | undefined,
): void {
  const [min, max] = integerRange(voxels);
  for (let x = 0; x < row.length; x++) {
    let value = row[x];
    // What truncation cuts off; near 0 or 1 it is in doubt.
    const rest = Math.abs(value - Math.trunc(value));
    if ((rest <= doubt || rest >= 1 - doubt) && value !== 0) value = exactly(x) ?? value;
    voxels[start + x] = value <= min ? min : value >= max ? max : Math.trunc(value);
  }
}

function integerRange(voxels: Voxels): readonly [number, number] {
  const bits = 8 * voxels.BYTES_PER_ELEMENT;
  return voxelType(voxels).startsWith('u') ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}

/** Trilinear value at a continuous index, in ITK's order of operations; neighbours beyond the edge repeat it. */
function linearAt({ voxels, size }: Volume, index: Vector3): number {
  const [nx, ny] = size;
  const strides = [1, nx, nx * ny];
  const lower = [0, 0, 0];
  const step = [0, 0, 0];
  const offset = [0, 0, 0];
  for (let axis = 0; axis < 3; axis++) {
    const base = Math.max(Math.floor(index[axis]), 0);
    lower[axis] = base * strides[axis];
    step[axis] = base + 1 < size[axis] ? strides[axis] : 0;
    offset[axis] = Math.max(index[axis] - base, 0);
  }
  const corner = lower[0] + lower[1] + lower[2];
  const alongX = (at: number): number => voxels[at] + (voxels[at + step[0]] - voxels[at]) * offset[0];
  const alongY = (at: number): number => {
    const value = alongX(at);
    return value + (alongX(at + step[1]) - value) * offset[1];
  };
  const value = alongY(corner);
  return value + (alongY(corner + step[2]) - value) * offset[2];
}

/** The nearest voxel of an image on any grid, halves rounded up; 0 outside. */
export function nearest(image: Volume, grid: Grid): Volume {
  const map = new IndexMap(grid, image);
  const voxels = newVoxels(voxelType(image.voxels), voxelCount(grid.size));
  if (map.isSeparable) nearestAlongAxes(image, grid, map, voxels);
  else nearestAnywhere(image, grid, map, voxels);
  return { ...grid, voxels };
}

function nearestAlongAxes({ voxels: source, size }: Volume, grid: Grid, map: IndexMap, voxels: Voxels): void {
  const [nx, ny, nz] = size;
  const [mx, my, mz] = grid.size;
  const [columns, rows, slices] = map.axes().map((indices) => Int32Array.from(indices, (i) => Math.floor(i + 0.5)));
  const [first, end] = occupied(source);
  const area = mx * my;
  for (let z = 0; z < mz; z++) {
    if (slices[z] < 0 || slices[z] >= nz) continue;
    if (slices[z] === slices[z - 1]) {
      voxels.copyWithin(z * area, (z - 1) * area, z * area);
      continue;
    }
    for (let y = 0, at = z * area; y < my; y++, at += mx) {
      const row = nx * (rows[y] + ny * slices[z]);
      if (rows[y] < 0 || rows[y] >= ny) continue;
      // Of a mask most rows are empty.
      if (row + nx <= first || row >= end) continue;
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
