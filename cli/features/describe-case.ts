/** Turns what the engine gave for a case into named features, with the case's warnings and diagnostics. */
import { lossyCompressionNote } from '@radscore/imaging';
import {
  canonicalSettings,
  ENGINE_VERSION,
  type Extraction,
  type ExtractionSettings,
  type IbsiConfiguration,
  ibsiNames,
  kernelsInWords,
  type Prepared,
  type Warning,
} from '@radscore/radiomics';
import { nodeEngine } from '@radscore/radiomics/node';
import { type CaseDiagnostics, type CaseFeatures, warningLine } from './case.ts';
import type { ReadCase } from './read-case.ts';

const NO_MAPS: Warning = {
  code: 'voxel-setting-unused',
  message: 'voxelSetting has no effect: these are the features of the whole ROI, voxel-based maps are not made',
};

/** The answer of PyRadiomics' profile: the features by name, and the diagnostics that PyRadiomics gives. */
export function describeExtraction(
  read: ReadCase,
  settings: ExtractionSettings,
  prepared: Prepared,
  { blocks, warnings: found }: Extraction,
): CaseFeatures {
  const { image, mask, region } = read;
  const warnings = [...warningsOf(read), ...found, ...(settings.voxelSetting ? [NO_MAPS] : [])];
  const features: Record<string, number> = {};
  for (const { names, values } of blocks) {
    for (let i = 0; i < names.length; i++) features[names[i]] = values[i];
  }
  if (!settings.setting.additionalInfo) return { features, warnings, diagnostics: {} };
  const diagnostics = {
    ...nodeEngine.diagnose(image, mask, settings, ENGINE_VERSION, prepared, region()),
    ...ownDiagnostics(canonicalSettings(settings), warnings),
  };
  return { features, warnings, diagnostics };
}

/**
 * The answer of the IBSI profile.
 *
 * @param values by name; what a definition leaves undefined for this ROI (a division by zero, textures without any pair)
 *   is not finite there, and left out here with a warning
 */
export function describeIbsi(
  read: ReadCase,
  configuration: IbsiConfiguration,
  values: Readonly<Record<string, number>>,
): CaseFeatures {
  const names = ibsiNames(configuration);
  const features = Object.fromEntries(
    names.filter((name) => Number.isFinite(values[name])).map((name) => [name, values[name]]),
  );
  const missing = names.filter((name) => !(name in features));
  const undefinedHere: Warning = {
    code: 'value-undefined',
    message: `not defined for this ROI: ${missing.join(', ')}`,
  };
  const warnings = [...warningsOf(read), ...(missing.length === 0 ? [] : [undefinedHere])];
  return { features, warnings, diagnostics: ownDiagnostics(JSON.stringify(configuration), warnings) };
}

/** What reading found: lossy compression, notes of the series, a mask of another grid. */
function warningsOf({ image, notes: onMask }: ReadCase): Warning[] {
  const { lossyCompression, notes = [] } = image.reference ?? {};
  return [...(lossyCompression ? [lossyCompressionNote(lossyCompression)] : []), ...notes, ...onMask];
}

function ownDiagnostics(canonical: string, warnings: readonly Warning[]): CaseDiagnostics {
  return {
    diagnostics_Versions_Engine: ENGINE_VERSION,
    diagnostics_Versions_Kernels: kernelsInWords(nodeEngine),
    diagnostics_Configuration_Canonical: canonical,
    diagnostics_Warnings: warnings.map(warningLine),
  };
}
