/** Puts a mask on the grid of its image where PyRadiomics would (correctMask). */
import { InputRefused } from '../errors.ts';
import { nearest } from '../resampling/resample.ts';
import {
  type Box,
  boundingBox,
  cornerDisplacement,
  GRID_TOLERANCE_MM,
  type Grid,
  gridOf,
  worldToIndex,
} from '../volume/geometry.ts';
import { withAxesOf } from '../volume/orient.ts';
import { indexToWorld, type Mask, type Vector3, type Volume } from '../volume/volume.ts';
import { selectLabel } from './mask.ts';

/** In voxels: rounding of two geometries is no sticking out. */
const EDGE_TOLERANCE = 1e-3;

/**
 * A mask on another grid than its image, put on the image's by nearest neighbour: PyRadiomics' `correctMask`. The box of
 * the ROI must lie within the image.
 *
 * @param labels the label image on its own grid
 * @throws InputRefused `label-missing`, `roi-outside-image`, `roi-too-small` where nothing of it is left
 */
export function correctMask(labels: Volume, image: Grid, label?: number | readonly number[], file?: string): Mask {
  const own = selectLabel(labels, label, file);
  const box = boundingBox(own);
  requireInside(own, box, image, file);
  const mask = nearest(own, gridOf(image), box) as Mask;
  boundingBox(mask);
  return mask;
}

/**
 * A mask of any grid on the grid of its image: voxel by voxel where the two are the same but for the order of axes and the
 * noise of a file format, else by nearest neighbour.
 */
export function placeOnImage(mask: Mask, image: Grid): Mask {
  const ordered = (withAxesOf(mask, image) as Mask | undefined) ?? mask;
  const isSameSize = ordered.size.every((extent, axis) => extent === image.size[axis]);
  if (isSameSize && cornerDisplacement(image, ordered) <= GRID_TOLERANCE_MM) {
    return { ...gridOf(image), voxels: ordered.voxels };
  }
  return nearest(mask, gridOf(image), boundingBox(mask)) as Mask;
}

/**
 * Checks that a box of a mask lies within an image, on whatever grid, as PyRadiomics does before it resamples: by two
 * opposite corners of the box.
 *
 * @throws InputRefused `roi-outside-image`
 */
export function requireInside(mask: Grid, { lower, size }: Box, image: Grid, file?: string): void {
  const toIndex = worldToIndex(image);
  const corner = (end: 0 | 1): Vector3 =>
    toIndex(
      indexToWorld(mask, [
        lower[0] - 0.5 + end * size[0],
        lower[1] - 0.5 + end * size[1],
        lower[2] - 0.5 + end * size[2],
      ]),
    );
  const [first, last] = [corner(0), corner(1)];
  const outside = [0, 1, 2].some((axis) => {
    const [from, to] = [Math.min(first[axis], last[axis]), Math.max(first[axis], last[axis])];
    return from < -0.5 - EDGE_TOLERANCE || to > image.size[axis] - 0.5 + EDGE_TOLERANCE;
  });
  if (!outside) return;
  throw new InputRefused({
    code: 'roi-outside-image',
    file,
    got: `an ROI from ${shown(first)} to ${shown(last)} in voxels of the image`,
    wanted: `an ROI within the image of ${image.size.join(' × ')} voxels`,
    remedy: 'Check that mask and image belong together: a mask on a grid of its own must lie within the image.',
  });
}

function shown(index: Vector3): string {
  return `(${index.map((value) => value.toFixed(1)).join(', ')})`;
}
