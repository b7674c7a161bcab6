import { erf } from './erf.ts';
import type { Grid } from './geometry.ts';
import { IndexMap } from './resampling-grid.ts';
import { type Volume, voxelCount } from './volume.ts';
import { newVoxels, voxelType } from './voxel-type.ts';

/** Standard deviation of the Gaussian and how far it reaches, in voxels: SimpleITK's parameters. */
const SIGMA = 1;
const REACH = 1;

/**
 * ITK's interpolation of label images: each voxel in reach votes for its value with what a Gaussian covers of it, and the
 * value with the most weight is taken; of equal weights the first in the order of the voxels. Values that occur once, as
 * those of an image mostly do, make it a nearest neighbour. Outside the image is 0.
 */
export function labelGaussian(image: Volume, grid: Grid): Volume {
  const map = new IndexMap(grid, image);
  const [nx, ny] = image.size;
  const voxels = newVoxels(voxelType(image.voxels), voxelCount(grid.size));
  const votes = new Map<number, number>();
  let at = 0;
  for (let z = 0; z < grid.size[2]; z++) {
    for (let y = 0; y < grid.size[1]; y++) {
      for (let x = 0; x < grid.size[0]; x++, at++) {
        const index = map.at(x, y, z);
        if (index.some((i, axis) => !(i >= -0.5 && i < image.size[axis] - 0.5))) continue;
        const [wx, wy, wz] = index.map((i, axis) => gaussianWeights(i, image.size[axis], SIGMA, REACH));
        votes.clear();
        let most = 0;
        for (let k = 0; k < wz.values.length; k++) {
          for (let j = 0; j < wy.values.length; j++) {
            const row = wx.first + nx * (wy.first + j + ny * (wz.first + k));
            for (let i = 0; i < wx.values.length; i++) {
              const value = image.voxels[row + i];
              const weight = wx.values[i] * wy.values[j] * wz.values[k] + (votes.get(value) ?? 0);
              votes.set(value, weight);
              if (weight <= most) continue;
              most = weight;
              voxels[at] = value;
            }
          }
        }
      }
    }
  }
  return { ...grid, voxels };
}

/**
 * What the Gaussian around a continuous index covers of each voxel in reach along one axis.
 *
 * @param sigma standard deviation in voxels, and how many of them it reaches
 */
export function gaussianWeights(
  index: number,
  length: number,
  sigma: number,
  reach: number,
): { first: number; values: number[] } {
  // Voxel i reaches from i to i + 1 when counted from the image's edge.
  const centre = index + 0.5;
  const first = Math.max(0, Math.floor(centre - sigma * reach));
  const end = Math.min(length, Math.ceil(centre + sigma * reach));
  const scale = 1 / (Math.SQRT2 * sigma);
  // Summed step by step as ITK does: of weights that are equal in exact arithmetic, the last bit chooses.
  let edge = (-0.5 - index + first) * scale;
  let before = erf(edge);
  const values: number[] = [];
  for (let voxel = first; voxel < end; voxel++) {
    edge += scale;
    const after = erf(edge);
    values.push(after - before);
    before = after;
  }
  return { first, values };
}
