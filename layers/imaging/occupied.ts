import type { Voxels } from './volume.ts';

/** Bytes of a buffer outside which all is 0, by buffer. */
const OCCUPIED = new WeakMap<ArrayBufferLike, readonly [first: number, end: number]>();

/**
 * Notes that a buffer is 0 outside `first` to `end`. Memory that was never written costs a page fault when it is looked
 * at, and a mask is little else. Whoever writes to such a buffer afterwards forgets the note first.
 */
export function noteOccupied(buffer: ArrayBufferLike, first: number, end: number): void {
  OCCUPIED.set(buffer, [first, end]);
}

export function forgetOccupied(buffer: ArrayBufferLike): void {
  OCCUPIED.delete(buffer);
}

/** First voxel and one past the last outside which every voxel is known to be 0. */
export function occupied(voxels: Voxels): readonly [first: number, end: number] {
  const { buffer, byteOffset, length, BYTES_PER_ELEMENT: width } = voxels;
  const [first, end] = OCCUPIED.get(buffer) ?? [0, buffer.byteLength];
  const from = Math.max(Math.floor((first - byteOffset) / width), 0);
  const to = Math.min(Math.ceil((end - byteOffset) / width), length);
  return [Math.min(from, length), Math.max(from, to)];
}
