/** Observed over expected events, with its interval. */
import { normalQuantile } from '../numbers/distributions.ts';

/** Events that came, over those that the probabilities let expect. Plain JSON. */
export interface ObservedToExpected {
  readonly observed: number;
  readonly expected: number;
  readonly ratio: number;
  /** Null without events: their logarithm does not exist. */
  readonly interval: [number, number] | null;
  readonly confidence: number;
}

/**
 * The ratio with a normal interval of its logarithm, whose variance is (1 − O/n) / O: the expected number is taken as known
 * (Debray et al. 2017, BMJ 356:i6460, appendix; metamisc's `oecalc`).
 */
export function observedToExpected(
  probabilities: ArrayLike<number>,
  y: ArrayLike<number>,
  confidence = 0.95,
): ObservedToExpected {
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < y.length; i++) {
    observed += y[i];
    expected += probabilities[i];
  }
  const ratio = observed / expected;
  if (observed === 0) return { observed, expected, ratio, interval: null, confidence };
  const half = normalQuantile(0.5 + confidence / 2) * Math.sqrt((1 - observed / y.length) / observed);
  return { observed, expected, ratio, interval: [ratio * Math.exp(-half), ratio * Math.exp(half)], confidence };
}
