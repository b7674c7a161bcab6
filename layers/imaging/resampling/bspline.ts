/** Cubic B-splines: coefficients and weights, in ITK's order of operations. */
import { type Box, padBox } from '../volume/geometry.ts';
import type { Vector3, Volume, Voxels } from '../volume/volume.ts';

/** The pole of the cubic B-spline (Unser, Splines: a perfect fit for signal and image processing, 1999). */
export const POLE = Math.sqrt(3) - 2;

/**
 * Where ITK stops summing the mirrored signal that starts the recursion: the pole to this power is below 1e-10. The
 * sum is cut off here too, because integer images are truncated after interpolation and a difference of 1e-10 shows.
 */
export const HORIZON = Math.ceil(Math.log(1e-10) / Math.log(Math.abs(POLE)));

/**
 * Samples beyond a cropped region that its coefficients need: what an edge does to the coefficients decays with the
 * pole, here to 0.268^32 = 5e-19 of the image's range, below the rounding of a double.
 */
export const SPLINE_MARGIN = 32;

/** Coefficients of the interpolating spline on a region of an image. */
export interface SplineCoefficients {
  readonly values: Float64Array;
  readonly region: Box;
}

/** What samples are multiplied by, so that the two recursions together interpolate them. */
const GAIN = (1 - POLE) * (1 - 1 / POLE);
const END_SCALE = POLE / (POLE * POLE - 1);

/**
 * Cubic B-spline coefficients with mirror (whole-sample) boundaries, axis after axis as ITK's
 * BSplineDecompositionImageFilter computes them, in double.
 *
 * @param region where coefficients are wanted; samples up to SPLINE_MARGIN beyond it are taken into account, and each pass
 *   runs only over the lines that the next one needs
 */
export function splineCoefficients(image: Volume, region: Box): SplineCoefficients {
  const { lower, size: extent } = padBox(region, SPLINE_MARGIN, image.size);
  const [nx, ny, nz] = extent;
  const [mx, my, mz] = region.size;
  const skip = region.lower.map((from, axis) => from - lower[axis]);

  const slice = new Float64Array(nx * ny);
  const alongX = new Float64Array(mx * ny);
  const alongY = new Float64Array(mx * my * nz);
  for (let z = 0; z < nz; z++) {
    const [stride] = image.size;
    const start = lower[0] + stride * (lower[1] + image.size[1] * (lower[2] + z));
    filterRows(image.voxels, start, stride, nx, ny, slice);
    for (let y = 0; y < ny; y++) alongX.set(slice.subarray(nx * y + skip[0], nx * y + skip[0] + mx), mx * y);
    filterColumns(alongX, ny, mx);
    alongY.set(alongX.subarray(skip[1] * mx, (skip[1] + my) * mx), z * mx * my);
  }
  filterColumns(alongY, nz, mx * my);
  return { values: alongY.subarray(skip[2] * mx * my, (skip[2] + mz) * mx * my), region };
}

/** Rows that become coefficients side by side: a single one would wait for each of its own results. */
const LANES = 4;

/** Coefficients along x of rows of voxels that lie `stride` apart, one row after the other into `to`. */
export function filterRows(
  voxels: Voxels,
  start: number,
  stride: number,
  length: number,
  rows: number,
  to: Float64Array,
): void {
  const lanes = new Float64Array(length * LANES);
  for (let first = 0; first < rows; first += LANES) {
    const count = Math.min(LANES, rows - first);
    for (let lane = 0; lane < count; lane++) {
      const row = start + (first + lane) * stride;
      for (let x = 0; x < length; x++) lanes[x * LANES + lane] = voxels[row + x];
    }
    filterColumns(lanes, length, LANES);
    for (let lane = 0; lane < count; lane++) {
      const row = (first + lane) * length;
      for (let x = 0; x < length; x++) to[row + x] = lanes[x * LANES + lane];
    }
  }
}

