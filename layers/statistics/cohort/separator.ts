/** Finds what separates the fields of a table, and which of its lines are comments. */
import { InvalidTable } from '../errors.ts';
import { numberOf } from './cells.ts';
import { parseRecords, type Records } from './csv.ts';
import { separatorName } from './table-dialect.ts';

/** Records of a table with as many fields as its header. */
export interface SeparatedTable {
  readonly separator: string;
  readonly separatorLine: boolean;
  readonly header: string[];
  readonly rows: string[][];
  readonly lines: number[];
  readonly comments: number;
  readonly trailingSeparators: number;
}

const SEPARATORS = [',', ';', '\t', '|'];
/** Excel's first line, which says what separates: `sep=;`, in quotes or padded with separators itself. */
const SEPARATOR_LINE = /^\ufeff?"?sep=([^\r\n"a-z0-9.-]|\\t)"?(.?)\2*(?=[\r\n]|$)/i;
/** Error values of spreadsheets begin like comments. */
const ERROR_VALUE = /^#(?:n\/a|ref!|div\/0!|value!|name\?|num!|null!|spill!|calc!|getting_data)/i;

/**
 * Fields by the separator with which every row has as many as the header, or by the one that the user or a line
 * `sep=` names. Lines that begin with `#` are comments, unless rows do.
 *
 * @throws InvalidTable naming the line of a row with another number of fields; for a table that can be read with
 *   more than one separator, naming `--separator`; for quotes that RFC 4180 does not have
 */
export function separateFields(text: string, asked?: string): SeparatedTable {
  const line = SEPARATOR_LINE.exec(text);
  const said = line ? (line[1] === '\\t' ? '\t' : line[1]) : undefined;
  if (said !== undefined && asked !== undefined && said !== asked) {
    const got = `a first line "${line?.[0].trim()}" in a table that is said to have ${separatorName(asked)}`;
    throw new InvalidTable(got, 'one separator', 'Leave --separator out, or correct that line.');
  }
  // The line stays as an empty one, so that lines keep their numbers.
  const body = line ? text.slice(line[0].length) : text;
  const chosen = asked ?? said;
  const table = chosen === undefined ? found(body) : separated(body, chosen);
  return { ...table, separatorLine: line !== null };
}

type Separated = Omit<SeparatedTable, 'separatorLine'>;

function found(text: string): Separated {
  const head = headOf(text);
  const readings = SEPARATORS.filter((separator) => head.includes(separator)).map((separator) => {
    try {
      return { separator, table: separated(text, separator) };
    } catch (fault) {
      if (!(fault instanceof InvalidTable)) throw fault;
      return { separator, fault };
    }
  });
  const whole = readings.flatMap(({ table }) => (table && table.header.length > 1 ? [table] : []));
  if (whole.length === 1) return whole[0];
  if (whole.length > 1) {
    const names = whole.map(({ separator }) => separatorName(separator)).join(' and by ');
    throw new InvalidTable(
      `a table that is divided into equal rows by ${names}`,
      'one separator',
      `Say which with --separator ${whole.map(({ separator }) => WORDS[separator]).join(' or ')}.`,
    );
  }
  // No separator fits every row: the fault is that of the one which the header has most.
  const [first] = readings.toSorted((a, b) => countOf(head, b.separator) - countOf(head, a.separator));
  if (first?.fault) throw first.fault;
  refuseBlanks(text, firstLineOf(head));
  return separated(text, ',');
}

/** Columns of a printed table, or of `write.table`: blanks do not separate fields here. @throws InvalidTable */
function refuseBlanks(text: string, head: string): void {
  const wordsIn = (line: string) => line.trim().split(/\s+/).length;
  const next = /[^\r\n]*/.exec(text.slice(text.indexOf(head) + head.length).trimStart())?.[0] ?? '';
  if (head.length > LONGEST_LINE || next.length > LONGEST_LINE || wordsIn(head) < 2) return;
  if (wordsIn(next) !== wordsIn(head) && wordsIn(next) !== wordsIn(head) + 1) return;
  const wanted = 'commas, semicolons, tabs or vertical bars';
  throw new InvalidTable(
    'fields with blanks between them',
    wanted,
    'Save the table with one of these, as write.csv of R does.',
  );
}

function firstLineOf(text: string): string {
  return /[^\r\n]*/.exec(text.trimStart())?.[0] ?? '';
}

/** Printed tables are narrow. */
const LONGEST_LINE = 10_000;

/** Names of separators on a command line. */
const WORDS: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' };

/** The first line that is no comment, or everything if it has quotes, which may hold line ends. */
function headOf(text: string): string {
  const line = /[^\r\n]*/y;
  for (let at = 0; at < text.length; at = line.lastIndex + 1) {
    line.lastIndex = at;
    const [found] = line.exec(text) ?? [''];
    const shown = found.replace('\ufeff', '').trimStart();
    if (shown !== '' && !shown.startsWith('#')) return found.includes('"') ? text : found;
  }
  return text;
}

function countOf(head: string, separator: string): number {
  return head.split(separator, 10_000).length;
}

function separated(text: string, separator: string): Separated {
  let unreadable = 0;
  const records = parseRecords(text, separator, (all, at) => {
    if (all[at] !== '#') return at;
    const end = endOfLine(all, at);
    if (!isUnreadable(all.slice(at, end), separator)) return at;
    unreadable++;
    return end;
  });
  const table = tableOfRecords(records, separator);
  return { ...table, comments: table.comments + unreadable };
}

