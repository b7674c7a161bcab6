/** The catalogue of all features: what each is, its formula and its IBSI code. */
import type { FeatureClass } from '../settings/feature-classes.ts';
import type { CatalogueEntry } from './entry.ts';
import { FIRST_ORDER, NGTDM } from './intensity.ts';
import { RETIRED } from './retired.ts';
import { SHAPE, SHAPE_2D } from './shape.ts';
import { GLCM, GLDM, GLRLM, GLSZM } from './texture.ts';

/** Every feature, class by class in the order of a parameter file. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  ...SHAPE,
  ...SHAPE_2D,
  ...FIRST_ORDER,
  ...GLCM,
  ...GLRLM,
  ...GLSZM,
  ...GLDM,
  ...NGTDM,
];

/** What the symbols of a class mean. */
export const CLASS_NOTES: Readonly<Record<FeatureClass, { readonly title: string; readonly symbols: string }>> = {
  shape: {
    title: 'Shape, three-dimensional',
    symbols:
      'a, b, c: vertices of a triangle of the marching-cubes mesh. λ: eigenvalues of the covariance of voxel centres (mm²). N: voxels. Values for a flat ROI are those of one slice.',
  },
  shape2D: {
    title: 'Shape, two-dimensional',
    symbols:
      'a, b: ends of a segment of the marching-squares contour. λ: eigenvalues of the covariance of pixel centres (mm²). The ROI is one slice.',
  },
  firstorder: {
    title: 'First order',
    symbols:
      'X: intensities of the N voxels. c: voxelArrayShift. m2, m3, m4: central moments of the population. p: share of each grey level. ε = 2.2e-16.',
  },
  glcm: {
    title: 'Grey-level co-occurrence matrix',
    symbols:
      'p(i, j): share of neighbour pairs with levels i and j, symmetric, per direction; features are averaged over directions. px, py, μ, σ: its margins, their means and deviations. p_s(k), p_d(k): share of pairs with i + j = k, |i - j| = k. H: entropies of the matrix and its margins; HXY1 = -ΣΣ p·log2(px·py + ε), HXY2 = -ΣΣ px·py·log2(px·py + ε). Ng: highest level.',
  },
  glrlm: {
    title: 'Grey-level run-length matrix',
    symbols:
      'R(i, j): runs of level i and length j per direction; features are averaged over directions. Nr = ΣΣ R, r = R / Nr, Np: voxels.',
  },
  glszm: {
    title: 'Grey-level size-zone matrix',
    symbols: 'Z(i, j): connected zones of level i and size j. Nz = ΣΣ Z, z = Z / Nz, Np: voxels.',
  },
  gldm: {
    title: 'Grey-level dependence matrix',
    symbols:
      'D(i, j): voxels of level i with j - 1 neighbours whose level differs by at most gldm_a. N = ΣΣ D, d = D / N. IBSI codes are those of its NGLDM.',
  },
  ngtdm: {
    title: 'Neighbouring grey-tone difference matrix',
    symbols:
      'n_i, s_i: voxels of level i, and their summed |i - mean level of the neighbours|. p = n / N, Ngp: levels that occur. Double sums run over ordered pairs.',
  },
};

/**
 * The entries that a name means: a full name (`wavelet-LLH_glcm_Idm`), a class and a feature (`glcm_Idm`), a feature in
 * whatever classes have it (`Idm`), or an IBSI code (`WF0Z`); those that PyRadiomics no longer computes come last. Letter
 * case does not matter.
 */
export function explainFeature(name: string): CatalogueEntry[] {
  const parts = name.toLowerCase().split('_');
  const feature = parts[parts.length - 1];
  const featureClass = parts.length > 1 ? parts[parts.length - 2] : null;
  return [...CATALOGUE, ...RETIRED].filter((entry) => {
    const isClass = featureClass === null || entry.featureClass.toLowerCase() === featureClass;
    return isClass && (entry.name.toLowerCase() === feature || entry.ibsi?.toLowerCase() === feature);
  });
}
