export { apparentDiffusion, type WeightedVolume } from './adc.ts';
export { adcInMicro, type DeclaredUnit } from './adc-unit.ts';
export { INTERPOLATORS, type Interpolator } from './axis-kernel.ts';
export { SPLINE_MARGIN } from './bspline.ts';
export { type DrawRegion, describeRegion, type RoiSummary, summariseRegion } from './clinic/describe-region.ts';
export { type InspectionInWords, inspectionInWords } from './clinic/in-words.ts';
export { inspectRegion, type RegionInspection, type Repair, type RepairName } from './clinic/inspect-region.ts';
export {
  type ImageSummary,
  inspectStudy,
  type StudyFinding,
  type StudyInspection,
  type StudyNote,
} from './clinic/inspect-study.ts';
export { orientationCode } from './clinic/orientation.ts';
export { pictureOfRegion } from './clinic/picture.ts';
export { correctMask, placeOnImage, requireInside } from './correct-mask.ts';
export { examineIdentity } from './deidentification/examine-identity.ts';
export {
  IDENTITY_CODES,
  type IdentifyingPaths,
  type IdentityCode,
  type IdentityFinding,
} from './deidentification/finding.ts';
export { HELD_BYTES, IdentifyingBytes } from './deidentification/identifying-bytes.ts';
export { HEADER_BYTES, IDENTITY_CHECK_VERSION, IdentityCheck } from './deidentification/identity-check.ts';
export { examinePath, type FindingInPath } from './deidentification/path-identity.ts';
export type { DeidentificationReceipt } from './deidentification/receipt.ts';
export { withoutPaths } from './deidentification/without-paths.ts';
export { describeSeries, describeVolumes, seriesAmbiguous } from './dicom/ambiguous-series.ts';
export { readingSeries, readSeries } from './dicom/build-volume.ts';
export { type FrameDecoder, setFrameDecoder } from './dicom/codecs.ts';
export { type CollectorOptions, listSeries, passedOverNotes, SeriesCollector } from './dicom/collect-series.ts';
export { partOfSignal } from './dicom/contrast.ts';
export { type DicomVolume, type ImageNote, type ImageReference, withNotes } from './dicom/dicom-volume.ts';
export { type LossyCompression, lossyCompressionNote } from './dicom/lossy-compression.ts';
export {
  isFatSuppressed,
  proposeSequence,
  type SequenceName,
  type SequenceProposal,
} from './dicom/propose-sequence.ts';
export { regionLabels } from './dicom/read-region.ts';
export { readingSelected } from './dicom/read-series.ts';
export { type RegionReferences, referencedVolume, regionReferences } from './dicom/region-references.ts';
export {
  type DicomSelection,
  differencesInWords,
  isSelected,
  SELECTION_KEYS,
  selectionText,
} from './dicom/selection.ts';
export type { ImageSeries } from './dicom/series.ts';
export type { PassedOver } from './dicom/sop-classes.ts';
export { newUid, uidFromBytes } from './dicom/uid.ts';
export { type EmscriptenStart, setWasmCodec, type WasmCodec } from './dicom/wasm-codec.ts';
export { type NewSegmentation, writeSegmentation } from './dicom/write-segmentation.ts';
export { type NewSeries, type StudyIdentity, type WrittenSeries, writeSeries } from './dicom/write-series.ts';
export * from './errors.ts';
export { free } from './free.ts';
export {
  type Box,
  boundingBox,
  checkFinite,
  checkSameGrid,
  cornerDisplacement,
  crop,
  differenceOfGrids,
  GRID_TOLERANCE_MM,
  type Grid,
  gridOf,
  isSameGrid,
  occupySameSpace,
  padBox,
  worldToIndex,
} from './geometry.ts';
export { type Inflater, setInflater } from './inflate.ts';
export { DEFAULT_LIMITS, type ReadLimits, type ReadOptions } from './limits.ts';
export {
  labelsFound,
  labelsIn,
  largestSlice,
  type MaskOptions,
  type Region,
  readMask,
  readMaskAsStored,
  readRegion,
  selectLabel,
  sliceMask,
  unnamedLabel,
} from './mask.ts';
export { readMetaImage } from './mha.ts';
export type { NamedBytes } from './named-bytes.ts';
export { readNifti, writeNifti } from './nifti.ts';
export { type Normalisation, normalise } from './normalise.ts';
export { readNrrd, writeNrrd } from './nrrd.ts';
export { withAxesOf } from './orient.ts';
export { meanInside, peakPhase } from './peak-phase.ts';
export { type CaseOptions, type ReadCase, readCase } from './read-case.ts';
export { type Format, formatOf, isSideFile, readImage, readVolume, type SeriesSelection } from './reader.ts';
export { type Piece, type Reading, readFrom, readNow } from './reading.ts';
export { interpolate, type Resampled, type Resampling, resample, resampler } from './resample.ts';
export * from './volume.ts';
export { integerRange, newVoxels, type VoxelType, voxelType } from './voxel-type.ts';
