/** Filters that change each value by itself. */
import type { Volume } from '@radscore/imaging';
import { exp, ln } from '@radscore/imaging/elementary';
import type { Workspace } from '../memory/workspace.ts';
import type { Roi } from '../roi/roi.ts';
import { type FilteredImage, gather } from './filtered.ts';

/**
 * PyRadiomics' point-wise filters. Each is scaled by the largest magnitude of the whole (resampled, cropped) image, so
 * that the result spans about the same range; results are float64.
 */
export function square(image: Volume, roi: Roi, workspace: Workspace): FilteredImage {
  const scale = 1 / Math.sqrt(largestMagnitude(image));
  return pointwise('square', image, roi, workspace, (x) => scale * x * (scale * x));
}

/** sign(x)·√(|x|·max|x|). */
export function squareRoot(image: Volume, roi: Roi, workspace: Workspace): FilteredImage {
  const scale = largestMagnitude(image);
  return pointwise('squareroot', image, roi, workspace, (x) => Math.sign(x) * Math.sqrt(Math.abs(x) * scale));
}

/** sign(x)·ln(|x| + 1), stretched back to the range of the image. */
export function logarithm(image: Volume, roi: Roi, workspace: Workspace): FilteredImage {
  const largest = largestMagnitude(image);
  const scale = largest / ln(largest + 1);
  return pointwise('logarithm', image, roi, workspace, (x) => Math.sign(x) * ln(Math.abs(x) + 1) * scale);
}

/** exp(x·ln(max|x|)/max|x|). */
export function exponential(image: Volume, roi: Roi, workspace: Workspace): FilteredImage {
  const largest = largestMagnitude(image);
  const scale = ln(largest) / largest;
  return pointwise('exponential', image, roi, workspace, (x) => exp(scale * x));
}

function pointwise(
  name: string,
  image: Volume,
  roi: Roi,
  workspace: Workspace,
  of: (x: number) => number,
): FilteredImage {
  const values = gather(image.voxels, roi.voxels, workspace.f64(roi.voxels.length));
  for (let n = 0; n < values.length; n++) values[n] = of(values[n]);
  return { name, values, kind: 'float64' };
}

function largestMagnitude({ voxels }: Volume): number {
  let largest = 0;
  for (let i = 0; i < voxels.length; i++) {
    const magnitude = Math.abs(voxels[i]);
    if (magnitude > largest) largest = magnitude;
    // As in numpy, one voxel that is no number leaves no maximum.
    else if (Number.isNaN(magnitude)) return magnitude;
  }
  return largest;
}
