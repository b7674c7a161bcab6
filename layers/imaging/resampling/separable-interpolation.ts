/** Interpolation on a grid with parallel axes, one axis after the other; the steps in TypeScript for all interpolators. */
import type { Workspace } from '../memory/workspace.ts';
import { type Box, padBox } from '../volume/geometry.ts';
import type { Volume, Voxels } from '../volume/volume.ts';
import type { AxisKernel } from './axis-kernel.ts';
import { filterColumns, filterRows, SPLINE_MARGIN } from './bspline.ts';
import { COLUMNS, type SeparableInterpolation, type SeparableSteps } from './separable-steps.ts';

/** Takes a row of the result along x, which is valid until it returns. */
export type TakeRow = (row: Float64Array | Float32Array, y: number, z: number) => void;

/**
 * The values, row by row of the result: first x and y slice by slice, then z block by block of columns, so that what is
 * worked on stays in the cache. `take` gets each row in turn, though not in their order.
 */
export function interpolateSeparably(
  work: SeparableInterpolation,
  steps: SeparableSteps,
  take: TakeRow,
  workspace: Workspace,
): void {
  const { image, box, kernels } = work;
  const [nx, ny] = image.size;
  const [mx, my, mz] = kernels.map(({ inside }) => inside.length);
  const nz = box.size[2];
  let pitch = mx;
  let slices: Float64Array = new Float64Array(0);
  for (let z = 0; z < nz; z++) {
    const slice = steps.slice(box.lower[0] + nx * (box.lower[1] + ny * (box.lower[2] + z)));
    if (z === 0) {
      pitch = slice.pitch;
      slices = workspace.f64(pitch * my * nz);
    }
    slices.set(slice.values, z * pitch * my);
  }
  const together = Math.max(Math.floor(COLUMNS / pitch), 1);
  for (let y = 0; y < my; y += together) {
    const rows = Math.min(together, my - y);
    const count = pitch * rows;
    const block = steps.block(count);
    for (let z = 0; z < nz; z++) {
      const from = pitch * (y + my * z);
      block.set(slices.subarray(from, from + count), z * count);
    }
    const result = steps.columns(count);
    for (let z = 0; z < mz; z++) {
      for (let row = 0; row < rows; row++) {
        const from = result.pitch * z + pitch * row;
        take(result.values.subarray(from, from + mx), y + row, z);
      }
    }
  }
}

/** The part of an image that kernels look at, with the kernels' samples counted from there. */
export function lookedAt(
  image: Volume,
  kernels: readonly AxisKernel[],
  isSpline: boolean,
): Pick<SeparableInterpolation, 'box' | 'kernels'> {
  const [x, y, z] = kernels.map(rangeOf);
  const tight: Box = { lower: [x[0], y[0], z[0]], size: [x[1], y[1], z[1]] };
  const box = isSpline ? padBox(tight, SPLINE_MARGIN, image.size) : tight;
  const [kx, ky, kz] = kernels.map((kernel, axis) => ({
    ...kernel,
    // Taps that do not count may lie anywhere.
    samples: kernel.samples.map((sample) => Math.min(Math.max(sample - box.lower[axis], 0), box.size[axis] - 1)),
  }));
  return { box, kernels: [kx, ky, kz] };
}

/** First sample that is looked at, and how many there are up to the last. Where all is outside, one sample. */
function rangeOf({ taps, samples, weights, inside }: AxisKernel): readonly [first: number, count: number] {
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  for (let tap = 0; tap < samples.length; tap++) {
    if (!inside[Math.floor(tap / taps)] || weights[tap] === 0) continue;
    first = Math.min(first, samples[tap]);
    last = Math.max(last, samples[tap]);
  }
  return last < first ? [0, 1] : [first, last - first + 1];
}

/** For all interpolators; of the spline it is the twin of the kernels, to the bit. */
export function portableSteps(work: SeparableInterpolation): SeparableSteps {
  const { image, box, isSpline, isSingle } = work;
  const { voxels } = image;
  const stride = image.size[0];
  const [kx, ky, kz] = work.kernels;
  const [nx, ny, nz] = box.size;
  const [mx, my, mz] = work.kernels.map(({ inside }) => inside.length);
  const coefficients = new Float64Array(isSpline ? nx * ny : 0);
  const alongX = new Float64Array(mx * ny);
  const alongY = new Float64Array(mx * my);
  let block = new Float64Array(0);
  let result: Float64Array | Float32Array = new Float64Array(0);
  return {
    slice(start) {
      if (isSpline) {
        filterRows(voxels, start, stride, nx, ny, coefficients);
        for (let y = 0; y < ny; y++) combineSamples(coefficients, nx * y, alongX, mx * y, kx);
        filterColumns(alongX, ny, mx);
      } else {
        for (let y = 0; y < ny; y++) combineSamples(voxels, start + stride * y, alongX, mx * y, kx);
      }
      for (let y = 0; y < my; y++) combineRows(alongX, mx, alongY, mx * y, ky, y);
      return { values: alongY, pitch: mx };
    },
    block(count) {
      if (block.length !== nz * count) {
        block = new Float64Array(nz * count);
        result = new (isSingle ? Float32Array : Float64Array)(mz * count);
      }
      return block;
    },
    columns(count) {
      if (isSpline) filterColumns(block, nz, count);
      for (let z = 0; z < mz; z++) combineRows(block, count, result, z * count, kz, z);
      return { values: result, pitch: count };
    },
  };
}

/** Weighted sums of the samples of one row; 0 outside the image, where all weights are 0. */
function combineSamples(
  samples: Voxels,
  from: number,
  to: Float64Array,
  start: number,
  { taps, samples: places, weights, inside }: AxisKernel,
): void {
  for (let x = 0, tap = 0; x < inside.length; x++, tap += taps) {
    if (!inside[x]) {
      to[start + x] = 0;
    } else if (taps === 4) {
      to[start + x] =
        weights[tap] * samples[from + places[tap]] +
        weights[tap + 1] * samples[from + places[tap + 1]] +
        weights[tap + 2] * samples[from + places[tap + 2]] +
        weights[tap + 3] * samples[from + places[tap + 3]];
    } else {
      let sum = 0;
      for (let t = tap; t < tap + taps; t++) sum += weights[t] * samples[from + places[t]];
      to[start + x] = sum;
    }
  }
}

/** Weighted sum of whole rows of `width` values, for one position of the kernel; 0 outside the image. */
function combineRows(
  from: Float64Array,
  width: number,
  to: Float64Array | Float32Array,
  start: number,
  { taps, samples, weights, inside }: AxisKernel,
  position: number,
): void {
  if (!inside[position]) {
    to.fill(0, start, start + width);
    return;
  }
  const first = position * taps;
  if (taps === 4) {
    const w0 = weights[first];
    const w1 = weights[first + 1];
    const w2 = weights[first + 2];
    const w3 = weights[first + 3];
    const s0 = samples[first] * width;
    const s1 = samples[first + 1] * width;
    const s2 = samples[first + 2] * width;
    const s3 = samples[first + 3] * width;
    for (let k = 0; k < width; k++) {
      to[start + k] = w0 * from[s0 + k] + w1 * from[s1 + k] + w2 * from[s2 + k] + w3 * from[s3 + k];
    }
    return;
  }
  for (let k = 0; k < width; k++) {
    let sum = 0;
    for (let tap = first; tap < first + taps; tap++) sum += weights[tap] * from[samples[tap] * width + k];
    to[start + k] = sum;
  }
}
