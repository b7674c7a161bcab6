/** The end of a ZIP archive: where its central directory lies. */
import type { Reading } from '../input/reading.ts';
import {
  END_64_BYTES,
  END_BYTES,
  END_LOCATOR_64,
  END_RECORD,
  END_RECORD_64,
  IN_ZIP64_16,
  IN_ZIP64_32,
  isZip,
  LOCATOR_64_BYTES,
  refusedArchive,
} from './zip-format.ts';

/** Where the directory lies, and how many members it lists. */
export interface DirectoryPlace {
  readonly start: number;
  readonly length: number;
  readonly count: number;
  readonly remarks: readonly string[];
}

/** The longest comment, behind everything else. */
const LONGEST_COMMENT = 0xffff;

/**
 * Finds the directory from the last bytes of an archive, which must end with it and its end records.
 *
 * @throws InputRefused `truncated`, `unreadable`, `unsupported-format`, `archive-unsupported`
 */
export function* findDirectory(archive: string, bytes: number): Reading<DirectoryPlace> {
  const tailStart = Math.max(0, bytes - END_BYTES - LONGEST_COMMENT - END_64_BYTES - LOCATOR_64_BYTES);
  if (bytes < END_BYTES) throw noArchive(archive, bytes, false);
  const [head, tail] = yield [
    { file: archive, start: 0, length: 4 },
    { file: archive, start: tailStart, length: bytes - tailStart },
  ];
  const at = endRecord(tail);
  if (at === undefined) throw noArchive(archive, bytes, isZip(head));
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  const remarks = view.getUint16(at + 20, true) > 0 ? ['ZIP comment'] : [];
  const disks = [view.getUint16(at + 4, true), view.getUint16(at + 6, true)];
  const counts = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  let [length, start] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
  let count = counts[1];
  let end = tailStart + at;
  const locator = at - LOCATOR_64_BYTES;
  const isZip64 = locator >= 0 && view.getUint32(locator, true) === END_LOCATOR_64;
  if (isZip64) {
    const record = locator - END_64_BYTES;
    const isPlain =
      record >= 0 &&
      view.getUint32(record, true) === END_RECORD_64 &&
      Number(view.getBigUint64(locator + 8, true)) === tailStart + record;
    if (!isPlain) {
      throw refusedArchive(
        'archive-unsupported',
        archive,
        'an extended end record',
        'a Zip64 archive without extensions',
      );
    }
    disks.push(view.getUint32(record + 16, true), view.getUint32(record + 20, true));
    counts.push(Number(view.getBigUint64(record + 24, true)), Number(view.getBigUint64(record + 32, true)));
    count = counts[3];
    length = Number(view.getBigUint64(record + 40, true));
    start = Number(view.getBigUint64(record + 48, true));
    end = tailStart + record;
  }
  const isInParts = disks.some((disk) => disk !== 0 && !(isZip64 && disk === IN_ZIP64_16));
  const isWhole = counts.every((one) => one === count || (isZip64 && one === IN_ZIP64_16));
  if (isInParts) {
    throw refusedArchive('archive-unsupported', archive, 'one volume of an archive in parts', 'an archive in one file');
  }
  if (!isWhole || start + length !== end || (!isZip64 && (length === IN_ZIP64_32 || start === IN_ZIP64_32))) {
    throw refusedArchive(
      'unreadable',
      archive,
      `an end record that puts the directory at bytes ${start} to ${start + length}`,
      `a directory that ends at byte ${end}, at the end record`,
    );
  }
  return { start, length, count, remarks };
}

/** The last record whose comment ends with the archive. */
function endRecord(tail: Uint8Array): number | undefined {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END_RECORD) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) === tail.length) return at;
  }
  return undefined;
}

function noArchive(archive: string, bytes: number, begins: boolean): Error {
  return begins
    ? refusedArchive('truncated', archive, `${bytes} bytes of an archive without its end`, 'a whole ZIP archive')
    : refusedArchive('unsupported-format', archive, 'a file that is no ZIP archive', 'a ZIP archive, as its name says');
}
