import { InputRefused } from './errors.ts';
import { boundingBox, worldToIndex } from './geometry.ts';
import { selectLabel } from './mask.ts';
import { withAxesOf } from './orient.ts';
import { nearest } from './resample.ts';
import { indexToWorld, type Mask, type Vector3, type Volume } from './volume.ts';

/** In voxels: rounding of two geometries is no sticking out. */
const EDGE_TOLERANCE = 1e-3;

/**
 * A mask on another grid than its image, put on the image's by nearest neighbour: PyRadiomics' `correctMask`. The box of
 * the ROI must lie within the image.
 *
 * @param labels the label image on its own grid
 * @throws InputRefused `label-missing`, `roi-outside-image`, `roi-too-small` where nothing of it is left
 */
export function correctMask(labels: Volume, image: Volume, label?: number | readonly number[], file?: string): Mask {
  const own = selectLabel(labels, label, file);
  requireWithin(own, image, file);
  const { size, spacing, origin, direction } = image;
  const mask = nearest(own, { size, spacing, origin, direction }) as Mask;
  boundingBox(mask);
  return mask;
}

/**
 * A mask that stays on a grid of its own, to be resampled from there as PyRadiomics does with `correctMask`. Its axes are
 * those of the image, in their order.
 *
 * @throws InputRefused `label-missing`, `geometry-mismatch` where axes are not parallel to the image's, `roi-outside-image`
 */
export function maskOnOwnGrid(labels: Volume, image: Volume, label?: number | readonly number[], file?: string): Mask {
  const aligned = withAxesOf(labels, image);
  if (!aligned) {
    throw new InputRefused({
      code: 'geometry-mismatch',
      file,
      got: 'a mask whose axes are turned against those of the image',
      wanted: 'parallel axes, for a mask that is to be resampled from its own grid',
      remedy: 'Put the mask on the grid of the image, or leave resampledPixelSpacing out.',
    });
  }
  const own = selectLabel(aligned, label, file);
  requireWithin(own, image, file);
  return own;
}

/** @throws InputRefused `roi-outside-image` */
function requireWithin(own: Mask, image: Volume, file: string | undefined): void {
  const { lower, size } = boundingBox(own);
  const toIndex = worldToIndex(image);
  const corner = (end: 0 | 1): Vector3 =>
    toIndex(
      indexToWorld(own, [
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
    remedy: 'correctMask moves a mask to the grid of its image; it cannot mend one that lies elsewhere.',
  });
}

function shown(index: Vector3): string {
  return `(${index.map((value) => value.toFixed(1)).join(', ')})`;
}