/**
 * Header and rows of records: the comments between them are left out, and every row has as many fields as the header.
 *
 * @throws InvalidTable naming the line of a row with another number of fields
 */
export function tableOfRecords(records: Records, separator: string): Separated {
  const { header, body, comments } = divided(records, separator);
  const width = header.length;
  const shown = separator === ',' ? '' : `, with ${separatorName(separator)} between them`;
  let trailing = 0;
  const rows = body.rows.map((fields, i) => {
    if (fields.length === width) return fields;
    const fitted = fittedTo(header, fields);
    if (fitted) {
      trailing++;
      return fitted;
    }
    const wanted = `${width}, as in the header${shown}`;
    throw new InvalidTable(
      `${fields.length} fields in line ${body.lines[i]}`,
      wanted,
      remedyOf(body.rows, width, separator),
    );
  });
  return { separator, header, rows, lines: body.lines, comments, trailingSeparators: trailing };
}

/** A comment may hold quotes that no field could. */
function isUnreadable(line: string, separator: string): boolean {
  if (!line.includes('"')) return false;
  try {
    parseRecords(line, separator);
    return false;
  } catch {
    return true;
  }
}

function endOfLine(text: string, at: number): number {
  const line = /[^\r\n]*/y;
  line.lastIndex = at;
  return at + (line.exec(text)?.[0].length ?? 0);
}

/** A row with empty fields beyond the last column, or without the nameless columns at the end. */
function fittedTo(header: readonly string[], fields: readonly string[]): string[] | undefined {
  const width = header.length;
  const beyond = fields.slice(width);
  // A table of one column is one whose separator was not found.
  if (beyond.length > 0)
    return width > 1 && beyond.every((field) => field.trim() === '') ? fields.slice(0, width) : undefined;
  const missing = header.slice(fields.length);
  return missing.every((name) => name.trim() === '') ? [...fields, ...missing.map(() => '')] : undefined;
}

/** What usually leads to rows that are all longer than the header. */
function remedyOf(rows: readonly (readonly string[])[], width: number, separator: string): string {
  if (width > 1 && rows.every(({ length }) => length === width + 1)) {
    return 'If the first column has no name (write.table of R): give it one, or write the table with row.names = FALSE.';
  }
  if (separator === ',' && rows.every(({ length }) => length > width)) {
    return 'If its numbers have decimal commas: save the table with semicolons between fields.';
  }
  return '';
}

interface Divided {
  readonly header: string[];
  readonly body: Records;
  readonly comments: number;
}

/** The header and the rows, without the comments between them. @throws InvalidTable for a line that may be either */
function divided({ rows, lines }: Records, separator: string): Divided {
  const isHash = (fields: readonly string[]) => fields[0].trimStart().startsWith('#');
  const at = headerIn(rows, isHash);
  if (at < 0) throw new InvalidTable('an empty table', 'a header and rows');
  const header = isMarkedHeader(rows, at, isHash) ? withoutMark(rows[at]) : rows[at];
  const width = header.length;
  const isRow = (fields: readonly string[]) =>
    !isHash(fields) ||
    ERROR_VALUE.test(fields[0].trim()) ||
    ((fields.length === width || fittedTo(header, fields) !== undefined) &&
      fields.slice(1).some((field) => field.trim() !== ''));
  const body = rows.slice(at + 1).map((fields, i) => ({ fields, line: lines[at + 1 + i], whole: isRow(fields) }));
  const kept = body.filter(({ whole }) => whole);
  const marked = kept.filter(({ fields }) => isHash(fields) && !ERROR_VALUE.test(fields[0].trim()));
  if (marked.length > 0 && marked.length < kept.length) {
    throw new InvalidTable(
      `a line ${marked[0].line} that begins with # and has the fields of a row (separated by ${separatorName(separator)})`,
      'a comment or a row',
      'Delete the line, or the #.',
    );
  }
  return {
    header,
    body: { rows: kept.map(({ fields }) => fields), lines: kept.map(({ line }) => line) },
    comments: at + body.length - kept.length,
  };
}

type IsHash = (fields: readonly string[]) => boolean;

/** The first record that is no comment; the last comment before it, if it has the names of its columns; -1 for none. */
function headerIn(rows: readonly string[][], isHash: IsHash): number {
  const first = rows.findIndex((fields) => !isHash(fields));
  if (first < 0) return rows.length > 0 ? 0 : -1;
  return first > 0 && isMarkedHeader(rows, first - 1, isHash) ? first - 1 : first;
}

/** A line `# id, age, f1` above rows with numbers names their columns. */
function isMarkedHeader(rows: readonly string[][], at: number, isHash: IsHash): boolean {
  const [header, next] = [rows[at], rows[at + 1]];
  if (!next || !isHash(header) || header.length < 2 || header.length !== next.length) return false;
  const isNumber = (cell: string) => numberOf(cell.trim().replace(',', '.')) !== null;
  return next.some(isNumber) && !header.some(isNumber) && header.slice(1).every((name) => name.trim() !== '');
}

function withoutMark([first, ...others]: readonly string[]): string[] {
  const name = first.trimStart().replace(/^#\s*/, '');
  return [name.trim() === '' ? first : name, ...others];
}
