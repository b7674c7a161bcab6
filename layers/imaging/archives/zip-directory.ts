/** The central directory of a ZIP archive: found, read and checked before anything is inflated. */

import { mostInflated } from '../compression/inflate.ts';
import { examinePath } from '../deidentification/path-identity.ts';
import type { Reading } from '../input/reading.ts';
import { type CentralEntry, readCentralEntry } from './central-entry.ts';
import { findDirectory } from './end-record.ts';
import { pathKey, wrongWith } from './entry-name.ts';
import {
  DEFLATED,
  ENCRYPTED,
  isArchivePath,
  LOCAL_BYTES,
  MASKED_HEADERS,
  MOST_DIRECTORY_BYTES,
  MOST_INFLATED_BYTES,
  MOST_MEMBERS,
  PATCHED,
  refusedArchive,
  STORED,
  STRONGLY_ENCRYPTED,
} from './zip-format.ts';

/** A file in an archive. */
export interface ZipMember {
  readonly path: string;
  /** `<path of the archive>/<path>`, by which the study knows the file. */
  readonly name: string;
  /** What messages call it: its name, or its number if the name may identify a person. */
  readonly place: string;
  readonly bytes: number;
  readonly compressedBytes: number;
  readonly isDeflated: boolean;
  readonly crc32: number;
  /** Where its local header begins, and one past the last byte that belongs to it. */
  readonly start: number;
  readonly end: number;
  readonly flags: number;
  /** As the local header must have it. */
  readonly rawName: Uint8Array;
  /** A folder has no bytes, and is no file of the study. */
  readonly isFolder: boolean;
}

export interface ZipDirectory {
  /** Path of the archive in the study. */
  readonly archive: string;
  /** Length of the archive. */
  readonly bytes: number;
  /** Everything that is stored, folders too, in the order in which it lies there. */
  readonly entries: readonly ZipMember[];
  /** The files, in the order of the code units of their names: the order in which a manifest lists files. */
  readonly members: readonly ZipMember[];
  /** Comments and fields that may hold any text, which may identify a person. */
  readonly remarks: readonly string[];
}

/** Called with the name of each member and its number, from 1, before any is judged: a name alone may identify. */
export type HearMember = (name: string, number: number) => void;

/**
 * Reads the directory of an archive and checks all that can be known without its members: that they lie one behind the
 * other with nothing between them, are neither encrypted nor too many nor too large, and have paths that lead nowhere else.
 *
 * @throws InputRefused `truncated`, `unreadable`, `unsupported-format`, `archive-unsupported`, `archive-invalid`,
 * `too-large`, `file-missing`
 */
export function* readingZipDirectory(
  archive: string,
  bytes: number,
  hear: HearMember = () => {},
): Reading<ZipDirectory> {
  const found = yield* findDirectory(archive, bytes);
  const { start, length, count, remarks } = found;
  if (count > MOST_MEMBERS || length > MOST_DIRECTORY_BYTES) {
    const most = MOST_MEMBERS.toLocaleString('en-US');
    throw refusedArchive('too-large', archive, `an archive of ${count} members`, `at most ${most}`);
  }
  const [directory] = yield [{ file: archive, start, length }];
  const listed: CentralEntry[] = [];
  let at = 0;
  for (let read = readCentralEntry(directory, at); read; read = readCentralEntry(directory, at)) {
    listed.push(read.entry);
    at = read.next;
    if (listed.length > MOST_MEMBERS) break;
  }
  const places = listed.map(({ path }, i) => placeOf(archive, path, i));
  listed.forEach(({ path }, i) => {
    if (path !== undefined && !path.endsWith('/')) hear(`${archive}/${path}`, i + 1);
  });
  if (listed.length !== count || at !== length) {
    throw refusedArchive(
      'unreadable',
      archive,
      `a directory of ${listed.length} members in ${at} bytes`,
      `${count} members in ${length} bytes, as its end record says`,
    );
  }
  const entries = laidOut(archive, listed, places, start);
  const members = entries.filter(({ isFolder }) => !isFolder);
  if (members.length === 0) throw refusedArchive('file-missing', archive, 'an archive without files', 'files in it');
  checkPaths(entries);
  checkSizes(archive, bytes, members);
  return {
    archive,
    bytes,
    entries,
    members: members.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    remarks: [...new Set([...remarks, ...listed.flatMap((entry) => entry.remarks)])],
  };
}

function placeOf(archive: string, path: string | undefined, index: number): string {
  const name = `${archive}/${path}`;
  if (path !== undefined && wrongWith(path) === undefined && examinePath(name).length === 0) return name;
  return `member ${index + 1} of ${examinePath(archive).length === 0 ? archive : 'an archive'}`;
}

