/** The part of an evaluation that institutions without rows in it may read: nothing that can be turned back into patients. */
import {
  type Auc,
  type CoarsePerformance,
  coarsePerformance,
  type Evaluation,
  type ModelKind,
  rounded,
  type SetEvaluation,
  type Validation,
} from '@radscore/statistics';
import type { Reason } from '../contracts/workflow.ts';

/** Rows of each outcome below which a set has no figure at all, and below which it has its area only. */
export const LEAST_FOR_AREA = 5;
export const LEAST_FOR_GROUPS = 10;
/** Areas beyond these are not shown: of a perfect one, every row's outcome follows from its score. */
const BOUNDS = [0.05, 0.95] as const;

/** An area, rounded; null with a note if it cannot be shown. */
export interface PublishedArea {
  readonly auc: number | null;
  readonly shown: readonly [number, number] | null;
  readonly shownMethod: string;
  readonly confidence: number;
  readonly note: string | null;
}

/** One model on one set of rows. Only the model that decides has groups and thresholds. */
export interface PublishedModel {
  readonly auc: PublishedArea;
  readonly calibration: {
    readonly slope: number | null;
    readonly observedToExpected: number | null;
    readonly groups: CoarsePerformance['groups'];
  };
  readonly decisionCurve: { readonly thresholds: number[]; readonly model: number[]; readonly all: number[] };
  readonly operatingPoints: { readonly sensitivity: number[]; readonly specificity: number[] };
}

/** To the nearest five; null if they are too small to be shown. */
export interface PublishedCounts {
  readonly n: number | null;
  readonly events: number | null;
}

/** Models on a set of rows. */
export interface PublishedSet {
  readonly models: { readonly [kind in ModelKind]?: PublishedModel };
  /** Why there is less than the protocol reports. */
  readonly withheld?: Reason;
}

export interface PublishedEvaluation {
  readonly counts: { readonly train: PublishedCounts; readonly test: PublishedCounts };
  readonly confidence: number;
  readonly validation: PublishedValidation | null;
  readonly train: PublishedSet;
  readonly test: PublishedSet;
  readonly withheld?: Reason;
  readonly warnings: readonly Reason[];
}

export type PublishedValidation = Pick<
  Validation,
  'method' | 'model' | 'auc' | 'intervalMethod' | 'confidence' | 'folds' | 'repeats'
> & {
  readonly interval: readonly [number, number] | null;
  readonly permuted: { readonly count: number; readonly auc: number | null; readonly p: number | null } | null;
};

/**
 * An evaluation for others. The list is an allow-list: what is not computed here is not published. The argument is in
 * docs/decisions/0027-what-a-version-publishes.md.
 *
 * @param withheld why nothing of this version is shown
 * @param patientOf whose row an id is; without it every row is a patient's only one
 */
export function publishedEvaluation(
  evaluation: Evaluation,
  withheld?: Reason,
  patientOf: PatientOf = (id) => id,
): PublishedEvaluation {
  const train = withheld ? emptySet(withheld) : publishedSet(evaluation.train, false, patientOf);
  const test = withheld
    ? emptySet(withheld)
    : evaluation.test
      ? publishedSet(evaluation.test, true, patientOf)
      : emptySet(NO_TEST);
  return {
    counts: withheld
      ? { train: NO_COUNTS, test: NO_COUNTS }
      : { train: countsOf(evaluation.train, patientOf), test: countsOf(evaluation.test, patientOf) },
    confidence: evaluation.confidence,
    validation: withheld ? null : publishedValidation(evaluation, patientOf),
    train,
    test,
    ...(withheld && { withheld }),
    warnings: [ROUNDED],
  };
}

const ROUNDED: Reason = {
  code: 'figures-rounded',
  message:
    'Figures are rounded and in groups, for institutions without rows in this version: counts to five, areas to 0.01, groups of at least five patients.',
};
const NO_TEST: Reason = { code: 'no-test-rows', message: 'There is no figure of test rows.' };
const FEW: Reason = {
  code: 'too-few-to-publish',
  message: `A set shows its areas from ${LEAST_FOR_AREA} rows of each outcome on, intervals and groups from ${LEAST_FOR_GROUPS} on.`,
};
const NO_AREA: PublishedArea = { auc: null, shown: null, shownMethod: 'none', confidence: 0.95, note: null };

/** Whose row an id is. */
export type PatientOf = (id: string) => string;

/** Patients of the rarer outcome. */
function leastOf({ ids, outcomes }: SetEvaluation, patientOf: PatientOf): number {
  const of = (outcome: number) =>
    new Set(ids.flatMap((id, i) => (outcomes[i] === outcome ? [patientOf(id)] : []))).size;
  return Math.min(of(0), of(1));
}

const NO_COUNTS: PublishedCounts = { n: null, events: null };

