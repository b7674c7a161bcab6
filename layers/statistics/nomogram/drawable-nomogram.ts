/** Any logistic model that can be drawn as a nomogram, whatever fitted it: plain JSON. */
import type { Threshold } from '../model/fitted-model.ts';

/** What a term of every kind has. */
interface TermBase {
  /** By which values are given; unique. */
  readonly name: string;
  /** As it is read; the name itself if absent. */
  readonly label?: string;
  readonly unit?: string;
  /** One sentence on how it is measured, shown below the control. */
  readonly hint?: string;
}

/** A number that enters as it is, or after a transformation. */
export interface ContinuousTerm extends TermBase {
  readonly kind: 'continuous';
  readonly coefficient: number;
  /** The values that the model was made from: its ends are the least and the largest that a reader is offered. */
  readonly range: readonly [number, number];
  /** The only values that it takes, ascending, if they are few (coded 0 and 1): a choice instead of a slider. */
  readonly values?: readonly number[];
  /** Words for such values by their text: "1" is "positive". */
  readonly words?: Readonly<Record<string, string>>;
  /** Applied first. */
  readonly transform?: 'log' | 'log2' | 'log10' | 'log1p' | 'sqrt';
  /** Applied next: the coefficient is that of (x − mean) / sd. */
  readonly standardised?: { readonly mean: number; readonly sd: number };
}

/** A variable of levels. */
export interface LevelTerm extends TermBase {
  /**
   * `binary` and `categorical`: one coefficient for each level but the first, which is the reference. `ordered`: one
   * coefficient, of the level's position (0, 1, 2 …).
   */
  readonly kind: 'binary' | 'categorical' | 'ordered';
  readonly levels: readonly { readonly value: string; readonly label?: string }[];
  readonly coefficients: readonly number[];
}

/**
 * A restricted cubic spline as `rms::rcs` has it (Harrell, Regression Modeling Strategies, 2nd ed., section 2.4.5): k
 * knots, k − 1 coefficients, cubic terms divided by the square of the distance of the outer knots.
 */
export interface SplineTerm extends TermBase {
  readonly kind: 'spline';
  readonly knots: readonly number[];
  /** Of x, then of the k − 2 cubic terms. */
  readonly coefficients: readonly number[];
  readonly range: readonly [number, number];
}

export type NomogramTerm = ContinuousTerm | LevelTerm | SplineTerm;

/** A logistic model to draw. The linear predictor is the intercept and the effects of the terms, added up. */
export interface DrawableNomogram {
  readonly format: 'radscore-nomogram/1';
  readonly title: string;
  /** Whose probability is given ("pCR"), and how the other outcome is called ("no pCR"). */
  readonly outcome: { readonly event: string; readonly noEvent: string };
  readonly intercept: number;
  readonly terms: readonly NomogramTerm[];
  /**
   * Covariance of the intercept and the coefficients, in the order of the terms. Null if it is not known: then no
   * interval is given, and everything that shows the nomogram says so.
   */
  readonly covariance: readonly (readonly number[])[] | null;
  /** Of the interval: 0.95. */
  readonly confidence: number;
  /** Positive at or above it; null if there is none. */
  readonly cutOff: Threshold | null;
  /** Where the coefficients come from: a file, a paper, a version of a model. */
  readonly source: string;
  /** The patients that the model was made from, in words; null if that is not known. */
  readonly cohort: string | null;
  /**
   * Half a unit in the last printed digit of the intercept and of each coefficient, if they were read from rounded text:
   * what the rounding may change is then shown. Null for coefficients of full precision.
   */
  readonly rounding: readonly number[] | null;
  /** What a reader has to know before using it; shown as they are. */
  readonly notes: readonly string[];
  readonly isSynthetic: boolean;
}
