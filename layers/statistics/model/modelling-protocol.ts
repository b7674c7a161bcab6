/** The modelling protocol: every choice of a fit as data. */
import type { Multiplicity } from '../hypothesis-tests/multiplicity.ts';
import type { VariableWords } from './about.ts';

/** The level of missing values of a clinical variable that are a level of their own. */
export const UNKNOWN_LEVEL = 'unknown';

/**
 * Every choice of the modelling protocol is a value here. Where the paper being reproduced is silent, the default is
 * this project's own, recorded with each model, and never presented as the paper's.
 */
export interface ModellingProtocol {
  /** Name and version under which the values are published. */
  readonly id: string;
  /** What counts as the outcome; recorded, not interpreted. */
  readonly outcomeDefinition: string;
  /** Missing values: refuse, or fill with the training median (features, continuous) or most frequent level. */
  readonly missing: { readonly features: 'error' | 'median'; readonly clinical: 'error' | 'median' };
  /**
   * ComBat between sites, fitted on the training rows (of each fold) and frozen; null leaves it out. Rows of a site
   * that training did not see: `reference` takes them as they are, `abstain` refuses them.
   */
  readonly harmonisation: {
    readonly reference: string | null;
    readonly parametric: boolean;
    readonly meanOnly: boolean;
    readonly unseenSite: 'reference' | 'abstain';
  } | null;
  /** Features whose ICC(2,1) between repeated segmentations of training rows is below `icc` are dropped; null keeps all. */
  readonly robustness: { readonly icc: number } | null;
  /** Step 2: drop constants, then near duplicates above this absolute Spearman correlation; null skips the step. */
  readonly nearDuplicates: { readonly spearman: number } | null;
  /** Step 4: keep p below `p`, at most `most` by F; with fewer than `least`, the `most` largest F. */
  readonly anova: { readonly p: number; readonly most: number; readonly least: number };
  /** Step 4 by other means: `mrmr` keeps the `anova.most` features of most relevance and least redundancy. Absent: ANOVA. */
  readonly prefilter?: 'anova' | 'mrmr';
  /** Step 5: `alphas` penalties from alpha_max down to alpha_max · `ratio`, chosen by cross-validation. */
  readonly lasso: {
    readonly alphas: number;
    readonly ratio: number;
    readonly folds: number;
    /** Smallest mean error, or the largest penalty within one standard error of it. */
    readonly rule: 'min' | '1se';
    /** `logistic`: the penalised regression is logistic, its error the deviance, as glmnet's. Absent: linear, as scikit-learn's. */
    readonly loss?: 'squared' | 'logistic';
    /** Share of the L1 penalty, over 0 and at most 1: below 1 an elastic net. Absent: 1, the LASSO. */
    readonly l1Ratio?: number;
  };
  /** Step 6: at most this many features, by absolute LASSO coefficient. */
  readonly mostFeatures: number;
  /** Steps 7 to 9: every logistic regression by Firth's penalised likelihood. Absent: only those that separate the outcomes. */
  readonly likelihood?: 'maximum' | 'firth';
  /** Step 8: variables with a univariate p below `p` enter; `force` lets all enter. */
  /** `labels`: words for variables, by their names; they change no figure. */
  readonly clinical: {
    readonly p: number;
    readonly force: boolean;
    readonly labels?: Readonly<Record<string, VariableWords>>;
  };
  /** p values of the clinical variables alone are reported adjusted for their number, too; `clinical.p` is of the others. */
  readonly multiplicity?: Multiplicity;
  /** Step 9: points of the widest axis. */
  readonly nomogram: { readonly points: number };
  /**
   * Step 10, on training scores: first maximum of Youden's J, the point nearest to the upper left corner of the ROC plot, or
   * the highest threshold with this sensitivity.
   */
  readonly threshold: 'youden' | 'top-left' | { readonly sensitivity: number };
  /** Step 11. */
  readonly confidence: number;
  readonly calibration: { readonly groups: number };
  /** Thresholds of the values, and the part of them that plots show. */
  readonly decisionCurve: {
    readonly from: number;
    readonly to: number;
    readonly step: number;
    readonly shown: { readonly from: number; readonly to: number };
  };
  /**
   * Rows from which a prediction abstains: a selected feature more than `z` training standard deviations from the mean,
   * and beyond the training range by more than `margin` of its width; or a continuous clinical value beyond its range by more
   * than `clinicalMargin` of its width. A model extrapolates without limit and its interval closes at 0 and 1 there, so
   * a feature in other units would be answered with certainty. Null answers whatever is finite. Models that were fitted
   * before this choice existed abstain by the default.
   */
  readonly outsideCohort: { readonly z: number; readonly margin: number; readonly clinicalMargin: number } | null;
  /**
   * The headline: nested cross-validation around the whole protocol, `repeats` times with other folds. `folds` 0 or
   * `repeats` 0 leaves it out.
   */
  readonly validation: {
    readonly folds: number;
    readonly repeats: number;
    readonly seed: number;
    /** `site`: each site is held out in turn, once, whatever `folds` says. Absent: folds stratified by class. */
    readonly by?: 'fold' | 'site';
  };
  /** Harrell's optimism by refitting everything on bootstrap samples of the training rows; count 0 leaves it out. */
  readonly bootstrap: { readonly count: number; readonly seed: number };
  /** The null: the same protocol on permuted training outcomes; count 0 leaves it out. */
  readonly permutations: { readonly count: number; readonly seed: number };
}

/** `her2-pcr@1` */
export const DEFAULT_PROTOCOL: ModellingProtocol = {
  id: 'her2-pcr@1',
  outcomeDefinition: 'ypT0/is ypN0',
  missing: { features: 'error', clinical: 'error' },
  harmonisation: null,
  robustness: null,
  nearDuplicates: { spearman: 0.99 },
  anova: { p: 0.05, most: 20, least: 2 },
  lasso: { alphas: 50, ratio: 0.01, folds: 5, rule: 'min' },
  mostFeatures: 7,
  clinical: { p: 0.05, force: false },
  nomogram: { points: 100 },
  threshold: 'youden',
  confidence: 0.95,
  calibration: { groups: 10 },
  decisionCurve: { from: 0.01, to: 0.99, step: 0.01, shown: { from: 0.1, to: 0.9 } },
  validation: { folds: 5, repeats: 5, seed: 1 },
  outsideCohort: { z: 6, margin: 0.5, clinicalMargin: 1 },
  bootstrap: { count: 50, seed: 1 },
  permutations: { count: 20, seed: 1 },
};
