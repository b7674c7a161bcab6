import { INTERPOLATORS } from '@radscore/imaging';
import { WAVELET_FAMILIES } from './filters/wavelet-families.generated.ts';
import type { Setting, SourceNumber } from './setting.ts';

/** What a setting must be, in words, and its value if it is that; `undefined` if not. */
export interface Rule<T> {
  readonly wanted: string;
  readonly read: (value: unknown) => T | undefined;
}

type Rules = { readonly [K in keyof Setting]: Rule<Setting[K]> };

/** SimpleITK numbers its interpolators from 1. */
const SIMPLE_ITK_INTERPOLATORS = [
  'sitkNearestNeighbor',
  'sitkLinear',
  'sitkBSpline',
  'sitkGaussian',
  'sitkLabelGaussian',
  'sitkHammingWindowedSinc',
  'sitkCosineWindowedSinc',
  'sitkWelchWindowedSinc',
  'sitkLanczosWindowedSinc',
  'sitkBlackmanWindowedSinc',
] as const;

export const SETTING_RULES: Rules = {
  minimumROIDimensions: oneOf([1, 2, 3]),
  minimumROISize: orNull(integer(1)),
  geometryTolerance: orNull(number('above 0', (n) => n > 0)),
  correctMask: bool(),
  additionalInfo: bool(),
  label: integer(1),
  label_channel: integer(0),
  binWidth: number('above 0', (n) => n > 0),
  binCount: orNull(integer(1)),
  normalize: bool(),
  normalizeScale: number('above 0', (n) => n > 0),
  removeOutliers: orNull(number('above 0', (n) => n > 0)),
  resampledPixelSpacing: orNull({
    wanted: 'three numbers of at least 0 (x, y, z), or null',
    read: (value) => {
      const list = numbers(value);
      return list?.length === 3 && list.every((n) => n >= 0) ? [list[0], list[1], list[2]] : undefined;
    },
  }),
  interpolator: orNull({
    wanted: `one of ${INTERPOLATORS.join(', ')}, or null`,
    read: (value) => {
      const wanted = typeof value === 'number' ? SIMPLE_ITK_INTERPOLATORS[value - 1] : value;
      return INTERPOLATORS.find((name) => name === wanted);
    },
  }),
  padDistance: integer(0),
  distances: {
    wanted: 'a list of whole numbers from 1',
    read: (value) => {
      const list = numbers(value);
      return list && list.length > 0 && list.every((n) => Number.isInteger(n) && n >= 1) ? list : undefined;
    },
  },
  force2D: bool(),
  force2Ddimension: oneOf([0, 1, 2]),
  resegmentRange: orNull({
    wanted: 'one or two numbers, or null',
    read: (value) => {
      const list = numbers(value);
      return list && (list.length === 1 || list.length === 2) ? list : undefined;
    },
  }),
  resegmentMode: oneOf(['absolute', 'relative', 'sigma']),
  resegmentShape: bool(),
  preCrop: bool(),
  sigma: { wanted: 'a list of numbers above 0 (millimetres)', read: sourceNumbers },
  start_level: integer(0),
  level: integer(1),
  wavelet: {
    wanted: 'the name of a discrete wavelet of PyWavelets, e.g. coif1',
    read: (value) => (typeof value === 'string' && Object.hasOwn(WAVELET_FAMILIES, value) ? value : undefined),
  },
  gradientUseSpacing: bool(),
  lbp2DRadius: number('above 0', (n) => n > 0),
  lbp2DSamples: integer(1),
  lbp2DMethod: oneOf(['default', 'ror', 'uniform', 'var']),
  lbp3DLevels: integer(1),
  lbp3DIcosphereRadius: number('above 0', (n) => n > 0),
  lbp3DIcosphereSubdivision: integer(0),
  voxelArrayShift: integer(Number.NEGATIVE_INFINITY),
  symmetricalGLCM: bool(),
  weightingNorm: orNull(oneOf(['euclidean', 'manhattan', 'infinity', 'no_weighting'])),
  gldm_a: integer(0),
};

/** Settings of voxel-based maps. They are read and checked, and have no effect: maps are not made here. */
export const VOXEL_SETTING_RULES: Readonly<Record<string, Rule<unknown>>> = {
  kernelRadius: integer(1),
  maskedKernel: bool(),
  initValue: number('', () => true),
  voxelBatch: integer(1),
};

/** Settings of earlier PyRadiomics versions that never changed a value. They are accepted and have no effect. */
export const RETIRED_SETTING_RULES: Readonly<Record<string, Rule<unknown>>> = { enableCExtensions: bool() };

function bool(): Rule<boolean> {
  return { wanted: 'true or false', read: (value) => (typeof value === 'boolean' ? value : undefined) };
}

function number(range: string, fits: (n: number) => boolean): Rule<number> {
  return {
    wanted: `a number ${range}`.trim(),
    read: (value) => (typeof value === 'number' && Number.isFinite(value) && fits(value) ? value : undefined),
  };
}

function integer(least: number): Rule<number> {
  return {
    wanted: Number.isFinite(least) ? `a whole number from ${least}` : 'a whole number',
    read: (value) => (Number.isInteger(value) && (value as number) >= least ? (value as number) : undefined),
  };
}

function oneOf<const T extends string | number>(choices: readonly T[]): Rule<T> {
  return { wanted: `one of ${choices.join(', ')}`, read: (value) => choices.find((choice) => choice === value) };
}

function orNull<T>(rule: Rule<T>): Rule<T | null> {
  const wanted = rule.wanted.endsWith('or null') ? rule.wanted : `${rule.wanted}, or null`;
  return { wanted, read: (value) => (value === null ? null : rule.read(value)) };
}

function numbers(value: unknown): number[] | undefined {
  return Array.isArray(value) && value.every((n) => typeof n === 'number' && Number.isFinite(n)) ? value : undefined;
}

/** Numbers, or numbers as text (`"1.0"`), or what this gave before. */
function sourceNumbers(value: unknown): SourceNumber[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const read = value.map((item): SourceNumber => {
    const text = String(typeof item === 'object' && item !== null && 'text' in item ? item.text : item);
    return { value: text.trim() === '' ? Number.NaN : Number(text), text };
  });
  return read.every((n) => Number.isFinite(n.value) && n.value > 0) ? read : undefined;
}
