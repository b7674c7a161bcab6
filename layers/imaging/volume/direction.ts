/** Directions of axes: products, lengths, and checks that they are a right-angled frame. */
import { InputRefused } from '../errors.ts';
import type { Matrix3, Vector3 } from './volume.ts';

/** Axes further from perpendicular than this (cosine; about 0.06 degrees) are a shear: 0.1 mm over a slab of 100 mm. */
const LARGEST_COSINE = 1e-3;

/**
 * A direction matrix from three index axes in LPS, whose lengths do not matter. Each is multiplied by its inverse
 * length, as NRRD's own library does it, so that the last bits agree with ITK.
 */
export function directionFromAxes(x: Vector3, y: Vector3, z: Vector3): Matrix3 {
  const [a, b, c] = [unit(x), unit(y), unit(z)];
  return [a[0], b[0], c[0], a[1], b[1], c[1], a[2], b[2], c[2]];
}

/** Euclidean length. */
export function lengthOf(v: Vector3): number {
  return Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

export function crossProduct(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function dotProduct(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** Column `axis` of a direction matrix: the unit vector of that index axis. */
export function axisOf(direction: Matrix3, axis: 0 | 1 | 2): Vector3 {
  return [direction[axis], direction[3 + axis], direction[6 + axis]];
}

/** @throws InputRefused `geometry-invalid` where spacing or origin is not a number, or the axes are not perpendicular. */
export function requireRegularGrid(spacing: Vector3, origin: Vector3, direction: Matrix3, file: string): void {
  const numbers = [...spacing, ...origin, ...direction];
  if (numbers.some((value) => !Number.isFinite(value)) || spacing.some((step) => step <= 0)) {
    throw new InputRefused({
      code: 'geometry-invalid',
      file,
      got: `spacing (${spacing}), origin (${origin}), direction (${direction})`,
      wanted: 'finite numbers and a positive spacing',
      remedy: 'The header does not say where the voxels lie: export the image again.',
    });
  }
  const [x, y, z] = [axisOf(direction, 0), axisOf(direction, 1), axisOf(direction, 2)];
  const cosine = Math.max(Math.abs(dotProduct(x, y)), Math.abs(dotProduct(x, z)), Math.abs(dotProduct(y, z)));
  if (cosine > LARGEST_COSINE) {
    throw new InputRefused({
      code: 'geometry-invalid',
      file,
      got: `axes that are ${((Math.asin(Math.min(cosine, 1)) * 180) / Math.PI).toFixed(2)} degrees from perpendicular`,
      wanted: 'three perpendicular axes',
      remedy: 'Resample the image to a grid without shear before it is uploaded.',
    });
  }
}

/** The same direction with a length of 1. */
export function unit(v: Vector3): Vector3 {
  const scale = 1 / lengthOf(v);
  return [v[0] * scale, v[1] * scale, v[2] * scale];
}

/** Index → world without the origin: the direction's columns times the spacing. */
export function scaledDirection({ direction: d, spacing: s }: { direction: Matrix3; spacing: Vector3 }): Matrix3 {
  return [
    d[0] * s[0],
    d[1] * s[1],
    d[2] * s[2],
    d[3] * s[0],
    d[4] * s[1],
    d[5] * s[2],
    d[6] * s[0],
    d[7] * s[1],
    d[8] * s[2],
  ];
}

/** Inverse of a 3 × 3 matrix. */
export function invert(m: Matrix3): Matrix3 {
  // Along the axes of the world each entry is one division, which is what ITK's inverse gives to the last bit.
  const isDiagonal = m.every((value, i) => i % 4 === 0 || value === 0);
  if (isDiagonal) return [1 / m[0], 0, 0, 0, 1 / m[4], 0, 0, 0, 1 / m[8]];
  const [a, b, c, d, e, f, g, h, i] = m;
  const [A, B, C] = [e * i - f * h, f * g - d * i, d * h - e * g];
  const determinant = a * A + b * B + c * C;
  return [
    A / determinant,
    (c * h - b * i) / determinant,
    (b * f - c * e) / determinant,
    B / determinant,
    (a * i - c * g) / determinant,
    (c * d - a * f) / determinant,
    C / determinant,
    (b * g - a * h) / determinant,
    (a * e - b * d) / determinant,
  ];
}
