import { free } from './free.ts';
import { type Box, padBox } from './geometry.ts';
import type { Vector3, Volume } from './volume.ts';

/** The pole of the cubic B-spline (Unser, Splines: a perfect fit for signal and image processing, 1999). */
const POLE = Math.sqrt(3) - 2;

/**
 * Where ITK stops summing the mirrored signal that starts the recursion: the pole to this power is below 1e-10. The
 * sum is cut off here too, because integer images are truncated after interpolation and a difference of 1e-10 shows.
 */
const HORIZON = Math.ceil(Math.log(1e-10) / Math.log(Math.abs(POLE)));

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
  const [, ny, nz] = extent;
  const [mx, my, mz] = region.size;
  const skip = region.lower.map((from, axis) => from - lower[axis]);

  const alongX = filterRows(image, { lower, size: extent }, skip[0], mx);
  const alongY = new Float64Array(mx * my * nz);
  for (let z = 0; z < nz; z++) {
    const slice = z * mx * ny;
    filterLines(alongX, slice, ny, mx, mx);
    const from = slice + skip[1] * mx;
    alongY.set(alongX.subarray(from, from + mx * my), z * mx * my);
  }
  free(alongX);
  filterLines(alongY, 0, nz, mx * my, mx * my);
  return { values: alongY.subarray(skip[2] * mx * my, (skip[2] + mz) * mx * my), region };
}

/** Rows along x that are filtered side by side: a single one would wait for each of its own results. */
const LANES = 4;

/** Coefficients along x of every row of a region: `kept` of each, from `skip` on. */
function filterRows({ voxels, size }: Volume, { lower, size: extent }: Box, skip: number, kept: number): Float64Array {
  const [nx, ny, nz] = extent;
  const result = new Float64Array(kept * ny * nz);
  const lanes = Array.from({ length: LANES }, () => new Float64Array(nx));
  const gain = nx === 1 ? 1 : GAIN;
  for (let first = 0; first < ny * nz; first += LANES) {
    const count = Math.min(LANES, ny * nz - first);
    for (let lane = 0; lane < count; lane++) {
      const y = (first + lane) % ny;
      const z = (first + lane - y) / ny;
      const from = lower[0] + size[0] * (lower[1] + y + size[1] * (lower[2] + z));
      const line = lanes[lane];
      for (let x = 0; x < nx; x++) line[x] = voxels[from + x] * gain;
    }
    if (nx > 1) filterFour(lanes, nx);
    for (let lane = 0; lane < count; lane++) {
      result.set(lanes[lane].subarray(skip, skip + kept), (first + lane) * kept);
    }
  }
  return result;
}

/** Turns samples, multiplied by the gain, into coefficients along four lines at once. */
function filterFour(lanes: readonly Float64Array[], length: number): void {
  for (const line of lanes) startCausal(line, 0, length, 1, 1);
  const [a, b, c, d] = lanes;
  let [before0, before1, before2, before3] = [a[0], b[0], c[0], d[0]];
  for (let k = 1; k < length; k++) {
    a[k] = before0 = a[k] + POLE * before0;
    b[k] = before1 = b[k] + POLE * before1;
    c[k] = before2 = c[k] + POLE * before2;
    d[k] = before3 = d[k] + POLE * before3;
  }
  const last = length - 1;
  for (const line of lanes) line[last] = END_SCALE * (POLE * line[last - 1] + line[last]);
  let [after0, after1, after2, after3] = [a[last], b[last], c[last], d[last]];
  for (let k = last - 1; k >= 0; k--) {
    a[k] = after0 = POLE * (after0 - a[k]);
    b[k] = after1 = POLE * (after1 - b[k]);
    c[k] = after2 = POLE * (after2 - c[k]);
    d[k] = after3 = POLE * (after3 - d[k]);
  }
}

/**
 * Turns samples into coefficients along `width` neighbouring lines at once: sample k of line i lies at
 * `start + k·stride + i`. The inner loops run over the lines, along memory.
 */
function filterLines(c: Float64Array, start: number, length: number, stride: number, width: number): void {
  if (length === 1) return;
  // The start of the recursion looks at so many samples; the rest are multiplied on the way.
  const looked = Math.min(length, HORIZON);
  for (let k = 0; k < looked; k++) {
    const row = start + k * stride;
    for (let i = row; i < row + width; i++) c[i] *= GAIN;
  }
  startCausal(c, start, length, stride, width);
  for (let k = 1; k < length; k++) {
    const row = start + k * stride;
    const gain = k < looked ? 1 : GAIN;
    for (let i = row; i < row + width; i++) c[i] = c[i] * gain + POLE * c[i - stride];
  }
  const last = start + (length - 1) * stride;
  for (let i = last; i < last + width; i++) c[i] = END_SCALE * (POLE * c[i - stride] + c[i]);
  for (let k = length - 2; k >= 0; k--) {
    const row = start + k * stride;
    for (let i = row; i < row + width; i++) c[i] = POLE * (c[i + stride] - c[i]);
  }
}

function startCausal(c: Float64Array, start: number, length: number, stride: number, width: number): void {
  if (HORIZON < length) {
    let power = POLE;
    for (let k = 1; k < HORIZON; k++) {
      for (let i = start; i < start + width; i++) c[i] += power * c[i + k * stride];
      power *= POLE;
    }
    return;
  }
  // A short line: the whole mirrored signal is summed.
  let power = POLE;
  let mirrored = POLE ** (length - 1);
  for (let i = start; i < start + width; i++) c[i] += mirrored * c[i + (length - 1) * stride];
  mirrored *= mirrored / POLE;
  for (let k = 1; k <= length - 2; k++) {
    for (let i = start; i < start + width; i++) c[i] += (power + mirrored) * c[i + k * stride];
    power *= POLE;
    mirrored /= POLE;
  }
  const period = 1 - power * power;
  for (let i = start; i < start + width; i++) c[i] /= period;
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
