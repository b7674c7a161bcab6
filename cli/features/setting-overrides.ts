/** Settings of the command line, `--setting NAME:VALUE`: typed as PyRadiomics' schema of parameter files types them. */
import { DEFAULT_SETTING, type ExtractionSettings, type Setting, settingsFrom } from '@radscore/radiomics';
import { orDidYouMean } from '@radscore/statistics/nearest-name';
import { UsageProblem } from '../terminal/failure.ts';
import type { PythonDict } from './pyradiomics/configuration.ts';
import { PythonFloat, type PythonValue, pythonRepr } from './pyradiomics/python-value.ts';

type Kind = 'int' | 'float' | 'bool' | 'str' | 'any' | 'ints' | 'floats';

const KINDS: Readonly<Record<keyof Setting, Kind>> = {
  minimumROIDimensions: 'int',
  minimumROISize: 'int',
  geometryTolerance: 'float',
  correctMask: 'bool',
  additionalInfo: 'bool',
  label: 'int',
  label_channel: 'int',
  binWidth: 'float',
  binCount: 'int',
  normalize: 'bool',
  normalizeScale: 'float',
  removeOutliers: 'float',
  resampledPixelSpacing: 'floats',
  interpolator: 'any',
  padDistance: 'int',
  distances: 'ints',
  force2D: 'bool',
  force2Ddimension: 'int',
  resegmentRange: 'floats',
  resegmentMode: 'str',
  resegmentShape: 'bool',
  preCrop: 'bool',
  sigma: 'floats',
  start_level: 'int',
  level: 'int',
  wavelet: 'str',
  gradientUseSpacing: 'bool',
  lbp2DRadius: 'float',
  lbp2DSamples: 'int',
  lbp2DMethod: 'str',
  lbp3DLevels: 'int',
  lbp3DIcosphereRadius: 'float',
  lbp3DIcosphereSubdivision: 'int',
  voxelArrayShift: 'int',
  symmetricalGLCM: 'bool',
  weightingNorm: 'any',
  gldm_a: 'int',
};

/** Names that `--setting` takes. */
export const SETTING_NAMES = Object.keys(KINDS);

/** Settings by name, in the order in which they were given; the last of a name holds. */
export type SettingOverrides = PythonDict;

/** Reads `NAME:VALUE`, lists with commas. @throws UsageProblem for another name, or a value of another type */
export function settingOverrides(texts: readonly string[]): SettingOverrides {
  const overrides = new Map<string, PythonValue>();
  for (const text of texts) {
    const colon = text.indexOf(':');
    if (colon < 0) throw new UsageProblem(`got --setting ${text}; wanted NAME:VALUE, such as binWidth:25.`);
    const [name, given] = [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
    if (!Object.hasOwn(KINDS, name)) {
      throw new UsageProblem(
        `got --setting ${name}; wanted one of ${SETTING_NAMES.join(', ')}.${orDidYouMean(name, SETTING_NAMES)}`,
      );
    }
    overrides.set(name, readValue(name, given, KINDS[name as keyof Setting]));
  }
  return overrides;
}

/** Settings with those of the command line over them; image types keep their own. @throws InputRefused `settings-invalid` */
export function withOverrides(settings: ExtractionSettings, overrides: SettingOverrides): ExtractionSettings {
  if (overrides.size === 0) return settings;
  const given = Object.fromEntries(Array.from(overrides, ([name, value]) => [name, plain(name, value)]));
  const { voxelSetting, ...rest } = settings;
  return {
    ...settingsFrom({ ...rest, setting: { ...settings.setting, ...given } }),
    ...(voxelSetting && { voxelSetting }),
  };
}

function readValue(name: string, text: string, kind: Kind): PythonValue {
  const refuse = (wanted: string): never => {
    throw new UsageProblem(`got --setting ${name}:${text}; wanted ${wanted}.`);
  };
  if (/^(none|null)$/i.test(text) && (DEFAULT_SETTING[name as keyof Setting] === null || name === 'interpolator'))
    return null;
  const int = (item: string): number => (/^[-+]?\d{1,15}$/.test(item.trim()) ? Number(item) : refuse('a whole number'));
  const float = (item: string): PythonFloat => {
    const value = item.trim() === '' ? Number.NaN : Number(item);
    return Number.isFinite(value) ? new PythonFloat(value) : refuse('a number');
  };
  switch (kind) {
    case 'int':
      return int(text);
    case 'float':
      return float(text);
    case 'bool':
      return /^(1|true)$/i.test(text) || (/^(0|false)$/i.test(text) ? false : refuse('true or false'));
    case 'ints':
      return text.split(',').map(int);
    case 'floats':
      return text.split(',').map(float);
    case 'any':
      return /^\d+$/.test(text) ? Number(text) : text;
    case 'str':
      return text;
  }
}

/** As parameter files have it; sigma as the text from which names of features are made. */
function plain(name: string, value: PythonValue): unknown {
  if (value instanceof PythonFloat) return value.value;
  if (!Array.isArray(value)) return value;
  return value.map((item) => (name === 'sigma' ? pythonRepr(item) : plain(name, item)));
}
