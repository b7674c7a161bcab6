/** What fitting leaves behind. All of it is plain JSON. */

import type { FitWarning, TableAccount } from '../cohort/table-account.ts';
import type { ComBat } from '../harmonisation/combat.ts';
import type { Calibration, ValidationIndices } from '../performance/calibration.ts';
import type { Confusion } from '../performance/confusion.ts';
import type { DecisionCurve } from '../performance/decision-curve.ts';
import type { Auc, AucComparison } from '../performance/delong.ts';
import type { Improvement } from '../performance/reclassification.ts';
import type { LogisticFit } from '../regression/logistic.ts';
import type { About } from './about.ts';
import type { ModellingProtocol } from './modelling-protocol.ts';

/** The models that one fit gives. */
export type ModelKind = 'radScore' | 'clinical' | 'nomogram';

/** The order in which models are listed. */
export const MODEL_KINDS: readonly ModelKind[] = ['radScore', 'clinical', 'nomogram'];

/** A feature of the Rad-score, with the training mean and standard deviation (divisor n) of its z-score. */
export interface SelectedFeature {
  readonly name: string;
  readonly mean: number;
  readonly sd: number;
  readonly lassoCoefficient: number;
  /** Coefficient of the z-score in the Rad-score. */
  readonly coefficient: number;
  /** Filled in for a missing value if the protocol imputes, else null. */
  readonly imputed: number | null;
  /** Over the training rows, after harmonisation; absent in models of earlier versions. */
  readonly range?: [number, number];
}

/** Frozen ComBat of the selected features; arrays run over the model's features. */
export interface Harmonisation {
  readonly fit: ComBat;
  /** What happens to a site that training did not see. */
  readonly unseenSite: 'reference' | 'abstain';
  /** Always empty; stored models of every version have it. */
  readonly adapted: readonly never[];
}

/** How a clinical variable enters a model. */
export interface ClinicalVariable {
  readonly name: string;
  readonly kind: 'continuous' | 'ordered' | 'categorical';
  /** First = reference; empty for a continuous variable. */
  readonly levels: string[];
  /** Terms of the regression: the name itself, or `name=level` per level but the first. */
  readonly terms: string[];
  /** Training range of a continuous variable, else null. */
  readonly range: [number, number] | null;
  /** The training values of a continuous variable where they are few (a variable coded 0 and 1), else null. */
  readonly values: number[] | null;
  /** Filled in for a missing value if the protocol imputes, else null. */
  readonly imputed: number | string | null;
  /** What becomes of a missing value of this variable; absent if the protocol says it for all. */
  readonly missing?: 'median' | 'level';
}

/** Positive if the score is ≥ the threshold. Chosen on training rows, frozen. */
export interface Threshold {
  /** On the linear predictor. */
  readonly score: number;
  readonly probability: number;
}

export interface NomogramAxis {
  readonly variable: string;
  readonly ticks: { readonly label: string; readonly value: number; readonly points: number }[];
}

/** The nomogram: points add up, and the total gives the linear predictor. */
export interface Nomogram {
  readonly axes: NomogramAxis[];
  /** Points per unit of the linear predictor. */
  readonly pointsPerUnit: number;
  /** Linear predictor at 0 points. */
  readonly baseline: number;
}

/** A model ready to predict. */
export interface FittedModel {
  readonly format: 'radscore-model/1';
  /** What the model is about; absent from models that were frozen before they knew. */
  readonly about?: About;
  readonly protocol: ModellingProtocol;
  readonly training: {
    readonly n: number;
    readonly events: number;
    /** By which a row of the training is recognised, see `fingerprintOf`; sorted. Absent in models of earlier versions. */
    readonly fingerprints?: string[];
  };
  readonly features: SelectedFeature[];
  /** Null if the protocol does not harmonise. */
  readonly harmonisation: Harmonisation | null;
  /** Terms are feature names; predictors are z-scores; the linear predictor is the Rad-score. */
  readonly radScore: LogisticFit;
  /** Null if no clinical variable entered. */
  readonly clinical: { readonly variables: ClinicalVariable[]; readonly fit: LogisticFit } | null;
  /** Terms: `Rad-score`, then those of `clinical`. Null if no clinical variable entered. */
  readonly nomogram: { readonly fit: LogisticFit; readonly scale: Nomogram } | null;
  readonly thresholds: { readonly [kind in ModelKind]?: Threshold };
  /** Range of the Rad-score over the training rows. */
  readonly radScoreRange: [number, number];
}

