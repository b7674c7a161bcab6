/** What the imaging layer offers on every host; `node.ts` adds what Node does faster. */
export { ArchiveInMemory, remarkFinding, type UnpackedFiles, unpackArchives } from './archives/unpack.ts';
export { centralDirectory, localHeader, type NewMember } from './archives/write-zip.ts';
export { type HearMember, readingZipDirectory, type ZipDirectory, type ZipMember } from './archives/zip-directory.ts';
export { isArchivePath, MOST_MEMBERS } from './archives/zip-format.ts';
export { type MemberSink, ZipMembers, type ZipMembersOptions } from './archives/zip-members.ts';
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
export { newUid, uidFromBytes } from './dicom/encoding/uid.ts';
export { partOfSignal } from './dicom/frames/contrast.ts';
export type { PassedOver } from './dicom/frames/sop-classes.ts';
export { type LossyCompression, lossyCompressionNote } from './dicom/pixels/lossy-compression.ts';
export { type EmscriptenStart, type WasmCodec, wasmFrameDecoder } from './dicom/pixels/wasm-codec.ts';
export { regionLabels } from './dicom/regions/read-region.ts';
export { type RegionReferences, referencedVolume, regionReferences } from './dicom/regions/region-references.ts';
export { type NewSegmentation, writeSegmentation } from './dicom/regions/write-segmentation.ts';
export { describeSeries, describeVolumes, seriesAmbiguous } from './dicom/series/ambiguous-series.ts';
export { readingSeries, readSeries } from './dicom/series/build-volume.ts';
export { type CollectorOptions, listSeries, passedOverNotes, SeriesCollector } from './dicom/series/collect-series.ts';
export { type DicomVolume, type ImageNote, type ImageReference, withNotes } from './dicom/series/dicom-volume.ts';
export type { ImageSeries } from './dicom/series/image-series.ts';
export { incompleteNotes } from './dicom/series/phase-notes.ts';
export {
  isFatSuppressed,
  proposeSequence,
  type SequenceName,
  type SequenceProposal,
} from './dicom/series/propose-sequence.ts';
export { selectionFrom } from './dicom/series/read-selection.ts';
export { readingSelected } from './dicom/series/read-series.ts';
export {
  type DicomSelection,
  differencesInWords,
  isSelected,
  selectionText,
} from './dicom/series/selection.ts';
export { SELECTION_KEYS } from './dicom/series/selection-keys.ts';
export { type NewSeries, type StudyIdentity, type WrittenSeries, writeSeries } from './dicom/series/write-series.ts';
export * from './errors.ts';
export { readMetaImage } from './formats/mha.ts';
export { readNifti, writeNifti } from './formats/nifti.ts';
export { readNrrd, writeNrrd } from './formats/nrrd.ts';
export type { Codecs, FrameDecoder, FrameDecoders, FrameShape, Gzip, Inflate } from './input/codecs.ts';
export { type CompanionKind, companionKind, leftOutNotes } from './input/companion-files.ts';
export { DEFAULT_LIMITS, type OpenStack, type ReadLimits, type ReadOptions } from './input/limits.ts';
export type { NamedBytes } from './input/named-bytes.ts';
export { NOT_YET, type Piece, type Reading, readFrom, readNow } from './input/reading.ts';
export { type DrawRegion, describeRegion, type RoiSummary, summariseRegion } from './inspection/describe-region.ts';
export {
  findingsInWords,
  type InspectionInWords,
  inspectionInWords,
  leftOutInWords,
  proposalInWords,
} from './inspection/in-words.ts';
export { inspectRegion, type RegionInspection, type Repair, type RepairName } from './inspection/inspect-region.ts';
export {
  type ExaminedStudy,
  examineStudy,
  type ImageSummary,
  inspectStudy,
  type LeftOutFiles,
  type ManifestProposal,
  type ProposedSequence,
  type SequenceChoices,
  type StudyFinding,
  type StudyInspection,
  type StudyNote,
  type UndecidedSequence,
} from './inspection/inspect-study.ts';
export { type MergedFinding, mergeFindings } from './inspection/merge-findings.ts';
export { pictureOfRegion } from './inspection/picture.ts';
export { type DrawnRepair, repairDrawnRegion } from './inspection/repair-drawn-region.ts';
export { letGo } from './memory/let-go.ts';
export { Workspace } from './memory/workspace.ts';
export { crc32 } from './numbers/checksums.ts';
export { createReaders, type Readers } from './readers.ts';
export { type Format, formatOf, isSideFile, readImage, readVolume, type SeriesSelection } from './reading/reader.ts';
export { correctMask, placeOnImage, requireInside } from './regions/correct-mask.ts';
export {
  labelsFound,
  labelsIn,
  largestSlice,
  type MaskOptions,
  type Region,
  readMask,
  readMaskAsStored,
  readRegion,
  regionOfLabels,
  selectLabel,
  sliceMask,
  storedMask,
  unnamedLabel,
} from './regions/mask.ts';
export { type CaseOptions, type ReadCase, readCase } from './regions/read-case.ts';
export { INTERPOLATORS, type Interpolator } from './resampling/axis-kernel.ts';
export { SPLINE_MARGIN } from './resampling/bspline.ts';
export { interpolate, type Resampled, type Resampling, resample, resampler } from './resampling/resample.ts';
export { apparentDiffusion, type WeightedVolume } from './volume/adc.ts';
export { adcInMicro, type DeclaredUnit } from './volume/adc-unit.ts';
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
} from './volume/geometry.ts';
export { type Normalisation, normalise } from './volume/normalise.ts';
export { withAxesOf } from './volume/orient.ts';
export { orientationCode } from './volume/orientation.ts';
export { meanInside, peakPhase } from './volume/peak-phase.ts';
export * from './volume/volume.ts';
export { integerRange, newVoxels, type VoxelType, voxelType } from './volume/voxel-type.ts';
