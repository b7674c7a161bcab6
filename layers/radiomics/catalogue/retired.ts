/** Catalogue of features that PyRadiomics no longer computes. */
import { type CatalogueEntry, entries, type Row } from './entry.ts';

/** Features that PyRadiomics 3.1.0 knows by name and no longer computes: each is equal to another one. */
export const RETIRED: readonly CatalogueEntry[] = [
  retired('glcm_DifferenceAverage', 'glcm', ['Dissimilarity', 'ΣΣ p·|i - j|', 'level', '≥ 0', '8S9J', '0']),
  retired('glcm_Id', 'glcm', ['Homogeneity1', 'ΣΣ p / (1 + |i - j|)', '1', '0 … 1', null, '1']),
  retired('glcm_Idm', 'glcm', ['Homogeneity2', 'ΣΣ p / (1 + |i - j|²)', '1', '0 … 1', null, '1']),
  retired('glcm_ClusterTendency', 'glcm', ['SumVariance', 'Σ p_s·(k - SumAverage)²', 'level²', '≥ 0', 'OEEB', '0']),
  retired('1, always', 'gldm', ['DependencePercentage', 'N / Np', '1', '1', '6XV8', '1']),
  retired('firstorder_Uniformity', 'gldm', [
    'GrayLevelNonUniformityNormalized',
    'Σ_i (Σ_j D)² / N²',
    '1',
    '0 … 1',
    '5SPA',
    '1',
  ]),
];

function retired(equals: string, featureClass: CatalogueEntry['featureClass'], row: Row): CatalogueEntry {
  return { ...entries(featureClass, [row], [row[0]])[0], equals };
}
