/** Recognises a DICOMDIR, the list of contents of a disc. */
import type { DicomFile } from './parse.ts';

/** SOP class of a DICOMDIR (PS3.4 annex B, PS3.10 section 8.6), and where a file says its class. */
const MEDIA_STORAGE_DIRECTORY = '1.2.840.10008.1.3.10';
const MEDIA_STORAGE_SOP_CLASS_UID = 0x00020002;

/** True for the directory of a medium: it lists the files that lie there by patient, study and series, and is no image. */
export function isMediaDirectory({ meta }: DicomFile): boolean {
  return meta.text(MEDIA_STORAGE_SOP_CLASS_UID) === MEDIA_STORAGE_DIRECTORY;
}
