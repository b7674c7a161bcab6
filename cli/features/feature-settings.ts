/** Finds the settings of an extraction: a parameter file, a study protocol, or the defaults. */
import type { SequenceName } from '@radscore/pipeline/choices';
import {
  DEFAULT_IBSI_CONFIGURATION,
  type ExtractionSettings,
  FEATURE_CLASSES,
  parseIbsiParameters,
  parseSettings,
  settingsFrom,
} from '@radscore/radiomics';
import { naming } from '../files/refusal.ts';
import { readText } from '../files/text-file.ts';
import { UsageProblem } from '../terminal/failure.ts';
import type { Profile, ProfileSettings } from './case.ts';

export interface SettingsSource {
  /** A PyRadiomics parameter file. */
  readonly params?: string;
  /** A study protocol, `her2-pcr@1`, and which of its sequences the image is. */
  readonly protocol?: string;
  readonly sequence?: SequenceName;
}

/**
 * The profile of an extraction with its parameters. The parameter file of `ibsi` is in IBSI's own terms.
 *
 * @throws UsageProblem, InputRefused `file-missing` or `settings-invalid`, ProtocolNotFound
 */
export async function loadProfile(
  profile: Profile | undefined,
  { params, protocol, sequence }: SettingsSource,
): Promise<ProfileSettings> {
  if (profile !== 'ibsi')
    return { profile: 'pyradiomics', settings: await loadSettings({ params, protocol, sequence }) };
  if (protocol !== undefined || sequence !== undefined) {
    throw new UsageProblem(
      "got --protocol or --sequence with --profile ibsi; wanted --params: protocols are PyRadiomics'.",
    );
  }
  const configuration =
    params === undefined
      ? DEFAULT_IBSI_CONFIGURATION
      : naming(params, () => parseIbsiParameters(readText(params, 'a file of IBSI parameters (YAML or JSON)')));
  return { profile, configuration };
}

/**
 * The settings of an extraction: of a parameter file, of a protocol, or PyRadiomics' own defaults.
 *
 * @throws UsageProblem, InputRefused `file-missing` or `settings-invalid`, ProtocolNotFound
 */
export async function loadSettings({ params, protocol, sequence }: SettingsSource): Promise<ExtractionSettings> {
  if (params !== undefined && protocol !== undefined) {
    throw new UsageProblem('got both --params and --protocol; wanted one of them, since each fixes every setting.');
  }
  if (sequence !== undefined && protocol === undefined) {
    throw new UsageProblem(
      'got --sequence without --protocol; wanted both: the sequences of a protocol have settings of their own.',
    );
  }
  if (protocol !== undefined) {
    const { settingsOfProtocol } = await import('./protocol-settings.ts');
    return settingsOfProtocol(protocol, sequence ?? 't2fs');
  }
  if (params === undefined) return defaultSettings();
  return naming(params, () => parseSettings(readText(params, 'a PyRadiomics parameter file (YAML or JSON)')));
}

/** What PyRadiomics computes without a parameter file: every class but shape2D, which needs force2D. */
function defaultSettings(): ExtractionSettings {
  const classes = FEATURE_CLASSES.filter((featureClass) => featureClass !== 'shape2D');
  return settingsFrom({ featureClass: Object.fromEntries(classes.map((featureClass) => [featureClass, null])) });
}
