/** How a study goes up: archives, digests and its manifest, on the command line and in a page alike. */

export { patientId, sequenceName, siteId, studyId } from './contracts/identifiers.ts';
export type { Manifest, ManifestSequence } from './contracts/manifest.ts';
export { manifest } from './contracts/manifest.ts';
export { REPAIRS } from './contracts/repair.ts';
export { PART_BYTES, UPLOAD_BATCH } from './contracts/upload-limits.ts';
export type { ClinicalVariable } from './protocols/clinical-variable.ts';
export { missingFromCohort, PROTOCOL_IDS, type Protocol, readClinical, refusedWithout } from './protocols/index.ts';
export { type ArchiveSource, openArchive, withArchives } from './upload/archive-content.ts';
export { type ContentDigest, type Hash, inHex, PartDigests, type UploadHost } from './upload/content-digest.ts';
export {
  archivedManifest,
  memberPath,
  PLAIN_FILES,
  type PlannedArchive,
  planArchives,
} from './upload/plan-archives.ts';
export { type SentSoFar, type StudyToSend, sendStudy } from './upload/send-study.ts';
export {
  asInManifest,
  encodeManifest,
  listedFiles,
  type ManifestContent,
  manifestOf,
  type StudySequences,
} from './upload/study-manifest.ts';
export type {
  AnnouncedFiles,
  MissingParts,
  PartedFile,
  SignedPut,
  StudyFile,
  UploadService,
} from './upload/upload-service.ts';
export { bytesIn, digestWith, FileChanged, type OpenSource, type UploadSource } from './upload/upload-source.ts';
