/** Reads the parameters of the IBSI profile from a file. */
import type { Interpolator, Vector3 } from '@radscore/imaging';
import { parseParameterFile, valuesOf } from '../settings/parameter-file.ts';
import { record, refuseKey, refuseValue } from '../settings/setting-refusal.ts';
import {
  DEFAULT_IBSI_CONFIGURATION,
  IBSI_AGGREGATIONS,
  type IbsiAggregation,
  type IbsiConfiguration,
  type IbsiDiscretisation,
  ibsiConfiguration,
} from './configuration.ts';

/** IBSI's names of the interpolation algorithms (VTM2), and those of this engine. */
const METHODS: Readonly<Record<string, Interpolator>> = {
  'nearest-neighbour': 'sitkNearestNeighbor',
  trilinear: 'sitkLinear',
  'tricubic-spline': 'sitkBSpline',
};

/** Every key of a parameter file of the IBSI profile, by the part that it belongs to. */
const KEYS = {
  '': ['configuration', 'interpolation', 'resegmentation', 'discretisation', 'intensityVolumeHistogram', 'aggregation'],
  interpolation: ['spacing', 'method', 'rounding'],
  resegmentation: ['range', 'outliers'],
  'fixed-bin-size': ['method', 'width', 'start'],
  'fixed-bin-number': ['method', 'count'],
  none: ['method'],
} as const;

/** Millimetres: a micrometre is finer than any image of a patient. */
const SMALLEST_SPACING = 1e-3;
/** As many levels as textures are computed of at most. */
const MOST_BINS = 1 << 20;

/**
 * Reads the parameters of the IBSI profile, YAML or JSON: a named `configuration` (phantom, A to E) to start from, or
 * the defaults, and what differs from it. A part that is given replaces the whole part; null switches it off.
 *
 * ```yaml
 * interpolation: { spacing: [2, 2, 2], method: trilinear, rounding: nearest-integer }
 * resegmentation: { range: [-1000, 400], outliers: 3 }
 * discretisation: { method: fixed-bin-size, width: 25, start: -1000 }
 * intensityVolumeHistogram: { method: fixed-bin-number, count: 1000 }
 * aggregation: [2D, 2.5D, 3D]
 * ```
 *
 * @throws InputRefused `settings-invalid` for an unknown or mistyped key (naming the nearest valid one) or value.
 */
export function parseIbsiParameters(text: string): IbsiConfiguration {
  return ibsiParameters(valuesOf(parseParameterFile(text)));
}

/** The same from an object. */
export function ibsiParameters(object: unknown): IbsiConfiguration {
  const given = part(object ?? {}, 'the IBSI parameters', KEYS['']);
  const { configuration: name } = given;
  const base =
    name === undefined
      ? DEFAULT_IBSI_CONFIGURATION
      : ibsiConfiguration(typeof name === 'string' ? name : refuseValue('configuration', name, 'a name'));
  const changed = Object.keys(given).some((key) => key !== 'configuration');
  return {
    ...base,
    name: changed ? `${base.name}, changed` : base.name,
    ...(given.interpolation === undefined ? {} : readInterpolation(given.interpolation)),
    ...(given.resegmentation === undefined ? {} : readResegmentation(given.resegmentation)),
    ...(given.discretisation === undefined ? {} : { discretisation: readBins(given.discretisation, 'discretisation') }),
    ...(given.intensityVolumeHistogram === undefined
      ? {}
      : { volumeHistogram: readBins(given.intensityVolumeHistogram, 'intensityVolumeHistogram') }),
    ...(given.aggregation === undefined ? {} : { aggregation: readAggregation(given.aggregation) }),
  };
}

