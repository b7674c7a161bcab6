import type { Grid } from '../geometry.ts';
import { worldToIndex } from '../geometry.ts';
import { IndexMap } from '../resampling-grid.ts';
import { indexToWorld, type Mask } from '../volume.ts';

/** A mask on another grid, by geometry: each voxel takes what the mask has nearest to its centre, 0 outside. */
export function placeOnGrid(mask: Mask, grid: Grid): Mask {
  const map = new IndexMap(grid, mask);
  const [nx, ny, nz] = grid.size;
  const [mx, my, mz] = mask.size;
  const voxels = new Uint8Array(nx * ny * nz);
  let at = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const first = map.at(0, y, z);
      const end = map.at(nx, y, z);
      const [dx, dy, dz] = [(end[0] - first[0]) / nx, (end[1] - first[1]) / nx, (end[2] - first[2]) / nx];
      for (let x = 0; x < nx; x++, at++) {
        const i = Math.floor(first[0] + x * dx + 0.5);
        const j = Math.floor(first[1] + x * dy + 0.5);
        const k = Math.floor(first[2] + x * dz + 0.5);
        const isInside = i >= 0 && j >= 0 && k >= 0 && i < mx && j < my && k < mz;
        if (isInside) voxels[at] = mask.voxels[i + mx * (j + my * k)];
      }
    }
  }
  const { size, spacing, origin, direction } = grid;
  return { voxels, size, spacing, origin, direction };
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
