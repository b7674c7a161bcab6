/** Where the bytes of an upload come from, and what S3 will call them. */
import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import {
  type ContentDigest,
  digestWith,
  FileChanged,
  type OpenSource,
  type UploadHost,
  type UploadSource,
} from '@radscore/pipeline/upload';

export { type ContentDigest, FileChanged, type OpenSource, type UploadSource } from '@radscore/pipeline/upload';

/** The hashes of Node, in pieces. */
export const hashesOfNode: Pick<UploadHost, 'sha256' | 'md5'> = {
  sha256: () => createHash('sha256'),
  md5: () => createHash('md5'),
};

/** The bytes by study-relative path, or the folder that holds the files. */
export function sourcesOf(files: ReadonlyMap<string, Uint8Array> | string): OpenSource {
  if (typeof files !== 'string') {
    return async (path) => {
      const bytes = files.get(path);
      if (!bytes) throw new FileChanged(path, 'no file', 'a file');
      return sourceOfBytes(bytes as Uint8Array<ArrayBuffer>);
    };
  }
  return async (path) => {
    try {
      // A Blob of a file is read as it is sent, and again if a retry needs it.
      const blob = await openAsBlob(join(files, path));
      return { bytes: blob.size, part: async (start, end) => blob.slice(start, end) };
    } catch (cause) {
      throw new FileChanged(path, 'no file that can be read', 'a file', { cause });
    }
  };
}

export function sourceOfBytes(bytes: Uint8Array<ArrayBuffer>): UploadSource {
  return { bytes: bytes.length, part: async (start, end) => bytes.subarray(start, end) };
}

/** Reads a source once, a part at a time, unless its digest is known. */
export function digestOf(source: UploadSource): Promise<ContentDigest> {
  return digestWith(hashesOfNode, source);
}
