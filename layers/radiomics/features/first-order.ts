/** First-order features: statistics of the grey values, whatever their places. */
import type { ValueRange } from '../roi/discretise.ts';
import { entropy } from './entropy.ts';
import { OrderStatistics } from './order-statistics.ts';
import type { FeatureValues } from './values.ts';

export interface FirstOrderSettings {
  /** Added to the values in Energy, TotalEnergy and RootMeanSquared. */
  readonly shift: number;
  /** mm³. */
  readonly voxelVolume: number;
}

/**
 * PyRadiomics' first-order features of the ROI's values, and its deprecated StandardDeviation. Moments are those of the
 * population, Kurtosis is not the excess; `counts` are the voxels per grey level, for Entropy and Uniformity.
 */
export function firstOrderFeatures(
  values: Float64Array,
  { low: minimum, high: maximum }: ValueRange,
  counts: Float64Array,
  { shift, voxelVolume }: FirstOrderSettings,
): FeatureValues {
  const count = values.length;
  let [sum, energy] = [0, 0];
  for (let n = 0; n < count; n++) {
    const value = values[n];
    sum += value;
    energy += (value + shift) ** 2;
  }
  // A flat ROI has no spread, whatever rounding does to its sum.
  const mean = minimum === maximum ? minimum : sum / count;
  const ranks = PERCENTILES.flatMap((fraction) => ranksAround(fraction, count));
  const quantiles = new OrderStatistics(values, minimum, maximum, ranks);
  const [p10, p25, p50, p75, p90] = PERCENTILES.map((fraction) => percentile(quantiles, fraction));

  let [m1, m2, m3, m4] = [0, 0, 0, 0];
  // What lies in the closed range [p10, p90].
  let [middleSum, middleCount] = [0, 0];
  for (let n = 0; n < count; n++) {
    const value = values[n];
    const d = value - mean;
    const d2 = d * d;
    m1 += Math.abs(d);
    m2 += d2;
    m3 += d2 * d;
    m4 += d2 * d2;
    if (value < p10 || value > p90) continue;
    middleSum += value;
    middleCount++;
  }
  m2 /= count;
  m3 /= count;
  m4 /= count;

  const probabilities = counts.map((n) => n / count);
  let uniformity = 0;
  for (let k = 0; k < probabilities.length; k++) uniformity += probabilities[k] * probabilities[k];

  return {
    '10Percentile': p10,
    '90Percentile': p90,
    Energy: energy,
    Entropy: entropy(probabilities),
    InterquartileRange: p75 - p25,
    Kurtosis: m2 === 0 ? 0 : m4 / (m2 * m2),
    Maximum: maximum,
    MeanAbsoluteDeviation: m1 / count,
    Mean: mean,
    Median: p50,
    Minimum: minimum,
    Range: maximum - minimum,
    RobustMeanAbsoluteDeviation: robustDeviation(values, p10, p90, middleSum / middleCount, middleCount),
    RootMeanSquared: Math.sqrt(energy / count),
    Skewness: m2 === 0 ? 0 : m3 / (m2 * Math.sqrt(m2)),
    TotalEnergy: energy * voxelVolume,
    Uniformity: uniformity,
    Variance: m2,
    StandardDeviation: Math.sqrt(m2),
  };
}

const PERCENTILES = [0.1, 0.25, 0.5, 0.75, 0.9];

/** The two ranks that a percentile lies between. */
function ranksAround(fraction: number, count: number): readonly [number, number] {
  const below = Math.floor(fraction * (count - 1));
  return [below, Math.min(below + 1, count - 1)];
}

/** Linear interpolation between order statistics: numpy's default. */
function percentile(values: OrderStatistics, fraction: number): number {
  const [below, above] = ranksAround(fraction, values.count);
  const weight = fraction * (values.count - 1) - below;
  const low = values.at(below);
  const high = values.at(above);
  // numpy's lerp starts from the nearer end.
  return weight < 0.5 ? low + (high - low) * weight : high - (high - low) * (1 - weight);
}

/** Mean absolute deviation within the closed range [p10, p90] from its own mean; NaN where nothing lies in it (two voxels). */
function robustDeviation(values: Float64Array, p10: number, p90: number, mean: number, count: number): number {
  let deviation = 0;
  for (let n = 0; n < values.length; n++) {
    const value = values[n];
    if (value >= p10 && value <= p90) deviation += Math.abs(value - mean);
  }
  return deviation / count;
}
