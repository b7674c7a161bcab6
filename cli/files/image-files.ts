/** Lists and reads the files of an image or a mask, a file or all below a folder. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputRefused, type NamedBytes } from '@radscore/imaging';

/** What a path is read for; a missing one has its own code. */
export type ImageRole = 'image' | 'mask';

/**
 * The files of an image or a mask: the file itself, or all below a folder in the order of their names. Hidden files are
 * passed over.
 *
 * @throws InputRefused `file-missing` or `mask-missing`, `unreadable`
 */
export function readImageFiles(path: string, role: ImageRole): NamedBytes[] {
  const paths = isFolder(path, role) ? filesBelow(path) : [path];
  if (paths.length === 0) throw missing(path, role, 'an empty folder');
  return paths.map((name) => {
    try {
      return { name, bytes: readFileSync(name) };
    } catch (cause) {
      throw unreadable(name, cause);
    }
  });
}

/** All files below a folder, in the order of their paths' code units, which no locale changes. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      // Links are followed; one that leads nowhere is no file.
      const target = statSync(path, { throwIfNoEntry: false });
      return target?.isDirectory() ? filesBelow(path) : target ? [path] : [];
    })
    .sort();
}

function isFolder(path: string, role: ImageRole): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw missing(path, role, 'no such file or folder');
    throw unreadable(path, cause);
  }
}

function missing(path: string, role: ImageRole, got: string): InputRefused {
  return new InputRefused({
    code: role === 'mask' ? 'mask-missing' : 'file-missing',
    file: path,
    got,
    wanted: role === 'mask' ? 'the region of interest' : 'an image',
    remedy: 'Check the path.',
  });
}

function unreadable(file: string, cause: unknown): InputRefused {
  const { code = 'an error' } = cause as NodeJS.ErrnoException;
  return new InputRefused(
    {
      code: 'unreadable',
      file,
      got: `${code} from the system`,
      wanted: 'a file that can be read',
      remedy: 'Check its permissions.',
    },
    { cause },
  );
}
