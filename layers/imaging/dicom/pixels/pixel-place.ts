/** Where the pixels of a file lie, so that they can be let go and fetched later. */
import type { ReadLimits } from '../../input/limits.ts';
import { type DicomFile, parseDicom } from '../encoding/parse.ts';
import { Tag } from '../encoding/tags.ts';

/** A run of bytes within a file. */
export interface Run {
  readonly start: number;
  readonly length: number;
}

/** Where the pixel data lie that a header describes but that are not in memory. */
export interface PixelPlace {
  /** Of compressed pixels: the basic offset table. Undefined where they are not compressed. */
  readonly offsetTable?: Uint8Array;
  /** The fragments, or the one run of uncompressed pixels. */
  readonly runs: readonly Run[];
  /** The same for the same pixel data, and for no others. */
  readonly digest: string;
}

/** The header of a fragment: tag and length. */
const ITEM_HEADER = 8;

/**
 * A file without its pixel data: everything else is a copy, so that the memory of the file can be taken back. Undefined
 * for a deflated file, whose pixels have no place of their own in it.
 */
export function letGoOfPixels(
  { file, dataSet, transferSyntax }: DicomFile,
  bytes: Uint8Array,
  digest: (bytes: Uint8Array) => string,
  limits: ReadLimits,
): { readonly parsed: DicomFile; readonly place: PixelPlace } | undefined {
  const pixels = dataSet.elements.get(Tag.PixelData);
  const parts = pixels?.fragments ?? (pixels ? [pixels.value] : []);
  if (parts.length === 0 || transferSyntax.isDeflated) return undefined;
  const runs = parts.map((part): Run => ({ start: part.byteOffset - bytes.byteOffset, length: part.length }));
  const isEncapsulated = pixels?.fragments !== undefined;
  const start = runs[0].start - (isEncapsulated ? ITEM_HEADER : 0);
  const end = runs[runs.length - 1].start + runs[runs.length - 1].length;
  const header = new Uint8Array(bytes.length - (end - start));
  header.set(bytes.subarray(0, start));
  header.set(bytes.subarray(end), start);
  // The length is the four bytes before the value in every transfer syntax; fragments are ended by a delimiter.
  if (!isEncapsulated) header.fill(0, start - 4, start);
  const [table, ...fragments] = runs;
  return {
    parsed: parseDicom(header, file, limits),
    place: isEncapsulated
      ? { offsetTable: bytes.slice(table.start, table.start + table.length), runs: fragments, digest: digestOf(parts) }
      : { runs, digest: digestOf(parts) },
  };

  function digestOf(all: readonly Uint8Array[]): string {
    return all.map(digest).join(' ');
  }
}
