/** What an upload sends, and where its files are. */
import type { ManifestContent } from '@radscore/pipeline/upload';

/** A file of the study on this computer. */
export interface OwnFile {
  readonly name: string;
  readonly file: File;
}

/** What is sent, and where its files are. */
export interface NewUpload {
  readonly content: Omit<ManifestContent, 'files'>;
  /** The files that the manifest lists. */
  readonly files: readonly OwnFile[];
  readonly folder: string;
  /** The folder as the browser finds it again, where it can. */
  readonly handle?: FileSystemDirectoryHandle;
}
