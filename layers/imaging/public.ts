/** What outside users build on: the names that the published `@radscore/imaging` promises to keep. */

export { examineIdentity } from './deidentification/examine-identity.ts';
export type { IdentityFinding } from './deidentification/finding.ts';
export type { DeidentificationReceipt } from './deidentification/receipt.ts';
export { type NewSegmentation, writeSegmentation } from './dicom/regions/write-segmentation.ts';
export { readSeries } from './dicom/series/build-volume.ts';
export { listSeries } from './dicom/series/collect-series.ts';
export type { DicomVolume, ImageReference } from './dicom/series/dicom-volume.ts';
export type { ImageSeries } from './dicom/series/image-series.ts';
export type { DicomSelection } from './dicom/series/selection.ts';
export { type NewSeries, type StudyIdentity, type WrittenSeries, writeSeries } from './dicom/series/write-series.ts';
export { InputRefused, type RefusalCode, type RefusalDetail } from './errors.ts';
export { readMetaImage } from './formats/mha.ts';
export { readNifti, writeNifti } from './formats/nifti.ts';
export { readNrrd, writeNrrd } from './formats/nrrd.ts';
export type { Codecs } from './input/codecs.ts';
export { DEFAULT_LIMITS, type ReadLimits, type ReadOptions } from './input/limits.ts';
export type { NamedBytes } from './input/named-bytes.ts';
export { type InspectionInWords, inspectionInWords } from './inspection/in-words.ts';
export {
  type ImageSummary,
  inspectStudy,
  type LeftOutFiles,
  type ManifestProposal,
  type ProposedSequence,
  type StudyFinding,
  type StudyInspection,
  type StudyNote,
  type UndecidedSequence,
} from './inspection/inspect-study.ts';
export { createReaders, type Readers } from './readers.ts';
export { type Format, formatOf, readImage, readVolume, type SeriesSelection } from './reading/reader.ts';
export { correctMask } from './regions/correct-mask.ts';
export { labelsFound, type MaskOptions, readMask, selectLabel } from './regions/mask.ts';
export { type CaseOptions, type ReadCase, readCase } from './regions/read-case.ts';
export { INTERPOLATORS, type Interpolator } from './resampling/axis-kernel.ts';
export { type Resampling, resample } from './resampling/resample.ts';
export { apparentDiffusion, type WeightedVolume } from './volume/adc.ts';
export {
  type Box,
  boundingBox,
  checkSameGrid,
  crop,
  type Grid,
  isSameGrid,
  worldToIndex,
} from './volume/geometry.ts';
export { type Normalisation, normalise } from './volume/normalise.ts';
export { withAxesOf } from './volume/orient.ts';
export { orientationCode } from './volume/orientation.ts';
export { peakPhase } from './volume/peak-phase.ts';
export {
  IDENTITY_DIRECTION,
  indexToWorld,
  type Mask,
  type Matrix3,
  type Vector3,
  type Volume,
  type Voxels,
} from './volume/volume.ts';
