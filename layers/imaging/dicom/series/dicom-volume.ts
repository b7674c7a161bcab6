/** A volume that knows which series it came from, and what is to be said about it. */
import type { Volume } from '../../volume/volume.ts';
import type { LossyCompression } from '../pixels/lossy-compression.ts';

/** Where a volume comes from, so that a region of interest can be matched to it, and what was lost on the way. */
export interface ImageReference {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly frameOfReferenceUid: string | undefined;
  readonly lossyCompression?: LossyCompression;
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
