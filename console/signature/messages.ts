/** What the page of a signature and its worker send each other. */
import type { Signature } from '@radscore/pipeline/signatures';

export interface MeasureJob {
  /** Of the signature, whose settings are used. */
  readonly images: Signature['images'];
  readonly image: string;
  /** Names of the features that are wanted, as PyRadiomics has them. */
  readonly names: readonly string[];
  readonly files: readonly File[];
  readonly mask: readonly File[];
}

export type MeasureAnswer =
  | { readonly values: Readonly<Record<string, number>>; readonly warnings: readonly string[] }
  | { readonly refused: string };
