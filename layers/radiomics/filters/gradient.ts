/** The gradient magnitude filter. */
import type { Volume } from '@radscore/imaging';
import type { Workspace } from '../memory/workspace.ts';
import type { Roi } from '../roi/roi.ts';
import type { FilteredImage } from './filtered.ts';

/**
 * ITK's GradientMagnitudeImageFilter: central differences with the edge voxel repeated (so half of the one-sided
 * difference at the border), per millimetre or per voxel; stored as float32.
 */
export function gradientMagnitude(image: Volume, roi: Roi, useSpacing: boolean, workspace: Workspace): FilteredImage {
  const { voxels, size, spacing } = image;
  const strides = [1, size[0], size[0] * size[1]];
  const half = spacing.map((step) => (useSpacing ? 0.5 * (1 / step) : 0.5));
  const values = workspace.f64(roi.voxels.length);
  for (let n = 0; n < values.length; n++) {
    const at = roi.voxels[n];
    const x = at % size[0];
    const row = (at - x) / size[0];
    const y = row % size[1];
    const z = (row - y) / size[1];
    const index = [x, y, z];
    let squares = 0;
    for (let axis = 0; axis < 3; axis++) {
      const before = index[axis] > 0 ? at - strides[axis] : at;
      const after = index[axis] + 1 < size[axis] ? at + strides[axis] : at;
      const slope = -half[axis] * voxels[before] + half[axis] * voxels[after];
      squares += slope * slope;
    }
    values[n] = Math.fround(Math.sqrt(squares));
  }
  return { name: 'gradient', values, kind: 'float32' };
}
