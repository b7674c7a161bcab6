/** What a page and the engine's worker send each other. */
import type {
  Grid,
  InspectionInWords,
  ManifestProposal,
  Mask,
  StudyInspection,
  Volume,
  Voxels,
} from '@radscore/imaging';
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

/** A file that comes while it is read: `length` bytes in all, of which parts arrive through a port. */
export interface ComingFile {
  readonly name: string;
  readonly length: number;
}

/** Consecutive bytes of a coming file. The first part of a file begins at 0; no byte comes twice. */
export interface FilePart {
  /** Position of the file in the job. */
  readonly file: number;
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** What a page sends through the port of a reading: parts of files, or which slice it wants to show. */
export type ToReading = { readonly parts: readonly FilePart[] } | { readonly want: number };

/** Slices of the volume that a reading will give, one behind the other. */
export interface SomeSlices {
  /** Their positions along index axis 2. */
  readonly at: readonly number[];
  readonly voxels: Voxels;
}

/** What can be shown of a sequence before all of its files have come: it is what the whole reading gives. */
export interface EarlySequenceView {
  readonly grid: Grid;
  readonly mask: Mask;
  readonly phases?: ReadSequence['phases'];
  /** Those that can be shown first; others follow. */
  readonly slices: SomeSlices;
}

/** What a reading sends through its port: the files that it needs first, what can be shown, and more slices of it. */
export type FromReading =
  | { readonly first: readonly number[] }
  | { readonly early: EarlySequenceView }
  | { readonly slices: SomeSlices };

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

/** A sequence is read while its files come, and shown as far as they have. */
export interface ReadComingJob extends Omit<ReadJob, 'kind' | 'files'> {
  readonly kind: 'read-coming';
  readonly files: readonly ComingFile[];
  /** Carries `ToReading` and `FromReading`. */
  readonly port: MessagePort;
}

export interface ExtractJob {
  readonly kind: 'extract';
  readonly files: readonly StudySource[];
  readonly manifest: SequencesOfStudy;
  readonly sequence: SequenceName;
  /** Id of the protocol whose settings are used. */
  readonly protocol: string;
}

export type EngineJob = InspectJob | ReadJob | ReadComingJob | ExtractJob;

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
  readonly 'read-coming': ReadSequence;
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
