/** Writes the records of a ZIP archive: the same members give the same bytes, whenever and on whatever system. */
import {
  CENTRAL_BYTES,
  CENTRAL_HEADER,
  DEFLATED,
  END_64_BYTES,
  END_BYTES,
  END_LOCATOR_64,
  END_RECORD,
  END_RECORD_64,
  IN_ZIP64_16,
  IN_ZIP64_32,
  LOCAL_BYTES,
  LOCAL_HEADER,
  LOCATOR_64_BYTES,
  STORED,
  UTF8,
} from './zip-format.ts';

/** A member that is to be written: what is known of it before a byte of the archive is. */
export interface NewMember {
  /** Path in the archive. */
  readonly path: string;
  readonly bytes: number;
  readonly compressedBytes: number;
  readonly isDeflated: boolean;
  readonly crc32: number;
}

/** 1 January 1980, the first date of the format: when a file was written is nobody's business. */
const NO_DATE = 0x0021;
const VERSION = 20;
const VERSION_64 = 45;
const ZIP64_EXTRA = 0x0001;

/** The header before the data of a member. @throws RangeError for a member of 4 GiB or more, which S3 takes in no request */
export function localHeader(member: NewMember): Uint8Array<ArrayBuffer> {
  if (member.bytes >= IN_ZIP64_32 || member.compressedBytes >= IN_ZIP64_32) {
    throw new RangeError(`got a member of ${member.bytes} bytes; wanted fewer than ${IN_ZIP64_32}`);
  }
  const name = new TextEncoder().encode(member.path);
  const header = new Uint8Array(LOCAL_BYTES + name.length);
  const view = new DataView(header.buffer);
  view.setUint32(0, LOCAL_HEADER, true);
  view.setUint16(4, VERSION, true);
  describe(view, 6, member);
  view.setUint16(26, name.length, true);
  header.set(name, LOCAL_BYTES);
  return header;
}

/** Flags, method, date, CRC and lengths, in the same order in both headers. */
function describe(view: DataView, at: number, { isDeflated, crc32, compressedBytes, bytes }: NewMember): void {
  view.setUint16(at, UTF8, true);
  view.setUint16(at + 2, isDeflated ? DEFLATED : STORED, true);
  view.setUint16(at + 6, NO_DATE, true);
  view.setUint32(at + 8, crc32, true);
  view.setUint32(at + 12, compressedBytes, true);
  view.setUint32(at + 16, bytes, true);
}

/** The directory and the end of an archive whose members lie one behind the other, from its first byte. */
export function centralDirectory(members: readonly NewMember[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let start = 0;
  for (const member of members) {
    parts.push(centralHeader(member, start));
    start += localHeader(member).length + member.compressedBytes;
  }
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  parts.push(endRecords(members.length, start, length));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function centralHeader(member: NewMember, start: number): Uint8Array {
  const name = new TextEncoder().encode(member.path);
  const isFar = start >= IN_ZIP64_32;
  const header = new Uint8Array(CENTRAL_BYTES + name.length + (isFar ? 12 : 0));
  const view = new DataView(header.buffer);
  view.setUint32(0, CENTRAL_HEADER, true);
  view.setUint16(4, isFar ? VERSION_64 : VERSION, true);
  view.setUint16(6, isFar ? VERSION_64 : VERSION, true);
  describe(view, 8, member);
  view.setUint16(28, name.length, true);
  view.setUint16(30, isFar ? 12 : 0, true);
  view.setUint32(42, isFar ? IN_ZIP64_32 : start, true);
  header.set(name, CENTRAL_BYTES);
  if (isFar) {
    const extra = CENTRAL_BYTES + name.length;
    view.setUint16(extra, ZIP64_EXTRA, true);
    view.setUint16(extra + 2, 8, true);
    view.setBigUint64(extra + 4, BigInt(start), true);
  }
  return header;
}

function endRecords(count: number, start: number, length: number): Uint8Array {
  const isLarge = count >= IN_ZIP64_16 || start >= IN_ZIP64_32 || length >= IN_ZIP64_32;
  const before = isLarge ? END_64_BYTES + LOCATOR_64_BYTES : 0;
  const records = new Uint8Array(before + END_BYTES);
  const view = new DataView(records.buffer);
  if (isLarge) {
    view.setUint32(0, END_RECORD_64, true);
    view.setBigUint64(4, BigInt(END_64_BYTES - 12), true);
    view.setUint16(12, VERSION_64, true);
    view.setUint16(14, VERSION_64, true);
    view.setBigUint64(24, BigInt(count), true);
    view.setBigUint64(32, BigInt(count), true);
    view.setBigUint64(40, BigInt(length), true);
    view.setBigUint64(48, BigInt(start), true);
    view.setUint32(END_64_BYTES, END_LOCATOR_64, true);
    view.setBigUint64(END_64_BYTES + 8, BigInt(start + length), true);
    view.setUint32(END_64_BYTES + 16, 1, true);
  }
  view.setUint32(before, END_RECORD, true);
  view.setUint16(before + 8, isLarge ? IN_ZIP64_16 : count, true);
  view.setUint16(before + 10, isLarge ? IN_ZIP64_16 : count, true);
  view.setUint32(before + 12, isLarge ? IN_ZIP64_32 : length, true);
  view.setUint32(before + 16, isLarge ? IN_ZIP64_32 : start, true);
  return records;
}
