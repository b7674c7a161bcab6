/** Features of size-zone matrices. */
import type { SizeList } from '../matrices/size-list.ts';
import type { Workspace } from '../memory/workspace.ts';
import { sizeMoments } from './size-moments.ts';
import type { FeatureValues } from './values.ts';

/** PyRadiomics' size-zone features of one matrix. */
export function glszmFeatures(zones: SizeList, present: Int32Array, workspace: Workspace): FeatureValues {
  const m = sizeMoments(zones, present, workspace);
  return {
    GrayLevelNonUniformity: m.levelSquares / m.total,
    GrayLevelNonUniformityNormalized: m.levelSquares / m.total ** 2,
    GrayLevelVariance: m.levelVariance,
    HighGrayLevelZoneEmphasis: m.high,
    LargeAreaEmphasis: m.large,
    LargeAreaHighGrayLevelEmphasis: m.largeHigh,
    LargeAreaLowGrayLevelEmphasis: m.largeLow,
    LowGrayLevelZoneEmphasis: m.low,
    SizeZoneNonUniformity: m.sizeSquares / m.total,
    SizeZoneNonUniformityNormalized: m.sizeSquares / m.total ** 2,
    SmallAreaEmphasis: m.small,
    SmallAreaHighGrayLevelEmphasis: m.smallHigh,
    SmallAreaLowGrayLevelEmphasis: m.smallLow,
    ZoneEntropy: m.entropy,
    ZonePercentage: m.total / m.voxels,
    ZoneVariance: m.sizeVariance,
  };
}
