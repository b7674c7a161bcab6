import { type AxisKernel, axisKernel, type Interpolator } from './axis-kernel.ts';
import { type SplineCoefficients, splineAt, splineCoefficients } from './bspline.ts';
import { InputRefused } from './errors.ts';
import { free } from './free.ts';
import { type Box, boundingBox, crop, type Grid, padBox } from './geometry.ts';
import { labelGaussian } from './label-gaussian.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { occupied } from './occupied.ts';
import { IndexMap, resamplingGrid } from './resampling-grid.ts';
import { isInteger, type Mask, type Vector3, type Volume, type Voxels, voxelCount } from './volume.ts';
import { newVoxels, voxelType } from './voxel-type.ts';

export interface Resampling {
  /** New spacing in millimetres along x, y, z; 0 keeps the present one. */
  readonly spacing: Vector3;
  readonly interpolator: Interpolator;
  /** New voxels kept around the ROI's bounding box, because filters look beyond the ROI. */
  readonly padDistance: number;
}

/**
 * Resamples an image and its mask as PyRadiomics 3.1.0 does, and crops both to the ROI with a margin.
 *
 * The voxel type stays: integer images are truncated toward zero (and clamped), not rounded. Outside the image is 0.
 * The mask is resampled by nearest neighbour, halves rounded up. Where the spacing is right already, only the
 * cropping happens.
 *
 * @param mask on the image's grid (see readMask)
 * @param roi its bounding box
 * @throws InputRefused `roi-too-small` for an empty ROI, `settings-invalid` for a spacing that is negative, no number, or
 *   so small that the result would not fit into memory.
 */
export function resample(
  image: Volume,
  mask: Mask,
  { spacing, interpolator, padDistance }: Resampling,
  roi: Box = boundingBox(mask),
): { image: Volume; mask: Mask } {
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
    return { image: crop(image, box), mask: crop(mask, box) };
  }
  if (8 * voxelCount(grid.size) > DEFAULT_LIMITS.maxBytes) {
    throw new InputRefused({
      code: 'settings-invalid',
      got: `a resampled spacing of [${spacing.join(', ')}] mm, which makes ${grid.size.join(' × ')} voxels of the ROI`,
      wanted: `at most ${DEFAULT_LIMITS.maxBytes / 8} voxels`,
      remedy: 'Choose a larger resampledPixelSpacing.',
    });
  }
  return { image: interpolate(image, grid, interpolator), mask: nearest(mask, grid) as Mask };
}

/** The image's values at the voxel centres of a grid whose axes are parallel to the image's. */
export function interpolate(image: Volume, grid: Grid, interpolator: Interpolator): Volume {
  if (interpolator === 'sitkNearestNeighbor') return nearest(image, grid);
  if (interpolator === 'sitkLabelGaussian') return labelGaussian(image, grid);
  const map = new IndexMap(grid, image);
  const axes = alignedIndices(map, grid.size);
  const spline = interpolator === 'sitkBSpline' ? splineAround(image, axes) : undefined;
  const samples = spline?.values ?? image.voxels;
  const region: Box = spline?.region ?? { lower: [0, 0, 0], size: image.size };
  const kernels = axes.map((indices, axis) => {
    const kernel = axisKernel(interpolator, indices, image.size[axis]);
    return { ...kernel, samples: kernel.samples.map((sample) => Math.max(sample - region.lower[axis], 0)) };
  });
  const values = interpolateAxes(samples, region.size, kernels);

  const voxels = newVoxels(voxelType(image.voxels), values.length);
  if (isInteger(voxels)) {
    const exactly = (x: number, y: number, z: number): number | undefined => {
      if (spline) return splineAt(spline, image.size, map.at(x, y, z));
      return interpolator === 'sitkLinear' ? linearAt(image, map.at(x, y, z)) : undefined;
    };
    truncate(values, voxels, grid.size, kernels, exactly);
  } else {
    voxels.set(values);
  }
  free(values);
  if (spline) free(spline.values);
  return { ...grid, voxels };
}

