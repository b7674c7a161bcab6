import { isInteger, type Voxels } from '@radscore/imaging';
import type { VoxelKind } from '../discretise.ts';

/** A filtered image, known where it is needed: at the ROI's voxels, in their order. */
export interface FilteredImage {
  /** The image-type part of a feature name, e.g. `wavelet-LLH`. */
  readonly name: string;
  readonly values: Float64Array;
  /** How PyRadiomics stores this image. */
  readonly kind: VoxelKind;
}

export function kindOf(voxels: Voxels): VoxelKind {
  if (isInteger(voxels)) return 'integer';
  return voxels instanceof Float32Array ? 'float32' : 'float64';
}

/** The values of an image at the given voxel indices. */
export function gather(voxels: Voxels, indices: Int32Array): Float64Array {
  const values = new Float64Array(indices.length);
  for (let n = 0; n < indices.length; n++) values[n] = voxels[indices[n]];
  return values;
}
