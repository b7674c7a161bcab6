/** The uploads of this institution that are under way in this browser: every view may show them; they run whatever view is open. */
import { signal } from '@preact/signals';

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

/** Newest first; what was sent stays for a moment. */
export const uploadsUnderWay = signal<readonly UploadUnderWay[]>([]);

/** The upload of a study, if there is one. */
export function uploadOf(studyId: string): UploadUnderWay | undefined {
  return uploadsUnderWay.value.find((one) => one.studyId === studyId);
}
