/** What the page and its worker send each other. */
import type { InspectionInWords } from '@radscore/imaging';

/** A file that a person chose or dropped, with its path below the study's folder. */
export interface ChosenFile {
  readonly name: string;
  readonly file: File;
}

/** From the page to its worker. */
export interface InspectionRequest {
  readonly files: readonly ChosenFile[];
}

/** Back: what was found, in words and as the JSON of `radscore inspect --json`; or why there is no answer. */
export type InspectionAnswer =
  | { readonly words: InspectionInWords; readonly json: string }
  | { readonly failure: string };
