/** Puts an image in the order of axes of another. */
import { axisOf, dotProduct } from './direction.ts';
import type { Grid } from './geometry.ts';
import { indexToWorld, type Matrix3, type Vector3, type Volume } from './volume.ts';
import { newVoxels, voxelType } from './voxel-type.ts';

/** Axes this parallel (cosine) are the same axis, counted in one or the other direction. */
const PARALLEL = 0.999;

/**
 * The same voxels at the same places, with the axes in the order and direction of another grid: tools store the slices
 * of one image from head to feet or from feet to head. Undefined where the axes are not parallel.
 */
export function withAxesOf(volume: Volume, grid: Grid): Volume | undefined {
  const axes = [0, 1, 2] as const;
  const from = axes.map((target) => {
    const wanted = axisOf(grid.direction, target);
    return axes.find((axis) => Math.abs(dotProduct(axisOf(volume.direction, axis), wanted)) > PARALLEL);
  });
  const [a, b, c] = from;
  if (a === undefined || b === undefined || c === undefined || new Set(from).size !== 3) return undefined;
  const order = [a, b, c] as const;
  const flips = axes.map(
    (target) => dotProduct(axisOf(volume.direction, order[target]), axisOf(grid.direction, target)) < 0,
  );
  if (order.every((axis, target) => axis === target) && !flips.includes(true)) return volume;

  const strides = [1, volume.size[0], volume.size[0] * volume.size[1]];
  const size: Vector3 = [volume.size[a], volume.size[b], volume.size[c]];
  const spacing: Vector3 = [volume.spacing[a], volume.spacing[b], volume.spacing[c]];
  const corner = [0, 0, 0];
  order.forEach((axis, target) => {
    if (flips[target]) corner[axis] = volume.size[axis] - 1;
  });
  const origin = indexToWorld(volume, [corner[0], corner[1], corner[2]]);
  const signs = flips.map((flip) => (flip ? -1 : 1));
  const direction = [0, 3, 6].flatMap((row) =>
    axes.map((target) => signs[target] * volume.direction[row + order[target]]),
  ) as unknown as Matrix3;

  const [sx, sy, sz] = axes.map((target) => signs[target] * strides[order[target]]);
  const start = corner[0] * strides[0] + corner[1] * strides[1] + corner[2] * strides[2];
  const voxels = newVoxels(voxelType(volume.voxels), volume.voxels.length);
  let at = 0;
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      let source = start + z * sz + y * sy;
      for (let x = 0; x < size[0]; x++, source += sx) voxels[at++] = volume.voxels[source];
    }
  }
  return { voxels, size, spacing, origin, direction };
}