/** Every intermediate of the selection; feature-wise arrays run over `columns`. */
export interface SelectionTrace {
  readonly columns: string[];
  /** Dropped because repeated segmentations disagree; null ICC where it is undefined. */
  readonly unstable: { readonly name: string; readonly icc: number | null }[];
  readonly constant: string[];
  readonly nearDuplicates: { readonly dropped: string; readonly of: string; readonly spearman: number }[];
  /** Training mean and standard deviation (divisor n) per column. */
  readonly mean: number[];
  readonly sd: number[];
  /** ANOVA F and p per column: both null for a constant one, F alone for one that separates the classes without spread. */
  readonly f: (number | null)[];
  readonly p: (number | null)[];
  /** Number of kept columns with p below the limit. */
  readonly significant: number;
  /** How the candidates were chosen. */
  readonly rule: 'p' | 'largest F of those below p' | 'largest F, too few below p' | 'mRMR';
  readonly candidates: string[];
  readonly lasso: {
    readonly alphas: number[];
    /** Fold per training row. */
    readonly folds: number[];
    /** Absent: linear regression. */
    readonly loss?: 'logistic';
    /** Mean squared error per alpha and fold; mean deviance of a logistic regression. */
    readonly errors: number[][];
    readonly alpha: number;
    /** Per candidate. */
    readonly coefficients: number[];
    readonly intercept: number;
    /** Per alpha and candidate, for the plot of the path. */
    readonly path: number[][];
  };
  /** Features with a LASSO coefficient, then those of them that are kept (`mostFeatures` at most); both in column order. */
  readonly survivors: string[];
  readonly selected: string[];
}

/** One model on one set of rows. */
export interface ModelEvaluation {
  readonly auc: Auc;
  /** At the threshold frozen in training. */
  readonly confusion: Confusion;
  readonly brier: number;
  readonly calibration: Calibration;
  readonly indices: ValidationIndices;
  readonly decisionCurve: DecisionCurve;
}

/** All models on one set of rows. */
export interface SetEvaluation {
  readonly n: number;
  readonly events: number;
  readonly ids: string[];
  readonly outcomes: number[];
  /** Linear predictors per model. */
  readonly scores: { readonly [kind in ModelKind]?: number[] };
  readonly models: { readonly [kind in ModelKind]?: ModelEvaluation };
  /** Covariance of the areas, in the order of `kinds`. */
  readonly kinds: ModelKind[];
  readonly aucCovariance: number[][];
  /**
   * What the nomogram adds to the clinical and to the Rad-score model; null without a nomogram, and on the rows that
   * the models were fitted on, where it means nothing (Hilden & Gerds 2014).
   */
  readonly improvement: { readonly overClinical: Improvement; readonly overRadScore: Improvement } | null;
  /** DeLong's paired tests. */
  readonly comparisons: ({ readonly a: ModelKind; readonly b: ModelKind } & AucComparison)[];
}

/** Refits that a resample made impossible (a site lost, a class lost …): counted, never the end of a fit. */
export interface FailedRefits {
  readonly count: number;
  /** Name and message of each refusal, and how many refits it ended; the most frequent first. */
  readonly reasons: { readonly reason: string; readonly count: number }[];
}

/**
 * The headline of a model: what new patients may expect, by cross-validation around the whole protocol. Every step is
 * refitted without each fold (filters, scaling, harmonisation, selection, clinical entry, nomogram) and judged on it.
 */
export interface Validation {
  readonly method: 'repeated nested cross-validation' | 'leave-one-site-out cross-validation';
  /** The final model: the nomogram, or the Rad-score if no clinical variable entered. */
  readonly model: ModelKind;
  /**
   * Mean over the repeats of the area under the curve of the pooled out-of-fold predictions; null if no repeat has
   * predictions of both classes.
   */
  readonly auc: number | null;
  readonly interval: [number, number] | null;
  readonly intervalMethod: string;
  readonly confidence: number;
  /** Training rows and those of them with the outcome. */
  readonly n: number;
  readonly events: number;
  /** Outer folds used, and what the protocol asked for; few events need another number. */
  readonly folds: number;
  readonly foldsAsked: number;
  /** Whole cross-validations averaged, each with folds of its own. */
  readonly repeats: number;
  readonly repeatsAsked: number;
  readonly seed: number;
  /** Area of each repeat, in order. */
  readonly aucs: number[];
  /** Refits in which the LASSO kept nothing: one prediction for the whole fold. */
  readonly nothingSelected: number;
  /** Refits in all, and those that a resample made impossible; their rows have no prediction in that repeat. */
  readonly refits: number;
  readonly failed: FailedRefits;
  /** Rows that are in every fold's training part, because their site has too few to be harmonised without them. */
  readonly neverHeldOut: { readonly count: number; readonly sites: string[] };
  /** Leave-one-site-out: the final model's area in each site by the model of the others; null for one outcome or a failed refit. */
  readonly sites?: {
    readonly site: string;
    readonly n: number;
    readonly events: number;
    readonly auc: number | null;
    readonly interval: [number, number] | null;
    /** Against the other sites together, whose rows are others: unpaired DeLong; null if either has no area or no variance. */
    readonly apart: { readonly difference: number; readonly p: number } | null;
  }[];
  /** All models by the same folds, so that the nomogram can be held against the clinical model. */
  readonly models: {
    readonly [kind in ModelKind]?: { readonly auc: number; readonly interval: [number, number] | null };
  };
  /** Recalibration of the out-of-fold predictions of the final model, mean over the repeats that have one. */
  readonly calibration: {
    readonly slope: number | null;
    readonly inTheLarge: number | null;
    readonly brier: number | null;
    /** Repeats whose slope exists. */
    readonly repeats: number;
  };
  /**
   * Out-of-fold linear predictor per training row, mean over the repeats; null for a row that was never held out.
   * Of single patients: never published by the service.
   */
  readonly predictions: (number | null)[];
  /** The same cross-validation of the same rows with permuted outcomes; null if none was asked for. */
  readonly permuted: {
    readonly count: number;
    readonly seed: number;
    /** Mean, then one per permutation. */
    readonly auc: number | null;
    readonly aucs: number[];
    /** (1 + permutations with an area at least the real one) / (1 + count), and the least that this can be. */
    readonly p: number | null;
    readonly smallestP: number;
    readonly failed: FailedRefits;
  } | null;
}

