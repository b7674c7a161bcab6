/** Whether a folder that was chosen again holds the files of an upload. */

/** A file as it was when the upload began. */
export interface KeptFile {
  readonly path: string;
  readonly bytes: number;
  /** When it was changed last, milliseconds since 1970. */
  readonly modified: number;
}

export interface Difference {
  readonly missing: readonly string[];
  readonly changed: readonly string[];
}

/** What of an upload's files is not there, or not as it was. Further files of the folder do not matter. */
export function differenceOf(
  kept: readonly KeptFile[],
  found: readonly { readonly name: string; readonly file: Pick<File, 'size' | 'lastModified'> }[],
): Difference {
  const byName = new Map(found.map(({ name, file }) => [name, file]));
  const missing: string[] = [];
  const changed: string[] = [];
  for (const { path, bytes, modified } of kept) {
    const file = byName.get(path);
    if (!file) missing.push(path);
    else if (file.size !== bytes || file.lastModified !== modified) changed.push(path);
  }
  return { missing, changed };
}
