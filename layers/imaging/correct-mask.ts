import { InputRefused } from './errors.ts';
import { boundingBox, worldToIndex } from './geometry.ts';
import { selectLabel } from './mask.ts';
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
  if (outside) {
    throw new InputRefused({
      code: 'roi-outside-image',
      file,
      got: `an ROI from ${shown(first)} to ${shown(last)} in voxels of the image`,
      wanted: `an ROI within the image of ${image.size.join(' × ')} voxels`,
      remedy: 'correctMask moves a mask to the grid of its image; it cannot mend one that lies elsewhere.',
    });
  }
  const { size: extent, spacing, origin, direction } = image;
  const mask = nearest(own, { size: extent, spacing, origin, direction }) as Mask;
  boundingBox(mask);
  return mask;
}

function shown(index: Vector3): string {
  return `(${index.map((value) => value.toFixed(1)).join(', ')})`;
}
