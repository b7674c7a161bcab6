/** Reads the files of a bundle, a folder or a ZIP archive; nothing that leads out of it is followed. */
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ArchiveInMemory, InputRefused } from '@radscore/imaging';
import { type CrateFiles, CrateRefused } from '@radscore/pipeline/evidence';
import { readBytes } from '../files/text-file.ts';

const MOST_FILES = 10_000;
/** All files together: a table of the largest cohort many times over. */
const MOST_BYTES = 2 ** 30;

/** @throws InputRefused for what cannot be read, CrateRefused `crate-path` for a link */
export function readBundle(path: string): CrateFiles {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) {
    throw new InputRefused({
      code: 'file-missing',
      file: path,
      got: 'no such file or folder',
      wanted: 'a bundle of radscore evidence',
      remedy: 'Check the path.',
    });
  }
  return stats.isDirectory() ? filesOfFolder(path) : filesOfArchive(path);
}

function filesOfArchive(path: string): CrateFiles {
  // The reader knows members by the name of their archive.
  const archive = new ArchiveInMemory({ name: 'bundle.zip', bytes: readBytes(path, 'a bundle of radscore evidence') });
  const bytes = archive.members.reduce((sum, member) => sum + member.bytes, 0);
  if (bytes > MOST_BYTES) {
    throw new InputRefused({
      code: 'too-large',
      file: 'bundle.zip',
      got: `${bytes} bytes in the archive`,
      wanted: `at most ${MOST_BYTES}`,
      remedy: 'A bundle holds a table and the files of a fit, and no images.',
    });
  }
  return new Map(archive.members.map((member) => [member.path, archive.whole(member)]));
}

function filesOfFolder(folder: string): CrateFiles {
  const files = new Map<string, Uint8Array>();
  const walk = (below: string): void => {
    for (const name of readdirSync(join(folder, below)).sort()) {
      const path = below === '' ? name : `${below}/${name}`;
      const stats = lstatSync(join(folder, path));
      if (stats.isDirectory()) walk(path);
      else if (stats.isFile()) files.set(path, readFileSync(join(folder, path)));
      else
        throw new CrateRefused(
          'crate-path',
          `${JSON.stringify(path)} is no plain file; a link may lead out of the bundle.`,
          path,
        );
      if (files.size > MOST_FILES) throw new CrateRefused('crate-file-extra', `more than ${MOST_FILES} files.`);
    }
  };
  walk('');
  return files;
}
