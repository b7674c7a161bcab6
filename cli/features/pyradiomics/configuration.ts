/** The settings of an extraction as PyRadiomics reports them: those that were given, over some of its defaults. */
import type { ExtractionSettings, GivenValue } from '@radscore/radiomics';
import { PythonFloat, type PythonValue } from './python-value.ts';

/** Settings by name, in an order that reports keep. */
export type PythonDict = ReadonlyMap<string, PythonValue>;

/** What `diagnostics_Configuration_*` of PyRadiomics hold. */
export interface PythonConfiguration {
  readonly settings: PythonDict;
  readonly imageTypes: PythonDict;
}

/** What PyRadiomics 3.1.0's extractor begins with (`_getDefaultSettings`); other defaults are not reported. */
const DEFAULTS: readonly (readonly [string, PythonValue])[] = [
  ['minimumROIDimensions', 2],
  ['minimumROISize', null],
  ['normalize', false],
  ['normalizeScale', 1],
  ['removeOutliers', null],
  ['resampledPixelSpacing', null],
  ['interpolator', 'sitkBSpline'],
  ['preCrop', false],
  ['padDistance', 5],
  ['distances', [1]],
  ['force2D', false],
  ['force2Ddimension', 0],
  ['resegmentRange', null],
  ['label', 1],
  ['additionalInfo', true],
];

/** Settings of the parameter file keep the types of their numbers; those of voxel-based maps are among them. */
export function configurationOf(given: GivenValue, overrides: PythonDict): PythonConfiguration {
  const part = (name: string): PythonDict => {
    const found = given instanceof Map ? given.get(name) : undefined;
    return found instanceof Map ? dictOf(found) : new Map();
  };
  const imageTypes = part('imageType');
  return {
    settings: new Map([...DEFAULTS, ...part('setting'), ...part('voxelSetting'), ...overrides]),
    imageTypes: imageTypes.size === 0 ? new Map([['Original', new Map()]]) : imageTypes,
  };
}

/** The same for settings that no parameter file has: those of a study protocol, every one of them. */
export function configurationOfSettings(
  { setting, imageTypes }: ExtractionSettings,
  overrides: PythonDict,
): PythonConfiguration {
  const dict = (values: object): PythonDict =>
    new Map(Object.entries(values).map(([key, value]) => [key, plain(value)]));
  return {
    settings: new Map([...DEFAULTS, ...dict(setting), ...overrides]),
    imageTypes: new Map(imageTypes.map(({ type, options }) => [type, dict(options)])),
  };
}

/** The configuration of one case: its own label takes the place of the settings'. */
export function configurationOfCase(
  { settings, imageTypes }: PythonConfiguration,
  label: number | undefined,
  labelChannel: number | undefined,
): PythonConfiguration {
  const own = new Map(settings);
  if (label !== undefined) own.set('label', label);
  if (labelChannel !== undefined) own.set('label_channel', labelChannel);
  return { settings: own, imageTypes };
}

function dictOf(given: ReadonlyMap<string, GivenValue>): PythonDict {
  return new Map(Array.from(given, ([key, value]) => [key, pythonOf(value)]));
}

function pythonOf(value: GivenValue): PythonValue {
  if (value instanceof Map) return dictOf(value);
  if (typeof value !== 'object' || value === null) return value;
  if ('float' in value) return value.float ? new PythonFloat(value.number) : value.number;
  return Array.isArray(value) ? value.map(pythonOf) : null;
}

function plain(value: unknown): PythonValue {
  if (typeof value === 'number') return Number.isInteger(value) ? value : new PythonFloat(value);
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null && 'text' in value) return new PythonFloat(Number(value.text));
  return null;
}
