/** One volume's worth of slices among DICOM files. */
import type { Contrast } from '../frames/contrast.ts';
import type { Frame } from '../frames/instance.ts';

/** One volume's worth of slices, and what sets it apart from others. */
export interface ImageSeries {
  readonly seriesUid: string;
  readonly seriesNumber?: number;
  readonly studyUid: string;
  readonly frameOfReferenceUid: string | undefined;
  /**
   * Acquired images; of them what is weighted by diffusion, and the phases of a dynamic series. Computed ones: maps of the
   * apparent diffusion coefficient, other maps, subtractions, projections and reformatted images.
   */
  readonly kind: 'image' | 'dwi' | 'phase' | 'adc' | 'map' | 'subtraction' | 'projection' | 'reformat';
  /** Name of a map that is none of the apparent diffusion coefficient. */
  readonly map?: string;
  /** Diffusion weighting, s/mm². */
  readonly bValue?: number;
  /** True for a diffusion-weighted image that was computed from others, which no coefficient can be fitted to. */
  readonly isComputed?: boolean;
  /** Position among the phases of a dynamic series, from 0 in order of time. */
  readonly phase?: number;
  /** Of a phase: which dynamic series it belongs to, where there are several; and the attribute that orders them. */
  readonly dynamic?: number;
  readonly orderedBy?: string;
  /** Of a phase that numbers order: an attribute that orders the phases otherwise. */
  readonly orderContradictedBy?: string;
  /** Of a phase that was broken off: the slices that the others have, and the frames of one of them. */
  readonly incompleteOf?: number;
  readonly whole?: readonly Frame[];
  /** Of several volumes at one place that nothing distinguishes: what they are in words, and what to do. */
  readonly confused?: { readonly what: string; readonly remedy: string };
  readonly contrast: Contrast;
  readonly frames: readonly Frame[];
}

/** Volumes that are computed from acquired ones. */
export const COMPUTED_KINDS: ReadonlySet<ImageSeries['kind']> = new Set([
  'map',
  'subtraction',
  'projection',
  'reformat',
]);
