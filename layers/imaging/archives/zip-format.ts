/** Numbers of the ZIP format (PKWARE APPNOTE 6.3.10), its bounds here, and what a refused archive says. */
import { InputRefused, type RefusalCode } from '../errors.ts';

/** First four bytes of each record, little-endian. */
export const LOCAL_HEADER = 0x04034b50;
export const CENTRAL_HEADER = 0x02014b50;
export const DATA_DESCRIPTOR = 0x08074b50;
export const END_RECORD = 0x06054b50;
export const END_RECORD_64 = 0x06064b50;
export const END_LOCATOR_64 = 0x07064b50;

/** Lengths of the fixed parts of records. */
export const LOCAL_BYTES = 30;
export const CENTRAL_BYTES = 46;
export const END_BYTES = 22;
export const END_64_BYTES = 56;
export const LOCATOR_64_BYTES = 20;

/** Bits of the general purpose flags. */
export const ENCRYPTED = 1;
export const HAS_DESCRIPTOR = 1 << 3;
export const PATCHED = 1 << 5;
export const STRONGLY_ENCRYPTED = 1 << 6;
export const UTF8 = 1 << 11;
export const MASKED_HEADERS = 1 << 13;

export const STORED = 0;
export const DEFLATED = 8;

/** What a 16-bit and a 32-bit field hold if the number stands in a Zip64 record. */
export const IN_ZIP64_16 = 0xffff;
export const IN_ZIP64_32 = 0xffffffff;

/** As many files as a manifest may list. */
export const MOST_MEMBERS = 20_000;
/** Length of the largest directory that is read: that of the most members, all with long names. */
export const MOST_DIRECTORY_BYTES = 2 ** 25;
/** All members together, inflated: far beyond the longest dynamic series. */
export const MOST_INFLATED_BYTES = 2 ** 34;

/** True for the path of an archive: what lies in it has paths that begin with it and a slash. */
export function isArchivePath(path: string): boolean {
  return /\.zip$/i.test(path);
}

/** True for bytes that begin as a ZIP archive does, an empty one too. */
export function isZip(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 4 &&
    bytes[0] === 0x50 &&
    bytes[1] === 0x4b &&
    ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6))
  );
}

const REMEDIES = {
  truncated: 'The archive was cut off: make it or upload it again.',
  unreadable: 'The archive was changed on its way, or written wrongly: make it again, for example with `zip -r`.',
  'archive-unsupported': 'Make the archive again without it, for example with `zip -r`, or send the files themselves.',
  'archive-invalid': 'Make the archive again from the folder of one image, for example with `zip -r`.',
  'too-large': 'Leave out what does not belong to the image, or make several archives.',
  'file-missing': 'Make the archive again with the files of the image in it.',
  'unsupported-format': 'Make a ZIP archive, or name the file by what it is.',
} as const satisfies Partial<Record<RefusalCode, string>>;

/** An archive, or a member of it, that is refused. `file` must be nameable: it may stand in any message. */
export function refusedArchive(
  code: keyof typeof REMEDIES,
  file: string,
  got: string,
  wanted: string,
  options?: ErrorOptions,
): InputRefused {
  return new InputRefused({ code, file, got, wanted, remedy: REMEDIES[code] }, options);
}
