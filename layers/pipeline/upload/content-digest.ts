/** What identifies the content of an upload, computed piece by piece with the hashes of a host. */
import { PART_BYTES } from '../contracts/upload-limits.ts';

/** A hash that is fed in pieces. */
export interface Hash {
  update(piece: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** What a host computes with: `node:crypto` and `node:zlib` there, plain scripts in a page. */
export interface UploadHost {
  sha256(): Hash;
  md5(): Hash;
  /** CRC-32 of gzip, going on from the value of what came before. */
  crc32(piece: Uint8Array, before?: number): number;
  /** Raw deflate; the same bytes always give the same. */
  deflate(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
}

/** What identifies the content of an upload: its SHA-256, that of each of its parts, and S3's tag. */
export interface ContentDigest {
  readonly bytes: number;
  readonly sha256: string;
  readonly parts: readonly string[];
  readonly etag: string;
}

/** Digests bytes that come in order, in the parts in which they will go up. */
export class PartDigests {
  readonly #host: Pick<UploadHost, 'sha256' | 'md5'>;
  readonly #whole: Hash;
  readonly #parts: string[] = [];
  readonly #md5s: Uint8Array[] = [];
  #part: Hash;
  #md5: Hash;
  #inPart = 0;
  #bytes = 0;

  constructor(host: Pick<UploadHost, 'sha256' | 'md5'>) {
    this.#host = host;
    this.#whole = host.sha256();
    this.#part = host.sha256();
    this.#md5 = host.md5();
  }

  push(piece: Uint8Array): void {
    this.#whole.update(piece);
    this.#bytes += piece.length;
    for (let at = 0; at < piece.length; ) {
      const some = piece.subarray(at, at + PART_BYTES - this.#inPart);
      this.#part.update(some);
      this.#md5.update(some);
      this.#inPart += some.length;
      at += some.length;
      if (this.#inPart === PART_BYTES) this.#endPart();
    }
  }

  end(): ContentDigest {
    if (this.#inPart > 0 || this.#parts.length === 0) this.#endPart();
    const isParted = this.#bytes > PART_BYTES;
    const [only] = this.#md5s;
    // S3 User Guide, "Checking object integrity": of parts, the MD5 of their MD5s and their number.
    let etag = inHex(only);
    if (isParted) {
      const ofParts = this.#host.md5();
      for (const md5 of this.#md5s) ofParts.update(md5);
      etag = `${inHex(ofParts.digest())}-${this.#parts.length}`;
    }
    return { bytes: this.#bytes, sha256: inHex(this.#whole.digest()), parts: this.#parts, etag };
  }

  #endPart(): void {
    this.#parts.push(inHex(this.#part.digest()));
    this.#md5s.push(this.#md5.digest());
    this.#part = this.#host.sha256();
    this.#md5 = this.#host.md5();
    this.#inPart = 0;
  }
}

/** Bytes in lower-case hexadecimal digits. */
export function inHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
