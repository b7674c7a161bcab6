import type { Voxels } from './volume.ts';

/**
 * Gives the memory of intermediate values back at once: the garbage collector sees little of large arrays and lets many of
 * them wait. The array, and every other on its buffer, is empty afterwards.
 */
export function free({ buffer }: Voxels): void {
  if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
}
