/** Features of run-length matrices. */
import type { Vector3 } from '@radscore/imaging';
import { runLengths } from '../matrices/glrlm.ts';
import type { LevelGrid } from '../matrices/level-grid.ts';
import { addSizes, type SizeList } from '../matrices/size-list.ts';
import type { Workspace } from '../memory/workspace.ts';
import { directions, stepLength, type WeightingNorm } from '../roi/neighbours.ts';
import { meanOverAngles } from './mean-over-angles.ts';
import { sizeMoments } from './size-moments.ts';
import type { FeatureValues } from './values.ts';

export interface GlrlmSettings {
  readonly flatAxis: 0 | 1 | 2 | null;
  readonly weightingNorm: WeightingNorm | null;
}

const NAMES = [
  'GrayLevelNonUniformity',
  'GrayLevelNonUniformityNormalized',
  'GrayLevelVariance',
  'HighGrayLevelRunEmphasis',
  'LongRunEmphasis',
  'LongRunHighGrayLevelEmphasis',
  'LongRunLowGrayLevelEmphasis',
  'LowGrayLevelRunEmphasis',
  'RunEntropy',
  'RunLengthNonUniformity',
  'RunLengthNonUniformityNormalized',
  'RunPercentage',
  'RunVariance',
  'ShortRunEmphasis',
  'ShortRunHighGrayLevelEmphasis',
  'ShortRunLowGrayLevelEmphasis',
] as const;

/**
 * PyRadiomics' run-length features, averaged over the directions of distance 1 (the setting `distances` does not
 * apply). With a weighting norm the matrices are added, each times the length of its step: unlike the GLCM, not exp(-length²).
 */
export function glrlmFeatures(grid: LevelGrid, settings: GlrlmSettings): FeatureValues {
  const angles = directions(grid.extent, { distances: [1], flatAxis: settings.flatAxis });
  const { present, workspace } = grid;
  const norm = settings.weightingNorm;
  const count = (angle: Vector3): SizeList => runLengths(grid, angle);
  const ofFilled = (list: SizeList): FeatureValues[] => (list.length > 0 ? [featuresOf(list, present, workspace)] : []);
  if (norm === null) {
    return meanOverAngles(
      NAMES,
      angles.flatMap((angle) => workspace.within(() => ofFilled(count(angle)))),
    );
  }
  const weights = angles.map((angle) => stepLength(angle, grid.spacing, norm));
  return meanOverAngles(NAMES, ofFilled(addSizes(angles.map(count), weights, workspace)));
}

function featuresOf(list: SizeList, present: Int32Array, workspace: Workspace): Record<(typeof NAMES)[number], number> {
  const m = sizeMoments(list, present, workspace);
  return {
    GrayLevelNonUniformity: m.levelSquares / m.total,
    GrayLevelNonUniformityNormalized: m.levelSquares / m.total ** 2,
    GrayLevelVariance: m.levelVariance,
    HighGrayLevelRunEmphasis: m.high,
    LongRunEmphasis: m.large,
    LongRunHighGrayLevelEmphasis: m.largeHigh,
    LongRunLowGrayLevelEmphasis: m.largeLow,
    LowGrayLevelRunEmphasis: m.low,
    RunEntropy: m.entropy,
    RunLengthNonUniformity: m.sizeSquares / m.total,
    RunLengthNonUniformityNormalized: m.sizeSquares / m.total ** 2,
    RunPercentage: m.total / m.voxels,
    RunVariance: m.sizeVariance,
    ShortRunEmphasis: m.small,
    ShortRunHighGrayLevelEmphasis: m.smallHigh,
    ShortRunLowGrayLevelEmphasis: m.smallLow,
  };
}
