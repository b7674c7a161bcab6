/** What lies under the cursor: the voxel, its value as it is stored, and whether it is in the region. */
import { type Mask, type Vector3, type Volume, worldToIndex } from '@radscore/imaging';

/** The voxel whose box holds a patient position (mm, LPS); undefined beside the grid. */
export function voxelAt(grid: Omit<Volume, 'voxels'>, point: Vector3): Vector3 | undefined {
  return nearestVoxel(grid.size, worldToIndex(grid)(point));
}

/** The voxel whose box holds a continuous index; undefined beside the grid. */
export function nearestVoxel(size: Vector3, index: Vector3): Vector3 | undefined {
  // + 0: no voxel is number −0.
  const [i, j, k] = [Math.round(index[0]) + 0, Math.round(index[1]) + 0, Math.round(index[2]) + 0];
  const isInside = i >= 0 && j >= 0 && k >= 0 && i < size[0] && j < size[1] && k < size[2];
  return isInside ? [i, j, k] : undefined;
}

/** The stored value of a voxel. */
export function storedValue({ voxels, size }: Volume, [i, j, k]: Vector3): number {
  return voxels[i + size[0] * (j + size[1] * k)];
}

/** The stored value at a patient position, without interpolation; undefined beside the grid. */
export function valueAt(volume: Volume, point: Vector3): number | undefined {
  const voxel = voxelAt(volume, point);
  return voxel && storedValue(volume, voxel);
}

/** Whether a patient position lies in the region, whatever grid the region is stored on. */
export function isInRegion(mask: Mask, point: Vector3): boolean {
  const voxel = voxelAt(mask, point);
  return voxel !== undefined && storedValue(mask, voxel) !== 0;
}
