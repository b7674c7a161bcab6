/** What a page and the engine's worker send each other. */
import type { InspectionInWords, ManifestProposal, Mask, StudyInspection, Volume } from '@radscore/imaging';
import type {
  AppliedRepair,
  Manifest,
  ManifestInspection,
  Reason,
  SequenceFeatures,
  SequenceName,
} from '@radscore/pipeline/browser';
import type { ChosenFile } from './chosen-files.ts';

/** A file of a study whose bytes are in memory, with its path in the study; archives are whole. */
export interface FetchedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type StudySource = ChosenFile | FetchedFile;

/** What of a manifest says which files are which sequence. */
export type SequencesOfStudy = Pick<Manifest, 'sequences'>;

export interface InspectJob {
  readonly kind: 'inspect';
  readonly files: readonly StudySource[];
  /** Whether pictures of the regions are wanted. */
  readonly pictures: boolean;
  /** Checked against it as admission will; without one a manifest is proposed. */
  readonly manifest?: Manifest;
}

export interface ReadJob {
  readonly kind: 'read';
  readonly files: readonly StudySource[];
  readonly manifest: SequencesOfStudy;
  readonly sequence: SequenceName;
  /** Another phase of a dynamic series than the one that is measured, counted from 0. */
  readonly phase?: number;
}

export interface ExtractJob {
  readonly kind: 'extract';
  readonly files: readonly StudySource[];
  readonly manifest: SequencesOfStudy;
  readonly sequence: SequenceName;
  /** Id of the protocol whose settings are used. */
  readonly protocol: string;
}

export type EngineJob = InspectJob | ReadJob | ExtractJob;

/** How far a job is: bytes read, or image types measured. */
export interface EngineProgress {
  readonly step: 'reading' | 'inspecting' | 'preparing' | 'measuring';
  readonly done: number;
  readonly all: number;
  /** Of the measuring: the image type that was measured last, as `wavelet-LLH`. */
  readonly imageType?: string;
}

/** A region on its image: the slice where it is largest, as a PNG and as it is. */
export interface RegionPicture {
  readonly file: string;
  readonly label: number;
  readonly sequence?: string;
  /** `repaired`: as the repair that is offered would place it. */
  readonly state: '' | 'repaired';
  readonly png: Uint8Array<ArrayBuffer>;
  readonly slice: { readonly image: Volume; readonly mask: Mask };
}

export interface InspectedStudy {
  /** What was found; it may be shown. */
  readonly inspection: StudyInspection | ManifestInspection;
  readonly words: InspectionInWords;
  /** As `radscore inspect --json` prints it. */
  readonly json: string;
  /**
   * With the paths as they are, which a manifest needs and which may not be shown if the verdict is quarantined.
   * Without sequences if there is a manifest.
   */
  readonly proposal: ManifestProposal;
  /** The files of the regions of the inspection, one for each and in their order, as they are. */
  readonly regionFiles: readonly string[];
  readonly pictures: readonly RegionPicture[];
}

/** One sequence as it is measured: on the image's grid, with what was done to get there. */
export interface ReadSequence {
  readonly volume: Volume;
  readonly mask: Mask;
  /** Of a dynamic series of several phases: how many, and which one this is. */
  readonly phases?: { readonly count: number; readonly read: number };
  readonly notes: readonly Reason[];
  readonly repairs: readonly AppliedRepair[];
}

export interface EngineResults {
  readonly inspect: InspectedStudy;
  readonly read: ReadSequence;
  readonly extract: SequenceFeatures;
}

/** A refusal of the input, as its fields: a class does not survive the way. */
export interface EngineRefusal {
  readonly code: string;
  readonly file?: string;
  readonly message: string;
  readonly remedy: string;
}

/** `requests`: how many the worker made, which is to be none. */
export type EngineAnswer =
  | { readonly progress: EngineProgress }
  | { readonly result: EngineResults[keyof EngineResults]; readonly requests: number }
  | { readonly refusal: EngineRefusal }
  | { readonly failure: string };
