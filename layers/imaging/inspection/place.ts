/** Compares masks on different grids: placed, cut off, overlapping. */
import { nearest } from '../resampling/resample.ts';
import type { Grid } from '../volume/geometry.ts';
import { worldToIndex } from '../volume/geometry.ts';
import { indexToWorld, type Mask } from '../volume/volume.ts';

/** A mask on another grid, by geometry: each voxel takes what the mask has nearest to its centre, 0 outside. */
export function placeOnGrid(mask: Mask, { size, spacing, origin, direction }: Grid): Mask {
  return nearest(mask, { size, spacing, origin, direction }) as Mask;
}

/** Fraction of a ROI's voxels whose centres lie outside an image. */
export function fractionOutside(mask: Mask, image: Grid): number {
  const toIndex = worldToIndex(image);
  const [nx, ny] = mask.size;
  let count = 0;
  let outside = 0;
  for (let i = 0; i < mask.voxels.length; i++) {
    if (!mask.voxels[i]) continue;
    count++;
    const place = toIndex(indexToWorld(mask, [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))]));
    if (place.some((index, axis) => index < -0.5 || index >= image.size[axis] - 0.5)) outside++;
  }
  return count === 0 ? 0 : outside / count;
}

/** Dice overlap of two masks on one grid; 0 where both are empty. */
export function dice(a: Mask, b: Mask): number {
  let common = 0;
  let both = 0;
  for (let i = 0; i < a.voxels.length; i++) {
    common += a.voxels[i] & b.voxels[i];
    both += a.voxels[i] + b.voxels[i];
  }
  return both === 0 ? 0 : (2 * common) / both;
}
