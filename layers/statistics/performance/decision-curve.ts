/** Decision curves: net benefit over thresholds. */
import { normalQuantile } from '../numbers/distributions.ts';

/** Net benefit over threshold probabilities. Plain JSON. */
export interface DecisionCurve {
  readonly thresholds: number[];
  readonly model: number[];
  /** All treated; none treated is 0 throughout. */
  readonly all: number[];
  /** Pointwise bounds of `model` per threshold, at `confidence`. */
  readonly low: number[];
  readonly high: number[];
  readonly confidence: number;
}

/**
 * Net benefit (Vickers & Elkin 2006): TP/n − FP/n · t/(1 − t), positive if the probability is ≥ t. Net benefit is a
 * mean over rows (1 for a true positive, −t/(1 − t) for a false one, else 0), so its normal interval follows from
 * the variance of these.
 *
 * @param thresholds between 0 and 1, both excluded
 *
 * @example
 * ```ts
 * import { decisionCurve } from '@radscore/statistics';
 * const { model, all } = decisionCurve([0.1, 0.4, 0.8], [0, 0, 1], [0.25]);
 * [model[0].toFixed(3), all[0].toFixed(3)]; // → [ '0.222', '0.111' ]
 * ```
 */
export function decisionCurve(
  probabilities: ArrayLike<number>,
  y: ArrayLike<number>,
  thresholds: readonly number[],
  confidence = 0.95,
): DecisionCurve {
  const n = y.length;
  const z = normalQuantile(0.5 + confidence / 2);
  let events = 0;
  for (let i = 0; i < n; i++) events += y[i];
  const benefit = (tp: number, fp: number, t: number) => tp / n - (fp / n) * (t / (1 - t));
  const model: number[] = [];
  const low: number[] = [];
  const high: number[] = [];
  for (const t of thresholds) {
    let tp = 0;
    let fp = 0;
    for (let i = 0; i < n; i++) {
      if (probabilities[i] < t) continue;
      if (y[i] === 1) tp++;
      else fp++;
    }
    const value = benefit(tp, fp, t);
    const odds = t / (1 - t);
    const squares = tp * (1 - value) ** 2 + fp * (odds + value) ** 2 + (n - tp - fp) * value ** 2;
    const half = z * Math.sqrt(squares / (n - 1) / n);
    model.push(value);
    low.push(value - half);
    high.push(value + half);
  }
  const all = thresholds.map((t) => benefit(events, n - events, t));
  return { thresholds: [...thresholds], model, all, low, high, confidence };
}

/** Thresholds from … to in equal steps, free of accumulated rounding. */
export function thresholdGrid(from: number, to: number, step: number): number[] {
  const count = Math.round((to - from) / step) + 1;
  return Array.from({ length: count }, (_, k) => Number((from + k * step).toPrecision(12)));
}