function readInterpolation(value: unknown): Pick<IbsiConfiguration, 'spacing' | 'interpolator' | 'rounding'> {
  const { interpolator } = DEFAULT_IBSI_CONFIGURATION;
  if (value === null) return { spacing: null, interpolator, rounding: false };
  const { spacing, method = 'trilinear', rounding = 'none' } = part(value, 'interpolation', KEYS.interpolation);
  const numbers = numbersOf(spacing);
  if (numbers?.length !== 3 || numbers.some((step) => step !== 0 && step < SMALLEST_SPACING)) {
    refuseValue(
      'interpolation spacing',
      spacing,
      `three numbers of at least ${SMALLEST_SPACING} (x, y, z, in mm); 0 keeps an axis`,
    );
  }
  if (typeof method !== 'string' || !Object.hasOwn(METHODS, method)) {
    refuseValue('interpolation method', method, `one of ${Object.keys(METHODS).join(', ')}`);
  }
  if (rounding !== 'none' && rounding !== 'nearest-integer') {
    refuseValue('interpolation rounding', rounding, 'none or nearest-integer');
  }
  const [x, y, z] = numbers;
  const steps: Vector3 = [x, y, z];
  return { spacing: steps, interpolator: METHODS[method], rounding: rounding === 'nearest-integer' };
}

function readResegmentation(value: unknown): Pick<IbsiConfiguration, 'range' | 'outlierSigma'> {
  if (value === null) return { range: null, outlierSigma: null };
  const { range = null, outliers = null } = part(value, 'resegmentation', KEYS.resegmentation);
  const ends = range === null ? null : numbersOf(range);
  if (ends === undefined || (ends !== null && (ends.length !== 2 || ends[0] > ends[1]))) {
    refuseValue('resegmentation range', range, 'the lowest and the highest intensity, or null');
  }
  if (outliers !== null && !(typeof outliers === 'number' && outliers > 0 && Number.isFinite(outliers))) {
    refuseValue('resegmentation outliers', outliers, 'standard deviations above 0, or null');
  }
  return { range: ends && [ends[0], ends[1]], outlierSigma: outliers };
}

function readBins(value: unknown, where: string): IbsiDiscretisation {
  const { method } = record(value ?? { method: 'none' }, where);
  if (method !== 'none' && method !== 'fixed-bin-size' && method !== 'fixed-bin-number') {
    refuseValue(`${where} method`, method, 'one of none, fixed-bin-size, fixed-bin-number');
  }
  const { width, start = null, count } = part(value ?? { method }, `${where} ${method}`, KEYS[method]);
  if (method === 'none') return { method };
  if (method === 'fixed-bin-number') {
    if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > MOST_BINS) {
      refuseValue(`${where} count`, count, `a whole number from 1 to ${MOST_BINS}`);
    }
    return { method, count };
  }
  if (typeof width !== 'number' || !(width > 0 && Number.isFinite(width))) {
    refuseValue(`${where} width`, width, 'a number above 0');
  }
  if (start !== null && !(typeof start === 'number' && Number.isFinite(start))) {
    refuseValue(`${where} start`, start, 'a number, or null for the lower end of the range or the lowest intensity');
  }
  return { method, width, start };
}

function readAggregation(value: unknown): readonly IbsiAggregation[] {
  const wanted = Array.isArray(value) ? value : [value];
  for (const one of wanted) {
    if (!IBSI_AGGREGATIONS.some((known) => known === one)) {
      refuseValue('aggregation', one, `a list of ${IBSI_AGGREGATIONS.join(', ')}`);
    }
  }
  if (wanted.length === 0) refuseValue('aggregation', value, `at least one of ${IBSI_AGGREGATIONS.join(', ')}`);
  return IBSI_AGGREGATIONS.filter((known) => wanted.includes(known));
}

function part<K extends string>(value: unknown, where: string, known: readonly K[]): Partial<Record<K, unknown>> {
  const found = record(value, where);
  for (const key of Object.keys(found)) if (!known.some((name) => name === key)) refuseKey(key, known, where);
  return found as Partial<Record<K, unknown>>;
}

function numbersOf(value: unknown): number[] | undefined {
  const isList = Array.isArray(value) && value.every((n) => typeof n === 'number' && Number.isFinite(n));
  return isList ? value : undefined;
}
