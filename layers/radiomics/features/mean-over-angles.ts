/** The mean of a feature over directions. */
import type { FeatureValues } from './values.ts';

/** Mean of each feature over the angles at which it is a number; NaN where it is one at none. */
export function meanOverAngles(names: readonly string[], perAngle: readonly FeatureValues[]): FeatureValues {
  const means: Record<string, number> = {};
  for (const name of names) {
    let sum = 0;
    let count = 0;
    for (const values of perAngle) {
      if (Number.isNaN(values[name])) continue;
      sum += values[name];
      count++;
    }
    means[name] = count === 0 ? Number.NaN : sum / count;
  }
  return means;
}
