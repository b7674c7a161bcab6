/** Catalogue of the features of co-occurrence, run-length, size-zone and dependence matrices. */
import { type CatalogueEntry, entries } from './entry.ts';

const ROUNDED =
  'where rounding makes HXY2 smaller than HXY, PyRadiomics leaves the direction out of the mean; IBSI’s value there is 0';

export const GLCM: readonly CatalogueEntry[] = entries('glcm', [
  ['Autocorrelation', 'ΣΣ p·i·j', 'level²', '≥ 1', 'QWB0', 'level²'],
  ['ClusterProminence', 'ΣΣ p·(i + j - μx - μy)⁴', 'level⁴', '≥ 0', 'AE86', '0'],
  ['ClusterShade', 'ΣΣ p·(i + j - μx - μy)³', 'level³', 'any', '7NFM', '0'],
  ['ClusterTendency', 'ΣΣ p·(i + j - μx - μy)²', 'level²', '≥ 0', 'DG8W', '0'],
  ['Contrast', 'ΣΣ p·(i - j)²', 'level²', '≥ 0', 'ACUI', '0'],
  ['Correlation', 'ΣΣ p·(i - μx)·(j - μy) / (σx·σy + ε)', '1', '-1 … 1', 'NI2N', '1'],
  ['DifferenceAverage', 'Σ k·p_d(k)', 'level', '≥ 0', 'TF7R', '0'],
  ['DifferenceEntropy', '-Σ p_d·log2(p_d + ε)', 'bit', '≥ 0', 'NTRS', '-3.2e-16 (ε)'],
  ['DifferenceVariance', 'Σ p_d·(k - DifferenceAverage)²', 'level²', '≥ 0', 'D3YU', '0'],
  ['Id', 'Σ p_d / (1 + k)', '1', '0 … 1', 'IB1Z', '1'],
  ['Idm', 'Σ p_d / (1 + k²)', '1', '0 … 1', 'WF0Z', '1'],
  ['Idmn', 'Σ p_d / (1 + k²/Ng²)', '1', '0.5 … 1', '1QCO', '1'],
  ['Idn', 'Σ p_d / (1 + k/Ng)', '1', '0.5 … 1', 'NDRX', '1'],
  ['Imc1', '(HXY - HXY1) / max(HX, HY)', '1', '-1 … 0', 'R8DG', '0'],
  ['Imc2', '√(1 - exp(-2·(HXY2 - HXY)))', '1', '0 … 1', 'JN9H', '0', ROUNDED],
  ['InverseVariance', 'Σ p_d / k² over k > 0', '1', '0 … 1', 'E8JP', '0'],
  ['JointAverage', 'μx = ΣΣ p·i', 'level', '≥ 1', '60VM', 'the level'],
  ['JointEnergy', 'ΣΣ p²', '1', '0 … 1', '8ZQL', '1'],
  ['JointEntropy', 'HXY = -ΣΣ p·log2(p + ε)', 'bit', '≥ 0', 'TU9B', '-3.2e-16 (ε)'],
  ['MCC', '√ second largest eigenvalue of Q(i,j) = Σ p(i,k)·p(j,k) / (px(i)·py(k) + ε)', '1', '0 … 1', null, '1'],
  ['MaximumProbability', 'max p', '1', '0 … 1', 'GYBY', '1'],
  ['SumAverage', 'Σ k·p_s(k)', 'level', '≥ 2', 'ZGXS', '2 × the level'],
  ['SumEntropy', '-Σ p_s·log2(p_s + ε)', 'bit', '≥ 0', 'P6QZ', '-3.2e-16 (ε)'],
  ['SumSquares', 'ΣΣ p·(i - μx)²', 'level²', '≥ 0', 'UR99', '0'],
]);

const LONE_LINES =
  'PyRadiomics leaves out of the mean a direction along which no line holds two ROI voxels; IBSI has its runs of one voxel';

export const GLRLM: readonly CatalogueEntry[] = entries('glrlm', [
  ['GrayLevelNonUniformity', 'Σ_i (Σ_j R)² / Nr', 'runs', '≥ 1', 'R5YN', 'Nr'],
  ['GrayLevelNonUniformityNormalized', 'Σ_i (Σ_j R)² / Nr²', '1', '0 … 1', 'OVBL', '1'],
  ['GrayLevelVariance', 'ΣΣ r·(i - Σ r·i)²', 'level²', '≥ 0', '8CE5', '0'],
  ['HighGrayLevelRunEmphasis', 'ΣΣ r·i²', 'level²', '≥ 1', 'G3QZ', 'level²'],
  ['LongRunEmphasis', 'ΣΣ r·j²', 'voxel²', '≥ 1', 'W4KF', '≥ 1'],
  ['LongRunHighGrayLevelEmphasis', 'ΣΣ r·i²·j²', 'level²·voxel²', '≥ 1', '3KUM', '≥ 1'],
  ['LongRunLowGrayLevelEmphasis', 'ΣΣ r·j² / i²', 'voxel²/level²', '> 0', 'IVPO', '> 0'],
  ['LowGrayLevelRunEmphasis', 'ΣΣ r / i²', '1/level²', '0 … 1', 'V3SW', '1/level²'],
  ['RunEntropy', '-ΣΣ r·log2(r + ε)', 'bit', '≥ 0', 'HJ9O', '≥ -3.2e-16 (ε)'],
  ['RunLengthNonUniformity', 'Σ_j (Σ_i R)² / Nr', 'runs', '≥ 1', 'W92Y', '≥ 1'],
  ['RunLengthNonUniformityNormalized', 'Σ_j (Σ_i R)² / Nr²', '1', '0 … 1', 'IC23', '0 … 1'],
  ['RunPercentage', 'Nr / Np', '1', '0 … 1', '9ZK5', '0 … 1'],
  ['RunVariance', 'ΣΣ r·(j - Σ r·j)²', 'voxel²', '≥ 0', 'SXLW', '≥ 0'],
  ['ShortRunEmphasis', 'ΣΣ r / j²', '1/voxel²', '0 … 1', '22OV', '0 … 1'],
  ['ShortRunHighGrayLevelEmphasis', 'ΣΣ r·i² / j²', 'level²/voxel²', '> 0', 'GD3A', '> 0'],
  ['ShortRunLowGrayLevelEmphasis', 'ΣΣ r / (i²·j²)', '1/(level²·voxel²)', '0 … 1', 'HTZT', '0 … 1'],
]).map((entry) => ({ ...entry, difference: LONE_LINES }));