/** Continuous indices along each axis. With parallel axes an index depends on its own axis only. */
function alignedIndices(map: IndexMap, size: Vector3): readonly Float64Array[] {
  return [
    Float64Array.from({ length: size[0] }, (_, x) => map.at(x, 0, 0)[0]),
    Float64Array.from({ length: size[1] }, (_, y) => map.at(0, y, 0)[1]),
    Float64Array.from({ length: size[2] }, (_, z) => map.at(0, 0, z)[2]),
  ];
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

/** Three passes, x then y then z; each keeps only the rows that the next one needs. */
function interpolateAxes(samples: Voxels, size: Vector3, [kx, ky, kz]: readonly AxisKernel[]): Float64Array {
  const [nx, ny, nz] = size;
  const [mx, my, mz] = [kx.inside.length, ky.inside.length, kz.inside.length];
  const needY = needed(ky, ny);
  const needZ = needed(kz, nz);

  const alongX = new Float64Array(mx * ny * nz);
  for (let z = 0; z < nz; z++) {
    if (!needZ[z]) continue;
    for (let y = 0; y < ny; y++) {
      if (!needY[y]) continue;
      combineSamples(samples, nx * (y + ny * z), alongX, mx * (y + ny * z), kx);
    }
  }

  const alongY = new Float64Array(mx * my * nz);
  for (let z = 0; z < nz; z++) {
    if (needZ[z]) combineRows(alongX, z * mx * ny, alongY, z * mx * my, mx, ky);
  }
  free(alongX);
  const alongZ = new Float64Array(mx * my * mz);
  combineRows(alongY, 0, alongZ, 0, mx * my, kz);
  free(alongY);
  return alongZ;
}

function needed(kernel: AxisKernel, length: number): Uint8Array {
  const flags = new Uint8Array(length);
  for (let i = 0; i < kernel.samples.length; i++) flags[kernel.samples[i]] = 1;
  return flags;
}

/** Weighted sums of the samples of one row. */
function combineSamples(
  samples: Voxels,
  from: number,
  to: Float64Array,
  start: number,
  { taps, samples: places, weights, inside }: AxisKernel,
): void {
  for (let x = 0, tap = 0; x < inside.length; x++, tap += taps) {
    if (taps === 4) {
      to[start + x] =
        weights[tap] * samples[from + places[tap]] +
        weights[tap + 1] * samples[from + places[tap + 1]] +
        weights[tap + 2] * samples[from + places[tap + 2]] +
        weights[tap + 3] * samples[from + places[tap + 3]];
      continue;
    }
    let sum = 0;
    for (let t = tap; t < tap + taps; t++) sum += weights[t] * samples[from + places[t]];
    to[start + x] = sum;
  }
}

/** Weighted sums of whole rows of `width` values. Positions outside the image stay 0. */
function combineRows(
  from: Float64Array,
  fromStart: number,
  to: Float64Array,
  toStart: number,
  width: number,
  { taps, samples, weights, inside }: AxisKernel,
): void {
  for (let i = 0; i < inside.length; i++) {
    if (!inside[i]) continue;
    const row = toStart + i * width;
    if (taps === 4) {
      const [w0, w1, w2, w3] = weights.subarray(4 * i, 4 * i + 4);
      const [s0, s1, s2, s3] = samples.subarray(4 * i, 4 * i + 4).map((sample) => fromStart + sample * width);
      for (let k = 0; k < width; k++) {
        to[row + k] = w0 * from[s0 + k] + w1 * from[s1 + k] + w2 * from[s2 + k] + w3 * from[s3 + k];
      }
      continue;
    }
    for (let tap = i * taps; tap < (i + 1) * taps; tap++) {
      const weight = weights[tap];
      const source = fromStart + samples[tap] * width;
      for (let k = 0; k < width; k++) to[row + k] += weight * from[source + k];
    }
  }
}

/** Relative to the image's range; the passes above round differently from ITK's one sum, by about 1e-15. */
const DOUBT = 1e-11;

/**
 * Truncates toward zero, clamped to the type. Values so close to a whole number that rounding decides which way they
 * go (flat regions, coinciding grids) are computed again in ITK's order of operations.
 */
function truncate(
  values: Float64Array,
  voxels: Voxels,
  [nx, ny, nz]: Vector3,
  [kx, ky, kz]: readonly AxisKernel[],
  exactly: (x: number, y: number, z: number) => number | undefined,
): void {
  const [min, max] = integerRange(voxels);
  let range = 1;
  for (let i = 0; i < values.length; i++) range = Math.max(range, Math.abs(values[i]));
  const doubt = range * DOUBT;
  let at = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, at++) {
        let value = values[at];
        // What truncation cuts off; near 0 or 1 it is in doubt.
        const rest = Math.abs(value - Math.trunc(value));
        if ((rest <= doubt || rest >= 1 - doubt) && value !== 0 && kx.inside[x] && ky.inside[y] && kz.inside[z]) {
          value = exactly(x, y, z) ?? value;
        }
        voxels[at] = value <= min ? min : value >= max ? max : Math.trunc(value);
      }
    }
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
  const [nx, ny, nz] = image.size;
  const [mx, my, mz] = grid.size;
  const source = image.voxels;
  const voxels = newVoxels(voxelType(source), voxelCount(grid.size));
  const [first, end] = occupied(source);
  let at = 0;
  for (let z = 0; z < mz; z++) {
    for (let y = 0; y < my; y++, at += mx) {
      const [begin, extent] = map.row(y, z);
      if (extent[1] === 0 && extent[2] === 0) {
        // Along an axis of the image: one row of it, and none where nothing lies.
        const j = Math.floor(begin[1] + 0.5);
        const k = Math.floor(begin[2] + 0.5);
        const row = nx * (j + ny * k);
        if (j < 0 || k < 0 || j >= ny || k >= nz || row + nx <= first || row >= end) continue;
        for (let x = 0; x < mx; x++) {
          const i = Math.floor(begin[0] + (x / mx) * extent[0] + 0.5);
          if (i >= 0 && i < nx) voxels[at + x] = source[row + i];
        }
        continue;
      }
      for (let x = 0; x < mx; x++) {
        const alpha = x / mx;
        const i = Math.floor(begin[0] + alpha * extent[0] + 0.5);
        const j = Math.floor(begin[1] + alpha * extent[1] + 0.5);
        const k = Math.floor(begin[2] + alpha * extent[2] + 0.5);
        if (i >= 0 && j >= 0 && k >= 0 && i < nx && j < ny && k < nz) voxels[at + x] = source[i + nx * (j + ny * k)];
      }
    }
  }
  return { ...grid, voxels };
}
