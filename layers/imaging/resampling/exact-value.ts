/** One interpolated value in ITK's own order of operations, for values that rounding decides. */
import { gaussianWeights } from '../numbers/gaussian-weights.ts';
import type { Vector3, Volume } from '../volume/volume.ts';
import { type Interpolator, sincWeights } from './axis-kernel.ts';
import { type SplineCoefficients, splineAt, splineCoefficients } from './bspline.ts';

/** Least and greatest continuous index along each axis. */
export type Ranges = readonly (readonly [least: number, greatest: number])[];

export function rangesOf(axes: readonly ArrayLike<number>[]): Ranges {
  return axes.map((indices) => {
    let [least, greatest] = [indices[0], indices[0]];
    for (let i = 1; i < indices.length; i++) {
      least = Math.min(least, indices[i]);
      greatest = Math.max(greatest, indices[i]);
    }
    return [least, greatest];
  });
}

/**
 * Interpolates at one continuous index inside the image in ITK's own order of operations, so that the last bit agrees.
 * Slow; for values of integer images that truncation could turn.
 *
 * @param ranges the indices that are asked for
 */
export function exactValue(
  image: Volume,
  interpolator: Exclude<Interpolator, 'sitkNearestNeighbor' | 'sitkLabelGaussian'>,
  ranges: () => Ranges,
): (index: Vector3) => number {
  if (interpolator === 'sitkLinear') return (index) => linearAt(image, index);
  if (interpolator === 'sitkGaussian') return (index) => gaussianAt(image, index);
  if (interpolator !== 'sitkBSpline') return (index) => sincAt(image, index, interpolator);
  let spline: SplineCoefficients | undefined;
  return (index) => {
    spline ??= splineAround(image, ranges());
    return splineAt(spline, image.size, index);
  };
}

/** Coefficients where the four taps of any index lie; taps beyond the image are mirrored into it. */
export function splineAround(image: Volume, indices: Ranges): SplineCoefficients {
  const ranges = indices.map(([least, greatest], axis) => {
    const last = image.size[axis] - 1;
    const lower = Math.max(Math.min(Math.floor(least) - 2, last - 3), 0);
    const upper = Math.min(Math.max(Math.ceil(greatest) + 2, 3), last);
    return { lower, size: Math.max(upper - lower + 1, 1) };
  });
  return splineCoefficients(image, {
    lower: [ranges[0].lower, ranges[1].lower, ranges[2].lower],
    size: [ranges[0].size, ranges[1].size, ranges[2].size],
  });
}

/** Trilinear; neighbours beyond the edge repeat it. */
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

/** Mean of the voxels in reach, each weighted with what the Gaussian covers of it. */
function gaussianAt({ voxels, size, spacing }: Volume, index: Vector3): number {
  const [wx, wy, wz] = index.map((i, axis) => gaussianWeights(i, size[axis], spacing[axis]));
  let [sum, weights] = [0, 0];
  for (let k = 0; k < wz.values.length; k++) {
    for (let j = 0; j < wy.values.length; j++) {
      const row = wx.first + size[0] * (wy.first + j + size[1] * (wz.first + k));
      for (let i = 0; i < wx.values.length; i++) {
        const weight = wx.values[i] * wy.values[j] * wz.values[k];
        sum += voxels[row + i] * weight;
        weights += weight;
      }
    }
  }
  return sum / weights;
}

/** Windowed sinc; voxels beyond the edge repeat it. */
function sincAt({ voxels, size }: Volume, index: Vector3, interpolator: Parameters<typeof sincWeights>[0]): number {
  const [wx, wy, wz] = index.map((i) => sincWeights(interpolator, i));
  const taps = wx.length;
  const at = (axis: 0 | 1 | 2, tap: number): number =>
    Math.min(Math.max(Math.floor(index[axis]) - taps / 2 + 1 + tap, 0), size[axis] - 1);
  let sum = 0;
  for (let k = 0; k < taps; k++) {
    for (let j = 0; j < taps; j++) {
      const row = size[0] * (at(1, j) + size[1] * at(2, k));
      for (let i = 0; i < taps; i++) sum += voxels[row + at(0, i)] * wx[i] * wy[j] * wz[k];
    }
  }
  return sum;
}
