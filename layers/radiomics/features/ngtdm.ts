/** Features of grey-tone differences. */
import type { FeatureValues } from './values.ts';

/**
 * PyRadiomics' grey-tone difference features. `counts` and `difference` are n_i and s_i per occurring level.
 * Sums over ordered pairs of levels are twice those over unordered ones.
 */
export function ngtdmFeatures(counts: Float64Array, difference: Float64Array, present: Int32Array): FeatureValues {
  const levels = present.length;
  let voxels = 0;
  let sumS = 0;
  for (let i = 0; i < levels; i++) {
    voxels += counts[i];
    sumS += difference[i];
  }
  const p = counts.map((n) => n / voxels);

  let sumPS = 0;
  for (let i = 0; i < levels; i++) sumPS += p[i] * difference[i];
  let [spread, strength, busy, complexity] = [0, 0, 0, 0];
  for (let i = 0; i < levels; i++) {
    const ipi = present[i] * p[i];
    for (let j = 0; j < i; j++) {
      const d = present[i] - present[j];
      spread += p[i] * p[j] * d * d;
      strength += (p[i] + p[j]) * d * d;
      busy += Math.abs(ipi - present[j] * p[j]);
      complexity += (d * (p[i] * difference[i] + p[j] * difference[j])) / (p[i] + p[j]);
    }
  }
  return {
    Busyness: busy === 0 ? 0 : sumPS / (2 * busy),
    Coarseness: sumPS === 0 ? 1e6 : 1 / sumPS,
    Complexity: (2 * complexity) / voxels,
    Contrast: levels === 1 ? 0 : (2 * spread * sumS) / voxels / (levels * (levels - 1)),
    Strength: sumS === 0 ? 0 : (2 * strength) / sumS,
  };
}
