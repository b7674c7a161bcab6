/** The settings of an extraction: image types, feature classes, and the values of each. */
import { isScalar, isSeq, visit } from 'yaml';
import {
  DEPRECATED_NAMES,
  FEATURE_CLASSES,
  FEATURE_NAMES,
  type FeatureClass,
  REMOVED_NAMES,
} from './feature-classes.ts';
import { parseParameterFile, valuesOf } from './parameter-file.ts';
import { pythonText } from './python-text.ts';
import { DEFAULT_SETTING, type Setting } from './setting.ts';
import { record, refuseKey, refuseValue } from './setting-refusal.ts';
import { RETIRED_SETTING_RULES, type Rule, SETTING_RULES, VOXEL_SETTING_RULES } from './setting-rules.ts';

export const IMAGE_TYPES = [
  'Original',
  'Wavelet',
  'LoG',
  'Square',
  'SquareRoot',
  'Logarithm',
  'Exponential',
  'Gradient',
  'LBP2D',
  'LBP3D',
] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

/** Each is a filter of the whole image, and features of what comes out. */
const MOST_IMAGE_TYPES = 100;

export interface ExtractionSettings {
  /** In the order of extraction; `options` replace settings for this image type. */
  readonly imageTypes: readonly { readonly type: ImageType; readonly options: Partial<Setting> }[];
  readonly featureClasses: ReadonlyMap<FeatureClass, 'all' | readonly string[]>;
  readonly setting: Setting;
  /**
   * `volume`: the mask as it is. `largest-slice`: the first of its largest axial slices; features are read there while
   * filters run in three dimensions, and shape2D needs no force2D. One PyRadiomics run cannot give this.
   */
  readonly roi: 'volume' | 'largest-slice';
  /** Set where a parameter file has settings of voxel-based maps, which have no effect here. */
  readonly voxelSetting?: true;
}

/**
 * Reads a PyRadiomics parameter file, YAML or JSON, unchanged; `roi` may be added to it.
 *
 * @throws InputRefused `settings-invalid` for an unknown or mistyped key (naming the nearest valid one) or value.
 *
 * @example
 * ```ts
 * import { parseSettings } from '@radscore/radiomics';
 * parseSettings('setting:\n  binWidth: 10\n').setting.binWidth; // → 10
 * ```
 */
export function parseSettings(text: string): ExtractionSettings {
  const document = parseParameterFile(text);
  visit(document, {
    Pair: (_, { key, value }) => {
      if (!isScalar(key) || key.value !== 'sigma' || !isSeq(value)) return;
      for (const item of value.items)
        if (isScalar(item) && typeof item.value === 'number') item.value = pythonText(item);
    },
  });
  return settingsFrom(valuesOf(document));
}

/**
 * The same from an object: a parameter file's shape (`imageType`, `featureClass`, `setting`) or that of
 * `ExtractionSettings` and `canonicalSettings`. What is left out has PyRadiomics' default; `sigma` may hold text
 * (`"1.0"`) where the feature name needs it.
 *
 * @example
 * ```ts
 * import { settingsFrom } from '@radscore/radiomics';
 * settingsFrom({ imageType: { LoG: { sigma: [2, 3] } } }).imageTypes.map(({ type }) => type); // → [ 'LoG' ]
 * ```
 */
export function settingsFrom(object: unknown): ExtractionSettings {
  const root = record(object ?? {}, 'the parameter file');
  const known = ['setting', 'voxelSetting', 'imageType', 'featureClass', 'imageTypes', 'featureClasses', 'roi'];
  for (const key of Object.keys(root)) if (!known.includes(key)) refuseKey(key, known, 'the parameter file');
  const voxelSetting = readRules(root.voxelSetting ?? {}, 'voxelSetting', VOXEL_SETTING_RULES);
  const roi = root.roi ?? 'volume';
  if (roi !== 'volume' && roi !== 'largest-slice') {
    refuseValue('roi', roi, 'volume or largest-slice', ['volume', 'largest-slice']);
  }
  return {
    imageTypes: readImageTypes(root.imageTypes ?? root.imageType ?? {}),
    featureClasses: readFeatureClasses(root.featureClasses ?? root.featureClass ?? {}),
    setting: { ...DEFAULT_SETTING, ...readSetting(root.setting ?? {}, 'setting') },
    roi,
    ...(Object.keys(voxelSetting).length > 0 && { voxelSetting: true }),
  };
}

