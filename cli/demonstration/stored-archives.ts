/** Packs the files of a synthetic study as an export does: one ZIP archive for each sequence, its members stored as they are. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { centralDirectory, localHeader } from '@radscore/imaging';
import type { Manifest } from '@radscore/pipeline';
import { archivedManifest, memberPath, type PlannedArchive, planArchives } from '@radscore/pipeline/upload';

/** Files by their paths in the study, and the sequences that they hold. */
export interface SequenceFiles {
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly sequences: Manifest['sequences'];
}

/** The same files with an archive in place of each sequence. What makes no archive stays as it is. */
export function storeArchives({ files, sequences }: SequenceFiles): SequenceFiles {
  const sizes = Array.from(files, ([path, { length: bytes }]) => ({ path, bytes }));
  const archives = planArchives({ sequences, files: sizes });
  const packed = new Map(files);
  for (const archive of archives) {
    for (const { path } of archive.files) packed.delete(path);
    packed.set(archive.path, storedArchive(archive, files));
  }
  const made = archives.map((archive) => ({ ...archive, sha256: '', bytes: 0 }));
  return { files: packed, sequences: archivedManifest({ sequences, files: [] }, made).sequences };
}

/** An archive without compression: pixels with noise hardly get smaller, and what is stored is read where it lies. */
function storedArchive(archive: PlannedArchive, files: SequenceFiles['files']): Uint8Array<ArrayBuffer> {
  const members = archive.files.map(({ path }) => {
    const content = files.get(path) as Uint8Array<ArrayBuffer>;
    const [bytes, compressedBytes] = [content.length, content.length];
    const member = {
      path: memberPath(archive, path),
      bytes,
      compressedBytes,
      isDeflated: false,
      crc32: crc32(content),
    };
    return { member, header: localHeader(member), content };
  });
  const directory = centralDirectory(members.map(({ member }) => member));
  const length = members.reduce((sum, { header, content }) => sum + header.length + content.length, 0);
  const bytes = new Uint8Array(length + directory.length);
  let at = 0;
  for (const { header, content } of members) {
    bytes.set(header, at);
    bytes.set(content, at + header.length);
    at += header.length + content.length;
  }
  bytes.set(directory, at);
  return bytes;
}

/** Files as a manifest lists them. */
export function listed(files: SequenceFiles['files']): Manifest['files'] {
  return Array.from(files, ([path, bytes]) => ({
    path,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  }));
}