function countsOf(set: SetEvaluation | null, patientOf: PatientOf): PublishedCounts {
  if (!set || leastOf(set, patientOf) < LEAST_FOR_AREA) return NO_COUNTS;
  return { n: rounded(set.n, 5), events: rounded(set.events, 5) };
}

/** The shape of a set without a figure: every list is there, and empty. */
function emptySet(withheld: Reason): PublishedSet {
  return { models: { radScore: modelOf(NO_AREA) }, withheld };
}

/** @param grouped whether the model that decides is shown in groups: on rows that it was not fitted on */
function publishedSet(set: SetEvaluation, grouped: boolean, patientOf: PatientOf): PublishedSet {
  const { ids, kinds, models, scores, outcomes } = set;
  const least = leastOf(set, patientOf);
  if (least < LEAST_FOR_AREA) return emptySet(FEW);
  const isLarge = least >= LEAST_FOR_GROUPS;
  const final: ModelKind = kinds.includes('nomogram') ? 'nomogram' : 'radScore';
  const published = kinds.map((kind) => {
    const model = models[kind];
    const area = model ? publishedArea(model.auc, isLarge) : NO_AREA;
    const own = grouped && isLarge && kind === final ? scores[kind] : undefined;
    if (!own || !model) return [kind, modelOf(area)] as const;
    const first = firstOfPatients(ids, patientOf).map((i) => [own[i], outcomes[i]] as const);
    const probabilities = first.map(([score]) => 1 / (1 + Math.exp(-score)));
    const groups = coarsePerformance(
      probabilities,
      first.map(([, outcome]) => outcome),
    );
    return [kind, modelOf(area, groups, model.calibration)] as const;
  });
  return {
    models: Object.fromEntries(published),
    ...(!isLarge && { withheld: FEW }),
  };
}

/** Several rows of one patient would fill a group of their own: the first stands for all. */
function firstOfPatients(ids: readonly string[], patientOf: PatientOf): number[] {
  const seen = new Set<string>();
  return ids.flatMap((id, i) => {
    const isFirst = !seen.has(patientOf(id));
    seen.add(patientOf(id));
    return isFirst ? [i] : [];
  });
}

function modelOf(
  auc: PublishedArea,
  coarse: CoarsePerformance | null = null,
  calibration?: { readonly slope: number | null; readonly observedToExpected: number },
): PublishedModel {
  const {
    groups = [],
    thresholds = [],
    netBenefit = [],
    treatAll = [],
    sensitivity = [],
    specificity = [],
  } = coarse ?? {};
  return {
    auc,
    calibration: {
      slope: within(calibration?.slope, 0.1, 0.1, 3),
      observedToExpected: within(calibration?.observedToExpected, 0.1, 0.5, 2),
      groups,
    },
    decisionCurve: { thresholds, model: netBenefit, all: treatAll },
    operatingPoints: { sensitivity, specificity },
  };
}

/** A figure to a step, null outside a range in which it says nothing about single rows. */
function within(value: number | null | undefined, step: number, low: number, high: number): number | null {
  if (value === null || value === undefined || !(value >= low && value <= high)) return null;
  return rounded(value, step);
}

/** To 0.01 with its interval; of a small set to 0.05 without one. */
function publishedArea({ auc, shown, shownMethod, confidence }: Auc, isLarge: boolean): PublishedArea {
  return { ...areaWithin(auc, shown, isLarge), shownMethod, confidence };
}

/** An area that leaves no row's outcome certain; at its bounds it is a bound, and has no interval. */
export function areaWithin(
  auc: number | null,
  interval: readonly [number, number] | null,
  isLarge: boolean,
): Pick<PublishedArea, 'auc' | 'shown' | 'note'> {
  if (auc === null || !Number.isFinite(auc)) return { auc: null, shown: null, note: null };
  const [low, high] = BOUNDS;
  if (auc >= high) return { auc: high, shown: null, note: `${high} or more.` };
  if (auc <= low) return { auc: low, shown: null, note: `${low} or less.` };
  if (!isLarge) return { auc: rounded(auc, 0.05), shown: null, note: FEW.message };
  const shown = interval && ([rounded(interval[0], 0.01), rounded(interval[1], 0.01)] as const);
  return { auc: rounded(auc, 0.01), shown, note: null };
}

function publishedValidation({ validation, train }: Evaluation, patientOf: PatientOf): PublishedValidation | null {
  if (!validation) return null;
  const { method, model, intervalMethod, confidence, folds, repeats, permuted } = validation;
  const least = leastOf(train, patientOf);
  if (least < LEAST_FOR_AREA) return null;
  const { auc, shown } = areaWithin(validation.auc, validation.interval, least >= LEAST_FOR_GROUPS);
  return {
    method,
    model,
    auc,
    interval: shown,
    intervalMethod,
    confidence,
    folds,
    repeats,
    permuted: permuted && {
      count: permuted.count,
      auc: permuted.auc === null ? null : rounded(permuted.auc, 0.01),
      p: permuted.p === null ? null : rounded(permuted.p, 0.01),
    },
  };
}
