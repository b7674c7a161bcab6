/** What outside users build on: the names that the published `@radscore/radiomics` promises to keep. */
export { CATALOGUE, explainFeature } from './catalogue/catalogue.ts';
export type { CatalogueEntry } from './catalogue/entry.ts';
export { ibsiTag } from './catalogue/ibsi-tags.ts';
export { compareProfiles, ibsiCounterpart, type ProfileComparison } from './diagnostics/compare-profiles.ts';
export {
  type Diagnostics,
  type DiagnosticValue,
  diagnose,
  diagnosticNames,
  type MaskSource,
} from './diagnostics/diagnostics.ts';
export { measureTrust, type Trust } from './diagnostics/trust.ts';
export { createEngine, type Engine, type EngineParts } from './engine.ts';
export {
  ENGINE_VERSION,
  type ExtractionOptions,
  extract,
  featureNames,
  type ImageGroup,
} from './extraction/extract.ts';
export { estimateMemory } from './extraction/memory-bound.ts';
export { type Prepared, type PreparedRoi, prepareRoi } from './extraction/prepare-roi.ts';
export type { Extraction, FeatureBlock, Warning } from './features/feature-block.ts';
export {
  IBSI_CONFIGURATIONS,
  type IbsiConfiguration,
  type IbsiDiscretisation,
  ibsiConfiguration,
} from './ibsi/configuration.ts';
export { type ConformanceRow, conformance } from './ibsi/conformance.ts';
export { extractIbsi, ibsiNames } from './ibsi/extract-ibsi.ts';
export { ibsiParameters, parseIbsiParameters } from './ibsi/parameters.ts';
export { FEATURE_CLASSES, FEATURE_NAMES, type FeatureClass } from './settings/feature-classes.ts';
export { DEFAULT_SETTING, type Setting } from './settings/setting.ts';
export {
  canonicalSettings,
  type ExtractionSettings,
  IMAGE_TYPES,
  type ImageType,
  parseSettings,
  settingsFrom,
} from './settings/settings.ts';
export { type ExtractionThread, extractOverThreads } from './threads/extract-over-threads.ts';
