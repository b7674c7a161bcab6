import { isInteger, type Volume } from '@radscore/imaging';
import type { Roi } from '../roi.ts';
import type { Setting } from '../setting.ts';
import type { FilteredImage } from './filtered.ts';
import { icosphere } from './icosphere.ts';
import { type Complex, sphericalHarmonic } from './spherical-harmonics.ts';
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
  const vertices = icosphere(setting.lbp3DIcosphereSubdivision, setting.lbp3DIcosphereRadius);
  const samples = sampleSphere(image, roi, vertices, Math.ceil(setting.lbp3DIcosphereRadius) + 2);
  const harmonics = degreeKernels(vertices, setting);
  const count = vertices.length / 3;
  const degrees = harmonics.map(() => new Float64Array(roi.voxels.length));
  const kurtosis = new Float64Array(roi.voxels.length);
  const bits = new Uint8Array(count);
  for (let n = 0; n < roi.voxels.length; n++) {
    const own = samples.subarray(n * count, (n + 1) * count);
    const centre = image.voxels[roi.voxels[n]];
    for (let v = 0; v < count; v++) bits[v] = own[v] >= centre ? 1 : 0;
    for (let degree = 0; degree < harmonics.length; degree++) degrees[degree][n] = power(bits, harmonics[degree]);
    kurtosis[n] = excessKurtosis(own);
  }
  const names = lbp3dNames(setting);
  return [...degrees, kurtosis].map((values, k) => ({ name: names[k], values, kind: 'float64' }));
}

/** Value at each vertex around each voxel: cubic spline with mirror boundaries, 0 outside, stored in the image's type. */
function sampleSphere(image: Volume, roi: Roi, vertices: Float64Array, reach: number): Float64Array {
  const { voxels, size } = image;
  const count = vertices.length / 3;
  const field = splineAround(image, roi, reach);
  const whole = isInteger(voxels);
  const single = voxels instanceof Float32Array;
  const samples = new Float64Array(roi.voxels.length * count);
  for (let v = 0; v < count; v++) {
    for (let n = 0; n < roi.voxels.length; n++) {
      const at = roi.voxels[n];
      const x = (at % size[0]) + vertices[3 * v + 2];
      const y = (Math.floor(at / size[0]) % size[1]) + vertices[3 * v + 1];
      const z = Math.floor(at / (size[0] * size[1])) + vertices[3 * v];
      if (x < 0 || y < 0 || z < 0 || x > size[0] - 1 || y > size[1] - 1 || z > size[2] - 1) continue;
      const value = splineAt(field, size, x, y, z);
      samples[n * count + v] = whole
        ? Math.sign(value) * Math.floor(Math.abs(value) + 0.5)
        : single
          ? Math.fround(value)
          : value;
    }
  }
  return samples;
}

function splineAt(
  { coefficients, lower, size }: SplineField,
  imageSize: readonly number[],
  x: number,
  y: number,
  z: number,
): number {
  const [x0, y0, z0] = [Math.floor(x), Math.floor(y), Math.floor(z)];
  const [wx, wy, wz] = [splineWeights(x - x0), splineWeights(y - y0), splineWeights(z - z0)];
  let sum = 0;
  for (let k = 0; k < 4; k++) {
    const slice = size[1] * (mirrored(z0 - 1 + k, imageSize[2]) - lower[2]);
    for (let j = 0; j < 4; j++) {
      const row = size[0] * (mirrored(y0 - 1 + j, imageSize[1]) - lower[1] + slice) - lower[0];
      const w = wz[k] * wy[j];
      for (let i = 0; i < 4; i++) sum += w * wx[i] * coefficients[row + mirrored(x0 - 1 + i, imageSize[0])];
    }
  }
  return sum;
}

/** Per degree n, the kernel Σm Y(n,m,v)·Y(n,m,w) between vertices (not conjugated, as PyRadiomics has it). */
function degreeKernels(vertices: Float64Array, setting: Setting): { re: Float64Array; im: Float64Array }[] {
  const count = vertices.length / 3;
  const kernels: { re: Float64Array; im: Float64Array }[] = [];
  for (let n = 0; n < setting.lbp3DLevels; n++) {
    const orders: Complex[][] = [];
    for (let m = -n; m <= n; m++) {
      orders.push(
        Array.from({ length: count }, (_, v) => {
          // PyRadiomics hands the polar angle over as azimuth and the azimuth as polar angle.
          const polar = Math.acos(vertices[3 * v + 2] / setting.lbp3DIcosphereRadius);
          const azimuth = Math.atan2(vertices[3 * v + 1], vertices[3 * v]);
          return sphericalHarmonic(m, n, polar, azimuth);
        }),
      );
    }
    const kernel = { re: new Float64Array(count * count), im: new Float64Array(count * count) };
    for (let v = 0; v < count; v++) {
      for (let w = 0; w < count; w++) {
        for (const order of orders) {
          kernel.re[v * count + w] += order[v].re * order[w].re - order[v].im * order[w].im;
          kernel.im[v * count + w] += order[v].re * order[w].im + order[v].im * order[w].re;
        }
      }
    }
    kernels.push(kernel);
  }
  return kernels;
}

/** Re √(Σv (Σw bits·kernel)²). */
function power(bits: Uint8Array, kernel: { re: Float64Array; im: Float64Array }): number {
  const count = bits.length;
  let [re, im] = [0, 0];
  for (let w = 0; w < count; w++) {
    let [a, b] = [0, 0];
    for (let v = 0; v < count; v++) {
      if (bits[v] === 0) continue;
      a += kernel.re[v * count + w];
      b += kernel.im[v * count + w];
    }
    re += a * a - b * b;
    im += 2 * a * b;
  }
  return Math.sqrt((Math.hypot(re, im) + re) / 2);
}

/** NaN where all samples are equal, as scipy gives it. */
function excessKurtosis(samples: Float64Array): number {
  let mean = 0;
  for (let v = 0; v < samples.length; v++) mean += samples[v];
  mean /= samples.length;
  let [m2, m4] = [0, 0];
  for (let v = 0; v < samples.length; v++) {
    const square = (samples[v] - mean) ** 2;
    m2 += square;
    m4 += square * square;
  }
  m2 /= samples.length;
  m4 /= samples.length;
  return m2 <= (1e-15 * mean) ** 2 ? Number.NaN : m4 / (m2 * m2) - 3;
}
