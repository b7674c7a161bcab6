/** Cubic splines as scipy interpolates with them. */
import type { Vector3, Volume } from '@radscore/imaging';
import type { Roi } from '../roi/roi.ts';
import { fusedMultiplyAdd } from './fused-multiply-add.ts';

/** Cubic B-spline coefficients of the part of an image that lies around an ROI. */
export interface SplineField {
  readonly coefficients: Float64Array;
  readonly lower: Vector3;
  readonly size: Vector3;
}

/** √3 - 2, rounded once. */
const POLE = -0.2679491924311227;
/** The recursion forgets a cut-off by POLE^48 ≈ 3e-28: the bits are those of the whole image. */
const MARGIN = 48;

/**
 * Exact interpolation with mirror boundaries, within `reach` voxels of the ROI's box. In scipy's order of operations (z,
 * then y, then x), so that samples that equal their centre in exact arithmetic fall on the same side of it.
 */
export function splineAround(image: Volume, roi: Roi, reach: number): SplineField {
  const lower = [0, 1, 2].map((axis) => Math.max(roi.lower[axis] - reach - MARGIN, 0));
  const size = [0, 1, 2].map(
    (axis) => Math.min(roi.lower[axis] + roi.extent[axis] + reach + MARGIN, image.size[axis]) - lower[axis],
  );
  const coefficients = new Float64Array(size[0] * size[1] * size[2]);
  let at = 0;
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      const row = lower[0] + image.size[0] * (lower[1] + y + image.size[1] * (lower[2] + z));
      for (let x = 0; x < size[0]; x++) coefficients[at++] = image.voxels[row + x];
    }
  }
  const strides = [1, size[0], size[0] * size[1]];
  for (const axis of [2, 1, 0]) {
    if (size[axis] === 1) continue;
    const [u, v] = [0, 1, 2].filter((other) => other !== axis);
    for (let j = 0; j < size[v]; j++)
      for (let i = 0; i < size[u]; i++)
        prefilter(coefficients, i * strides[u] + j * strides[v], strides[axis], size[axis]);
  }
  return { coefficients, lower: [lower[0], lower[1], lower[2]], size: [size[0], size[1], size[2]] };
}

/** One line in place: a causal and an anticausal recursion with the spline's pole (Unser 1999). */
function prefilter(line: Float64Array, start: number, stride: number, length: number): void {
  const gain = (1 - POLE) * (1 - 1 / POLE);
  const end = start + stride * (length - 1);
  for (let at = start; at <= end; at += stride) line[at] *= gain;

  // The mirrored line has period 2·length - 2.
  const turn = wholePower(POLE, length - 1);
  let first = line[start] + turn * line[end];
  let power = POLE;
  for (let at = start + stride, back = end - stride; at < end; at += stride, back -= stride) {
    first += power * (line[at] + turn * line[back]);
    power *= POLE;
    if (Math.abs(power) < 1e-300) break;
  }
  line[start] = first / (1 - turn * turn);
  for (let at = start + stride; at <= end; at += stride) line[at] += POLE * line[at - stride];

  line[end] = ((POLE * line[end - stride] + line[end]) * POLE) / (POLE * POLE - 1);
  for (let at = end - stride; at >= start; at -= stride) line[at] = POLE * (line[at + stride] - line[at]);
}

/** Rounded once, as the C library does; `**` rounds otherwise from one engine to the next. */
function wholePower(base: number, exponent: number): number {
  let [high, low] = [1, 0];
  for (let k = 0; k < exponent; k++) {
    const product = high * base;
    const rest = fusedMultiplyAdd(high, base, -product) + low * base;
    high = product + rest;
    low = rest - (high - product);
    if (Math.abs(high) < 1e-250) return 0;
  }
  return high;
}

/** Weights of the four coefficients around a position, `offset` after the second of them; the last is what is left of 1. */
export function splineWeights(offset: number, weights: Float64Array, at: number): void {
  const rest = 1 - offset;
  const first = (rest * rest * rest) / 6;
  const second = (offset * offset * (offset - 2) * 3 + 4) / 6;
  const third = (rest * rest * (rest - 2) * 3 + 4) / 6;
  weights[at] = first;
  weights[at + 1] = second;
  weights[at + 2] = third;
  weights[at + 3] = 1 - first - second - third;
}

/** Index of a whole-sample mirrored line. */
export function mirrored(index: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * length - 2;
  const within = Math.abs(index) % period;
  return within < length ? within : period - within;
}
