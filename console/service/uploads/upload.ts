/** What is known of an upload: what it sends, and how it stands. */
import type { ManifestContent } from '@radscore/pipeline/upload';

/**
 * - `interrupted`: the page was loaded again; it needs the folder, or the permission to read it
 * - `offline`: the connection is lost; it goes on by itself
 * - `expired`: the session has ended; it goes on after signing in
 */
export const UPLOAD_STATES = [
  'preparing',
  'sending',
  'paused',
  'offline',
  'expired',
  'interrupted',
  'sent',
  'failed',
] as const;
export type UploadState = (typeof UPLOAD_STATES)[number];

/** Why an upload cannot go on: a stable name, and the service's words if it gave any. */
export interface UploadProblem {
  readonly code: string;
  readonly message: string;
  /** Files that have changed or are gone: shown on this computer only. */
  readonly files?: readonly string[];
}

/** An upload as views show it. Bytes are those that travel: archives, not the files in them. */
export interface UploadUnderWay {
  readonly studyId: string;
  readonly state: UploadState;
  readonly sent: number;
  /** The bytes of the files before the archives are made. */
  readonly total: number;
  /** Of the preparation: bytes read, and bytes of all files. */
  readonly read: number;
  readonly toRead: number;
  /** After three seconds of measuring. */
  readonly secondsLeft?: number;
  readonly problem?: UploadProblem;
  /** What it waits for while it is interrupted. */
  readonly needs?: 'permission' | 'folder';
  /** The name of the folder: shown on this computer only. */
  readonly folder: string;
  readonly isSynthetic: boolean;
  readonly startedAt: number;
}

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
