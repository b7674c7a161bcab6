/** Where the bytes of an upload come from, and what S3 will call them. */
import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { PART_BYTES } from '@radscore/pipeline';

/** A file as it goes up: any part of it, as often as it is asked for. */
export interface UploadSource {
  readonly bytes: number;
  /** If it is known already. */
  readonly digest?: ContentDigest;
  part(start: number, end: number): Promise<Uint8Array<ArrayBuffer> | Blob>;
}

/** Opens a file of the study by its path in the manifest. @throws FileChanged if it is not there */
export type OpenSource = (path: string) => Promise<UploadSource>;

/** A file is not what the manifest declares: the service would refuse the study after the whole upload. */
export class FileChanged extends Error {
  override readonly name = 'FileChanged';
  readonly file: string;

  constructor(file: string, got: string, wanted: string, options?: ErrorOptions) {
    super(
      `${file}: got ${got}; wanted ${wanted}, as manifest.json declares. Write the manifest again with \`radscore manifest\`.`,
      options,
    );
    this.file = file;
  }
}

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

/** What identifies the content of an upload: its SHA-256, that of each of its parts, and S3's tag. */
export interface ContentDigest {
  readonly bytes: number;
  readonly sha256: string;
  readonly parts: readonly string[];
  readonly etag: string;
}

/** Digests bytes that come in order, in the parts in which they will go up. */
export class PartDigests {
  readonly #whole = createHash('sha256');
  readonly #parts: string[] = [];
  readonly #md5s: Buffer[] = [];
  #part = createHash('sha256');
  #md5 = createHash('md5');
  #inPart = 0;
  #bytes = 0;

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
    const etag = isParted
      ? `${createHash('md5').update(Buffer.concat(this.#md5s)).digest('hex')}-${this.#parts.length}`
      : only.toString('hex');
    return { bytes: this.#bytes, sha256: this.#whole.digest('hex'), parts: this.#parts, etag };
  }

  #endPart(): void {
    this.#parts.push(this.#part.digest('hex'));
    this.#md5s.push(this.#md5.digest());
    this.#part = createHash('sha256');
    this.#md5 = createHash('md5');
    this.#inPart = 0;
  }
}

/** Reads a source once, a part at a time, unless its digest is known. */
export async function digestOf(source: UploadSource): Promise<ContentDigest> {
  if (source.digest) return source.digest;
  const digests = new PartDigests();
  for (let start = 0; start < source.bytes; start += PART_BYTES) {
    const part = await source.part(start, Math.min(start + PART_BYTES, source.bytes));
    digests.push(part instanceof Blob ? await part.bytes() : part);
  }
  return digests.end();
}
