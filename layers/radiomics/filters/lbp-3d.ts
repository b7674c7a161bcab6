/** Local binary patterns on a sphere. */
import { integerRange, isInteger, type Vector3, type Volume, type Voxels } from '@radscore/imaging';
import { pairwiseSum } from '../numbers/pairwise-sum.ts';
import type { Roi } from '../roi/roi.ts';
import type { Setting } from '../settings/setting.ts';
import type { FilteredImage } from './filtered.ts';
import { icosphere } from './icosphere.ts';
import { degreesOf, power } from './sphere-power.ts';
import { mirrored, type SplineField, splineAround, splineWeights } from './spline.ts';

/** Names in the order of `localBinaryPattern3d`. */
export function lbp3dNames(setting: Setting): string[] {
  return [...Array.from({ length: setting.lbp3DLevels }, (_, n) => `lbp-3D-m${n + 1}`), 'lbp-3D-k'];
}

/**
 * Local binary pattern on a sphere (Banerjee et al. 2012) as PyRadiomics computes it: the image is sampled at the
 * vertices of an icosphere around each ROI voxel, in voxel steps whatever the spacing, with a vertex's x added to the z
 * index and its z to x; samples that are not below the centre form a function on the sphere, whose power per degree of
 * spherical harmonics gives one image each; the last image is the excess kurtosis of the samples.
 */
export function localBinaryPattern3d(image: Volume, roi: Roi, setting: Setting): FilteredImage[] {
  return patternsOnSphere(image, roi, setting, (value) => value);
}

/** The same with every sample moved before it is stored in the image's type: what rounding does to it. */
export function patternsOnSphere(
  image: Volume,
  roi: Roi,
  setting: Setting,
  moved: (value: number) => number,
): FilteredImage[] {
  const vertices = icosphere(setting.lbp3DIcosphereSubdivision, setting.lbp3DIcosphereRadius);
  const samples = sampleSphere(image, roi, vertices, Math.ceil(setting.lbp3DIcosphereRadius) + 2, moved);
  const harmonics = degreesOf(vertices, setting);
  const count = vertices.length / 3;
  const degrees = harmonics.map(() => new Float64Array(roi.voxels.length));
  const kurtosis = new Float64Array(roi.voxels.length);
  const spread = new Kurtosis(count, image.voxels instanceof Float32Array);
  const bits = new Uint8Array(count);
  const scratch = new Float64Array(2 * (2 * setting.lbp3DLevels - 1));
  for (let n = 0; n < roi.voxels.length; n++) {
    const own = samples.subarray(n * count, (n + 1) * count);
    const centre = image.voxels[roi.voxels[n]];
    for (let v = 0; v < count; v++) bits[v] = own[v] >= centre ? 1 : 0;
    for (let degree = 0; degree < harmonics.length; degree++)
      degrees[degree][n] = power(bits, harmonics[degree], scratch);
    kurtosis[n] = spread.of(own);
  }
  const names = lbp3dNames(setting);
  return [...degrees, kurtosis].map((values, k) => ({ name: names[k], values, kind: 'float64' }));
}

/** Value at each vertex around each voxel: cubic spline with mirror boundaries, 0 outside, stored in the image's type. */
function sampleSphere(
  image: Volume,
  roi: Roi,
  vertices: Float64Array,
  reach: number,
  moved: (value: number) => number,
): Float64Array {
  const { voxels, size } = image;
  const count = vertices.length / 3;
  const field = splineAround(image, roi, reach);
  const store = stored(voxels);
  const samples = new Float64Array(roi.voxels.length * count);
  for (let v = 0; v < count; v++) {
    // PyRadiomics adds x to the z index and z to x.
    const [alongX, alongY, alongZ] = [vertices[3 * v + 2], vertices[3 * v + 1], vertices[3 * v]].map((shift, axis) =>
      shiftedAxis(shift, axis, roi, size, field),
    );
    for (let n = 0; n < roi.voxels.length; n++) {
      const at = roi.voxels[n];
      const x = at % size[0];
      const row = (at - x) / size[0];
      const y = row % size[1];
      const z = (row - y) / size[1];
      const value = splineAt(field.coefficients, alongX, x, alongY, y, alongZ, z);
      if (value !== undefined) samples[n * count + v] = store(moved(value));
    }
  }
  return samples;
}

