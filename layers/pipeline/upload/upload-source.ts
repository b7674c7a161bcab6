/** Where the bytes of an upload come from: any part of a file, as often as it is asked for. */
import { PART_BYTES } from '../contracts/upload-limits.ts';
import { type ContentDigest, PartDigests, type UploadHost } from './content-digest.ts';

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

/** Reads a source once, a part at a time, unless its digest is known. */
export async function digestWith(
  host: Pick<UploadHost, 'sha256' | 'md5'>,
  source: UploadSource,
  read: (bytes: number) => void = () => {},
): Promise<ContentDigest> {
  if (source.digest) return source.digest;
  const digests = new PartDigests(host);
  for (let start = 0; start < source.bytes; start += PART_BYTES) {
    const piece = await bytesIn(source, start, Math.min(start + PART_BYTES, source.bytes));
    digests.push(piece);
    read(piece.length);
  }
  return digests.end();
}

/** A part of a source in memory. */
export async function bytesIn(source: UploadSource, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  const part = await source.part(start, end);
  return part instanceof Blob ? new Uint8Array(await part.arrayBuffer()) : part;
}
