import { isInteger, type Voxels } from '@radscore/imaging';
import type { VoxelKind } from '../roi/discretise.ts';

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

/** Values that nobody needs any more, for the next image of the same ROI. */
const idle: Float64Array[] = [];
/** One for the image at hand, one for an approximation that waits. */
const MOST_IDLE = 2;

/** Gives the values of an image back: nothing may read them afterwards. */
export function recycle({ values }: FilteredImage): void {
  idle.unshift(values);
  idle.length = Math.min(idle.length, MOST_IDLE);
}

/** Room for the values of an ROI, with anything in it. */
export function valuesOf(length: number): Float64Array {
  const at = idle.findIndex((values) => values.length === length);
  return at < 0 ? new Float64Array(length) : idle.splice(at, 1)[0];
}

/** The values of an image at the given voxel indices. */
export function gather(voxels: Voxels, indices: Int32Array): Float64Array {
  const values = valuesOf(indices.length);
  for (let n = 0; n < indices.length; n++) values[n] = voxels[indices[n]];
  return values;
}
