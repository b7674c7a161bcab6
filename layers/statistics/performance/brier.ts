/** The Brier score. */

/**
 * Mean squared difference between probability and outcome (Brier 1950).
 *
 * @example
 * ```ts
 * import { brierScore } from '@radscore/statistics';
 * brierScore([0.9, 0.2], [1, 0]).toFixed(3); // → '0.025'
 * ```
 */
export function brierScore(probabilities: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += (probabilities[i] - y[i]) ** 2;
  return sum / y.length;
}
