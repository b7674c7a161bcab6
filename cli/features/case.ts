/** What an extraction works on and what it gives: a case, whose definitions hold, and the answer. No engine is loaded. */
import type { SeriesSelection } from '@radscore/imaging';
import type { Diagnostics, ExtractionSettings, IbsiConfiguration, Warning } from '@radscore/radiomics';

/** Whose definitions and names: those of PyRadiomics, or those of the IBSI reference manual. */
export const PROFILES = ['pyradiomics', 'ibsi'] as const;
export type Profile = (typeof PROFILES)[number];

/** What results can be written as. */
export const FEATURE_FORMATS = ['json', 'csv', 'txt'] as const;
export type FeatureFormat = (typeof FEATURE_FORMATS)[number];

/** One image with its region of interest. Paths are files or folders. */
export interface FeatureCase {
  readonly image: string;
  readonly mask: string;
  readonly label?: number;
  /** Which of several values per voxel of the mask holds the labels; if left out, the settings decide. */
  readonly labelChannel?: number;
  /** Which volume of several is the image. */
  readonly select?: SeriesSelection;
}

/** A profile with its parameters. */
export type ProfileSettings =
  | { readonly profile: 'pyradiomics'; readonly settings: ExtractionSettings }
  | { readonly profile: 'ibsi'; readonly configuration: IbsiConfiguration };

export type CaseDiagnostics = Readonly<
  Record<`diagnostics_${string}`, Diagnostics[`diagnostics_`] | readonly string[]>
>;

/** The features of a case. */
export interface CaseFeatures {
  readonly features: Readonly<Record<string, number>>;
  readonly warnings: readonly Warning[];
  /** Empty if the settings ask for none. */
  readonly diagnostics: CaseDiagnostics;
}

/** A warning as it is shown and as diagnostics hold it. */
export function warningLine({ code, message }: Warning): string {
  return `${code}: ${message}`;
}
