/** Proposes the manifest of a study from what inspection found: which image is which sequence, and which region lies on it. */
import type { SequenceName } from '../dicom/series/propose-sequence.ts';

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
