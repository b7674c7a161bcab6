/** What the radiomics layer offers on every host; `node.ts` adds threads and Node's engine. */
export { CATALOGUE, CLASS_NOTES, explainFeature } from './catalogue/catalogue.ts';
export type { CatalogueEntry } from './catalogue/entry.ts';
export { ibsiTag } from './catalogue/ibsi-tags.ts';
export { RETIRED } from './catalogue/retired.ts';
export { compareProfiles, ibsiCounterpart, type ProfileComparison } from './diagnostics/compare-profiles.ts';
export {
  type Diagnostics,
  type DiagnosticValue,
  diagnose,
  diagnosticNames,
  type MaskSource,
} from './diagnostics/diagnostics.ts';
export { measureTrust, TRUSTED_RELATIVE, type Trust } from './diagnostics/trust.ts';
export { createEngine, type Engine, type EngineParts, kernelsInWords } from './engine.ts';
export {
  ENGINE_VERSION,
  type ExtractionOptions,
  extract,
  extractPrepared,
  featureNames,
  type ImageGroup,
} from './extraction/extract.ts';
export { DEFAULT_MAX_BYTES, estimateMemory } from './extraction/memory-bound.ts';
export { type Prepared, type PreparedRoi, prepareRoi, slicesNeeded } from './extraction/prepare-roi.ts';
export type { Extraction, FeatureBlock, Warning } from './features/feature-block.ts';
export { type WholeImage, wholeImages } from './filters/whole-image.ts';
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
export { type KernelChoice, Workspace } from './memory/workspace.ts';
export { portableSha1, type Sha1 } from './numbers/sha1.ts';
export { type NewSha256, portableSha256, type Sha256 } from './numbers/sha256.ts';
export { FEATURE_CLASSES, FEATURE_NAMES, type FeatureClass } from './settings/feature-classes.ts';
export { type GivenValue, givenParameters } from './settings/given-parameters.ts';
export { DEFAULT_SETTING, resamples, type Setting, type SourceNumber } from './settings/setting.ts';
export {
  canonicalSettings,
  type ExtractionSettings,
  IMAGE_TYPES,
  type ImageType,
  parseSettings,
  settingsFrom,
} from './settings/settings.ts';
export {
  answerJob,
  type ExtractionAnswer,
  type ExtractionJob,
  type ExtractionThread,
  extractOverThreads,
} from './threads/extract-over-threads.ts';
