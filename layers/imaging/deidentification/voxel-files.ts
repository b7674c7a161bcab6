/** Files of bare voxels, and which header of the study names each. */
import type { NamedBytes } from '../input/named-bytes.ts';
import type { Format } from '../reading/reader.ts';
import type { IdentityFinding } from './finding.ts';

const VOXELS = /\.(raw|zraw|img)(\.gz)?$/i;

/**
 * Files of bare voxels have no text of their own. One that no header of the study names could be anything, and is in
 * doubt.
 */
export class VoxelFiles {
  readonly #files = new Set<string>();
  /** What headers name: files by their paths, files by their paths without the ending, and numbered files of a folder. */
  readonly #named = new Set<string>();
  readonly #stems = new Set<string>();
  readonly #numbered: { readonly folder: string; readonly isNamed: (name: string) => boolean }[] = [];

  static isOne(name: string): boolean {
    return VOXELS.test(name);
  }

  add(name: string): void {
    this.#files.add(name);
  }

  /** Remembers which files a header says to hold its voxels. */
  readHeader({ name, bytes }: NamedBytes, format: Format): void {
    const slash = name.lastIndexOf('/') + 1;
    const folder = name.slice(0, slash);
    const own = name.slice(slash);
    if (format === 'nifti') {
      const stem = own.replace(/\.hdr(\.gz)?$/i, '');
      if (stem !== own) this.#stems.add(folder + stem);
      return;
    }
    if (!/\.(nhdr|nrrd|mhd|mha)$/i.test(own)) return;
    const text = new TextDecoder().decode(bytes.subarray(0, LONGEST_LIST));
    const [, listed] = /^(?:data ?file:|ElementDataFile\s*=)(.*)$/ims.exec(text) ?? [];
    if (listed === undefined) return;
    const lines = listed.split(/\r?\n/);
    for (const line of lines) this.#named.add(folder + line.trim().replace(/^\.\//, ''));
    const [pattern] = lines[0].trim().split(/\s+/);
    const [before, after] = pattern?.split(/%0?\d{0,3}d/) ?? [];
    const isNumbered = (other: string): boolean =>
      other.length > before.length + after.length &&
      other.startsWith(before) &&
      other.endsWith(after) &&
      /^\d+$/.test(other.slice(before.length, other.length - after.length));
    if (after !== undefined) this.#numbered.push({ folder, isNamed: isNumbered });
  }

  unnamed(): IdentityFinding[] {
    const orphans = [...this.#files].filter(
      (file) =>
        !this.#named.has(file) &&
        !this.#stems.has(file.replace(VOXELS, '')) &&
        !this.#numbered.some(({ folder, isNamed }) => file.startsWith(folder) && isNamed(file.slice(folder.length))),
    );
    if (orphans.length === 0) return [];
    return [
      {
        code: 'identity.file',
        file: orphans[0],
        files: orphans.length,
        where: 'a file of voxels that no header names',
        remedy: 'Remove the file, or add the header that it belongs to.',
      },
    ];
  }
}

const LONGEST_LIST = 2 ** 20;
