/** From PyRadiomics' feature names to the tags of IBSI's reference tables. */
import type { FeatureClass } from '../settings/feature-classes.ts';

/** Tags of the reference tables for PyRadiomics' features; textures are those of the volume, averaged over directions. */
const TAGS: Readonly<Partial<Record<FeatureClass, Readonly<Record<string, string>>>>> = {
  shape: {
    Elongation: 'morph_pca_elongation',
    Flatness: 'morph_pca_flatness',
    LeastAxisLength: 'morph_pca_least_axis',
    MajorAxisLength: 'morph_pca_maj_axis',
    Maximum3DDiameter: 'morph_diam',
    MeshVolume: 'morph_volume',
    MinorAxisLength: 'morph_pca_min_axis',
    Sphericity: 'morph_sphericity',
    SurfaceArea: 'morph_area_mesh',
    SurfaceVolumeRatio: 'morph_av',
    VoxelVolume: 'morph_vol_approx',
    Compactness1: 'morph_comp_1',
    Compactness2: 'morph_comp_2',
    SphericalDisproportion: 'morph_sph_dispr',
  },
  firstorder: {
    '10Percentile': 'stat_p10',
    '90Percentile': 'stat_p90',
    Energy: 'stat_energy',
    Entropy: 'ih_entropy',
    InterquartileRange: 'stat_iqr',
    Kurtosis: 'stat_kurt',
    Maximum: 'stat_max',
    MeanAbsoluteDeviation: 'stat_mad',
    Mean: 'stat_mean',
    Median: 'stat_median',
    Minimum: 'stat_min',
    Range: 'stat_range',
    RobustMeanAbsoluteDeviation: 'stat_rmad',
    RootMeanSquared: 'stat_rms',
    Skewness: 'stat_skew',
    Uniformity: 'ih_uniformity',
    Variance: 'stat_var',
  },
  glcm: {
    Autocorrelation: 'auto_corr',
    ClusterProminence: 'clust_prom',
    ClusterShade: 'clust_shade',
    ClusterTendency: 'clust_tend',
    Contrast: 'contrast',
    Correlation: 'corr',
    DifferenceAverage: 'diff_avg',
    DifferenceEntropy: 'diff_entr',
    DifferenceVariance: 'diff_var',
    Id: 'inv_diff',
    Idm: 'inv_diff_mom',
    Idmn: 'inv_diff_mom_norm',
    Idn: 'inv_diff_norm',
    Imc1: 'info_corr1',
    Imc2: 'info_corr2',
    InverseVariance: 'inv_var',
    JointAverage: 'joint_avg',
    JointEnergy: 'energy',
    JointEntropy: 'joint_entr',
    MaximumProbability: 'joint_max',
    SumAverage: 'sum_avg',
    SumEntropy: 'sum_entr',
    SumSquares: 'joint_var',
    Dissimilarity: 'dissimilarity',
    SumVariance: 'sum_var',
  },
  glrlm: {
    GrayLevelNonUniformity: 'glnu',
    GrayLevelNonUniformityNormalized: 'glnu_norm',
    GrayLevelVariance: 'gl_var',
    HighGrayLevelRunEmphasis: 'hgre',
    LongRunEmphasis: 'lre',
    LongRunHighGrayLevelEmphasis: 'lrhge',
    LongRunLowGrayLevelEmphasis: 'lrlge',
    LowGrayLevelRunEmphasis: 'lgre',
    RunEntropy: 'rl_entr',
    RunLengthNonUniformity: 'rlnu',
    RunLengthNonUniformityNormalized: 'rlnu_norm',
    RunPercentage: 'r_perc',
    RunVariance: 'rl_var',
    ShortRunEmphasis: 'sre',
    ShortRunHighGrayLevelEmphasis: 'srhge',
    ShortRunLowGrayLevelEmphasis: 'srlge',
  },
  glszm: {
    GrayLevelNonUniformity: 'glnu',
    GrayLevelNonUniformityNormalized: 'glnu_norm',
    GrayLevelVariance: 'gl_var',
    HighGrayLevelZoneEmphasis: 'hgze',
    LargeAreaEmphasis: 'lze',
    LargeAreaHighGrayLevelEmphasis: 'lzhge',
    LargeAreaLowGrayLevelEmphasis: 'lzlge',
    LowGrayLevelZoneEmphasis: 'lgze',
    SizeZoneNonUniformity: 'zsnu',
    SizeZoneNonUniformityNormalized: 'zsnu_norm',
    SmallAreaEmphasis: 'sze',
    SmallAreaHighGrayLevelEmphasis: 'szhge',
    SmallAreaLowGrayLevelEmphasis: 'szlge',
    ZoneEntropy: 'zs_entr',
    ZonePercentage: 'z_perc',
    ZoneVariance: 'zs_var',
  },
  gldm: {
    DependenceEntropy: 'dc_entr',
    DependenceNonUniformity: 'dcnu',
    DependenceNonUniformityNormalized: 'dcnu_norm',
    DependenceVariance: 'dc_var',
    GrayLevelNonUniformity: 'glnu',
    GrayLevelVariance: 'gl_var',
    HighGrayLevelEmphasis: 'hgce',
    LargeDependenceEmphasis: 'hde',
    LargeDependenceHighGrayLevelEmphasis: 'hdhge',
    LargeDependenceLowGrayLevelEmphasis: 'hdlge',
    LowGrayLevelEmphasis: 'lgce',
    SmallDependenceEmphasis: 'lde',
    SmallDependenceHighGrayLevelEmphasis: 'ldhge',
    SmallDependenceLowGrayLevelEmphasis: 'ldlge',
    DependencePercentage: 'dc_perc',
    GrayLevelNonUniformityNormalized: 'glnu_norm',
  },
  ngtdm: {
    Busyness: 'busyness',
    Coarseness: 'coarseness',
    Complexity: 'complexity',
    Contrast: 'contrast',
    Strength: 'strength',
  },
};

/** Family of the tag, and how its textures are gathered. */
const FRAME: Readonly<Partial<Record<FeatureClass, readonly [family: string, aggregation: string]>>> = {
  glcm: ['cm_', '_3D_avg'],
  glrlm: ['rlm_', '_3D_avg'],
  glszm: ['szm_', '_3D'],
  gldm: ['ngl_', '_3D'],
  ngtdm: ['ngt_', '_3D'],
};

/**
 * The tag under which the IBSI profile gives the same feature; undefined where IBSI has none.
 *
 * @example
 * ```ts
 * import { ibsiTag } from '@radscore/radiomics';
 * ibsiTag('glcm', 'JointEnergy'); // → 'cm_energy_3D_avg'
 * ```
 */
export function ibsiTag(featureClass: FeatureClass, name: string): string | undefined {
  const tag = TAGS[featureClass]?.[name];
  const [family, aggregation] = FRAME[featureClass] ?? ['', ''];
  return tag && family + tag + aggregation;
}
