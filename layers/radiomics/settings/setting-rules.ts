/** What each setting may be. */
import { INTERPOLATORS } from '@radscore/imaging';
import { WAVELET_FAMILIES } from '../numbers/wavelet-families.generated.ts';
import type { Setting, SourceNumber } from './setting.ts';

/** What a setting must be, in words, and its value if it is that; `undefined` if not. */
export interface Rule<T> {
  readonly wanted: string;
  /** The words that it may be, if it is one of a few. */
  readonly choices?: readonly string[];
  readonly read: (value: unknown) => T | undefined;
}

type Rules = { readonly [K in keyof Setting]: Rule<Setting[K]> };

/**
 * Bounds that no study comes near, and beyond which a file costs hours: each level, sigma and distance is a pass over the
 * image, and neighbours at a distance grow with its cube.
 */
const MOST_LEVELS = 16;
const MOST_SIGMAS = 64;
const FARTHEST = 32;
/** Millimetres: a micrometre is finer than any image of a patient. */
const SMALLEST_SPACING = 1e-3;

export const SETTING_RULES: Rules = {
  minimumROIDimensions: oneOf([1, 2, 3]),
  minimumROISize: orNull(integer(1)),
  geometryTolerance: orNull(number('above 0', (n) => n > 0)),
  correctMask: bool(),
  additionalInfo: bool(),
  label: integer(1),
  label_channel: integer(0),
  binWidth: number('above 0', (n) => n > 0),
  binCount: orNull(integer(1, 1 << 22)),
  normalize: bool(),
  normalizeScale: number('above 0', (n) => n > 0),
  removeOutliers: orNull(number('above 0', (n) => n > 0)),
  resampledPixelSpacing: orNull({
    wanted: `three numbers of at least ${SMALLEST_SPACING}, or 0 (x, y, z), or null`,
    read: (value) => {
      const list = numbers(value);
      return list?.length === 3 && list.every((n) => n === 0 || n >= SMALLEST_SPACING)
        ? [list[0], list[1], list[2]]
        : undefined;
    },
  }),
  interpolator: orNull({
    wanted: `one of ${INTERPOLATORS.join(', ')}, or null`,
    choices: INTERPOLATORS,
    read: (value) => {
      const wanted = typeof value === 'number' ? INTERPOLATORS[value - 1] : value;
      return INTERPOLATORS.find((name) => name === wanted);
    },
  }),
  padDistance: integer(0, 10_000),
  distances: {
    wanted: `a list of up to ${FARTHEST} whole numbers from 1 to ${FARTHEST}`,
    read: (value) => {
      const list = numbers(value);
      const fits = list?.every((n) => Number.isInteger(n) && n >= 1 && n <= FARTHEST);
      return list && fits && list.length > 0 && list.length <= FARTHEST ? list : undefined;
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
  sigma: { wanted: `a list of up to ${MOST_SIGMAS} numbers above 0 (millimetres)`, read: sourceNumbers },
  start_level: integer(0, MOST_LEVELS),
  level: integer(1, MOST_LEVELS),
  wavelet: {
    wanted: 'the name of a discrete wavelet of PyWavelets, e.g. coif1',
    choices: Object.keys(WAVELET_FAMILIES),
    read: (value) => (typeof value === 'string' && Object.hasOwn(WAVELET_FAMILIES, value) ? value : undefined),
  },
  gradientUseSpacing: bool(),
  lbp2DRadius: number('above 0, at most 1000', (n) => n > 0 && n <= 1000),
  lbp2DSamples: integer(1, 1000),
  lbp2DMethod: oneOf(['default', 'ror', 'uniform', 'var']),
  lbp3DLevels: integer(1, MOST_LEVELS),
  lbp3DIcosphereRadius: number('above 0, at most 1000', (n) => n > 0 && n <= 1000),
  // 40,962 vertices around every voxel.
  lbp3DIcosphereSubdivision: integer(0, 6),
  voxelArrayShift: integer(Number.MIN_SAFE_INTEGER),
  symmetricalGLCM: bool(),
  weightingNorm: orNull(oneOf(['euclidean', 'manhattan', 'infinity', 'no_weighting'])),
  gldm_a: integer(0),
};

/** Settings of voxel-based maps. They are read and checked, and have no effect: maps are not made here. */
export const VOXEL_SETTING_RULES: Readonly<Record<string, Rule<unknown>>> = {
  kernelRadius: integer(1),
  maskedKernel: bool(),
  // PyRadiomics' own default is nan, which YAML spells .nan and PyRadiomics' example file as a word.
  initValue: {
    wanted: 'a number, or nan',
    read: (value) => (typeof value === 'number' || /^nan$/i.test(String(value)) ? Number(value) : undefined),
  },
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

function integer(least: number, most: number = Number.MAX_SAFE_INTEGER): Rule<number> {
  const upTo = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`;
  return {
    wanted: least === Number.MIN_SAFE_INTEGER ? 'a whole number' : `a whole number from ${least}${upTo}`,
    read: (value) =>
      Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
        ? (value as number)
        : undefined,
  };
}

function oneOf<const T extends string | number>(choices: readonly T[]): Rule<T> {
  return {
    wanted: `one of ${choices.join(', ')}`,
    choices: choices.map(String),
    read: (value) => choices.find((choice) => choice === value),
  };
}

function orNull<T>(rule: Rule<T>): Rule<T | null> {
  const wanted = rule.wanted.endsWith('or null') ? rule.wanted : `${rule.wanted}, or null`;
  return { ...rule, wanted, read: (value) => (value === null ? null : rule.read(value)) };
}

function numbers(value: unknown): number[] | undefined {
  return Array.isArray(value) && value.every((n) => typeof n === 'number' && Number.isFinite(n)) ? value : undefined;
}

/** Numbers, or numbers as text (`"1.0"`), or what this gave before. */
function sourceNumbers(value: unknown): SourceNumber[] | undefined {
  if (!Array.isArray(value) || value.length > MOST_SIGMAS) return undefined;
  const read = value.map((item): SourceNumber => {
    const text = String(typeof item === 'object' && item !== null && 'text' in item ? item.text : item);
    return { value: text.trim() === '' || text.length > 32 ? Number.NaN : Number(text), text };
  });
  return read.every((n) => Number.isFinite(n.value) && n.value > 0) ? read : undefined;
}
