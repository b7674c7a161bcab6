/** What an upload asks of the service, and what it is answered: presigned URLs for whole files and for parts. */
import type { Manifest } from '../contracts/manifest.ts';

/** A file of a study: its path, length and SHA-256. */
export type StudyFile = Manifest['files'][number];

/** Where one request brings bytes to, with exactly the headers that were signed. */
export interface SignedPut {
  readonly path: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** URLs of announced files; `arrived` of those of which one of the same length lies there. */
export interface AnnouncedFiles {
  readonly uploads: readonly (SignedPut & { readonly arrived?: { readonly etag: string } | undefined })[];
}

/** A file that goes up in parts. */
export interface PartedFile extends StudyFile {
  readonly parts: string[];
  readonly etag?: string;
}

/** The parts that are missing, or that the file has been put together. */
export interface MissingParts {
  readonly complete: boolean;
  readonly parts: readonly (Omit<SignedPut, 'path'> & { readonly start: number; readonly bytes: number })[];
}

/** The service as an upload needs it; how requests are repeated and tokens renewed is the caller's. */
export interface UploadService {
  announce(studyId: string, files: readonly StudyFile[]): Promise<AnnouncedFiles>;
  missingParts(studyId: string, file: PartedFile): Promise<MissingParts>;
  /** @param sent called with the bytes of this request that have left so far, if the host knows */
  put(to: SignedPut, content: Uint8Array<ArrayBuffer> | Blob, sent: (bytes: number) => void): Promise<void>;
  /** Whether a URL's time is over, or the upload of parts is gone: both are asked for again. */
  isUrlExpired(error: unknown): boolean;
  /** Whether an earlier service answered that takes no parts. */
  takesNoParts(error: unknown): boolean;
}
