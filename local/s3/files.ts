/** Small files of JSON that are replaced in one step. */
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HALF_WRITTEN = '.part';

/** After this returns, the file has its new content; a process killed before leaves the old one. */
export function replaceFile(path: string, content: string): void {
  writeFileSync(path + HALF_WRITTEN, content);
  renameSync(path + HALF_WRITTEN, path);
}

/** The JSON files of a folder, oldest leftovers of `replaceFile` removed first. */
export function readJsonFiles<T>(folder: string): { path: string; content: T }[] {
  const files: { path: string; content: T }[] = [];
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.endsWith(HALF_WRITTEN)) rmSync(path);
    else if (name.endsWith('.json')) files.push({ path, content: JSON.parse(readFileSync(path, 'utf8')) as T });
  }
  return files;
}
