/** Files of systems and texts that were sent with a study: what of them may identify the patient. */
import type { NamedBytes } from '../input/named-bytes.ts';
import type { FindingInFile } from './finding.ts';
import { holdsAddress } from './text-identity.ts';
import { isDummy, isImagingText, isProgramStamp } from './vocabulary.ts';

/** No more of a line is looked at in one piece; lists of files have long ones. */
const LONGEST_LINE = 2000;

/**
 * A file that a system made, known by its name. It holds names of files and settings of folders, any of which could be a
 * person's as DICOM writes it, or an address.
 */
export function examineSystemFile({ name: file, bytes }: NamedBytes): FindingInFile[] {
  // In binary files any sign stands by chance.
  const isText = /\.(ini|inf)$|(^|[/\\])(version|lockfile)$/i.test(file);
  const isPersonal = (line: string): boolean => /\p{L}\^{1,4}\p{L}/u.test(line) || (isText && holdsAddress(line));
  if (!linesOf(bytes).some(isPersonal)) return [];
  const remedy = 'Leave the file out: nothing reads it.';
  return [{ code: 'identity.file', file, where: 'a system file that holds a name or an address', remedy }];
}

/** True for a text of nothing but words of imaging, numbers and stamps of programs: a person would stand out. */
export function isTechnicalText(bytes: Uint8Array): boolean {
  return linesOf(bytes).every((line) => {
    const text = line.trim();
    return isDummy(text) || isProgramStamp(text) || isImagingText(text);
  });
}

/** Lines of text in UTF-8, UTF-16 or one byte per character. */
function linesOf(bytes: Uint8Array): string[] {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  // Names within the files of Windows and macOS have two bytes per character, wherever they stand.
  const text = new TextDecoder(encoding).decode(bytes).replaceAll('\0', '');
  return text.split(/[\r\n]+/).flatMap(piecesOf);
}

function piecesOf(line: string): string[] {
  if (line.length <= LONGEST_LINE) return [line];
  return Array.from({ length: Math.ceil(line.length / LONGEST_LINE) }, (_, i) =>
    line.slice(i * LONGEST_LINE, (i + 1) * LONGEST_LINE),
  );
}
