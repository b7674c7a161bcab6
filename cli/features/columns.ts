/** Which columns a table of results has: known from the settings, before any image is read. */
import { diagnosticNames, featureNames, ibsiNames } from '@radscore/radiomics';
import type { ProfileSettings } from './case.ts';

/** The names that a profile gives, without an image: the fixed columns of a table. */
export function columnsOf(chosen: ProfileSettings): { diagnostics: readonly string[]; features: readonly string[] } {
  const own = ['diagnostics_Versions_Engine', 'diagnostics_Versions_Kernels', 'diagnostics_Configuration_Canonical'];
  if (chosen.profile === 'ibsi') return { diagnostics: own, features: ibsiNames(chosen.configuration) };
  const { settings } = chosen;
  return {
    // Warnings have a column of their own.
    diagnostics: settings.setting.additionalInfo ? [...diagnosticNames(settings), ...own] : [],
    features: featureNames(settings).flatMap(({ names }) => names),
  };
}
