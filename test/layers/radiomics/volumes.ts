/** Small volumes, masks and seeded numbers, for tests of the engine. */
import { IDENTITY_DIRECTION, type Mask, type Vector3, type Volume, type Voxels } from '@radscore/imaging';

/** A volume at the origin with axes along the patient's. */
export function volumeOf<T extends Voxels>(voxels: T, size: Vector3, spacing: Vector3 = [1, 1, 1]): Volume<T> {
  return { voxels, size, spacing, origin: [0, 0, 0], direction: IDENTITY_DIRECTION };
}

/** A mask of the voxels for which `inside` holds. */
export function maskWhere(
  size: Vector3,
  inside: (x: number, y: number, z: number) => boolean,
  spacing: Vector3 = [1, 1, 1],
): Mask {
  const [nx, ny, nz] = size;
  const voxels = Uint8Array.from({ length: nx * ny * nz }, (_, k) =>
    inside(k % nx, Math.floor(k / nx) % ny, Math.floor(k / nx / ny)) ? 1 : 0,
  );
  return volumeOf(voxels, size, spacing);
}

/** Seeded numbers in [0, 1): mulberry32. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
