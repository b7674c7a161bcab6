/** IBSI's features of intensities: local, statistics, histogram, intensity-volume histogram. */
import type { Volume } from '@radscore/imaging';
import { cbrt, hypot, log2 } from '@radscore/imaging/elementary';
import type { FeatureValues } from '../features/values.ts';
import type { Roi } from '../roi/roi.ts';

/** Radius (mm) of a sphere of 1 cm³. */
const PEAK_RADIUS = cbrt(3 / (4 * Math.PI)) * 10;

/** Local and global intensity peak: mean of the image within 1 cm³ around the ROI's maximum, and its largest value. */
export function ibsiLocalIntensity({ voxels, size, spacing }: Volume, roi: Roi): FeatureValues {
  const reach = spacing.map((step) => Math.floor(PEAK_RADIUS / step));
  const steps: [number, number, number][] = [];
  for (let z = -reach[2]; z <= reach[2]; z++)
    for (let y = -reach[1]; y <= reach[1]; y++)
      for (let x = -reach[0]; x <= reach[0]; x++)
        if (hypot(x * spacing[0], y * spacing[1], z * spacing[2]) <= PEAK_RADIUS) steps.push([x, y, z]);
  let maximum = Number.NEGATIVE_INFINITY;
  for (const at of roi.voxels) maximum = Math.max(maximum, voxels[at]);
  let [local, global] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const at of roi.voxels) {
    const x0 = at % size[0];
    const row = (at - x0) / size[0];
    const y0 = row % size[1];
    const z0 = (row - y0) / size[1];
    let [sum, count] = [0, 0];
    for (const [dx, dy, dz] of steps) {
      const [x, y, z] = [x0 + dx, y0 + dy, z0 + dz];
      if (x < 0 || y < 0 || z < 0 || x >= size[0] || y >= size[1] || z >= size[2]) continue;
      sum += voxels[x + size[0] * (y + size[1] * z)];
      count++;
    }
    const mean = sum / count;
    global = Math.max(global, mean);
    if (voxels[at] === maximum) local = Math.max(local, mean);
  }
  return { loc_peak_loc: local, loc_peak_glob: global };
}

/** Features that intensity statistics (`stat`) and the intensity histogram (`ih`) share. */
export function ibsiStatistics(values: Float64Array, prefix: 'stat' | 'ih'): FeatureValues {
  const count = values.length;
  const sorted = values.slice().sort();
  const [p10, p25, median, p75, p90] = [0.1, 0.25, 0.5, 0.75, 0.9].map((q) => quantile(sorted, q));
  const mean = meanOf(values);
  const robust = values.filter((x) => x >= p10 && x <= p90);
  const robustMean = meanOf(robust);
  const variance = meanOf(values.map((x) => (x - mean) ** 2));
  const energy = values.reduce((sum, x) => sum + x * x, 0);
  const features: Record<string, number> = {
    mean,
    var: variance,
    skew: variance === 0 ? 0 : meanOf(values.map((x) => (x - mean) ** 3)) / (variance * Math.sqrt(variance)),
    kurt: variance === 0 ? 0 : meanOf(values.map((x) => (x - mean) ** 4)) / variance ** 2 - 3,
    median,
    min: sorted[0],
    p10,
    p90,
    max: sorted[count - 1],
    iqr: p75 - p25,
    range: sorted[count - 1] - sorted[0],
    mad: meanOf(values.map((x) => Math.abs(x - mean))),
    rmad: meanOf(robust.map((x) => Math.abs(x - robustMean))),
    medad: meanOf(values.map((x) => Math.abs(x - median))),
    cov: Math.sqrt(variance) / mean,
    qcod: (p75 - p25) / (p75 + p25),
    ...(prefix === 'stat' ? { energy, rms: Math.sqrt(energy / count) } : {}),
  };
  return Object.fromEntries(Object.entries(features).map(([name, value]) => [`${prefix}_${name}`, value]));
}

/** What only the histogram of grey levels has; levels run from 1 to `highest`. */
export function ibsiHistogram(levels: Float64Array, highest: number): FeatureValues {
  const counts = new Float64Array(highest + 2);
  for (const level of levels) counts[level]++;
  const mean = meanOf(levels);
  let [mode, entropy, uniformity] = [1, 0, 0];
  let [steepest, steepestAt] = [Number.NEGATIVE_INFINITY, 0];
  let [lowest, lowestAt] = [Number.POSITIVE_INFINITY, 0];
  for (let level = 1; level <= highest; level++) {
    const isCloser = counts[level] === counts[mode] && Math.abs(level - mean) < Math.abs(mode - mean);
    if (counts[level] > counts[mode] || isCloser) mode = level;
    const p = counts[level] / levels.length;
    if (p > 0) entropy -= p * log2(p);
    uniformity += p * p;
    const gradient = gradientAt(counts, level, highest);
    if (gradient > steepest) [steepest, steepestAt] = [gradient, level];
    if (gradient < lowest) [lowest, lowestAt] = [gradient, level];
  }
  return {
    ...ibsiStatistics(levels, 'ih'),
    ih_mode: mode,
    ih_entropy: entropy,
    ih_uniformity: uniformity,
    ih_max_grad: steepest,
    ih_max_grad_g: steepestAt,
    ih_min_grad: lowest,
    ih_min_grad_g: lowestAt,
  };
}

function gradientAt(counts: Float64Array, level: number, highest: number): number {
  if (highest === 1) return 0;
  if (level === 1) return counts[2] - counts[1];
  if (level === highest) return counts[level] - counts[level - 1];
  return (counts[level + 1] - counts[level - 1]) / 2;
}

/** Intensity-volume histogram: `levels` of the voxels, 1 … `highest`, which stand for the intensities `intensityOf`. */
export function ibsiVolumeHistogram(
  levels: Float64Array,
  highest: number,
  intensityOf: (level: number) => number,
): FeatureValues {
  const counts = new Float64Array(highest + 2);
  for (const level of levels) counts[level]++;
  // Fraction of the volume at or above each level.
  const above = new Float64Array(highest + 2);
  for (let level = highest; level >= 1; level--) above[level] = above[level + 1] + counts[level] / levels.length;
  const volumeAt = (fraction: number): number => {
    for (let level = 1; level <= highest; level++)
      if (highest === 1 || (level - 1) / (highest - 1) >= fraction) return above[level];
    return 0;
  };
  const intensityAt = (fraction: number): number => {
    for (let level = 1; level <= highest; level++) if (above[level] <= fraction) return intensityOf(level);
    return intensityOf(highest);
  };
  const [v10, v90, i10, i90] = [volumeAt(0.1), volumeAt(0.9), intensityAt(0.1), intensityAt(0.9)];
  return {
    ivh_v10: v10,
    ivh_v90: v90,
    ivh_i10: i10,
    ivh_i90: i90,
    ivh_diff_v10_v90: v10 - v90,
    ivh_diff_i10_i90: i10 - i90,
  };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < values.length; n++) sum += values[n];
  return sum / values.length;
}

function quantile(sorted: Float64Array, fraction: number): number {
  const at = fraction * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}
