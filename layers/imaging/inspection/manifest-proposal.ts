/** What a proposed manifest says, and what it is proposed from. */
import type { ImageSeries } from '../dicom/series/image-series.ts';
import type { SequenceName } from '../dicom/series/propose-sequence.ts';
import type { DicomSelection } from '../dicom/series/selection.ts';
import type { ReadLimits } from '../input/limits.ts';
import type { StudyRegion } from './region-places.ts';
import type { StudyVolume, UnreadVolume } from './study-volumes.ts';

/** One sequence of a proposal, in the terms of a manifest. Paths are relative to the study. */
export interface ProposedSequence {
  /** A file, or a folder (ends with a slash; `./` is the whole study). */
  readonly image: string;
  /** SeriesInstanceUID, or several, if other series lie in the folder too. */
  readonly series?: string | readonly string[];
  /** What distinguishes the volume from others of its series, e.g. `{ b: 800 }`. */
  readonly volume?: Readonly<Record<string, string | number | boolean>>;
  /** Of a dynamic series: the phase that the region of interest refers to. */
  readonly phase?: number;
  readonly roi: { readonly file: string; readonly label?: number };
  /** The files that the image consists of. */
  readonly files: readonly string[];
  /** Why this image and this region: attributes and rules by name, never free text of a header. */
  readonly because: string;
}

/** What only a person can know, or what is missing: no sequence is guessed. */
export interface UndecidedSequence {
  readonly sequence?: SequenceName;
  readonly got: string;
  readonly wanted: string;
  readonly remedy: string;
}

/** Files of one folder that are part of no sequence. */
export interface LeftOutFiles {
  /** Ends with a slash; `./` is the study itself. */
  readonly folder: string;
  readonly files: number;
  readonly why: string;
}

export interface ManifestProposal {
  readonly sequences: Readonly<Partial<Record<SequenceName, ProposedSequence>>>;
  readonly undecided: readonly UndecidedSequence[];
  readonly leftOut: readonly LeftOutFiles[];
}

/** What a person says of a sequence: which volume it is. */
export type SequenceChoices = Readonly<Partial<Record<SequenceName, DicomSelection>>>;

/** What inspection knows of a study. */
export interface StudyToPropose {
  readonly volumes: readonly StudyVolume[];
  /** All series of its DICOM files, read or not. */
  readonly series: readonly ImageSeries[];
  readonly regions: readonly StudyRegion[];
  /** The paths of all files; of images of other formats than DICOM; and of regions of interest. */
  readonly names: readonly string[];
  readonly whole: readonly string[];
  readonly regionFiles: readonly string[];
  /** The paths of DICOM files that are no region. */
  readonly slices: readonly string[];
  /** Why files are no part of any image. */
  readonly apart: ReadonlyMap<string, string>;
  /** Images that cannot be read. */
  readonly unread: readonly UnreadVolume[];
  readonly limits: ReadLimits;
}

export const SEQUENCES = ['t2fs', 'dwi', 'dce'] as const satisfies readonly SequenceName[];

/** The whole study as the folder of an image. */
export const WHOLE_STUDY = './';