/** Why there is no validation: said wherever it would be shown. */
export interface ValidationOmitted {
  readonly code: 'not-asked' | 'too-few-events' | 'too-few-sites' | 'every-refit-failed';
  readonly message: string;
}

/** The same protocol on permuted training outcomes, judged on the true test outcomes. */
export interface PermutationNull {
  readonly count: number;
  readonly seed: number;
  /** AUC per permutation of the final model (nomogram, or Rad-score without one); 0.5 if nothing was selected. */
  readonly testAucs: number[];
  readonly apparentAucs: number[];
  readonly meanTestAuc: number;
  readonly meanApparentAuc: number;
  /** Permutations in which the LASSO kept nothing. */
  readonly nothingSelected: number;
  /** (1 + permutations with a test AUC at least the real one) / (1 + count). */
  readonly p: number;
  /** The least that p can be with this number of permutations: 1 / (1 + count). */
  readonly smallestP: number;
  /** Permutations that ended in a refusal; `count` is of the others. */
  readonly failed: FailedRefits;
}

/** A figure as it looks on the training rows, and what resampling takes off it; null if it does not exist. */
export interface Corrected {
  readonly apparent: number | null;
  readonly optimism: number | null;
  readonly corrected: number | null;
  /** Replicates that have the figure: a slope does not exist where the recalibration is separated. */
  readonly replicates: number;
}

/**
 * Harrell's optimism bootstrap of the whole protocol: everything is refitted on each resample of the training rows.
 * With selection among more columns than rows its corrected area is far too good (0.80 on noise): a detail, called
 * "Harrell's optimism bootstrap", never a headline.
 */
export interface BootstrapOptimism {
  /** Replicates that gave figures; those that ended in a refusal are in `failed`. */
  readonly count: number;
  readonly failed: FailedRefits;
  readonly seed: number;
  /** Resamples in which the LASSO kept nothing: constant prediction. */
  readonly nothingSelected: number;
  readonly models: {
    readonly [kind in ModelKind]?: {
      readonly auc: Corrected;
      readonly brier: Corrected;
      /** Measured on the training rows: 1 and 0 after maximum likelihood, other values after Firth's. */
      readonly slope: Corrected;
      readonly intercept: Corrected;
    };
  };
}

export interface Evaluation {
  readonly counts: {
    readonly rows: number;
    readonly missingOutcome: number;
    readonly train: { readonly n: number; readonly events: number };
    readonly test: { readonly n: number; readonly events: number };
  };
  readonly table: TableAccount;
  readonly selection: SelectionTrace;
  /** Spearman correlation of the selected features on the training rows. */
  readonly correlation: { readonly features: string[]; readonly spearman: number[][] };
  /** Univariate fit per clinical variable, its joint p by the test named, and whether it entered. */
  readonly univariate: {
    readonly variable: string;
    readonly fit: LogisticFit;
    readonly p: number;
    readonly test: 'Wald' | 'penalised-likelihood-ratio';
    readonly entered: boolean;
    /** p adjusted for the number of variables, if the protocol asks for it. */
    readonly adjustedP?: number;
  }[];
  /** On the training rows: apparent, hence too good. */
  readonly train: SetEvaluation;
  /** Null if there are no test rows of both classes. */
  readonly test: SetEvaluation | null;
  /** The headline, next to the test set. Null if `validationOmitted` says why. */
  readonly validation: Validation | null;
  readonly validationOmitted: ValidationOmitted | null;
  /** Level of every interval in this evaluation. */
  readonly confidence: number;
  readonly optimism: BootstrapOptimism | null;
  readonly permutation: PermutationNull | null;
  readonly warnings: FitWarning[];
}
