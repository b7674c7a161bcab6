/** In what files depart from PS3.10, and how a report says it. */

/** A departure on which GDCM and pydicom agree, so that the file is read. */
export type Irregularity =
  | 'no prefix'
  | 'no meta information'
  | 'meta information in implicit VR'
  | 'implicit VR where explicit VR is declared'
  | 'bytes behind the data set';

interface OfFile {
  readonly file: string;
  readonly irregularities: readonly Irregularity[];
}

/** One note for each departure or set of them: how many files have it, and the first. */
export function irregularityNotes(
  files: Iterable<OfFile>,
): { readonly code: 'file-irregular'; readonly message: string }[] {
  const found = new Map<string, Set<string>>();
  for (const { file, irregularities } of files) {
    if (irregularities.length === 0) continue;
    const what = irregularities.join(', ');
    found.set(what, (found.get(what) ?? new Set()).add(file));
  }
  return [...found].map(([what, names]) => {
    const [first] = names;
    const count = names.size === 1 ? '1 file' : `${names.size} files`;
    return {
      code: 'file-irregular',
      message: `got ${count} with ${what}, first ${first}; read as GDCM and pydicom read them. Write them again with gdcmconv or dcmconv if other programs refuse them.`,
    };
  });
}
