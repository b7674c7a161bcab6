/** What a table holds, what is left out of it, and what a reader must be warned of. */
import type { SiteTable } from './sites.ts';

/** A remark on the fit that a reader must see. */
export interface FitWarning {
  readonly code:
    | 'separation'
    | 'few-events'
    | 'far-below-needed-size'
    | 'anova-fallback'
    | 'aliased'
    | 'no-test-rows'
    | 'single-class-test'
    | 'alpha-at-grid-end'
    | 'outcome-proxy'
    | 'undeclared-clinical'
    | 'two-valued-feature'
    | 'row-number'
    | 'site-is-outcome'
    | 'rows-abstained'
    | 'site-unseen'
    | 'rounding-spread'
    | 'outside-cohort'
    | 'several-rows-per-patient';
  readonly message: string;
}

/** What the table held and what was left out of it. */
export interface TableAccount {
  /** Columns that were taken as features; `selection.columns` names them. */
  readonly features: number;
  /** If patients have several rows: patients with an outcome. */
  readonly patients?: number;
  /** Rows with an outcome but without a value, per clinical variable. */
  readonly missing: { readonly variable: string; readonly train: number; readonly test: number }[];
  /** Null if the cohort names no sites. */
  readonly sites: SiteTable | null;
  /** Test rows that the model does not answer for, and that are not judged. */
  readonly abstained: { readonly count: number; readonly rows: AbstainedRow[] };
  /** Test rows that are judged, but for which a prediction would abstain: far outside the training rows. */
  readonly outsideCohort: { readonly count: number; readonly rows: { readonly id: string; readonly of: string }[] };
}

export interface AbstainedRow {
  readonly id: string;
  readonly code: 'site-unseen' | 'level-unseen';
  readonly message: string;
}
