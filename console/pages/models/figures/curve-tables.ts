/** The numbers of curves at round places: what "the same as a table" shows. */
import type { Curves, Decision } from './overlays.ts';

type Numbers = readonly (number | null)[];

/** Sensitivity that a ROC curve reaches without more false positives than a share of them allows. */
export function sensitivityAt({ x, y }: NonNullable<Curves['roc']>, most: number): number | null {
  let best: number | null = null;
  x.forEach((one, k) => {
    const sensitivity = y[k];
    if (one !== null && sensitivity !== null && one <= most + 1e-12) best = Math.max(best ?? 0, sensitivity);
  });
  return best;
}

/** A curve between its points, by straight lines; null outside of them. */
export function valueAt({ x, y }: { readonly x: Numbers; readonly y: Numbers }, wanted: number): number | null {
  for (let k = 0; k + 1 < x.length; k++) {
    const [from, to, low, high] = [x[k], x[k + 1], y[k], y[k + 1]];
    if (from === null || to === null || low === null || high === null) continue;
    if (wanted < from - 1e-12 || wanted > to + 1e-12) continue;
    return to === from ? high : low + ((wanted - from) / (to - from)) * (high - low);
  }
  return null;
}

/** Round shares from 0 to 1. */
export const TENTHS = Array.from({ length: 11 }, (_, k) => k / 10);

/** Thresholds at which every one of several decision curves has a value: their tenths, or all if there are few. */
export function commonThresholds(decisions: readonly Decision[]): number[] {
  const [first, ...others] = decisions;
  if (!first) return [];
  const isIn = (list: readonly number[], wanted: number): boolean => list.some((one) => Math.abs(one - wanted) < 1e-9);
  const shared = first.thresholds.filter((one) => others.every(({ thresholds }) => isIn(thresholds, one)));
  const round = shared.filter((one) => Math.abs(one * 10 - Math.round(one * 10)) < 1e-9);
  return round.length >= 3 ? round : shared.slice(0, 21);
}

/** The value of a list next to a threshold. */
export function atThreshold({ thresholds }: Decision, list: Numbers, wanted: number): number | null {
  const k = thresholds.findIndex((one) => Math.abs(one - wanted) < 1e-9);
  return k < 0 ? null : (list[k] ?? null);
}
