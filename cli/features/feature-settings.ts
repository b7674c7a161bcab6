/** Finds the settings of an extraction: a parameter file, a study protocol, or the defaults. */
import type { SequenceName } from '@radscore/pipeline/choices';
import {
  DEFAULT_IBSI_CONFIGURATION,
  type ExtractionSettings,
  FEATURE_CLASSES,
  givenParameters,
  parseIbsiParameters,
  parseSettings,
  settingsFrom,
} from '@radscore/radiomics';
import { naming } from '../files/refusal.ts';
import { readText } from '../files/text-file.ts';
import { UsageProblem } from '../terminal/failure.ts';
import type { Profile, ProfileSettings } from './case.ts';
import { configurationOf, configurationOfSettings, type PythonConfiguration } from './pyradiomics/configuration.ts';
import { settingOverrides, withOverrides } from './setting-overrides.ts';

export interface SettingsSource {
  /** A PyRadiomics parameter file. */
  readonly params?: string;
  /** A study protocol, `her2-pcr@1`, and which of its sequences the image is. */
  readonly protocol?: string;
  readonly sequence?: SequenceName;
  /** `NAME:VALUE`: settings that replace those of the parameter file or the defaults. */
  readonly setting?: readonly string[];
}

/** A profile, and of PyRadiomics' profile how PyRadiomics reports the settings. */
export interface LoadedProfile {
  readonly chosen: ProfileSettings;
  readonly configuration: PythonConfiguration;
  /** The label of `--setting label:N`: no other is measured if the mask lacks it. */
  readonly label?: number;
}

interface LoadedSettings {
  readonly settings: ExtractionSettings;
  readonly label?: number;
  readonly configuration: PythonConfiguration;
}

/**
 * The profile of an extraction with its parameters. The parameter file of `ibsi` is in IBSI's own terms.
 *
 * @throws UsageProblem, InputRefused `file-missing` or `settings-invalid`, ProtocolNotFound
 */
export async function loadProfile(profile: Profile | undefined, source: SettingsSource): Promise<LoadedProfile> {
  if (profile !== 'ibsi') {
    const { settings, ...rest } = await loadConfigured(source);
    return { chosen: { profile: 'pyradiomics', settings }, ...rest };
  }
  const { params, protocol, sequence } = source;
  if (protocol !== undefined || sequence !== undefined) {
    throw new UsageProblem(
      "got --protocol or --sequence with --profile ibsi; wanted --params: protocols are PyRadiomics'.",
    );
  }
  const configuration =
    params === undefined
      ? DEFAULT_IBSI_CONFIGURATION
      : naming(params, () => parseIbsiParameters(readText(params, 'a file of IBSI parameters (YAML or JSON)')));
  return { chosen: { profile, configuration }, configuration: configurationOf(null, new Map()) };
}

/**
 * The settings of an extraction: of a parameter file, of a protocol, or PyRadiomics' own defaults.
 *
 * @throws UsageProblem, InputRefused `file-missing` or `settings-invalid`, ProtocolNotFound
 */
export async function loadSettings(source: SettingsSource): Promise<ExtractionSettings> {
  return (await loadConfigured(source)).settings;
}

async function loadConfigured({ params, protocol, sequence, setting = [] }: SettingsSource): Promise<LoadedSettings> {
  if (params !== undefined && protocol !== undefined) {
    throw new UsageProblem('got both --params and --protocol; wanted one of them, since each fixes every setting.');
  }
  if (sequence !== undefined && protocol === undefined) {
    throw new UsageProblem(
      'got --sequence without --protocol; wanted both: the sequences of a protocol have settings of their own.',
    );
  }
  const overrides = settingOverrides(setting);
  const label = overrides.has('label') ? Number(overrides.get('label')) : undefined;
  if (protocol !== undefined) {
    const { settingsOfProtocol } = await import('./protocol-settings.ts');
    const settings = settingsOfProtocol(protocol, sequence ?? 't2fs');
    return { settings, configuration: configurationOfSettings(settings, overrides) };
  }
  if (params === undefined) {
    return {
      settings: withOverrides(defaultSettings(), overrides),
      configuration: configurationOf(null, overrides),
      label,
    };
  }
  const text = readText(params, 'a PyRadiomics parameter file (YAML or JSON)');
  return naming(params, () => ({
    settings: withOverrides(parseSettings(text), overrides),
    configuration: configurationOf(givenParameters(text), overrides),
    label,
  }));
}

/** What PyRadiomics computes without a parameter file: every class but shape2D, which needs force2D. */
function defaultSettings(): ExtractionSettings {
  const classes = FEATURE_CLASSES.filter((featureClass) => featureClass !== 'shape2D');
  return settingsFrom({ featureClass: Object.fromEntries(classes.map((featureClass) => [featureClass, null])) });
}
