/** What the viewer shows: volumes and masks in memory, as the engine read them. */
import type { Mask, Volume } from '@radscore/imaging';

/** One canvas of the viewer. Without a phase yet, it shows how far the reading is. */
export interface ViewedImage {
  readonly key: string;
  readonly name: string;
  /** The image; of a dynamic series all its phases, on one grid: those that were read, and undefined for the others. */
  readonly phases: readonly (Volume | undefined)[];
  /** The phase that is shown first: the one that features are computed of. */
  readonly usedPhase?: number;
  readonly mask?: Mask;
  /**
   * While the used phase is read: which of its slices (index axis 2) have come, 1 or 0. Those that have are final; of the
   * others the volume holds nothing. Undefined once all are there.
   */
  readonly there?: Uint8Array;
  /** A repaired or doubtful region has a dashed outline. */
  readonly isDoubtful?: boolean;
  /** Unit of the stored values, where they have one. */
  readonly unit?: string;
  /** Reading under way: share done, 0 to 1; undefined while it is not known. */
  readonly progress?: number;
  /** Why there is no image. */
  readonly problem?: string;
}

/** The first phase that was read: all others have its grid. */
export function firstVolume({ phases }: Pick<ViewedImage, 'phases'>): Volume | undefined {
  return phases.find((phase) => phase !== undefined);
}
