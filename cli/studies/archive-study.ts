/** Turns a study of plain files into one of archives on its way up. */
import type { Manifest } from '@radscore/pipeline';
import { archivedManifest, PLAIN_FILES, planArchives } from '@radscore/pipeline/upload';
import { startProgress } from '../terminal/progress.ts';
import { formatBytes, type Terminal } from '../terminal/terminal.ts';
import { openArchiveSource, withArchives } from './archive-source.ts';
import { type OpenSource, sourcesOf, type UploadSource } from './upload-source.ts';

/**
 * A study as it goes up: with one archive for each sequence, or as it is.
 *
 * @param archive true for every sequence whose image is a folder, false for none; left out, for those of many files
 * @throws FileChanged
 */
export async function archiveStudy(
  folder: string,
  manifest: Manifest,
  archive: boolean | undefined,
  terminal: Terminal,
): Promise<{ readonly manifest: Manifest; readonly files: OpenSource }> {
  const open = sourcesOf(folder);
  const planned = archive === false ? [] : planArchives(manifest, archive ? 0 : PLAIN_FILES);
  if (planned.length === 0) return { manifest, files: open };
  const total = planned.reduce((sum, { files }) => sum + files.reduce((bytes, file) => bytes + file.bytes, 0), 0);
  const progress = startProgress(terminal, 'Archiving', total);
  const sources = new Map<string, UploadSource>();
  const made: Parameters<typeof archivedManifest>[1][number][] = [];
  let read = 0;
  try {
    for (const one of planned) {
      const source = await openArchiveSource(open, one, (bytes) => {
        read += bytes;
        progress.show(read, one.path);
      });
      sources.set(one.path, source);
      made.push({ ...one, sha256: source.digest.sha256, bytes: source.bytes });
    }
  } finally {
    progress.end();
  }
  for (const { path, folder: of, files, bytes } of made) {
    terminal.note(`  ${path}: the ${files.length} files of ${of}, ${formatBytes(bytes)}`);
  }
  return { manifest: archivedManifest(manifest, made), files: withArchives(open, sources) };
}
