export { CATALOGUE, CLASS_NOTES, explainFeature } from './catalogue/catalogue.ts';
export type { CatalogueEntry } from './catalogue/entry.ts';
export { ibsiTag } from './catalogue/ibsi-tags.ts';
export { compareProfiles, ibsiCounterpart, type ProfileComparison } from './compare-profiles.ts';
export { type Diagnostics, type DiagnosticValue, diagnose, diagnosticNames, type MaskSource } from './diagnostics.ts';
export {
  ENGINE_VERSION,
  type ExtractionOptions,
  extract,
  extractPrepared,
  featureNames,
  type ImageGroup,
} from './extract.ts';
export type { Extraction, FeatureBlock, Warning } from './extraction.ts';
export { FEATURE_CLASSES, FEATURE_NAMES, type FeatureClass } from './feature-classes.ts';
export {
  DEFAULT_IBSI_CONFIGURATION,
  IBSI_CONFIGURATIONS,
  type IbsiConfiguration,
  type IbsiDiscretisation,
  ibsiConfiguration,
} from './ibsi/configuration.ts';
export { agrees, type ConformanceRow, conformance } from './ibsi/conformance.ts';
export { extractIbsi, ibsiNames } from './ibsi/extract-ibsi.ts';
export { ibsiParameters, parseIbsiParameters } from './ibsi/parameters.ts';
export { DEFAULT_MAX_BYTES, estimateMemory } from './memory.ts';
export { freePrepared, type Prepared, type PreparedRoi, prepareRoi, slicesNeeded } from './prepare.ts';
export { DEFAULT_SETTING, resamples, type Setting, type SourceNumber } from './setting.ts';
export {
  canonicalSettings,
  type ExtractionSettings,
  IMAGE_TYPES,
  type ImageType,
  parseSettings,
  settingsFrom,
} from './settings.ts';
export {
  answerCopy,
  type ExtractionAnswer,
  type ExtractionJob,
  type ExtractionThread,
  extractOverThreads,
} from './threads.ts';
export { measureTrust, TRUSTED_RELATIVE, type Trust } from './trust.ts';