/** How a sample becomes a value of the image's type: integers are rounded, halves away from 0, and clamped. */
function stored(voxels: Voxels): (value: number) => number {
  if (voxels instanceof Float32Array) return Math.fround;
  if (!isInteger(voxels)) return (value) => value;
  const [least, greatest] = integerRange(voxels);
  return (value) => Math.min(Math.max(Math.trunc(value > 0 ? value + 0.5 : value - 0.5), least), greatest);
}

/** What one axis contributes to the samples at one vertex, by the ROI's position along it. */
interface ShiftedAxis {
  /** The first position. */
  readonly first: number;
  readonly inside: Uint8Array;
  /** Place of each of the four coefficients along this axis, times its stride. */
  readonly places: Int32Array;
  readonly weights: Float64Array;
}

/** The position is rounded after the shift, so the last bits of the weights differ from voxel to voxel. */
function shiftedAxis(shift: number, axis: number, roi: Roi, size: Vector3, field: SplineField): ShiftedAxis {
  const [first, extent] = [roi.lower[axis], roi.extent[axis]];
  const stride = [1, field.size[0], field.size[0] * field.size[1]][axis];
  const inside = new Uint8Array(extent);
  const places = new Int32Array(4 * extent);
  const weights = new Float64Array(4 * extent);
  for (let k = 0; k < extent; k++) {
    const position = first + k + shift;
    inside[k] = position >= 0 && position <= size[axis] - 1 ? 1 : 0;
    const cell = Math.floor(position);
    splineWeights(position - cell, weights, 4 * k);
    for (let tap = 0; tap < 4; tap++)
      places[4 * k + tap] = stride * (mirrored(cell - 1 + tap, size[axis]) - field.lower[axis]);
  }
  return { first, inside, places, weights };
}

/** The weighted sum of 4 × 4 × 4 coefficients in scipy's order: each times z, y and x, and added one by one. */
function splineAt(
  coefficients: Float64Array,
  alongX: ShiftedAxis,
  x: number,
  alongY: ShiftedAxis,
  y: number,
  alongZ: ShiftedAxis,
  z: number,
): number | undefined {
  const [i, j, k] = [x - alongX.first, y - alongY.first, z - alongZ.first];
  if (alongX.inside[i] === 0 || alongY.inside[j] === 0 || alongZ.inside[k] === 0) return undefined;
  const { places, weights } = alongX;
  const [w0, w1, w2, w3] = [weights[4 * i], weights[4 * i + 1], weights[4 * i + 2], weights[4 * i + 3]];
  const [x0, x1, x2, x3] = [places[4 * i], places[4 * i + 1], places[4 * i + 2], places[4 * i + 3]];
  let sum = 0;
  for (let tapZ = 4 * k; tapZ < 4 * k + 4; tapZ++) {
    const wz = alongZ.weights[tapZ];
    for (let tapY = 4 * j; tapY < 4 * j + 4; tapY++) {
      const wy = alongY.weights[tapY];
      const row = alongZ.places[tapZ] + alongY.places[tapY];
      sum += coefficients[row + x0] * wz * wy * w0;
      sum += coefficients[row + x1] * wz * wy * w1;
      sum += coefficients[row + x2] * wz * wy * w2;
      sum += coefficients[row + x3] * wz * wy * w3;
    }
  }
  return sum;
}

/** Excess kurtosis of as many samples as there are vertices, in scipy 1.13's order of operations. */
class Kurtosis {
  readonly #round: (x: number) => number;
  readonly #resolution: number;
  readonly #squares: Float32Array | Float64Array;

  /** @param single scipy computes in single precision where the samples are; that costs three digits. */
  constructor(count: number, single: boolean) {
    this.#round = single ? Math.fround : (x) => x;
    this.#resolution = single ? Math.fround(1e-6) : 1e-15;
    this.#squares = single ? new Float32Array(count) : new Float64Array(count);
  }

  /** NaN where all samples are equal. */
  of(samples: Float64Array): number {
    const [squares, round] = [this.#squares, this.#round];
    const count = samples.length;
    const mean = round(pairwiseSum(samples, round) / count);
    for (let v = 0; v < count; v++) squares[v] = round(samples[v] - mean) ** 2;
    const m2 = round(pairwiseSum(squares, round) / count);
    for (let v = 0; v < count; v++) squares[v] *= squares[v];
    const m4 = round(pairwiseSum(squares, round) / count);
    if (m2 <= round(round(this.#resolution * mean) ** 2)) return Number.NaN;
    return round(round(m4 / round(m2 * m2)) - 3);
  }
}