/**
 * Turns samples into coefficients along the columns of a block, in place: sample k of column i lies at `k·width + i`. The
 * inner loops run over the columns, along memory.
 */
export function filterColumns(c: Float64Array, length: number, width: number): void {
  if (length === 1) return;
  // The start of the recursion looks at this many samples; the rest are multiplied on the way.
  const looked = Math.min(length, HORIZON) * width;
  const last = (length - 1) * width;
  for (let i = 0; i < looked; i++) c[i] *= GAIN;
  startCausal(c, length, width);
  for (let i = width; i < looked; i++) c[i] += POLE * c[i - width];
  for (let i = looked; i < last + width; i++) c[i] = c[i] * GAIN + POLE * c[i - width];
  for (let i = last; i < last + width; i++) c[i] = END_SCALE * (POLE * c[i - width] + c[i]);
  for (let k = length - 2; k >= 0; k--) {
    for (let i = k * width; i < (k + 1) * width; i++) c[i] = POLE * (c[i + width] - c[i]);
  }
}

function startCausal(c: Float64Array, length: number, width: number): void {
  if (HORIZON < length) {
    let power = POLE;
    for (let k = 1; k < HORIZON; k++) {
      for (let i = 0; i < width; i++) c[i] += power * c[i + k * width];
      power *= POLE;
    }
    return;
  }
  // A short line: the whole mirrored signal is summed.
  let power = POLE;
  let mirrored = POLE ** (length - 1);
  for (let i = 0; i < width; i++) c[i] += mirrored * c[i + (length - 1) * width];
  mirrored *= mirrored / POLE;
  for (let k = 1; k <= length - 2; k++) {
    for (let i = 0; i < width; i++) c[i] += (power + mirrored) * c[i + k * width];
    power *= POLE;
    mirrored /= POLE;
  }
  const period = 1 - power * power;
  for (let i = 0; i < width; i++) c[i] /= period;
}

/** The four weights of a cubic B-spline at `offset` from the second of its four samples, in ITK's order of operations. */
export function splineWeights(offset: number, weights: Float64Array, at: number): void {
  const w3 = (1 / 6) * offset * offset * offset;
  const w0 = 1 / 6 + 0.5 * offset * (offset - 1) - w3;
  const w2 = offset + w0 - 2 * w3;
  weights[at] = w0;
  weights[at + 1] = 1 - w0 - w2 - w3;
  weights[at + 2] = w2;
  weights[at + 3] = w3;
}

/** Index of a sample of a signal that is mirrored at its first and last sample. */
export function mirror(index: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const folded = ((index % period) + period) % period;
  return folded < length ? folded : period - folded;
}

const exactWeights = new Float64Array(12);
const exactIndex = new Int32Array(12);

/**
 * The spline at a continuous index, in ITK's own order of operations, so that the last bit agrees: x fastest, the
 * product of weights from x to z, the lower sample found in single precision. Slow; for values that a truncation
 * could turn.
 */
export function splineAt(spline: SplineCoefficients, imageSize: Vector3, index: Vector3): number {
  const { values, region } = spline;
  const [nx, ny] = region.size;
  const strides = [1, nx, nx * ny];
  for (let axis = 0; axis < 3; axis++) {
    const first = Math.floor(Math.fround(index[axis])) - 1;
    splineWeights(index[axis] - (first + 1), exactWeights, 4 * axis);
    for (let k = 0; k < 4; k++) {
      exactIndex[4 * axis + k] = (mirror(first + k, imageSize[axis]) - region.lower[axis]) * strides[axis];
    }
  }
  let sum = 0;
  for (let z = 8; z < 12; z++) {
    for (let y = 4; y < 8; y++) {
      for (let x = 0; x < 4; x++) {
        const weight = exactWeights[x] * exactWeights[y] * exactWeights[z];
        sum += weight * values[exactIndex[x] + exactIndex[y] + exactIndex[z]];
      }
    }
  }
  return sum;
}
