/** A crate as one ZIP archive whose bytes depend on its files alone: sorted, not compressed, without dates. */
import { centralDirectory, crc32, localHeader, type NewMember } from '@radscore/imaging';
import { type CrateFiles, METADATA } from './crate-metadata.ts';

/** The metadata come first, so that a reader knows at once what it has. */
export function crateZip(files: CrateFiles): Uint8Array {
  const paths = [...files.keys()].sort((a, b) => Number(b === METADATA) - Number(a === METADATA) || (a < b ? -1 : 1));
  const members = paths.map((path): NewMember => {
    const bytes = files.get(path) as Uint8Array;
    // Compressed bytes would depend on the version of the compressor.
    return { path, bytes: bytes.length, compressedBytes: bytes.length, isDeflated: false, crc32: crc32(bytes) };
  });
  const parts = members.flatMap((member) => [localHeader(member), files.get(member.path) as Uint8Array]);
  return Buffer.concat([...parts, centralDirectory(members)]);
}
