/** The one reader of the tables of users: bytes to a header and rows, however they were saved. */
import { InvalidTable, isIdColumn, type Records, requireDistinctNames, requireText, type TextTable } from './csv.ts';
import { readDecimals } from './decimal.ts';
import { type SeparatedTable, separateFields, tableOfRecords } from './separator.ts';
import { contentLines } from './table-content.ts';
import { type DecimalMark, dialectWords, type TableDialect, type TableFormat } from './table-dialect.ts';
import { decodeTable, ENCODINGS, encodingOf } from './table-encoding.ts';

export type { DecimalMark, TableDialect, TableFormat, TextTable };
export { contentLines, dialectWords, ENCODINGS, encodingOf, InvalidTable, isIdColumn };

/** A table, and how it was saved. */
export interface FoundTable extends TextTable {
  readonly dialect: TableDialect;
}

/** Blanks that look like one: of a fixed width, narrow or without a break. */
const BLANKS = /[\u00a0\u2000-\u200a\u202f\u205f]/g;

/**
 * Reads a table of text as people have them: commas, semicolons, tabs or vertical bars between fields, decimal points
 * or commas, UTF-8 or UTF-16, any line ends, comment lines, empty rows and columns, a header that is repeated where files were
 * joined, Excel's line `sep=`. What decides the numbers is proven by the whole table, or said by the user; a table that can be
 * read in two ways is refused. Numbers come with a decimal point and a plain minus; all else is as it was written.
 * fit, predict, validate, batches and the service read the same file alike, in time proportional to its size.
 *
 * @param table bytes, or text that was decoded already
 * @throws InvalidTable naming what was found, its line, and the option that decides
 *
 * @example
 * ```ts
 * import { readTable } from '@radscore/statistics';
 * const { header, rows, dialect } = readTable('id;pCR;f1\nA;1;0,3\nB;0;−1,25\n');
 * rows[1]; // → [ 'B', '0', '-1.25' ]
 * dialect.decimal; // → ','
 * ```
 */
export function readTable(table: Uint8Array | string, format: TableFormat = {}): FoundTable {
  const { text, encoding } =
    typeof table === 'string' ? { text: table, encoding: 'UTF-8' } : decodeTable(table, format.encoding);
  requireText(text);
  const { decimal, leftOut, ...read } = rowsOf(separateFields(text, format.separator), format);
  const { separator, separatorLine, ...cells } = read;
  const lineEnds = lineEndsOf(text);
  const dialect = { encoding, byteOrderMark: hasMark(table), separator, decimal, lineEnds, separatorLine, leftOut };
  return { ...cells, dialect };
}

/** What a table is made of that has cells already, such as a sheet of a workbook. */
export interface CellTable extends TextTable {
  readonly decimal: DecimalMark | null;
  readonly leftOut: TableDialect['leftOut'];
}

/**
 * The same of records that were cells before: comments, empty rows and columns, repeated headers, numbers that were kept as text.
 *
 * @param records and the line or row of each, for messages
 * @throws InvalidTable
 */
export function readCells(records: Records, format: Pick<TableFormat, 'decimal'> = {}): CellTable {
  const { header, rows, decimal, leftOut } = rowsOf({ ...tableOfRecords(records, ','), separatorLine: false }, format);
  return { header, rows, decimal, leftOut };
}

function rowsOf(found: SeparatedTable, format: Pick<TableFormat, 'decimal'>) {
  const header = found.header.map((name) => name.replace(BLANKS, ' ').trim());
  const filled = withoutEmpty(header, found.rows, found.lines, found.header);
  requireDistinctNames(filled.header);
  const { rows, decimal } = readDecimals(filled, found.separator, format.decimal);
  const leftOut = {
    comments: found.comments,
    emptyRows: filled.emptyRows,
    emptyColumns: filled.emptyColumns,
    repeatedHeaders: filled.repeatedHeaders,
    trailingSeparators: found.trailingSeparators,
  };
  return {
    header: filled.header,
    rows,
    decimal,
    leftOut,
    separator: found.separator,
    separatorLine: found.separatorLine,
  };
}

/** Rows that hold something and are not the header again, and columns that have a name or a value. */
function withoutEmpty(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  lines: readonly number[],
  written: readonly string[],
) {
  const isHeader = (row: readonly string[]) => row[0] === written[0] && row.every((cell, at) => cell === written[at]);
  const isEmpty = (row: readonly string[]) => row.every((cell) => cell.trim() === '');
  const kinds = rows.map((row) => (isEmpty(row) ? 'empty' : isHeader(row) ? 'header' : 'row'));
  const places = kinds.flatMap((kind, i) => (kind === 'row' ? [i] : []));
  const filled = places.map((i) => rows[i]);
  const kept = header.flatMap((name, at) => (name !== '' || filled.some((row) => row[at].trim() !== '') ? [at] : []));
  const isWhole = kept.length === header.length;
  return {
    header: isWhole ? header : kept.map((at) => header[at]),
    rows: isWhole ? filled : filled.map((row) => kept.map((at) => row[at])),
    lines: places.map((i) => lines[i]),
    emptyRows: kinds.filter((kind) => kind === 'empty').length,
    emptyColumns: header.length - kept.length,
    repeatedHeaders: kinds.filter((kind) => kind === 'header').length,
  };
}

function hasMark(table: Uint8Array | string): boolean {
  if (typeof table === 'string') return table.charCodeAt(0) === 0xfeff;
  const [a, b, c] = table;
  return (a === 0xef && b === 0xbb && c === 0xbf) || (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
}

/** Ends of lines, and within quoted fields, which no reader should depend on. */
function lineEndsOf(text: string): TableDialect['lineEnds'] {
  let carriageReturns = 0;
  let pairs = 0;
  let lineFeeds = 0;
  for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) {
    if (text[at + 1] === '\n') pairs++;
    else carriageReturns++;
  }
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineFeeds++;
  const kinds = [pairs > 0 && 'CRLF', carriageReturns > 0 && 'CR', lineFeeds > pairs && 'LF'].filter(Boolean);
  return kinds.length > 1 ? 'mixed' : ((kinds[0] || 'LF') as TableDialect['lineEnds']);
}
