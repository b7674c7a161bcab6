/** The JSON files of a bucket's folders, one for each thing that is known. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diskOf } from '../disk/disk.ts';

/** What an earlier version left when it was killed while it wrote. */
const HALF_WRITTEN = '.part';

/** The JSON files of a folder; those that cannot be read are noted, left where they are, and given in `damaged`. */
export function readJsonFiles<T>(folder: string): { files: { path: string; content: T }[]; damaged: string[] } {
  const disk = diskOf(folder);
  const files: { path: string; content: T }[] = [];
  const damaged: string[] = [];
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.endsWith(HALF_WRITTEN)) disk.remove(path);
    if (!name.endsWith('.json')) continue;
    const text = readFileSync(path, 'utf8');
    try {
      files.push({ path, content: JSON.parse(text) as T });
    } catch {
      damaged.push(path);
      disk.note(`${path} is ${text === '' ? 'empty' : 'cut'}: ${LOST}`);
    }
  }
  return { files, damaged };
}

const LOST =
  'what it describes is not there any more. Restore it from a copy of the state folder, or store the object again';
