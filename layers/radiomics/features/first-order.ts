/** First-order features: statistics of the grey values, whatever their places. */
import type { Span } from '../kernels/kernels.ts';
import type { ResidentValues, ValueRange } from '../roi/discretise.ts';
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
  resident?: ResidentValues,
): FeatureValues {
  const count = values.length;
  const sums = resident ? sumsInKernels(resident) : sumsOf(values);
  const { sum, energy } = sums.ofAll(shift);
  // A flat ROI has no spread, whatever rounding does to its sum.
  const mean = minimum === maximum ? minimum : sum / count;
  const ranks = PERCENTILES.flatMap((fraction) => ranksAround(fraction, count));
  const quantiles = new OrderStatistics(values, minimum, maximum, ranks, resident);
  const [p10, p25, p50, p75, p90] = PERCENTILES.map((fraction) => percentile(quantiles, fraction));

  const middle = { low: p10, high: p90 };
  const moments = sums.moments(mean, middle);
  const m2 = moments.m2 / count;
  const m3 = moments.m3 / count;
  const m4 = moments.m4 / count;
  // NaN where nothing lies in the range (two voxels).
  const middleMean = moments.sumWithin / moments.countWithin;

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
    MeanAbsoluteDeviation: moments.m1 / count,
    Mean: mean,
    Median: p50,
    Minimum: minimum,
    Range: maximum - minimum,
    RobustMeanAbsoluteDeviation: sums.deviations(middle, middleMean) / moments.countWithin,
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

/** The sums over all values that first-order features are made of. */
interface Sums {
  /** Of the values, and of the squares of the values and `shift`. */
  ofAll(shift: number): { readonly sum: number; readonly energy: number };
  /** Of the powers of |value - mean|, and what lies in a closed range. */
  moments(mean: number, range: ValueRange): Moments;
  /** Of the absolute deviations from `mean` in a closed range. */
  deviations(range: ValueRange, mean: number): number;
}

interface Moments {
  readonly m1: number;
  readonly m2: number;
  readonly m3: number;
  readonly m4: number;
  readonly sumWithin: number;
  readonly countWithin: number;
}

function sumsOf(values: Float64Array): Sums {
  return {
    ofAll(shift) {
      let [sum, energy] = [0, 0];
      for (let n = 0; n < values.length; n++) {
        const value = values[n];
        sum += value;
        energy += (value + shift) * (value + shift);
      }
      return { sum, energy };
    },
    moments(mean, { low, high }) {
      let [m1, m2, m3, m4] = [0, 0, 0, 0];
      let [sumWithin, countWithin] = [0, 0];
      for (let n = 0; n < values.length; n++) {
        const value = values[n];
        const d = value - mean;
        const d2 = d * d;
        m1 += Math.abs(d);
        m2 += d2;
        m3 += d2 * d;
        m4 += d2 * d2;
        if (value < low || value > high) continue;
        sumWithin += value;
        countWithin++;
      }
      return { m1, m2, m3, m4, sumWithin, countWithin };
    },
    deviations({ low, high }, mean) {
      let deviation = 0;
      for (let n = 0; n < values.length; n++) {
        const value = values[n];
        if (value >= low && value <= high) deviation += Math.abs(value - mean);
      }
      return deviation;
    },
  };
}

function sumsInKernels({ kernels, values }: ResidentValues): Sums {
  const written = (length: number, write: (to: Span<'f64'>) => void): Float64Array =>
    kernels.within(() => {
      const to = kernels.take('f64', length);
      write(to);
      return kernels.view(to).slice();
    });
  return {
    ofAll(shift) {
      const [sum, energy] = written(2, (to) => kernels.intensities.sumsOf(values, shift, to));
      return { sum, energy };
    },
    moments(mean, range) {
      const found = written(6, (to) => kernels.intensities.momentsOf(values, mean, range, to));
      const [m1, m2, m3, m4, sumWithin, countWithin] = found;
      return { m1, m2, m3, m4, sumWithin, countWithin };
    },
    deviations: (range, mean) => kernels.intensities.deviationsOf(values, range, mean),
  };
}
