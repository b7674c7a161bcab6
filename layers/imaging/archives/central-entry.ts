/** One entry of the central directory of a ZIP archive. */
import { decodeName, UNICODE_PATH } from './entry-name.ts';
import { CENTRAL_BYTES, CENTRAL_HEADER, IN_ZIP64_16, IN_ZIP64_32, UTF8 } from './zip-format.ts';

/** What the central directory says of a member. */
export interface CentralEntry {
  /** `undefined` if the bytes are no text in the encoding that they claim. */
  readonly path: string | undefined;
  /** The name as it is stored: the local header must have the same. */
  readonly rawName: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly compressedBytes: number;
  readonly bytes: number;
  /** Where its local header begins. */
  readonly start: number;
  readonly disk: number;
  /** Type and permissions of a Unix file; 0 if another system wrote the entry. */
  readonly unixMode: number;
  /** Places of text that no reader of images needs. */
  readonly remarks: readonly string[];
}

const ZIP64_EXTRA = 0x0001;

/**
 * Extra fields that hold numbers and times, and the most bytes of each: Zip64, NTFS times, Info-ZIP's times and owners by
 * number, JAR's mark. The name in UTF-8 is read as the name.
 */
const KNOWN_EXTRA: ReadonlyMap<number, number> = new Map([
  [ZIP64_EXTRA, 28],
  [0x000a, 32],
  [0x5455, 13],
  [0x5855, 12],
  [0x7855, 4],
  [0x7875, 24],
  [0xcafe, 0],
  [UNICODE_PATH, 2000],
]);

/** The extra fields of a header: their ids with their contents, and remarks on those whose content is unknown. */
export function readExtra(extra: Uint8Array): { fields: Map<number, Uint8Array>; remarks: string[] } {
  const fields = new Map<number, Uint8Array>();
  const remarks: string[] = [];
  const view = new DataView(extra.buffer, extra.byteOffset, extra.length);
  let at = 0;
  while (at + 4 <= extra.length) {
    const id = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    if (at + 4 + length > extra.length) break;
    const content = extra.subarray(at + 4, at + 4 + length);
    if (!fields.has(id)) fields.set(id, content);
    const isKnown = length <= (KNOWN_EXTRA.get(id) ?? -1);
    if (!isKnown && content.some((byte) => byte !== 0)) {
      remarks.push(`ZIP extra field 0x${id.toString(16).padStart(4, '0')}`);
    }
    at += 4 + length;
  }
  if (extra.subarray(at).some((byte) => byte !== 0)) remarks.push('ZIP extra field');
  return { fields, remarks };
}

/** The entry at `at` and where the next begins; `undefined` if there is none, or if it goes on beyond the directory. */
export function readCentralEntry(directory: Uint8Array, at: number): { entry: CentralEntry; next: number } | undefined {
  if (at + CENTRAL_BYTES > directory.length) return undefined;
  const view = new DataView(directory.buffer, directory.byteOffset + at, directory.length - at);
  if (view.getUint32(0, true) !== CENTRAL_HEADER) return undefined;
  const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => view.getUint16(offset, true));
  const next = at + CENTRAL_BYTES + nameBytes + extraBytes + commentBytes;
  if (next > directory.length) return undefined;
  const nameAt = at + CENTRAL_BYTES;
  const rawName = directory.subarray(nameAt, nameAt + nameBytes);
  const { fields, remarks } = readExtra(directory.subarray(nameAt + nameBytes, nameAt + nameBytes + extraBytes));
  if (commentBytes > 0) remarks.push('ZIP comment of a member');
  const flags = view.getUint16(8, true);
  const inZip64 = zip64Numbers(fields.get(ZIP64_EXTRA));
  const wide = (offset: number): number => {
    const value = view.getUint32(offset, true);
    return value === IN_ZIP64_32 ? (inZip64.next(8) ?? value) : value;
  };
  // In this order the Zip64 field has those that do not fit.
  const bytes = wide(24);
  const compressedBytes = wide(20);
  const start = wide(42);
  const stated = view.getUint16(34, true);
  const disk = stated === IN_ZIP64_16 ? (inZip64.next(4) ?? stated) : stated;
  const system = view.getUint8(5);
  const isUnix = system === 3 || system === 19;
  return {
    entry: {
      path: decodeName(rawName, (flags & UTF8) !== 0, fields.get(UNICODE_PATH)),
      rawName,
      flags,
      method: view.getUint16(10, true),
      crc32: view.getUint32(16, true),
      compressedBytes,
      bytes,
      start,
      disk,
      unixMode: isUnix ? view.getUint32(38, true) >>> 16 : 0,
      remarks,
    },
    next,
  };
}

function zip64Numbers(field: Uint8Array | undefined): { next(bytes: 4 | 8): number | undefined } {
  let at = 0;
  return {
    next(bytes) {
      if (!field || at + bytes > field.length) return undefined;
      const view = new DataView(field.buffer, field.byteOffset + at, bytes);
      at += bytes;
      return bytes === 4 ? view.getUint32(0, true) : Number(view.getBigUint64(0, true));
    },
  };
}
