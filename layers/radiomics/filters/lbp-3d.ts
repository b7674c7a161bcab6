import { isInteger, type Vector3, type Volume } from '@radscore/imaging';
import { pairwiseSum } from '../pairwise-sum.ts';
import type { Roi } from '../roi.ts';
import type { Setting } from '../setting.ts';
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
  const whole = isInteger(voxels);
  const single = voxels instanceof Float32Array;
  const samples = new Float64Array(roi.voxels.length * count);
  for (let v = 0; v < count; v++) {
    // PyRadiomics adds x to the z index and z to x.
    const shift: Vector3 = [vertices[3 * v + 2], vertices[3 * v + 1], vertices[3 * v]];
    const cell = shift.map(Math.floor);
    const weights = sphereWeights(shift, cell);
    for (let n = 0; n < roi.voxels.length; n++) {
      const at = roi.voxels[n];
      const x = at % size[0];
      const row = (at - x) / size[0];
      const y = row % size[1];
      const z = (row - y) / size[1];
      if (x + shift[0] < 0 || y + shift[1] < 0 || z + shift[2] < 0) continue;
      if (x + shift[0] > size[0] - 1 || y + shift[1] > size[1] - 1 || z + shift[2] > size[2] - 1) continue;
      const value = moved(splineAt(field, size, weights, x + cell[0] - 1, y + cell[1] - 1, z + cell[2] - 1));
      samples[n * count + v] = whole
        ? Math.sign(value) * Math.floor(Math.abs(value) + 0.5)
        : single
          ? Math.fround(value)
          : value;
    }
  }
  return samples;
}

/** The 64 products of spline weights, x fastest: the same for every voxel, which lies on the grid. */
function sphereWeights(shift: Vector3, cell: readonly number[]): Float64Array {
  const [wx, wy, wz] = shift.map((s, axis) => splineWeights(s - cell[axis]));
  return Float64Array.from({ length: 64 }, (_, k) => wz[k >> 4] * wy[(k >> 2) & 3] * wx[k & 3]);
}

/** The weighted sum of the 4 × 4 × 4 coefficients from (x, y, z) on, mirrored at the image's edges. */
function splineAt(
  { coefficients, lower, size }: SplineField,
  [nx, ny, nz]: Vector3,
  weights: Float64Array,
  x: number,
  y: number,
  z: number,
): number {
  let sum = 0;
  if (x >= 0 && y >= 0 && z >= 0 && x + 3 < nx && y + 3 < ny && z + 3 < nz) {
    for (let k = 0; k < 4; k++) {
      for (let j = 0; j < 4; j++) {
        const at = x - lower[0] + size[0] * (y + j - lower[1] + size[1] * (z + k - lower[2]));
        const w = 16 * k + 4 * j;
        sum +=
          weights[w] * coefficients[at] +
          weights[w + 1] * coefficients[at + 1] +
          weights[w + 2] * coefficients[at + 2] +
          weights[w + 3] * coefficients[at + 3];
      }
    }
    return sum;
  }
  for (let k = 0; k < 64; k++) {
    const row = mirrored(y + ((k >> 2) & 3), ny) - lower[1] + size[1] * (mirrored(z + (k >> 4), nz) - lower[2]);
    sum += weights[k] * coefficients[mirrored(x + (k & 3), nx) - lower[0] + size[0] * row];
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
