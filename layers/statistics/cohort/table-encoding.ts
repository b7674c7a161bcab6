/** Decodes the bytes of a table: UTF-8, UTF-16 with and without its mark, or what the user names. */
import { InvalidTable } from '../errors.ts';
import { lineOf } from './csv.ts';

/** Text, and how its bytes were read. */
export interface DecodedTable {
  readonly text: string;
  /** Name of the encoding, as it is written: UTF-8, UTF-16LE, Windows-1252 … */
  readonly encoding: string;
}

const SAVE = 'Save the table as CSV in UTF-8.';
/** Named to those who name something else. */
export const ENCODINGS =
  'utf-8, utf-16le, utf-16be, windows-1252 (Western Europe; also called latin1), windows-1250 (Central Europe), iso-8859-15, macintosh';
/** Bytes in which UTF-16 without a mark is recognised. */
const SAMPLE = 65_536;

/**
 * The decoder that a label means, of those that the WHATWG's Encoding Standard has; undefined for others. "utf-16" is
 * little-endian there, as in the tables of Windows.
 */
export function encodingOf(label: string): string | undefined {
  try {
    return new TextDecoder(label.trim()).encoding;
  } catch {
    return undefined;
  }
}

/**
 * The text of a table. Without a name, only what the bytes themselves prove is read: a byte order mark, UTF-8 (which
 * other encodings hardly ever are by chance), or UTF-16, recognised by the zeros of its separators. An encoding of one
 * byte a letter has to be named: read leniently, two columns could get the same name, and a model a name that
 * nobody's table has.
 *
 * @param named by the user, in any label of the Encoding Standard
 * @throws InvalidTable naming what the bytes are, and the line
 */
export function decodeTable(bytes: Uint8Array, named?: string): DecodedTable {
  const [a, b, c, d] = bytes;
  if (a === 0x50 && b === 0x4b && c === 3 && d === 4)
    throw new InvalidTable('a ZIP archive (an Excel workbook?)', 'a table as text', `Name it .xlsx, or: ${SAVE}`);
  if (a === 0x50 && b === 0x41 && c === 0x52 && d === 0x31)
    throw new InvalidTable('a Parquet file', 'a table as text', `Name it .parquet, or: ${SAVE}`);
  if (a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0)
    throw new InvalidTable('a workbook of Excel 97 (.xls)', 'CSV or .xlsx', 'Save it as .xlsx, or as CSV in UTF-8.');
  if (a === 0x1f && b === 0x8b) throw new InvalidTable('a table compressed with gzip', 'CSV', 'Decompress it.');
  const marked = markOf(bytes);
  if (marked === 'utf-32') throw new InvalidTable('a table in UTF-32', 'UTF-8 or UTF-16', SAVE);
  const asked = named === undefined ? undefined : encodingOf(named);
  if (named !== undefined && asked === undefined) {
    throw new InvalidTable(`the encoding "${named}"`, `one of ${ENCODINGS}`, 'Name another with --encoding.');
  }
  if (asked !== undefined && marked !== undefined && asked !== marked) {
    const got = `a byte order mark of ${written(marked)} in a table that is called ${written(asked)}`;
    throw new InvalidTable(got, 'the encoding of the mark', 'Leave --encoding out.');
  }
  const encoding = asked ?? marked ?? unmarkedUtf16(bytes) ?? 'utf-8';
  const isSingleByte = !encoding.startsWith('utf-');
  // Multi-byte letters of UTF-8 make sense in no other encoding: a user who names one is mistaken, or the file is another.
  if (isSingleByte && bytes.some((byte) => byte >= 0x80) && isUtf8(bytes)) {
    throw new InvalidTable(
      `UTF-8 in a table that is called ${written(encoding)}`,
      'its encoding',
      'Leave --encoding out.',
    );
  }
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (isSingleByte) requireLetters(text, encoding);
    return { text, encoding: written(encoding) };
  } catch (cause) {
    if (cause instanceof InvalidTable) throw cause;
    throw undecodable(bytes, encoding, asked !== undefined);
  }
}

function undecodable(bytes: Uint8Array, encoding: string, isNamed: boolean): InvalidTable {
  if (encoding !== 'utf-8') return new InvalidTable(`bytes that are not ${written(encoding)}`, 'its encoding', SAVE);
  const lenient = new TextDecoder('utf-8').decode(bytes);
  const line = lineOf(lenient, lenient.indexOf('\uFFFD'));
  return new InvalidTable(
    `bytes in line ${line} that are not UTF-8 (Windows-1252 or Latin-1?)`,
    'UTF-8',
    isNamed ? SAVE : 'Save the table as CSV in UTF-8, or say what it is, such as --encoding windows-1252.',
  );
}

function markOf([a, b, c, d]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32' | undefined {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff))
    return 'utf-32';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return undefined;
}

/** Separators, digits and line ends of UTF-16 have a zero in the same place of every pair; no other text has zeros. */
function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const end = Math.min(bytes.length, SAMPLE) & ~1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < end; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  const pairs = end / 2;
  if (bytes.length % 2 === 0 && odd > pairs / 4 && even === 0) return 'utf-16le';
  if (bytes.length % 2 === 0 && even > pairs / 4 && odd === 0) return 'utf-16be';
  return undefined;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Control characters that no table holds: the bytes that Windows-1252 leaves empty are read as those. @throws InvalidTable */
function requireLetters(text: string, encoding: string): void {
  const found = /[\u0080-\u009f\ufffd]/.exec(text);
  if (!found) return;
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  throw new InvalidTable(
    `a byte in line ${lineOf(text, found.index)} that is no letter of ${written(encoding)} (U+${code})`,
    'its encoding',
    'Name another with --encoding, or save the table as CSV in UTF-8.',
  );
}

function written(encoding: string): string {
  if (encoding.startsWith('utf') || encoding.startsWith('iso')) return encoding.toUpperCase();
  return encoding.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}
