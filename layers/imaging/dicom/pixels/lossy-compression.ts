/** Whether the pixels were compressed with loss, and what a report says of it. */
import type { DicomFile } from '../encoding/parse.ts';
import { Tag } from '../encoding/tags.ts';
import type { PixelCoding } from '../encoding/transfer-syntax.ts';

/** Pixels that are not those which the scanner reconstructed: what a file says of it, or shows. */
export interface LossyCompression {
  /** Of several files the first that has it. */
  readonly file: string;
  /** Slices that have it. */
  readonly slices: number;
  /** Methods as the file names them, in the standard's terms (0028,2114), or as the code stream shows. */
  readonly methods: readonly string[];
  /** Largest of the ratios that the files name (0028,2112); 10 stands for ten to one. */
  readonly ratio?: number;
}

/**
 * Whether an image went through lossy compression, now or ever before: its flag (0028,2110) says so, which no later step
 * takes back, or its own code stream is not reversible. A transfer syntax that only may be lossy says nothing: streams of
 * `JPEG 2000` and `JPEG-LS Near-Lossless` can be lossless. A reversible JPEG 2000 stream that was cut to a rate cannot be
 * told from its header; there the flag is the only witness.
 */
export function lossyCompressionOf({ dataSet, file, transferSyntax }: DicomFile): LossyCompression | undefined {
  const fragments = dataSet.elements.get(Tag.PixelData)?.fragments?.slice(1) ?? [];
  const seen = seenIn(transferSyntax.coding, fragments);
  if (dataSet.text(Tag.LossyImageCompression) !== '01' && !seen) return undefined;
  const named = dataSet.texts(Tag.LossyImageCompressionMethod).filter((method) => METHOD.test(method));
  const ratios = dataSet.numbers(Tag.LossyImageCompressionRatio).filter((ratio) => ratio > 0 && ratio < 1e4);
  return {
    file,
    slices: 1,
    methods: named.length > 0 ? named : seen ? [seen] : [],
    ...(ratios.length > 0 && { ratio: Math.max(...ratios) }),
  };
}

function seenIn(coding: PixelCoding, streams: readonly Uint8Array[]): string | undefined {
  if (coding === 'jpeg-2000' && streams.some(isIrreversibleJpeg2000)) return 'JPEG 2000, irreversible';
  if (coding === 'jpeg') return 'JPEG';
  if (coding === 'jpeg-ls' && streams.some((stream) => nearOfJpegLs(stream) > 0)) return 'JPEG-LS, near-lossless';
  return undefined;
}

/** Defined terms of (0028,2114), such as ISO_15444_1. What is no such term is not repeated. */
const METHOD = /^(ISO|ITU)_[A-Z0-9]+(_[A-Z0-9]+)*$/;

/** What several slices have in common; undefined where none has anything. */
export function joinLossyCompression(all: readonly (LossyCompression | undefined)[]): LossyCompression | undefined {
  const found = all.filter((one) => one !== undefined);
  if (found.length === 0) return undefined;
  const ratios = found.flatMap(({ ratio }) => ratio ?? []);
  return {
    file: found[0].file,
    slices: found.reduce((sum, { slices }) => sum + slices, 0),
    methods: [...new Set(found.flatMap(({ methods }) => methods))],
    ...(ratios.length > 0 && { ratio: ratios.reduce((a, b) => Math.max(a, b)) }),
  };
}

/** The note on a volume that was read from such slices. */
export function lossyCompressionNote({ file, slices, methods, ratio }: LossyCompression): {
  code: 'lossy-compression';
  message: string;
} {
  const details = [methods.join(', '), ratio === undefined ? '' : `${ratio} : 1`].filter((part) => part !== '');
  const how = details.length > 0 ? ` (${details.join('; ')})` : '';
  return {
    code: 'lossy-compression',
    message: `got ${slices === 1 ? '1 slice' : `${slices} slices`} after lossy compression${how}, first ${file}; wanted the pixels that the scanner reconstructed, as features change with what was lost. Export the series without lossy compression where it still exists.`,
  };
}

const SIZE = 0xff51;
const CODING_STYLE = 0xff52;
const CODING_STYLE_OF_COMPONENT = 0xff53;
const START_OF_TILE_PART = 0xff90;
/** Wavelet 9-7; the reversible 5-3 is 1 (ISO/IEC 15444-1, table A.20). */
const IRREVERSIBLE = 0;

/** The main header of a JPEG 2000 code stream says which wavelet was used, for all components or for one. */
function isIrreversibleJpeg2000(stream: Uint8Array): boolean {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  if (stream.length < 42 || view.getUint32(0) !== 0xff4fff51) return false;
  const isWide = view.getUint16(40) > 256;
  for (const [marker, at, end] of segmentsOf(view, 2)) {
    if (marker === START_OF_TILE_PART) return false;
    const place = marker === CODING_STYLE ? at + 9 : at + (isWide ? 7 : 6);
    const isStyle = marker === CODING_STYLE || marker === CODING_STYLE_OF_COMPONENT;
    if (marker !== SIZE && isStyle && place < end && stream[place] === IRREVERSIBLE) return true;
  }
  return false;
}

const START_OF_SCAN = 0xffda;

/** NEAR of the first scan of a JPEG-LS stream (ISO/IEC 14495-1, C.2.3): how far a sample may be off; 0 without loss. */
function nearOfJpegLs(stream: Uint8Array): number {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  if (stream.length < 4 || view.getUint16(0) !== 0xffd8) return 0;
  for (const [marker, at, end] of segmentsOf(view, 2)) {
    if (marker !== START_OF_SCAN) continue;
    const place = at + 1 + 2 * stream[at];
    return place < end ? stream[place] : 0;
  }
  return 0;
}

/** Marker segments from a place on: marker, and where its content begins and ends. Ends where there is none. */
function* segmentsOf(view: DataView, start: number): Generator<readonly [marker: number, at: number, end: number]> {
  for (let at = start; at + 4 <= view.byteLength; ) {
    const marker = view.getUint16(at);
    const end = at + 2 + view.getUint16(at + 2);
    if (marker < 0xff00 || end < at + 4 || end > view.byteLength) return;
    yield [marker, at + 4, end];
    at = end;
  }
}
