/** The archives of a study that is sent from this machine. */
import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';
import { type ArchiveSource, openArchive, type PlannedArchive, type UploadHost } from '@radscore/pipeline/upload';
import { hashesOfNode, type OpenSource } from './upload-source.ts';

export { withArchives } from '@radscore/pipeline/upload';

/** Of pixels a higher level makes a few per cent less, and takes several times as long. */
const LEVEL = 3;

const deflate = promisify(deflateRaw) as (
  bytes: Uint8Array,
  options: { level: number },
) => Promise<Buffer<ArrayBuffer>>;

const node: UploadHost = { ...hashesOfNode, crc32, deflate: (bytes) => deflate(bytes, { level: LEVEL }) };

/** `openArchive` with the hashes and the deflate of Node. @throws FileChanged */
export function openArchiveSource(
  open: OpenSource,
  archive: PlannedArchive,
  read?: (bytes: number) => void,
): Promise<ArchiveSource> {
  return openArchive(node, open, archive, read);
}
