/** SimpleITK's label Gaussian interpolator. */
import { type GaussianWeights, gaussianWeights } from '../numbers/gaussian-weights.ts';
import type { Grid } from '../volume/geometry.ts';
import { type Volume, voxelCount } from '../volume/volume.ts';
import { newVoxels, voxelType } from '../volume/voxel-type.ts';
import { IndexMap } from './resampling-grid.ts';

/** SimpleITK's parameters. */
const LABEL_GAUSSIAN = { sigma: 1, reach: 1 };

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
  // Rows of parallel grids ask for the same indices again.
  const known = [0, 1, 2].map(() => new Map<number, GaussianWeights>());
  const weightsAt = (axis: number, index: number): GaussianWeights => {
    let weights = known[axis].get(index);
    if (!weights) {
      if (known[axis].size >= MOST_KNOWN) known[axis].clear();
      weights = gaussianWeights(index, image.size[axis], image.spacing[axis], LABEL_GAUSSIAN);
      known[axis].set(index, weights);
    }
    return weights;
  };
  let at = 0;
  for (let z = 0; z < grid.size[2]; z++) {
    for (let y = 0; y < grid.size[1]; y++) {
      for (let x = 0; x < grid.size[0]; x++, at++) {
        const index = map.at(x, y, z);
        if (index.some((i, axis) => !(i >= -0.5 && i < image.size[axis] - 0.5))) continue;
        const [wx, wy, wz] = index.map((i, axis) => weightsAt(axis, i));
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

/** On oblique grids no index comes twice. */
const MOST_KNOWN = 4096;
