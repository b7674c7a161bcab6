import { readFileSync } from 'node:fs';
import { InputRefused } from '@radscore/imaging';
import { protocolById, type SequenceName } from '@radscore/pipeline';
import { settingsOf } from '@radscore/pipeline/extraction';
import {
  DEFAULT_IBSI_CONFIGURATION,
  type ExtractionSettings,
  FEATURE_CLASSES,
  parseIbsiParameters,
  parseSettings,
  settingsFrom,
} from '@radscore/radiomics';
import { naming } from '../files/refusal.ts';
import { UsageProblem } from '../terminal/failure.ts';
import type { ProfileSettings } from './extract-case.ts';

export interface SettingsSource {
  /** A PyRadiomics parameter file. */
  readonly params?: string;
  /** A study protocol, `her2-pcr@1`, and which of its sequences the image is. */
  readonly protocol?: string;
  readonly sequence?: SequenceName;
}

/** Whose definitions: PyRadiomics' or those of the IBSI reference manual. */
export const PROFILES = ['pyradiomics', 'ibsi'] as const;

/**
 * The profile of an extraction with its parameters. The parameter file of `ibsi` is in IBSI's own terms.
 *
 * @throws UsageProblem, InputRefused `file-missing` or `settings-invalid`, ProtocolNotFound
 */
export function loadProfile(
  profile: (typeof PROFILES)[number] | undefined,
  { params, protocol, sequence }: SettingsSource,
): ProfileSettings {
  if (profile !== 'ibsi') return { profile: 'pyradiomics', settings: loadSettings({ params, protocol, sequence }) };
  if (protocol !== undefined || sequence !== undefined) {
    throw new UsageProblem(
      "got --protocol or --sequence with --profile ibsi; wanted --params: protocols are PyRadiomics'.",
    );
  }
  const configuration =
    params === undefined
      ? DEFAULT_IBSI_CONFIGURATION
      : naming(params, () =>
          parseIbsiParameters(readParameterFile(params, 'a file of IBSI parameters (YAML or JSON)')),
        );
  return { profile, configuration };
}

/**
 * The settings of an extraction: of a parameter file, of a protocol, or PyRadiomics' own defaults.
 *
 * @throws UsageProblem, InputRefused `file-missing` or `settings-invalid`, ProtocolNotFound
 */
export function loadSettings({ params, protocol, sequence }: SettingsSource): ExtractionSettings {
  if (params !== undefined && protocol !== undefined) {
    throw new UsageProblem('got both --params and --protocol; wanted one of them, since each fixes every setting.');
  }
  if (sequence !== undefined && protocol === undefined) {
    throw new UsageProblem(
      'got --sequence without --protocol; wanted both: the sequences of a protocol have settings of their own.',
    );
  }
  if (protocol !== undefined) return settingsOf(protocolById(protocol).sequences[sequence ?? 't2fs']);
  if (params === undefined) return defaultSettings();
  return naming(params, () => parseSettings(readParameterFile(params, 'a PyRadiomics parameter file (YAML or JSON)')));
}

/** What PyRadiomics computes when nobody says anything: every class but shape2D, which needs force2D. */
function defaultSettings(): ExtractionSettings {
  const classes = FEATURE_CLASSES.filter((featureClass) => featureClass !== 'shape2D');
  return settingsFrom({ featureClass: Object.fromEntries(classes.map((featureClass) => [featureClass, null])) });
}

function readParameterFile(file: string, wanted: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code = 'an error' } = cause as NodeJS.ErrnoException;
    throw new InputRefused(
      {
        code: 'file-missing',
        file,
        got: code === 'ENOENT' ? 'no such file' : `${code} from the system`,
        wanted,
        remedy: 'Check the path.',
      },
      { cause },
    );
  }
}
