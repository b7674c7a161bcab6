/** The curves of a version, from what its evaluation shows to the caller: exact for participants, in groups for others. */
import type { Evaluation, JudgedModel } from '../line/line-types.ts';

type Numbers = readonly (number | null)[];
export type Rows = 'test' | 'train';

/** What can be drawn of one version on one set of rows. Whatever is missing cannot be drawn. */
export interface Curves {
  readonly version: number;
  readonly rows: Rows;
  /** For others to the nearest five. */
  readonly n?: number;
  readonly isRounded: boolean;
  readonly events?: number;
  readonly auc: number | null;
  readonly interval: readonly [number, number] | null;
  /** What to know of the area. */
  readonly note?: string;
  readonly roc?: { readonly x: Numbers; readonly y: Numbers; readonly isGrouped: boolean };
  readonly calibration: {
    readonly slope: number | null;
    readonly slopeInterval: readonly [number, number] | null;
    readonly observedToExpected: number | null;
    readonly brier: number | null;
    readonly curve?: { readonly x: Numbers; readonly y: Numbers };
    readonly groups?: readonly Group[];
  };
  readonly decision?: Decision;
  /** Why there is less, or nothing. */
  readonly withheld?: string;
}

export interface Group {
  readonly from: number;
  readonly to: number;
  readonly n: number;
  readonly predicted: number;
  readonly observed: number;
  /** Wilson's, 95 %. */
  readonly interval: readonly [number, number];
}

export interface Decision {
  readonly thresholds: readonly number[];
  readonly model: Numbers;
  readonly all: Numbers;
  readonly low?: Numbers;
  readonly high?: Numbers;
  /** Between groups: points that stand for themselves, no curve. */
  readonly isGrouped: boolean;
}

/** The curves of the model that decides: the nomogram, or the Rad-score of a version without one. */
export function curvesOf(version: number, evaluation: Evaluation, rows: Rows): Curves | undefined {
  const set = rows === 'test' ? evaluation.test : evaluation.train;
  if (!set) return undefined;
  const model = set.models.nomogram ?? set.models.radScore;
  if (!model) return undefined;
  const { n, events } = evaluation.counts[rows];
  const { auc } = model;
  return {
    version,
    rows,
    isRounded: evaluation.audience === 'other',
    n: set.n ?? n ?? undefined,
    events: set.events ?? events ?? undefined,
    auc: auc.auc,
    interval: pairOf(auc.shown),
    ...(auc.note && { note: auc.note }),
    roc: rocOf(model),
    calibration: {
      slope: model.calibration.slope,
      slopeInterval: pairOf(model.calibration.slopeInterval),
      observedToExpected: model.calibration.observedToExpected,
      brier: model.brier ?? model.calibration.brier ?? null,
      ...calibrationOf(model),
    },
    decision: decisionOf(model),
    ...(set.withheld && { withheld: set.withheld.message }),
  };
}

function rocOf({ roc, operatingPoints }: JudgedModel): Curves['roc'] {
  if (roc) return { x: roc.specificity.map((one) => 1 - one), y: roc.sensitivity, isGrouped: false };
  if (!operatingPoints || operatingPoints.sensitivity.length === 0) return undefined;
  const points = operatingPoints.sensitivity
    .map((y, k) => ({ x: operatingPoints.specificity[k], y }))
    .flatMap(({ x, y }) => (typeof x === 'number' && typeof y === 'number' ? [{ x: 1 - x, y }] : []))
    .sort((a, b) => a.x - b.x || a.y - b.y);
  return {
    x: [0, ...points.map(({ x }) => x), 1],
    y: [0, ...points.map(({ y }) => y), 1],
    isGrouped: true,
  };
}

function calibrationOf({ calibration }: JudgedModel): Pick<Curves['calibration'], 'curve' | 'groups'> {
  const { curve, groups } = calibration;
  if (curve && curve.predicted.length > 0) return { curve: { x: curve.predicted, y: curve.observed } };
  const known = (groups ?? []).flatMap(({ from, to, n, predicted, observed }) =>
    predicted === null || observed === null
      ? []
      : [{ from, to, n, predicted, observed, interval: wilson(observed, n) }],
  );
  return known.length > 0 ? { groups: known } : {};
}

function decisionOf({ decisionCurve, operatingPoints }: JudgedModel): Decision | undefined {
  const { thresholds, model, all, low, high } = decisionCurve;
  if (thresholds.length === 0) return undefined;
  const isGrouped = operatingPoints !== undefined && low === undefined;
  return { thresholds, model, all, ...(low && high && { low, high }), isGrouped };
}

function pairOf(pair: readonly (number | null)[] | null | undefined): readonly [number, number] | null {
  const [low, high] = pair ?? [];
  return typeof low === 'number' && typeof high === 'number' ? [low, high] : null;
}

/**
 * The 95 % interval of an observed share (Wilson 1927): it exists for shares of 0 and 1, too.
 *
 * @param share observed, of `n` rows
 */
export function wilson(share: number, n: number): readonly [number, number] {
  const z = 1.959963984540054;
  const middle = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** The net benefit at a threshold, with its interval if there is one. */
export interface BenefitAt {
  readonly threshold: number;
  readonly model: number;
  readonly all: number | null;
  readonly interval: readonly [number, number] | null;
}

/** Half a step of the grid of exact curves: thresholds are shown to the hundredth. */
const REACH = 0.005 + 1e-9;

/**
 * The net benefit at the nearest threshold of the curve; null if none lies within half a hundredth, for between two
 * thresholds the benefit is not known, and those of groups lie far apart.
 */
export function benefitAt({ thresholds, model, all, low, high }: Decision, wanted: number): BenefitAt | null {
  let best = 0;
  thresholds.forEach((one, k) => {
    if (Math.abs(one - wanted) < Math.abs(thresholds[best] - wanted)) best = k;
  });
  const value = model[best];
  if (value === null || value === undefined || Math.abs(thresholds[best] - wanted) > REACH) return null;
  return {
    threshold: thresholds[best],
    model: value,
    all: all[best] ?? null,
    interval: pairOf([low?.[best] ?? null, high?.[best] ?? null]),
  };
}

/** The number of points that a table of a curve shows: enough to follow it, few enough to read. */
export function sampled(count: number, most = 21): number[] {
  if (count <= most) return Array.from({ length: count }, (_, k) => k);
  return [...new Set(Array.from({ length: most }, (_, k) => Math.round((k * (count - 1)) / (most - 1))))];
}
