import { createHash } from 'node:crypto';
import { newVoxels, type Volume, type VoxelType } from '@radscore/imaging';
import type { Read } from '../format.ts';

/** 6 × 5 × 4 voxels: a reading takes a fraction of a millisecond. */
const SIZE = [6, 5, 4] as const;

const [c, s] = [Math.cos(0.3), Math.sin(0.3)];

const PLACES = [
  { spacing: [1, 1.5, 2], origin: [-10, 5, 7], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
  { spacing: [0.7, 0.7, 3], origin: [1.5, -2.25, 70], direction: [1, 0, 0, 0, c, -s, 0, s, c] },
  { spacing: [1, 1, 1], origin: [0, 0, 0], direction: [0, 0, -1, 1, 0, 0, 0, -1, 0] },
  { spacing: [2, 1, 0.5], origin: [-100, 5, 0], direction: [-1, 0, 0, 0, 1, 0, 0, 0, 1] },
] as const satisfies readonly Omit<Volume, 'voxels' | 'size'>[];

/** A small image; every voxel has another value. */
export function smallVolume(type: VoxelType = 'int16', place = 0): Volume<Volume['voxels']> {
  const voxels = newVoxels(type, SIZE[0] * SIZE[1] * SIZE[2]);
  const half = type.startsWith('float') ? 0.5 : 0;
  const least = type.startsWith('uint') ? 0 : -40;
  for (let i = 0; i < voxels.length; i++) voxels[i] = least + i + half;
  return { voxels, size: SIZE, ...PLACES[place % PLACES.length] };
}

/** A reading is identified by its voxels, their type and where they lie. */
export function readingOf(volume: Volume): Read {
  const { voxels, size, spacing, origin, direction } = volume;
  const digest = createHash('sha256')
    .update(new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength))
    .update(JSON.stringify([voxels.constructor.name, size, spacing, origin, direction]))
    .digest('hex')
    .slice(0, 16);
  return { digest, volume };
}
