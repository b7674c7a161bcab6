/** Entry "./browser": what a page does itself as the service does it, with nothing of Node or of AWS. */

export { RESEARCH_USE_ONLY } from './api/schemas/notice.ts';
export type { AbstentionAnswer, Answer, PredictionAnswer } from './api/schemas/predictions.ts';
export * from './contracts/choices.ts';
export {
  type Clinical,
  isArchive,
  isPartOf,
  type Manifest,
  type ManifestSequence,
  manifest as manifestSchema,
  type VolumeSelection,
} from './contracts/manifest.ts';
export { type AppliedRepair, REPAIRS } from './contracts/repair.ts';
export { sequenceOf } from './contracts/sequence-of-feature.ts';
export type { Reason } from './contracts/workflow.ts';
export {
  type ExtractSequenceOptions,
  extractSequence,
  namedFeatures,
  type SequenceFeatures,
} from './extraction/extract-sequence.ts';
export { measuredRegion, requireMeasurable } from './extraction/measured-region.ts';
export { hashContent, hashInput } from './extraction/prepared-input.ts';
export { protocolSettingsHash, settingsOf } from './extraction/sequence-settings.ts';
export { inspectManifestWith, type ManifestInspection } from './extraction/study-inspection.ts';
export type { AnsweringVersion } from './predictions/answering-version.ts';
export { declaredClinical } from './predictions/declared-clinical.ts';
export { abstentionOf, answerOfModel } from './predictions/fitted-answer.ts';
export { type AnsweringSubmodel, submodelFor, submodelWarning } from './predictions/ladder.ts';
export { answerForValues, type ModelsByKey, neededSequences } from './predictions/values-answer.ts';
export { outsideCohort, siteUnseen, warningFor } from './predictions/wording.ts';
export {
  CLINICAL_VOCABULARY,
  type ClinicalVariable,
  PROTOCOL_IDS,
  type Protocol,
  protocolById,
  readClinical,
  readValue,
  type SequenceProtocol,
  unitShown,
  valuesShown,
  wordsOfVariables,
} from './protocols/index.ts';
export { type ComingFiles, EarlyHeaders, EarlySequence, type EarlyView, outward } from './sequences/early-sequence.ts';
export {
  createSequenceReader,
  type SequenceFiles,
  type SequenceImage,
  type SequenceReader,
} from './sequences/read-sequence.ts';
export type { HearImage } from './sequences/sequence-region.ts';
export { filesOfSequence, isNeeded } from './sequences/study-files.ts';
export { hashVoxels } from './studies/image-hash.ts';
export { repeatedImage, repeatedSource } from './studies/repeated-image.ts';
