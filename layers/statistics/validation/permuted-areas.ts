/** What one permutation of the outcomes comes to. */

/** Areas that one permutation of the training outcomes reaches. Plain values, for a permutation of another thread. */
export interface PermutedAreas {
  /** Null without test rows of both classes, and where the permuted rows could not be fitted. */
  readonly test: number | null;
  readonly apparent: number | null;
  /** The headline's cross-validation of the permuted rows; null if it was not asked for. */
  readonly validation: number | null;
  readonly nothingSelected: boolean;
  /** Why the permuted rows could not be fitted, else null. */
  readonly failed: string | null;
  /** The same of each refit of the cross-validation. */
  readonly refusals: (string | null)[];
}