/** Members in the order of their places, each up to where the next begins. */
function laidOut(
  archive: string,
  listed: readonly CentralEntry[],
  places: readonly string[],
  directoryStart: number,
): ZipMember[] {
  const order = listed.map((entry, i) => ({ entry, place: places[i] })).sort((a, b) => a.entry.start - b.entry.start);
  let before = 0;
  return order.map(({ entry, place }, i) => {
    refuseUnsupported(entry, place);
    const { path = '', start, compressedBytes, rawName } = entry;
    const end = order[i + 1]?.entry.start ?? directoryStart;
    // Nothing lies before the first, and each is at least as long as it says: what overlaps would be inflated twice.
    const isFirst = i > 0 || start === 0;
    if (!isFirst || start < before || start + LOCAL_BYTES + rawName.length + compressedBytes > end) {
      throw refusedArchive(
        'unreadable',
        archive,
        isFirst ? 'members that overlap' : 'bytes before the first member',
        'members one behind the other, from the first byte of the archive',
      );
    }
    before = end;
    return {
      path,
      name: `${archive}/${path}`,
      place,
      bytes: entry.bytes,
      compressedBytes,
      isDeflated: entry.method === DEFLATED,
      crc32: entry.crc32,
      start,
      end,
      flags: entry.flags,
      rawName,
      isFolder: path.endsWith('/'),
    };
  });
}

/** Methods that programs offer, by their numbers in the format. */
const METHODS: Readonly<Record<number, string>> = {
  1: 'Shrink',
  6: 'Implode',
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'xz',
  98: 'PPMd',
  99: 'AES encryption',
};

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;
const LINK = 0o120000;

function refuseUnsupported(entry: CentralEntry, place: string): void {
  const { flags, method, disk, path, bytes, compressedBytes, unixMode } = entry;
  const refuse = (got: string, wanted: string): never => {
    throw refusedArchive('archive-unsupported', place, got, wanted);
  };
  if (path === undefined) refuse('a name that is not the UTF-8 that it claims to be', 'a name in UTF-8');
  if (flags & (ENCRYPTED | STRONGLY_ENCRYPTED | MASKED_HEADERS)) {
    refuse('an encrypted member', 'members without a password');
  }
  if (flags & PATCHED) refuse('a patch of a member', 'whole members');
  if (method !== STORED && method !== DEFLATED) {
    const name = METHODS[method] ?? 'a method that is not known here';
    refuse(`a member compressed by ${name} (${method})`, 'members that are stored (0) or deflated (8)');
  }
  if (disk !== 0) refuse('a member on another volume of the archive', 'an archive in one file');
  const type = unixMode & FILE_TYPE;
  if (type === LINK) refuse('a symbolic link', 'files');
  if (type !== 0 && type !== REGULAR && type !== FOLDER) refuse('a special file', 'files and folders');
  if (path !== undefined && isArchivePath(path)) refuse('an archive in the archive', 'files of images');
  const isFolder = path?.endsWith('/') === true;
  if (type === FOLDER && !isFolder) refuse('a folder with the name of a file', 'folders whose names end in a slash');
  // Nothing deflates to two bytes.
  if (isFolder && (bytes > 0 || compressedBytes > 2))
    throw refusedArchive('archive-invalid', place, 'a folder that has bytes', 'an empty one');
  if (method === STORED && bytes !== compressedBytes) {
    throw refusedArchive(
      'unreadable',
      place,
      `${compressedBytes} stored bytes`,
      `the ${bytes} that its entry declares`,
    );
  }
}

/** @throws InputRefused `archive-invalid` */
function checkPaths(entries: readonly ZipMember[]): void {
  const refuse = (place: string, got: string): never => {
    throw refusedArchive('archive-invalid', place, got, 'relative paths with slashes, each of them once');
  };
  const files = new Map<string, string>();
  for (const { path, name, place, isFolder } of entries) {
    const wrong = wrongWith(path);
    if (wrong) refuse(place, wrong);
    if (isFolder) continue;
    const key = pathKey(name);
    const before = files.get(key);
    if (before !== undefined) {
      refuse(place, before === name ? 'the same member twice' : 'a name that differs from another only in its case');
    }
    files.set(key, name);
  }
  for (const { name, place, isFolder } of entries) {
    const key = pathKey(isFolder ? name.slice(0, -1) : name);
    if (isFolder && files.has(key)) refuse(place, 'a folder with the name of a file');
    for (let slash = key.lastIndexOf('/'); slash > 0; slash = key.lastIndexOf('/', slash - 1)) {
      if (files.has(key.slice(0, slash))) refuse(place, 'a file below another file');
    }
  }
}

/** @throws InputRefused `too-large` */
function checkSizes(archive: string, archiveBytes: number, members: readonly ZipMember[]): void {
  const inflated = members.reduce((sum, { bytes }) => sum + bytes, 0);
  const most = Math.min(mostInflated(archiveBytes), MOST_INFLATED_BYTES);
  if (inflated <= most) return;
  throw refusedArchive(
    'too-large',
    archive,
    `an archive of ${archiveBytes} bytes whose members are ${inflated} bytes`,
    `at most ${most} in an archive of that length`,
  );
}