export const GLSZM: readonly CatalogueEntry[] = entries('glszm', [
  ['GrayLevelNonUniformity', 'Σ_i (Σ_j Z)² / Nz', 'zones', '≥ 1', 'JNSA', 'Nz'],
  ['GrayLevelNonUniformityNormalized', 'Σ_i (Σ_j Z)² / Nz²', '1', '0 … 1', 'Y1RO', '1'],
  ['GrayLevelVariance', 'ΣΣ z·(i - Σ z·i)²', 'level²', '≥ 0', 'BYLV', '0'],
  ['HighGrayLevelZoneEmphasis', 'ΣΣ z·i²', 'level²', '≥ 1', '5GN9', 'level²'],
  ['LargeAreaEmphasis', 'ΣΣ z·j²', 'voxel²', '≥ 1', '48P8', 'N² if connected'],
  ['LargeAreaHighGrayLevelEmphasis', 'ΣΣ z·i²·j²', 'level²·voxel²', '≥ 1', 'J17V', '≥ 1'],
  ['LargeAreaLowGrayLevelEmphasis', 'ΣΣ z·j² / i²', 'voxel²/level²', '> 0', 'YH51', '> 0'],
  ['LowGrayLevelZoneEmphasis', 'ΣΣ z / i²', '1/level²', '0 … 1', 'XMSY', '1/level²'],
  ['SizeZoneNonUniformity', 'Σ_j (Σ_i Z)² / Nz', 'zones', '≥ 1', '4JP3', '≥ 1'],
  ['SizeZoneNonUniformityNormalized', 'Σ_j (Σ_i Z)² / Nz²', '1', '0 … 1', 'VB3A', '0 … 1'],
  ['SmallAreaEmphasis', 'ΣΣ z / j²', '1/voxel²', '0 … 1', '5QRC', '1/N² if connected'],
  ['SmallAreaHighGrayLevelEmphasis', 'ΣΣ z·i² / j²', 'level²/voxel²', '> 0', 'HW1V', '> 0'],
  ['SmallAreaLowGrayLevelEmphasis', 'ΣΣ z / (i²·j²)', '1/(level²·voxel²)', '0 … 1', '5RAI', '0 … 1'],
  ['ZoneEntropy', '-ΣΣ z·log2(z + ε)', 'bit', '≥ 0', 'GU8N', '≥ -3.2e-16 (ε)'],
  ['ZonePercentage', 'Nz / Np', '1', '0 … 1', 'P30P', '1/N if connected'],
  ['ZoneVariance', 'ΣΣ z·(j - Σ z·j)²', 'voxel²', '≥ 0', '3NSA', '≥ 0'],
]);

export const GLDM: readonly CatalogueEntry[] = entries('gldm', [
  ['DependenceEntropy', '-ΣΣ d·log2(d + ε)', 'bit', '≥ 0', 'FCBV', '≥ -3.2e-16 (ε)'],
  ['DependenceNonUniformity', 'Σ_j (Σ_i D)² / N', 'voxels', '≥ 1', 'Z87G', '≥ 1'],
  ['DependenceNonUniformityNormalized', 'Σ_j (Σ_i D)² / N²', '1', '0 … 1', 'OKJI', '0 … 1'],
  ['DependenceVariance', 'ΣΣ d·(j - Σ d·j)²', 'voxel²', '≥ 0', 'DNX2', '≥ 0'],
  ['GrayLevelNonUniformity', 'Σ_i (Σ_j D)² / N', 'voxels', '≥ 1', 'FP8K', 'N'],
  ['GrayLevelVariance', 'ΣΣ d·(i - Σ d·i)²', 'level²', '≥ 0', '1PFV', '0'],
  ['HighGrayLevelEmphasis', 'ΣΣ d·i²', 'level²', '≥ 1', 'OAE7', 'level²'],
  ['LargeDependenceEmphasis', 'ΣΣ d·j²', 'voxel²', '≥ 1', 'IMOQ', '≥ 1'],
  ['LargeDependenceHighGrayLevelEmphasis', 'ΣΣ d·i²·j²', 'level²·voxel²', '≥ 1', '9QMG', '≥ 1'],
  ['LargeDependenceLowGrayLevelEmphasis', 'ΣΣ d·j² / i²', 'voxel²/level²', '> 0', 'NBZI', '> 0'],
  ['LowGrayLevelEmphasis', 'ΣΣ d / i²', '1/level²', '0 … 1', 'TL9H', '1/level²'],
  ['SmallDependenceEmphasis', 'ΣΣ d / j²', '1/voxel²', '0 … 1', 'SODN', '0 … 1'],
  ['SmallDependenceHighGrayLevelEmphasis', 'ΣΣ d·i² / j²', 'level²/voxel²', '> 0', 'JA6D', '> 0'],
  ['SmallDependenceLowGrayLevelEmphasis', 'ΣΣ d / (i²·j²)', '1/(level²·voxel²)', '0 … 1', 'EQ3F', '0 … 1'],
]);
