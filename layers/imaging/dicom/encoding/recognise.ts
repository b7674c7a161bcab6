/** Recognises DICOM by what stands in it: the prefix, or the first elements of a data set that has none. */
import { LONG_VR, SHORT_VR } from './value-representations.ts';

/** How elements are written. */
export interface Encoding {
  readonly isImplicit: boolean;
  readonly isLittle: boolean;
}

export const EXPLICIT_LITTLE: Encoding = { isImplicit: false, isLittle: true };

/** The encodings that occur. No standard has implicit VR big endian; it is recognised so that it can be refused by name. */
const ENCODINGS: readonly Encoding[] = [
  EXPLICIT_LITTLE,
  { isImplicit: true, isLittle: true },
  { isImplicit: false, isLittle: false },
  { isImplicit: true, isLittle: false },
];

/** Bytes before "DICM", and those up to the first element. */
const PREAMBLE = 128;
const PREFIX = 132;

/** Elements whose UIDs every object of the standard has among its first ones, and those before them are all short. */
const SOP_CLASS_UID = 0x00080016;
const SOP_INSTANCE_UID = 0x00080018;
const TRANSFER_SYNTAX_UID = 0x00020010;
/** What stands before them are character sets, image types, dates: some sixteen elements of at most this many bytes. */
const MOST_ELEMENTS = 32;
const LONGEST_VALUE = 1024;

/** One component of a UID begins with 0 only where it is 0 (PS3.5 section 9.1); a zero or space makes its length even. */
const UID = /^[0-2](\.(0|[1-9]\d{0,40})){2,31}[\0 ]?$/;

/** True where a preamble of 128 bytes and "DICM" stand at the start, as PS3.10 asks. */
export function hasPrefix(bytes: Uint8Array): boolean {
  return bytes[128] === 0x44 && bytes[129] === 0x49 && bytes[130] === 0x43 && bytes[131] === 0x4d;
}

/**
 * True where bytes are a DICOM file: with the prefix of PS3.10, or without it, as old archives and planning systems write
 * them, if its first elements are those of the file meta information or of a data set, up to a UID that every object has.
 * So no text and no file of another format is ever taken for one, nor a file whose beginning is damaged.
 */
export function isDicom(bytes: Uint8Array): boolean {
  return hasPrefix(bytes) || metaEncodingAt(bytes, 0) !== undefined || dataSetEncodingAt(bytes, 0) !== undefined;
}

/** Where the first element lies, and the preamble before it; none where the file has no prefix. */
export function startOf(bytes: Uint8Array): { readonly start: number; readonly preamble: Uint8Array } {
  return hasPrefix(bytes)
    ? { start: PREFIX, preamble: bytes.subarray(0, PREAMBLE) }
    : { start: 0, preamble: bytes.subarray(0, 0) };
}

/** How file meta information that begins here is written: with explicit VR, or, by some old writers, with implicit VR. */
export function metaEncodingAt(bytes: Uint8Array, start: number): Encoding | undefined {
  return [ENCODINGS[0], ENCODINGS[1]].find((encoding) => hasUids(bytes, start, encoding, [TRANSFER_SYNTAX_UID]));
}

/** How a data set that begins here is written, as its elements show it up to the UIDs of its object; undefined for none. */
export function dataSetEncodingAt(bytes: Uint8Array, start: number): Encoding | undefined {
  return ENCODINGS.find((encoding) => hasUids(bytes, start, encoding, [SOP_CLASS_UID, SOP_INSTANCE_UID]));
}

/** Whether elements of one group follow each other in order, well formed, and among them UIDs with these tags. */
function hasUids(bytes: Uint8Array, start: number, encoding: Encoding, wanted: readonly number[]): boolean {
  const { isImplicit, isLittle } = encoding;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const group = wanted[0] >>> 16;
  let [at, last, found] = [start, -1, 0];
  for (let count = 0; count < MOST_ELEMENTS && at + 12 <= bytes.length; count++) {
    const element = view.getUint16(at + 2, isLittle);
    if (view.getUint16(at, isLittle) !== group || element <= last) return false;
    last = element;
    let length: number;
    if (isImplicit) {
      length = view.getUint32(at + 4, isLittle);
      at += 8;
    } else {
      const vr = String.fromCharCode(bytes[at + 4], bytes[at + 5]);
      if (!SHORT_VR.has(vr) && !LONG_VR.has(vr)) return false;
      length = LONG_VR.has(vr) ? view.getUint32(at + 8, isLittle) : view.getUint16(at + 6, isLittle);
      at += LONG_VR.has(vr) ? 12 : 8;
    }
    if (length > LONGEST_VALUE || at + length > bytes.length) return false;
    if (group * 0x10000 + element === wanted[found]) {
      if (!UID.test(String.fromCharCode(...bytes.subarray(at, at + length)))) return false;
      if (++found === wanted.length) return true;
    }
    at += length;
  }
  return false;
}
