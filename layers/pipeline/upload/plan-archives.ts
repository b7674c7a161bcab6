/** Which files of a study go up in which archive, and its manifest then: from a manifest of plain files to one of archives. */
import { WHOLE_STUDY } from '../contracts/identifiers.ts';
import { isArchive, type Manifest, type ManifestSequence } from '../contracts/manifest.ts';

/** A sequence of more files than this goes up as an archive if nothing else is asked for. */
export const PLAIN_FILES = 200;

/** A file of a study; its SHA-256 need not be known if it goes up in an archive. */
export interface PlannedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256?: string;
}

/** What is to be sent: sequences by the files that they name. */
export interface PlannedStudy {
  readonly sequences: Manifest['sequences'];
  readonly files: readonly PlannedFile[];
}

/** An archive that is to be made. */
export interface PlannedArchive {
  /** Path in the study, beside the folder whose files it holds. */
  readonly path: string;
  /** The folder, with its slash at the end. */
  readonly folder: string;
  /** Listed files by their paths, in the order of their code units. */
  readonly files: readonly PlannedFile[];
}

/** Smaller than the largest object that S3 takes in one request, with the records of the archive. */
const LARGEST_ARCHIVE = 4_900_000_000;
const LARGEST_MEMBER = 2 ** 32 - 2;

/**
 * One archive for each sequence whose image is a folder, with its region of interest if that lies there too; one for all of
 * them if several sequences share a folder. What would make no archive that admission takes stays as it is: files whose names
 * differ in their case only, archives, and what is too large.
 *
 * @param moreThan only sequences of more files than this
 */
export function planArchives(manifest: PlannedStudy, moreThan = 0): PlannedArchive[] {
  const folders = new Set<string>();
  for (const source of Object.values(manifest.sequences)) {
    const { image } = source;
    if (!image.endsWith('/') || isInArchive(manifest, image)) continue;
    if (filesBelow(manifest, image).length > moreThan) folders.add(folderOf(manifest, source));
  }
  const outermost = [...folders].filter(
    (folder) => ![...folders].some((other) => other !== folder && isBelow(folder, other)),
  );
  const taken = new Set(manifest.files.map(({ path }) => path));
  return outermost.sort().flatMap((folder) => {
    const files = filesBelow(manifest, folder).sort((a, b) => (a.path < b.path ? -1 : 1));
    if (!isArchivable(files)) return [];
    const path = freeName(folder === WHOLE_STUDY ? 'study' : folder.slice(0, -1), taken);
    taken.add(path);
    return [{ path, folder, files }];
  });
}

/** The manifest of the same study with archives in place of the files that lie in them. */
export function archivedManifest<Study extends Pick<Manifest, 'sequences' | 'files'>>(
  manifest: Study,
  archives: readonly (PlannedArchive & { readonly sha256: string; readonly bytes: number })[],
): Study {
  const inArchive = (path: string): string => {
    const archive = archives.find(({ folder }) => isBelow(path, folder));
    return archive ? `${archive.path}/${memberPath(archive, path)}` : path;
  };
  const gone = new Set(archives.flatMap(({ files }) => files.map(({ path }) => path)));
  const made = archives.map(({ path, sha256, bytes }) => ({ path, sha256, bytes }));
  const sequences = Object.entries(manifest.sequences).map(([name, source]) => [
    name,
    { ...source, image: inArchive(source.image), roi: { ...source.roi, file: inArchive(source.roi.file) } },
  ]);
  const files = [...manifest.files.filter(({ path }) => !gone.has(path)), ...made];
  return {
    ...manifest,
    sequences: Object.fromEntries(sequences),
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** The path of a listed file inside its archive. */
export function memberPath({ folder }: Pick<PlannedArchive, 'folder'>, path: string): string {
  if (folder !== WHOLE_STUDY) return path.slice(folder.length);
  return path === WHOLE_STUDY ? '' : path;
}

function isBelow(path: string, folder: string): boolean {
  return folder === WHOLE_STUDY || path.startsWith(folder);
}

function filesBelow({ files }: PlannedStudy, folder: string): PlannedFile[] {
  return files.filter(({ path }) => isBelow(path, folder));
}

function isInArchive({ files }: PlannedStudy, path: string): boolean {
  return files.some((file) => isArchive(file.path) && path.startsWith(`${file.path}/`));
}

/**
 * The folder that holds image and region of a sequence and nothing else; without one, that of the image: the archive of
 * `dce/series/` and `dce/seg.dcm` is `dce.zip`.
 */
function folderOf(manifest: PlannedStudy, { image, roi }: ManifestSequence): string {
  const own = (path: string): boolean => isBelow(path, image) || path === roi.file;
  let common = image;
  while (common !== '' && !isBelow(roi.file, common))
    common = common.slice(0, common.lastIndexOf('/', common.length - 2) + 1);
  return common !== '' && filesBelow(manifest, common).every(({ path }) => own(path)) ? common : image;
}

function isArchivable(files: readonly PlannedFile[]): boolean {
  const names = new Set(files.map(({ path }) => path.normalize('NFC').toLowerCase()));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return (
    names.size === files.length &&
    bytes <= LARGEST_ARCHIVE &&
    files.every((file) => !isArchive(file.path) && file.bytes <= LARGEST_MEMBER)
  );
}

function freeName(stem: string, taken: ReadonlySet<string>): string {
  const isTaken = (path: string): boolean => [...taken].some((other) => other === path || other.startsWith(`${path}/`));
  for (let n = 1; ; n++) {
    const path = n === 1 ? `${stem}.zip` : `${stem}-${n}.zip`;
    if (!isTaken(path)) return path;
  }
}
