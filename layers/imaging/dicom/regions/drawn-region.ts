/** A region of a SEG or RTSTRUCT on the grid of an image. */
import type { ImageNote } from '../series/dicom-volume.ts';

export interface DrawnRegion {
  /** 1 inside, 0 outside. */
  readonly voxels: Uint8Array;
  /** What was passed over or taken for rounding on the way. */
  readonly notes: readonly ImageNote[];
}
