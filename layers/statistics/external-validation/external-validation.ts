/** What the validation of a frozen model in rows of its own comes to. All of it is plain JSON. */
import type { About } from '../model/about.ts';
import type { ModelKind, SetEvaluation } from '../model/fitted-model.ts';
import type { Auc } from '../performance/delong.ts';
import type { ObservedToExpected } from '../performance/observed-expected.ts';
import type { UnscoredRow } from '../prediction/score-rows.ts';

/** A row that judges nothing, and why. */
export type LeftOutRow = Omit<UnscoredRow, 'code'> & { readonly code: UnscoredRow['code'] | 'in-training' };

/** Figures of one level of a subgroup; all of them null if `tooFew` says why. */
export interface SubgroupLevel {
  readonly level: string;
  readonly n: number;
  readonly events: number;
  /** Null if there are rows enough. */
  readonly tooFew: string | null;
  readonly auc: Auc | null;
  readonly observedToExpected: ObservedToExpected | null;
  readonly calibrationSlope: number | null;
  readonly calibrationSlopeInterval: [number, number] | null;
  readonly inTheLarge: number | null;
  readonly inTheLargeInterval: [number, number] | null;
  readonly brier: number | null;
}

/** One variable by which the rows are divided. */
export interface Subgroups {
  readonly name: string;
  readonly kind: 'categorical' | 'numeric';
  /** Bounds of a numeric variable: a value equal to one belongs to the level above it. */
  readonly cuts: number[];
  /** Where the cuts come from, in words; null for a categorical variable. */
  readonly cutsFrom: string | null;
  readonly levels: SubgroupLevel[];
  /** Rows without a value. */
  readonly missing: number;
  /**
   * Whether the areas of the levels differ: Cochran's Q with DeLong's variances, and its p against chi-squared. Null
   * with fewer than two levels that can be judged.
   */
  readonly difference: { readonly q: number; readonly df: number; readonly p: number } | null;
}

export interface ExternalValidation {
  readonly format: 'radscore-validation/1';
  readonly model: {
    readonly about: About | null;
    readonly protocol: string;
    readonly final: ModelKind;
    readonly features: string[];
    readonly training: { readonly n: number; readonly events: number };
  };
  readonly rows: {
    readonly given: number;
    /** Rows that judge the model, and those of them with the event. */
    readonly judged: number;
    readonly events: number;
    /** Rows that judge nothing, by reason. */
    readonly leftOut: { readonly code: LeftOutRow['code']; readonly count: number }[];
    /** Judged rows by the model that answered: without clinical values the Rad-score does. */
    readonly answeredBy: { readonly nomogram: number; readonly radScore: number };
  };
  /** Level of every interval. */
  readonly confidence: number;
  /** Null if `omitted` says why. The only model in it is the final one, as it answers. */
  readonly performance: SetEvaluation | null;
  readonly observedToExpected: ObservedToExpected | null;
  readonly omitted: string | null;
  readonly subgroups: Subgroups[];
  readonly warnings: { readonly code: string; readonly message: string }[];
}

export interface ModelValidation {
  readonly validation: ExternalValidation;
  /** Every row that judges nothing, with its reason. */
  readonly leftOut: readonly LeftOutRow[];
}
