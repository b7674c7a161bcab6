/** The files of a Python package as they are in the repository. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** What a package is made of; what Python compiled stays behind. */
const SHIPPED = /\.(py|pyi|pth|typed)$/;

/** The files below a folder's package by their paths in the wheel, in one order everywhere. */
export function sourcesBelow(folder: string, inside: string): (readonly [path: string, contents: Uint8Array])[] {
  return readdirSync(join(folder, inside), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SHIPPED.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [relative(folder, file).split(sep).join('/'), readFileSync(file)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
