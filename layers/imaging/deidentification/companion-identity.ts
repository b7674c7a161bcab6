/** Files that hold no image and were sent all the same: what of them may identify the patient. */
import type { CompanionKind } from '../input/companion-files.ts';
import type { NamedBytes } from '../input/named-bytes.ts';
import type { FindingInFile } from './finding.ts';
import { holdsAddress, PERSONAL } from './text-identity.ts';
import { holdsDate, looksLikePhone } from './vocabulary.ts';

/** No more of a line is looked at; programs and lists of files have long ones. */
const LONGEST_LINE = 2000;

/**
 * Texts are searched for what is written of persons; so are files of systems, whose names of files may be those of persons.
 * Programs hold nothing of a patient. Of pictures and documents nobody can know without reading them: they are in doubt.
 */
export function examineCompanion({ name: file, bytes }: NamedBytes, kind: CompanionKind): FindingInFile[] {
  const found = (where: string, remedy: string): FindingInFile[] => [{ code: 'identity.file', file, where, remedy }];
  if (kind === 'picture' || kind === 'document') {
    return found(`a ${kind} that cannot be checked for names`, 'Leave the file out: nothing reads it.');
  }
  if (kind === 'program') return [];
  const isText = kind === 'text';
  for (const line of linesOf(bytes)) {
    const what = personalIn(line, isText);
    if (what) return found(`a ${kind} that holds ${what}`, 'Leave the file out: nothing reads it.');
  }
  return [];
}

/** Lines of text in UTF-8, UTF-16 or one byte per character; binary files give what text there is in them. */
function linesOf(bytes: Uint8Array): string[] {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  // Names within the files of Windows and macOS have two bytes per character, wherever they stand.
  const text = new TextDecoder(encoding).decode(bytes).replaceAll('\0', '');
  return text.split(/[\r\n]+/).flatMap((line) => piecesOf(line));
}

function piecesOf(line: string): string[] {
  if (line.length <= LONGEST_LINE) return [line];
  return Array.from({ length: Math.ceil(line.length / LONGEST_LINE) }, (_, i) =>
    line.slice(i * LONGEST_LINE, (i + 1) * LONGEST_LINE),
  );
}

function personalIn(line: string, isText: boolean): string | undefined {
  if (/\p{L}\^{1,4}\p{L}/u.test(line)) return 'a name';
  if (!isText) return undefined;
  // Of markup the name of an element is a heading, and what else its tag says is none.
  const text = line.replace(/<\/[^<>]{0,200}>/g, ' ').replace(/<([\w:.-]{1,60})[^<>]{0,200}>/g, ' $1: ');
  const parts = text.split(/[:=\t]/);
  for (let i = 0; i + 1 < parts.length; i++) {
    if (!/[\p{L}\d]/u.test(parts[i + 1])) continue;
    const heading = parts[i].trim().slice(-60);
    const [kind] = PERSONAL.find(([, pattern]) => pattern.test(heading)) ?? [];
    if (kind) return `a line headed as ${kind}`;
    if (/patient(['_ ]?s)?([_ ]?(name|id))?$/i.test(heading)) return 'a line headed as patient';
  }
  if (holdsAddress(text)) return 'an e-mail address';
  if (holdsDate(text)) return 'a date';
  return looksLikePhone(text) ? 'a telephone number' : undefined;
}