/**
 * One text for equal settings: JSON with sorted keys, all defaults written out. Its hash identifies the settings.
 *
 * @example
 * ```ts
 * import { canonicalSettings, settingsFrom } from '@radscore/radiomics';
 * canonicalSettings(settingsFrom({ setting: { binWidth: 25 } })) === canonicalSettings(settingsFrom({})); // → true
 * ```
 */
export function canonicalSettings({ voxelSetting: _, ...settings }: ExtractionSettings): string {
  return JSON.stringify({ ...settings, featureClasses: [...settings.featureClasses] }, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    if ('text' in value && 'value' in value) return value.text;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** The settings that hold for one image type. */
export function settingFor(settings: ExtractionSettings, options: Partial<Setting>): Setting {
  return { ...settings.setting, ...options };
}

/** Names of the wanted features of a class; a name that PyRadiomics has removed gives none. */
export function wantedNames(featureClass: FeatureClass, { featureClasses }: ExtractionSettings): readonly string[] {
  const wanted = featureClasses.get(featureClass) ?? [];
  if (wanted === 'all') return FEATURE_NAMES[featureClass];
  return wanted.filter((name) => !REMOVED_NAMES[featureClass]?.includes(name));
}

function readImageTypes(value: unknown): ExtractionSettings['imageTypes'] {
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((entry) => {
        const { type, options } = record(entry, 'imageTypes');
        return [String(type), options];
      })
    : Object.entries(record(value, 'imageType'));
  if (entries.length === 0) return [{ type: 'Original', options: {} }];
  if (entries.length > MOST_IMAGE_TYPES)
    refuseValue('imageTypes', entries.length, `at most ${MOST_IMAGE_TYPES} entries`);
  return entries.map(([name, options]) => {
    const type = IMAGE_TYPES.find((known) => known === name) ?? refuseKey(name, IMAGE_TYPES, 'imageType');
    return { type, options: readSetting(options ?? {}, `imageType ${name}`) };
  });
}

function readFeatureClasses(value: unknown): ExtractionSettings['featureClasses'] {
  const entries: [unknown, unknown][] =
    value instanceof Map || Array.isArray(value) ? [...value] : Object.entries(record(value, 'featureClass'));
  if (!entries.every(Array.isArray)) refuseValue('featureClass', value, 'classes with the names of their features');
  if (entries.length === 0) return new Map(FEATURE_CLASSES.map((name) => [name, 'all']));
  return new Map(
    entries.map(([key, names]) => {
      const name =
        FEATURE_CLASSES.find((known) => known === key) ?? refuseKey(String(key), FEATURE_CLASSES, 'featureClass');
      return [name, readFeatureNames(name, names)];
    }),
  );
}

function readFeatureNames(featureClass: FeatureClass, names: unknown): 'all' | readonly string[] {
  if (names === null || names === undefined || names === 'all') return 'all';
  if (!Array.isArray(names))
    refuseValue(`featureClass ${featureClass}`, names, 'a list of feature names, or nothing for all');
  const known = [
    ...FEATURE_NAMES[featureClass],
    ...(DEPRECATED_NAMES[featureClass] ?? []),
    ...(REMOVED_NAMES[featureClass] ?? []),
  ];
  for (const name of names)
    if (!known.includes(String(name))) refuseKey(String(name), known, `featureClass ${featureClass}`);
  return names.length === 0 ? 'all' : [...new Set(names.map(String))];
}

function readSetting(value: unknown, where: string): Partial<Setting> {
  const given = Object.entries(record(value, where));
  const retired = given.filter(([key]) => Object.hasOwn(RETIRED_SETTING_RULES, key));
  readRules(Object.fromEntries(retired), where, RETIRED_SETTING_RULES);
  const rest = given.filter(([key]) => !Object.hasOwn(RETIRED_SETTING_RULES, key));
  return readRules(Object.fromEntries(rest), where, SETTING_RULES);
}

function readRules(value: unknown, where: string, rules: Readonly<Record<string, Rule<unknown>>>) {
  const read: Record<string, unknown> = {};
  for (const [key, given] of Object.entries(record(value, where))) {
    if (!Object.hasOwn(rules, key)) refuseKey(key, Object.keys(rules), where);
    const accepted = rules[key].read(given);
    if (accepted === undefined) refuseValue(`${where} ${key}`, given, rules[key].wanted, rules[key].choices);
    read[key] = accepted;
  }
  return read;
}
