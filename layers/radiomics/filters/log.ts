/** The Laplacian of Gaussian filter. */
import type { Volume } from '@radscore/imaging';
import type { Workspace } from '../memory/workspace.ts';
import type { Roi } from '../roi/roi.ts';
import { type FilteredImage, gather } from './filtered.ts';
import { recursiveGaussian, SLOWEST_DECAY } from './recursive-gaussian.ts';
import { type Range, RecursivePasses } from './recursive-passes.ts';

/**
 * Samples farther from the ROI than this many sigmas change a filtered value by less than exp(-27.5) ≈ 1e-12 of the
 * contrast there, a hundred-thousandth of a float32 step; a test bounds the error.
 */
const REACH_IN_SIGMAS = 27.5 / -SLOWEST_DECAY;

/** Whether PyRadiomics computes a LoG of this sigma (mm): 4 voxels along each axis and room for sigma. */
export function logFits(image: Volume, sigma: number): boolean {
  return image.size.every((size, axis) => size >= 4 && size >= Math.ceil(sigma / image.spacing[axis]) + 1);
}

/**
 * ITK's LaplacianRecursiveGaussianImageFilter with NormalizeAcrossScale: Σ over axes of the second derivative along the
 * axis, smoothed along the two others, over the squared spacing. Each pass runs in double along the line and stores
 * float32, as the sum does.
 *
 * The last pass runs only over the lines through the ROI's box, the pass before over the lines that these need, and all
 * only as far from the ROI as the filter reaches.
 */
export function laplacianOfGaussian(
  image: Volume,
  roi: Roi,
  sigma: number,
  name: string,
  workspace: Workspace,
): FilteredImage {
  const near = reach(image, roi, sigma);
  const inside = [0, 1, 2].map((axis): Range => [roi.lower[axis], roi.extent[axis]]);
  const values = workspace.f64(roi.voxels.length);
  workspace.within(() => {
    const passes = new RecursivePasses(image, near, inside, workspace);
    for (let axis = 0; axis < 3; axis++) {
      const order = [axis, ...[0, 1, 2].filter((other) => other !== axis)];
      const filters = order.map((direction, pass) =>
        recursiveGaussian(sigma, image.spacing[direction], pass === 0 ? 2 : 0),
      );
      passes.add(order, filters, 1 / (image.spacing[axis] * image.spacing[axis]));
    }
    gather(passes.sum, roi.inBox, values);
  });
  return { name, values, kind: 'float32' };
}

/** The part of each axis that the filters see. */
function reach(image: Volume, roi: Roi, sigma: number): Range[] {
  return [0, 1, 2].map((axis) => {
    const margin = Math.max(Math.ceil((REACH_IN_SIGMAS * sigma) / image.spacing[axis]), 4);
    const first = Math.max(roi.lower[axis] - margin, 0);
    const end = Math.min(roi.lower[axis] + roi.extent[axis] + margin, image.size[axis]);
    return [first, end - first];
  });
}
