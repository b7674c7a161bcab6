/** Features of dependence matrices. */
import type { SizeList } from '../matrices/size-list.ts';
import type { Workspace } from '../memory/workspace.ts';
import { sizeMoments } from './size-moments.ts';
import type { FeatureValues } from './values.ts';

/** PyRadiomics' dependence features of one matrix. */
export function gldmFeatures(dependence: SizeList, present: Int32Array, workspace: Workspace): FeatureValues {
  const m = sizeMoments(dependence, present, workspace);
  return {
    DependenceEntropy: m.entropy,
    DependenceNonUniformity: m.sizeSquares / m.total,
    DependenceNonUniformityNormalized: m.sizeSquares / m.total ** 2,
    DependenceVariance: m.sizeVariance,
    GrayLevelNonUniformity: m.levelSquares / m.total,
    GrayLevelVariance: m.levelVariance,
    HighGrayLevelEmphasis: m.high,
    LargeDependenceEmphasis: m.large,
    LargeDependenceHighGrayLevelEmphasis: m.largeHigh,
    LargeDependenceLowGrayLevelEmphasis: m.largeLow,
    LowGrayLevelEmphasis: m.low,
    SmallDependenceEmphasis: m.small,
    SmallDependenceHighGrayLevelEmphasis: m.smallHigh,
    SmallDependenceLowGrayLevelEmphasis: m.smallLow,
  };
}
