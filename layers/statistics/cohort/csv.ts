/** The one parser of separated values: text to records, with line numbers in every refusal. */
import { InvalidTable } from '../errors.ts';
import { unguarded } from './formula-guard.ts';

export { csvLine } from './csv-output.ts';
export { InvalidTable };

/** A table of text: a header and rows of the same length. */
export interface TextTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a decoder of UTF-8 writes for bytes that are none. */
const REPLACEMENT = '\uFFFD';
const OTHER_SEPARATORS: readonly (readonly [RegExp, string])[] = [
  [/;/, 'semicolons'],
  [/\t/, 'tabs'],
  [/\|/, 'vertical bars'],
];

/**
 * Comma-separated values as RFC 4180 has them: quoted fields may hold commas, line breaks and doubled quotes, and
 * nothing but a comma or the end of the line follows a closing quote. Lines end in LF, CRLF or CR; a byte order mark
 * and blank lines, wherever they are, are passed over; an apostrophe that keeps a cell from being run as a formula is taken
 * off. For tables that this program wrote; those of users are read with `readTable`, which finds out how they were saved.
 *
 * @throws InvalidTable naming the line of a row with another number of fields, of a quote that never closes or lies
 *   within a field, of text behind a closing quote, of characters that an earlier conversion lost; naming another separator
 */
export function parseCsv(text: string): TextTable {
  requireText(text);
  const { rows, lines } = parseRecords(text);
  const [header, ...body] = rows;
  if (!header) throw new InvalidTable('an empty table', 'a header and rows');
  requireCommas(header);
  body.forEach((fields, i) => {
    if (fields.length !== header.length) {
      if (header[0].startsWith('#'))
        throw new InvalidTable('a comment in the first line', 'the header', 'Delete that line.');
      throw new InvalidTable(`${fields.length} fields in line ${lines[i + 1]}`, `${header.length}, as in the header`);
    }
  });
  return { header: header.map((name) => name.trim()), rows: body };
}

/** A table without rows and nameless columns of which every cell is empty: what spreadsheets leave behind a table. */
export function withoutEmptyEdges({ header, rows }: TextTable): TextTable {
  const filled = rows.filter((row) => row.some((cell) => cell.trim() !== ''));
  const kept = header.flatMap((name, at) => (name !== '' || filled.some((row) => row[at].trim() !== '') ? [at] : []));
  if (kept.length === header.length) return { header, rows: filled };
  return { header: kept.map((at) => header[at]), rows: filled.map((row) => kept.map((at) => row[at])) };
}

/** Of two columns of one name, one would be read and nobody could say which. @throws InvalidTable */
export function requireDistinctNames(header: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of header) {
    // An accent may be one character or two, and looks the same.
    const written = name.normalize('NFC');
    if (name !== '' && seen.has(written)) throw new InvalidTable(`column "${name}" twice`, 'every column once');
    seen.add(written);
  }
}

/** Whether a column names the rows, by its own name: `id`, `studyId`, `patient_id`, `pid` … */
export function isIdColumn(name: string): boolean {
  return /^(study|patient|subject|case|p)?[_ -]?id$/i.test(name);
}

/** Text that an earlier conversion damaged, or that was decoded as what it is not. @throws InvalidTable naming the line */
export function requireText(text: string): void {
  const lost = text.indexOf(REPLACEMENT);
  if (lost >= 0) {
    const got = `a replacement character (U+FFFD) in line ${lineOf(text, lost)}, where an earlier conversion lost a letter`;
    throw new InvalidTable(got, 'the text itself', 'Save the table as CSV in UTF-8 again.');
  }
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    throw new InvalidTable(
      `a NUL character in line ${lineOf(text, nul)} (UTF-16?)`,
      'a table as text',
      'Save as UTF-8.',
    );
  }
}

/** A header of one column that holds another separator was never meant as one column. */
function requireCommas(header: readonly string[]): void {
  const [first] = header;
  if (/^sep=.?$/i.test(first.trim()) && header.length <= 2) {
    throw new InvalidTable(`a first line "${header.join(',')}"`, 'the header', 'Delete that line.');
  }
  if (header.length > 1) return;
  if (first.startsWith('#')) throw new InvalidTable('a comment in the first line', 'the header', 'Delete that line.');
  const found = OTHER_SEPARATORS.find(([separator]) => separator.test(first));
  if (found) throw new InvalidTable(`fields with ${found[1]} between them`, 'commas', 'Save the table with commas.');
}

/** Records of a text, and the line that each begins in, from 1. */
export interface Records {
  readonly rows: string[][];
  readonly lines: number[];
}

/**
 * Records with the line that each begins in; blank lines are none. Takes time in proportion to the text.
 *
 * @param separator one character between fields
 * @param skip the end of what begins at a record's start and is no record, if there is such a thing
 * @throws InvalidTable for quotes that RFC 4180 does not have
 */
export function parseRecords(text: string, separator = ',', skip?: (text: string, at: number) => number): Records {
  const rows: string[][] = [];
  const lines: number[] = [];
  const escaped = separator.replace(/[\\\]^-]/, '\\$&');
  const bare = new RegExp(`[^${escaped}\\r\\n]*`, 'y');
  let row: string[] = [];
  let line = 1;
  let started = 1;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const refuse = (got: string) => new InvalidTable(got, 'fields as RFC 4180 has them', 'Save the table as CSV again.');
  const endRow = () => {
    if (row.length > 1 || row[0].trim() !== '') {
      rows.push(row);
      lines.push(started);
    }
    row = [];
    started = line;
  };
  while (at < text.length) {
    if (skip && row.length === 0) {
      const end = skip(text, at);
      if (end > at) {
        at = end;
        if (at < text.length) at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
        line++;
        started = line;
        continue;
      }
    }
    if (text[at] === '"') {
      const opened = line;
      let field = '';
      for (at++; ; at++) {
        const close = text.indexOf('"', at);
        if (close < 0) throw new InvalidTable(`a quote opened in line ${opened} that never closes`, 'a closing quote');
        field += text.slice(at, close);
        at = close + 1;
        if (text[at] !== '"') break;
        field += '"';
      }
      line += field.match(LINE_END)?.length ?? 0;
      row.push(unguarded(field));
      // Blanks there carry nothing; anything else would be lost without a word.
      while (text[at] !== separator && (text[at] === ' ' || text[at] === '\t')) at++;
      if (at < text.length && text[at] !== separator && text[at] !== '\r' && text[at] !== '\n') {
        throw refuse(`text behind a closing quote in line ${line}`);
      }
    } else {
      bare.lastIndex = at;
      const field = bare.exec(text)?.[0] ?? '';
      if (field.includes('"')) throw refuse(`a quote within a field that does not begin with one, in line ${line}`);
      row.push(unguarded(field));
      at += field.length;
    }
    if (at >= text.length) break;
    if (text[at] === separator) {
      at++;
      // A field follows every separator, also at the end of the text.
      if (at === text.length) row.push('');
      continue;
    }
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
    line++;
    endRow();
  }
  if (row.length > 0) endRow();
  return { rows, lines };
}

const LINE_END = /\r\n|\r|\n/g;

/** The line of a place in a text, from 1. */
export function lineOf(text: string, at: number): number {
  return (text.slice(0, at).match(LINE_END)?.length ?? 0) + 1;
}
