/** The hash of an image by Node, which is faster at it. */
import { createHash } from 'node:crypto';
import type { Volume } from '@radscore/imaging';
import { hashVoxels } from './image-hash.ts';

/** SHA-256 of an image's size and voxel values: see {@link hashVoxels}. */
export function hashImage(image: Volume): string {
  return hashVoxels(image, () => createHash('sha256'));
}
