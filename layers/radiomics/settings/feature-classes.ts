/** The feature classes of PyRadiomics and the names of their features. */
/** The feature classes of PyRadiomics and the names of their features. */
export const FEATURE_CLASSES = ['firstorder', 'glcm', 'gldm', 'glrlm', 'glszm', 'ngtdm', 'shape', 'shape2D'] as const;
export type FeatureClass = (typeof FEATURE_CLASSES)[number];

/** Names of a class in the order in which PyRadiomics gives them: by the name of the method, hence Mean after MeanA… */
export const FEATURE_NAMES: Readonly<Record<FeatureClass, readonly string[]>> = {
  firstorder: words(`10Percentile 90Percentile Energy Entropy InterquartileRange Kurtosis Maximum MeanAbsoluteDeviation
    Mean Median Minimum Range RobustMeanAbsoluteDeviation RootMeanSquared Skewness TotalEnergy Uniformity Variance`),
  glcm: words(`Autocorrelation ClusterProminence ClusterShade ClusterTendency Contrast Correlation DifferenceAverage
    DifferenceEntropy DifferenceVariance Id Idm Idmn Idn Imc1 Imc2 InverseVariance JointAverage JointEnergy JointEntropy
    MCC MaximumProbability SumAverage SumEntropy SumSquares`),
  gldm: words(`DependenceEntropy DependenceNonUniformity DependenceNonUniformityNormalized DependenceVariance
    GrayLevelNonUniformity GrayLevelVariance HighGrayLevelEmphasis LargeDependenceEmphasis
    LargeDependenceHighGrayLevelEmphasis LargeDependenceLowGrayLevelEmphasis LowGrayLevelEmphasis
    SmallDependenceEmphasis SmallDependenceHighGrayLevelEmphasis SmallDependenceLowGrayLevelEmphasis`),
  glrlm: words(`GrayLevelNonUniformity GrayLevelNonUniformityNormalized GrayLevelVariance HighGrayLevelRunEmphasis
    LongRunEmphasis LongRunHighGrayLevelEmphasis LongRunLowGrayLevelEmphasis LowGrayLevelRunEmphasis RunEntropy
    RunLengthNonUniformity RunLengthNonUniformityNormalized RunPercentage RunVariance ShortRunEmphasis
    ShortRunHighGrayLevelEmphasis ShortRunLowGrayLevelEmphasis`),
  glszm: words(`GrayLevelNonUniformity GrayLevelNonUniformityNormalized GrayLevelVariance HighGrayLevelZoneEmphasis
    LargeAreaEmphasis LargeAreaHighGrayLevelEmphasis LargeAreaLowGrayLevelEmphasis LowGrayLevelZoneEmphasis
    SizeZoneNonUniformity SizeZoneNonUniformityNormalized SmallAreaEmphasis SmallAreaHighGrayLevelEmphasis
    SmallAreaLowGrayLevelEmphasis ZoneEntropy ZonePercentage ZoneVariance`),
  ngtdm: words('Busyness Coarseness Complexity Contrast Strength'),
  shape: words(`Elongation Flatness LeastAxisLength MajorAxisLength Maximum2DDiameterColumn Maximum2DDiameterRow
    Maximum2DDiameterSlice Maximum3DDiameter MeshVolume MinorAxisLength Sphericity SurfaceArea SurfaceVolumeRatio
    VoxelVolume`),
  shape2D: words(`Elongation MajorAxisLength MaximumDiameter MeshSurface MinorAxisLength Perimeter
    PerimeterSurfaceRatio PixelSurface Sphericity`),
};

/** Left out unless they are named; PyRadiomics still computes them. */
export const DEPRECATED_NAMES: Readonly<Partial<Record<FeatureClass, readonly string[]>>> = {
  firstorder: ['StandardDeviation'],
  shape: ['Compactness1', 'Compactness2', 'SphericalDisproportion'],
  shape2D: ['SphericalDisproportion'],
};

/** Equal to another feature (catalogue/retired.ts says which); PyRadiomics accepts the name and gives no value. */
export const REMOVED_NAMES: Readonly<Partial<Record<FeatureClass, readonly string[]>>> = {
  glcm: ['Dissimilarity', 'Homogeneity1', 'Homogeneity2', 'SumVariance'],
  gldm: ['DependencePercentage', 'GrayLevelNonUniformityNormalized'],
};

function words(text: string): string[] {
  return text.split(/\s+/);
}
