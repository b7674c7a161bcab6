/** Catalogue of the first-order and grey-tone difference features. */
import { type CatalogueEntry, entries } from './entry.ts';

const BINS = 'IBSI counts bins of its own discretisation; equal bins give equal values';

export const FIRST_ORDER: readonly CatalogueEntry[] = entries(
  'firstorder',
  [
    ['10Percentile', 'P10(X)', 'intensity', 'any', 'QG58', 'the intensity'],
    ['90Percentile', 'P90(X)', 'intensity', 'any', '8DWT', 'the intensity'],
    ['Energy', 'Σ (X + c)²', 'intensity²', '≥ 0', 'N8CA', 'N·(X + c)²', 'IBSI has no shift c'],
    ['Entropy', '-Σ p·log2(p + ε)', 'bit', '0 … log2 Ng', 'TLU2', '-3.2e-16 (ε)', BINS],
    ['InterquartileRange', 'P75(X) - P25(X)', 'intensity', '≥ 0', 'SALO', '0'],
    ['Kurtosis', 'm4 / m2²', '1', '≥ 1', 'IPH6', '0', 'IBSI subtracts 3'],
    ['Maximum', 'max X', 'intensity', 'any', '84IY', 'the intensity'],
    ['MeanAbsoluteDeviation', 'Σ |X - μ| / N', 'intensity', '≥ 0', '4FUA', '0'],
    ['Mean', 'μ = Σ X / N', 'intensity', 'any', 'Q4LE', 'the intensity'],
    ['Median', 'P50(X)', 'intensity', 'any', 'Y12H', 'the intensity'],
    ['Minimum', 'min X', 'intensity', 'any', '1GSF', 'the intensity'],
    ['Range', 'max X - min X', 'intensity', '≥ 0', '2OJQ', '0'],
    ['RobustMeanAbsoluteDeviation', 'mean |X - mean X| over P10 ≤ X ≤ P90', 'intensity', '≥ 0', '1128', '0'],
    ['RootMeanSquared', '√(Σ (X + c)² / N)', 'intensity', '≥ 0', '5ZWQ', '|X + c|', 'IBSI has no shift c'],
    ['Skewness', 'm3 / m2^1.5', '1', 'any', 'KE2A', '0'],
    ['TotalEnergy', 'V_voxel · Energy', 'intensity²·mm³', '≥ 0', null, 'V_voxel · Energy'],
    ['Uniformity', 'Σ p²', '1', '1/Ng … 1', 'BJ5W', '1', BINS],
    ['Variance', 'm2', 'intensity²', '≥ 0', 'ECT3', '0'],
    ['StandardDeviation', '√m2', 'intensity', '≥ 0', null, '0'],
  ],
  ['StandardDeviation'],
);

const LONE = 'IBSI leaves voxels without neighbours out of n and N; PyRadiomics counts them with a difference of 0';

export const NGTDM: readonly CatalogueEntry[] = entries('ngtdm', [
  ['Busyness', 'Σ p·s / ΣΣ |i·p_i - j·p_j|', '1', '≥ 0', 'NQ30', '0', LONE],
  ['Coarseness', '1 / Σ p·s', '1', '0 … 1e6', 'QCDE', '1e6', LONE],
  ['Complexity', 'ΣΣ |i - j|·(p_i·s_i + p_j·s_j) / (p_i + p_j) / N', 'level²', '≥ 0', 'HDEZ', '0', LONE],
  ['Contrast', 'ΣΣ p_i·p_j·(i - j)² / (Ngp·(Ngp - 1)) · Σ s / N', 'level³', '≥ 0', '65HE', '0', LONE],
  ['Strength', 'ΣΣ (p_i + p_j)·(i - j)² / Σ s', 'level', '≥ 0', '1X9X', '0', LONE],
]);
