/** An object as it lies on disk: what is known about it, and the files that hold its bytes. */
import type { Checksums } from './checksums.ts';
import type { Seal } from './sealing.ts';

export interface StoredObject {
  readonly key: string;
  /** An object uploaded in parts keeps a file for each. */
  readonly segments: readonly Segment[];
  readonly size: number;
  readonly etag: string;
  /** ISO 8601, the real time. */
  readonly modified: string;
  /** ISO 8601 by the clock that lifecycle rules go by. */
  readonly storedAt: string;
  /** `content-type` and the like, `x-amz-meta-…`: what is answered as it was given. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksums: Checksums;
  readonly checksumType?: 'COMPOSITE' | 'FULL_OBJECT';
  readonly tags?: readonly Tag[];
}

export interface Segment {
  /** Name in the bucket's folder of bytes. */
  readonly file: string;
  readonly size: number;
  /** Of a bucket with a key: how the bytes are encrypted. */
  readonly seal?: Seal;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}
