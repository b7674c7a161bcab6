/** Net benefit over threshold probabilities. Plain JSON. */
export interface DecisionCurve {
  readonly thresholds: number[];
  readonly model: number[];
  /** Everybody treated; nobody treated is 0 throughout. */
  readonly all: number[];
}

/**
 * Net benefit (Vickers & Elkin 2006): TP/n − FP/n · t/(1 − t), positive if the probability is ≥ t.
 *
 * @param thresholds between 0 and 1, both excluded
 */
export function decisionCurve(
  probabilities: ArrayLike<number>,
  y: ArrayLike<number>,
  thresholds: readonly number[],
): DecisionCurve {
  const n = y.length;
  let events = 0;
  for (let i = 0; i < n; i++) events += y[i];
  const benefit = (tp: number, fp: number, t: number) => tp / n - (fp / n) * (t / (1 - t));
  const model = thresholds.map((t) => {
    let tp = 0;
    let fp = 0;
    for (let i = 0; i < n; i++) {
      if (probabilities[i] < t) continue;
      if (y[i] === 1) tp++;
      else fp++;
    }
    return benefit(tp, fp, t);
  });
  return { thresholds: [...thresholds], model, all: thresholds.map((t) => benefit(events, n - events, t)) };
}

/** Thresholds from … to in equal steps, free of accumulated rounding. */
export function thresholdGrid(from: number, to: number, step: number): number[] {
  const count = Math.round((to - from) / step) + 1;
  return Array.from({ length: count }, (_, k) => Number((from + k * step).toPrecision(12)));
}
