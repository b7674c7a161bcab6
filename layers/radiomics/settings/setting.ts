/** All settings of PyRadiomics with their defaults. */
import type { Interpolator } from '@radscore/imaging';
import type { WeightingNorm } from '../roi/neighbours.ts';

/** A number with the text that Python prints for it: feature names repeat it (1.0 gives `1-0`, 1 gives `1`). */
export interface SourceNumber {
  readonly value: number;
  readonly text: string;
}

export type Axis = 0 | 1 | 2;

/** Every setting of a PyRadiomics parameter file, by its own name. */
export interface Setting {
  readonly minimumROIDimensions: 1 | 2 | 3;
  readonly minimumROISize: number | null;
  readonly geometryTolerance: number | null;
  readonly correctMask: boolean;
  readonly additionalInfo: boolean;
  readonly label: number;
  readonly label_channel: number;
  readonly binWidth: number;
  readonly binCount: number | null;
  readonly normalize: boolean;
  readonly normalizeScale: number;
  readonly removeOutliers: number | null;
  /** Millimetres along x, y, z; 0 keeps the spacing of an axis. */
  readonly resampledPixelSpacing: readonly [number, number, number] | null;
  readonly interpolator: Interpolator | null;
  readonly padDistance: number;
  readonly distances: readonly number[];
  readonly force2D: boolean;
  /** As in numpy: 0 is z, 2 is x. */
  readonly force2Ddimension: Axis;
  readonly resegmentRange: readonly number[] | null;
  readonly resegmentMode: 'absolute' | 'relative' | 'sigma';
  readonly resegmentShape: boolean;
  readonly preCrop: boolean;
  /** Millimetres. */
  readonly sigma: readonly SourceNumber[];
  readonly start_level: number;
  readonly level: number;
  readonly wavelet: string;
  readonly gradientUseSpacing: boolean;
  readonly lbp2DRadius: number;
  readonly lbp2DSamples: number;
  readonly lbp2DMethod: 'default' | 'ror' | 'uniform' | 'var';
  readonly lbp3DLevels: number;
  readonly lbp3DIcosphereRadius: number;
  readonly lbp3DIcosphereSubdivision: number;
  readonly voxelArrayShift: number;
  readonly symmetricalGLCM: boolean;
  readonly weightingNorm: WeightingNorm | null;
  readonly gldm_a: number;
}

/** PyRadiomics 3.1.0's own defaults. */
export const DEFAULT_SETTING: Setting = {
  minimumROIDimensions: 2,
  minimumROISize: null,
  geometryTolerance: null,
  correctMask: false,
  additionalInfo: true,
  label: 1,
  label_channel: 0,
  binWidth: 25,
  binCount: null,
  normalize: false,
  normalizeScale: 1,
  removeOutliers: null,
  resampledPixelSpacing: null,
  interpolator: 'sitkBSpline',
  padDistance: 5,
  distances: [1],
  force2D: false,
  force2Ddimension: 0,
  resegmentRange: null,
  resegmentMode: 'absolute',
  resegmentShape: false,
  preCrop: false,
  sigma: [],
  start_level: 0,
  level: 1,
  wavelet: 'coif1',
  gradientUseSpacing: true,
  lbp2DRadius: 1,
  lbp2DSamples: 8,
  lbp2DMethod: 'uniform',
  lbp3DLevels: 2,
  lbp3DIcosphereRadius: 1,
  lbp3DIcosphereSubdivision: 1,
  voxelArrayShift: 0,
  symmetricalGLCM: true,
  weightingNorm: null,
  gldm_a: 0,
};

/** Whether settings ask for another grid; PyRadiomics wants a spacing and an interpolator for that. */
export function resamples({ resampledPixelSpacing, interpolator }: Setting): boolean {
  return resampledPixelSpacing !== null && interpolator !== null;
}
