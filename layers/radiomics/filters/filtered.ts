/** What a filter gives: values at the voxels of the ROI. */
import { isInteger, type Voxels } from '@radscore/imaging';
import type { Warning } from '../features/feature-block.ts';
import type { Workspace } from '../memory/workspace.ts';
import type { VoxelKind } from '../roi/discretise.ts';
import type { Roi } from '../roi/roi.ts';

/** A filtered image, known where it is needed: at the ROI's voxels, in their order. Its values are valid until `visit` returns. */
export interface FilteredImage {
  /** The image-type part of a feature name, e.g. `wavelet-LLH`. */
  readonly name: string;
  readonly values: Float64Array;
  /** How PyRadiomics stores this image. */
  readonly kind: VoxelKind;
}

/** What an image type is made with. */
export interface Making {
  readonly workspace: Workspace;
  /** Images that are not wanted need not be made. */
  readonly isWanted: (name: string) => boolean;
  readonly warn: (warning: Warning) => void;
  /** Gets the images one by one. */
  readonly visit: (image: FilteredImage) => void;
}

/** How PyRadiomics stores an image with these voxels. */
export function kindOf(voxels: Voxels): VoxelKind {
  if (isInteger(voxels)) return 'integer';
  return voxels instanceof Float32Array ? 'float32' : 'float64';
}

/**
 * The values of an image at the given voxel indices.
 *
 * @param into room for them; an array of its own without it
 */
export function gather(
  voxels: Voxels,
  indices: Int32Array,
  into: Float64Array = new Float64Array(indices.length),
): Float64Array {
  for (let n = 0; n < indices.length; n++) into[n] = voxels[indices[n]];
  return into;
}

/** The values of an image at an ROI's voxels, whole rows at once where they are long. */
export function gatherRows(voxels: Voxels, { voxels: indices, rows }: Roi, into: Float64Array): Float64Array {
  for (let row = 0; row + 1 < rows.length; row++) {
    const first = rows[row];
    const end = rows[row + 1];
    const low = indices[first];
    const high = indices[end - 1];
    const hasHole = high - low !== end - 1 - first;
    if (end - first >= LONG_ROW && !hasHole) into.set(voxels.subarray(low, high + 1), first);
    else for (let n = first; n < end; n++) into[n] = voxels[indices[n]];
  }
  return into;
}

/** From here on a row is copied sooner than it is walked. */
const LONG_ROW = 24;
