/** How a study goes up: archives, digests and its manifest, on the command line and in a page alike. */

export { PART_BYTES, UPLOAD_BATCH } from './contracts/upload-limits.ts';
export { type ArchiveSource, openArchive, withArchives } from './upload/archive-content.ts';
export { type ContentDigest, type Hash, inHex, PartDigests, type UploadHost } from './upload/content-digest.ts';
export {
  archivedManifest,
  memberPath,
  PLAIN_FILES,
  type PlannedArchive,
  planArchives,
} from './upload/plan-archives.ts';
export {
  asInManifest,
  encodeManifest,
  listedFiles,
  type ManifestContent,
  manifestOf,
  type StudySequences,
} from './upload/study-manifest.ts';
export { bytesIn, digestWith, FileChanged, type OpenSource, type UploadSource } from './upload/upload-source.ts';
