/** A volume that knows which series it came from, and what is to be said about it. */
import type { Volume } from '../../volume/volume.ts';
import type { LossyCompression } from '../pixels/lossy-compression.ts';

/** Where a volume comes from, so that a region of interest can be matched to it, and what was lost on the way. */
export interface ImageReference {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly frameOfReferenceUid: string | undefined;
  readonly lossyCompression?: LossyCompression;
  /** How far (mm) rounding of the slices' positions may have moved voxels, if the slices lie on a line only within it. */
  readonly positionRoundingMm?: number;
  /** What is worth knowing of how the volume was read. */
  readonly notes?: readonly ImageNote[];
}

/** A code with a sentence: what was passed over, assumed or computed on the way to a volume. */
export interface ImageNote {
  readonly code: string;
  readonly message: string;
}

/** A volume read from DICOM. */
export interface DicomVolume extends Volume {
  readonly reference: ImageReference;
}

/** The largest displacement (mm) of a region that counts as the same place, on an image whose positions may be rounded. */
export function toleranceOn(
  { spacing, reference }: Pick<Volume, 'spacing'> & { readonly reference?: ImageReference },
  toleranceMm: number,
): number {
  // More than a quarter of a voxel leaves it in doubt which voxel is meant.
  return Math.max(toleranceMm, Math.min(reference?.positionRoundingMm ?? 0, Math.min(...spacing) / 4));
}

/** A volume that carries more notes than before, each of them once. */
export function withNotes<V extends Volume & { readonly reference: ImageReference }>(
  volume: V,
  notes: readonly ImageNote[],
): V {
  const { reference } = volume;
  const earlier = reference.notes ?? [];
  const added = notes.filter(
    (note) => !earlier.some(({ code, message }) => code === note.code && message === note.message),
  );
  return added.length === 0 ? volume : { ...volume, reference: { ...reference, notes: [...earlier, ...added] } };
}
