/** Arbitrary volumes and refusals, for tests of the readers. */
import fc from 'fast-check';
import type { Matrix3, Vector3, Volume } from '../../../layers/imaging/volume/volume.ts';
import { newVoxels, type VoxelType } from '../../../layers/imaging/volume/voxel-type.ts';

const TYPES: readonly VoxelType[] = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'];

/** Rotation by Euler angles about x, y, z. */
export function rotation(a: number, b: number, c: number): Matrix3 {
  const [ca, sa, cb, sb, cc, sc] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b), Math.cos(c), Math.sin(c)];
  return [
    cb * cc,
    -cb * sc,
    sb,
    ca * sc + sa * sb * cc,
    ca * cc - sa * sb * sc,
    -sa * cb,
    sa * sc - ca * sb * cc,
    sa * cc + ca * sb * sc,
    ca * cb,
  ];
}

const angle = fc.double({ min: -3, max: 3, noNaN: true });
const millimetres = fc.double({ min: 0.1, max: 9, noNaN: true });
const place = fc.double({ min: -500, max: 500, noNaN: true });

/** Small images of every voxel type, right- and left-handed, at any orientation. */
export const anyVolume: fc.Arbitrary<Volume> = fc
  .record({
    type: fc.constantFrom(...TYPES),
    size: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    spacing: fc.tuple(millimetres, millimetres, millimetres),
    origin: fc.tuple(place, place, place),
    angles: fc.tuple(angle, angle, angle),
    leftHanded: fc.boolean(),
    seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
  })
  .map(({ type, size, spacing, origin, angles, leftHanded, seed }) => {
    const r = rotation(...angles);
    const direction: Matrix3 = leftHanded ? [r[0], r[1], -r[2], r[3], r[4], -r[5], r[6], r[7], -r[8]] : r;
    return { voxels: someVoxels(type, size, seed), size: size as Vector3, spacing, origin, direction };
  });

/** Seeded values over the whole range of a type (minimal-standard generator). */
export function someVoxels(type: VoxelType, size: readonly number[], seed: number): Volume['voxels'] {
  const voxels = newVoxels(type, size[0] * size[1] * size[2]);
  let state = seed;
  for (let i = 0; i < voxels.length; i++) {
    state = (state * 48271) % 2147483647;
    voxels[i] = type.startsWith('float') ? (state - 2 ** 30) / 1234.5 : state * (state % 2 ? 2 : -1);
  }
  return voxels;
}

/** Largest difference between two lists of numbers. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

/** The error that a call throws. */
export function refusal(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('the call was expected to refuse its input');
}

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
