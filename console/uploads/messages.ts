/** What the page and the worker that makes archives send each other. */
import type { Manifest, ManifestContent } from '@radscore/pipeline/upload';

export type UploadJob =
  | {
      readonly kind: 'prepare';
      readonly content: Omit<ManifestContent, 'files'>;
      readonly files: readonly { readonly name: string; readonly file: File }[];
    }
  | { readonly kind: 'part'; readonly id: number; readonly path: string; readonly start: number; readonly end: number };

/** A file as it travels: its S3 tag and the SHA-256 of its parts. */
export interface TravellingFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly parts: readonly string[];
  readonly etag: string;
}

export interface PreparedStudy {
  readonly manifest: Manifest;
  readonly manifestHash: string;
  readonly files: readonly TravellingFile[];
}

export interface WorkerFailure {
  readonly code: 'file-changed' | 'manifest' | 'internal';
  readonly message: string;
  readonly file?: string;
}

export type UploadAnswer =
  | { readonly kind: 'read'; readonly bytes: number; readonly all: number }
  | { readonly kind: 'prepared'; readonly prepared: PreparedStudy }
  | { readonly kind: 'part'; readonly id: number; readonly content: Uint8Array<ArrayBuffer> | Blob }
  | { readonly kind: 'failed'; readonly id?: number; readonly failure: WorkerFailure };
