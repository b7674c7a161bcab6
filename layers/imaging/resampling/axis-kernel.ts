/** Weights of SimpleITK's interpolators along one axis. */
import { cos, sin } from '../numbers/elementary.ts';
import { gaussianWeights } from '../numbers/gaussian-weights.ts';
import { mirror, splineWeights } from './bspline.ts';

/** Interpolators by their SimpleITK names, in SimpleITK's order: it numbers them from 1. */
export const INTERPOLATORS = [
  'sitkNearestNeighbor',
  'sitkLinear',
  'sitkBSpline',
  'sitkGaussian',
  'sitkLabelGaussian',
  'sitkHammingWindowedSinc',
  'sitkCosineWindowedSinc',
  'sitkWelchWindowedSinc',
  'sitkLanczosWindowedSinc',
  'sitkBlackmanWindowedSinc',
] as const;
export type Interpolator = (typeof INTERPOLATORS)[number];

/** What one axis contributes to each output position: `taps` samples and their weights, or nothing outside the image. */
export interface AxisKernel {
  readonly taps: number;
  /** Sample of each tap. */
  readonly samples: Int32Array;
  readonly weights: Float64Array;
  readonly inside: Uint8Array;
}

/**
 * The kernel of an interpolator along an axis of `length` samples, at the given continuous indices. Definitions are
 * ITK's, with SimpleITK's parameters: cubic splines with mirrored ends; Gaussians of 0.8 voxels, cut off at 4 standard
 * deviations and normalised; sincs of radius 5 with the outermost samples repeated.
 *
 * @param slack how far beyond the edge, in voxels, an index still counts as inside
 * @param spacing of the samples, in mm; the last bits of a Gaussian depend on it
 */
export function axisKernel(
  interpolator: Exclude<Interpolator, 'sitkNearestNeighbor' | 'sitkLabelGaussian'>,
  indices: Float64Array,
  length: number,
  slack = 0,
  spacing = 1,
): AxisKernel {
  const taps = interpolator === 'sitkLinear' ? 2 : interpolator === 'sitkBSpline' ? 4 : 2 * SINC_RADIUS;
  const kernel: AxisKernel = {
    taps,
    samples: new Int32Array(taps * indices.length),
    weights: new Float64Array(taps * indices.length),
    inside: Uint8Array.from(indices, (index) => (index >= -0.5 - slack && index < length - 0.5 + slack ? 1 : 0)),
  };
  for (let i = 0; i < indices.length; i++) {
    if (!kernel.inside[i]) continue;
    const at = i * taps;
    if (interpolator === 'sitkLinear') linear(indices[i], length, kernel, at);
    else if (interpolator === 'sitkBSpline') cubic(indices[i], length, kernel, at);
    else if (interpolator === 'sitkGaussian') gaussian(indices[i], length, spacing, kernel, at);
    else sinc(indices[i], length, kernel, at, interpolator);
  }
  return kernel;
}

function linear(index: number, length: number, { samples, weights }: AxisKernel, at: number): void {
  const base = Math.max(Math.floor(index), 0);
  const offset = Math.max(index - base, 0);
  samples[at] = base;
  samples[at + 1] = Math.min(base + 1, length - 1);
  weights[at] = 1 - offset;
  weights[at + 1] = offset;
}

function cubic(index: number, length: number, { samples, weights }: AxisKernel, at: number): void {
  const base = Math.floor(index);
  splineWeights(index - base, weights, at);
  for (let k = 0; k < 4; k++) samples[at + k] = mirror(base - 1 + k, length);
}

const SINC_RADIUS = 5;

type Sinc = Exclude<
  Interpolator,
  'sitkNearestNeighbor' | 'sitkLinear' | 'sitkBSpline' | 'sitkGaussian' | 'sitkLabelGaussian'
>;

/** Angles as ITK multiplies them, so that the last bits agree. */
const WHOLE_ANGLE = Math.PI / SINC_RADIUS;
const HALF_ANGLE = Math.PI / (2 * SINC_RADIUS);

const WINDOWS: Readonly<Record<Sinc, (x: number) => number>> = {
  sitkHammingWindowedSinc: (x) => 0.54 + 0.46 * cos(x * WHOLE_ANGLE),
  sitkCosineWindowedSinc: (x) => cos(x * HALF_ANGLE),
  sitkWelchWindowedSinc: (x) => 1 - x * (1 / (SINC_RADIUS * SINC_RADIUS)) * x,
  sitkLanczosWindowedSinc: (x) => sinus(x * WHOLE_ANGLE),
  sitkBlackmanWindowedSinc: (x) => 0.42 + 0.5 * cos(x * WHOLE_ANGLE) + 0.08 * cos(x * (2 * WHOLE_ANGLE)),
};

function sinus(x: number): number {
  return x === 0 ? 1 : sin(x) / x;
}

/** Weights of the ten samples around a continuous index, from four before the one below it. */
export function sincWeights(interpolator: Sinc, index: number): Float64Array {
  const window = WINDOWS[interpolator];
  const weights = new Float64Array(2 * SINC_RADIUS);
  const distance = index - Math.floor(index);
  if (distance === 0) {
    weights[SINC_RADIUS - 1] = 1;
    return weights;
  }
  let x = distance + SINC_RADIUS;
  for (let k = 0; k < weights.length; k++) {
    x -= 1;
    weights[k] = window(x) * sinus(Math.PI * x);
  }
  return weights;
}

function sinc(index: number, length: number, { samples, weights }: AxisKernel, at: number, kind: Sinc): void {
  const base = Math.floor(index);
  weights.set(sincWeights(kind, index), at);
  for (let k = 0; k < 2 * SINC_RADIUS; k++) {
    samples[at + k] = Math.max(0, Math.min(base - SINC_RADIUS + 1 + k, length - 1));
  }
}

/** Each voxel weighs as much as the Gaussian covers of it. */
function gaussian(index: number, length: number, spacing: number, { samples, weights }: AxisKernel, at: number): void {
  const { first, values } = gaussianWeights(index, length, spacing);
  const sum = values.reduce((total, value) => total + value, 0);
  for (let k = 0; k < values.length; k++) {
    samples[at + k] = first + k;
    weights[at + k] = values[k] / sum;
  }
}
