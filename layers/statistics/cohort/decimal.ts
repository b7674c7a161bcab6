/** Finds the decimal mark of a table, and writes its numbers with a point. */
import { InvalidTable } from '../errors.ts';
import { kindOfColumn } from './cells.ts';
import type { DecimalMark } from './table-dialect.ts';

const POINT = /^[+-]?(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const COMMA = /^[+-]?(?:\d+,\d*|,\d+)(?:[eE][+-]?\d+)?$/;
/** A fraction of three digits, or thousands. */
const EITHER = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;
/** Thousands, and then the mark of the fraction. */
const GROUPED_COMMA = /^[+-]?\d{1,3}(?:[.\u00a0\u202f\u2009 '’]\d{3})+,\d+$/;
const GROUPED_POINT = /^[+-]?\d{1,3}(?:[,\u00a0\u202f\u2009 '’]\d{3})+\.\d+$/;
/** What word processors and spreadsheets set in place of a hyphen: minus, en dash, hyphens of other widths. */
const DASH = /^[\u2212\u2013\u2010\u2011\ufe63\uff0d](?=[\d.,∞])/;
const EXPONENT_DASH = /([eE])[\u2212\u2013\u2010\u2011\ufe63\uff0d](?=\d)/;

/** Rows of a table as they were saved, with the line of each. */
export interface RawRows {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
}

/** Cells with numbers as `Number` takes them, and the mark that they had; null if none has a fraction. */
export interface DecimalRows {
  readonly rows: readonly (readonly string[])[];
  readonly decimal: DecimalMark | null;
}

/** What the cells of a column show. */
interface Evidence {
  readonly at: number;
  /** Cells whose mark can only be a decimal point, or comma. */
  point: number;
  comma: number;
  /** Cells that would be another number with the other mark. */
  either: number;
  /** Cells with a point, of either kind. */
  points: number;
  commas: number;
  dashes: number;
  /** The first row of each. */
  readonly first: { point?: number; comma?: number; either?: number; anyPoint?: number };
}

/**
 * Reads the numbers of a table whose columns are all written with one decimal mark, which is found from all of its columns of
 * numbers or named by the user. A cell that is written otherwise stays as it is in a table of points, to be refused in
 * its place when it is needed; between decimal commas a point may separate thousands, and is refused at once.
 *
 * @throws InvalidTable for a table of both marks, and for one whose numbers differ by what the mark is taken for,
 *   naming cells and `--decimal`
 */
export function readDecimals(raw: RawRows, separator: string, asked?: DecimalMark): DecimalRows {
  const columns = raw.header.flatMap((_, at) => {
    const found = evidenceOf(raw, at);
    return found.points + found.commas + found.dashes > 0 && isNumbers(raw, at) ? [found] : [];
  });
  const decimal = asked ?? decide(raw, columns, separator);
  if (decimal === ',') refuseThousands(raw, columns);
  const changed = columns.filter(({ commas, dashes }) => dashes > 0 || (decimal === ',' && commas > 0));
  return { rows: changed.length === 0 ? raw.rows : rewritten(raw.rows, changed, decimal), decimal };
}

function decide(raw: RawRows, columns: readonly Evidence[], separator: string): DecimalMark | null {
  const ofComma = columns.filter(({ comma, point }) => comma > 0 && comma >= point);
  const ofPoint = columns.filter(({ comma, point }) => point > 0 && point >= comma);
  const [comma] = ofComma;
  const [point] = ofPoint;
  // A comma between fields goes with a decimal point: a cell in quotes with a comma is the exception, refused in its place.
  if (separator === ',' && (point || !comma)) return point || columns.some(({ points }) => points > 0) ? '.' : null;
  if (comma && point) {
    throw new InvalidTable(
      `decimal commas (${cellText(raw, comma, 'comma')}) and decimal points (${cellText(raw, point, 'point')})`,
      'one decimal mark',
      'Write all numbers alike, or leave out the column that is not needed.',
    );
  }
  if (comma) return ',';
  if (point) return '.';
  const open = columns.find(({ either }) => either > 0);
  if (!open) return null;
  throw new InvalidTable(
    `${cellText(raw, open, 'either')}, and no number that shows whether its mark is decimal or separates thousands`,
    'numbers that can be read in one way',
    'Say which with --decimal point or --decimal comma; with thousands separators, save the table without them.',
  );
}

function refuseThousands(raw: RawRows, columns: readonly Evidence[]): void {
  const found = columns.find(({ points }) => points > 0);
  if (!found) return;
  throw new InvalidTable(
    `${cellText(raw, found, 'anyPoint')} in a table of decimal commas: thousands, or a decimal point`,
    'one decimal mark and no thousands separators',
    'Save the table without thousands separators, or leave out the column that is not needed.',
  );
}

function evidenceOf({ rows }: RawRows, at: number): Evidence {
  const found: Evidence = { at, point: 0, comma: 0, either: 0, points: 0, commas: 0, dashes: 0, first: {} };
  const { first } = found;
  for (let i = 0; i < rows.length; i++) {
    const cell = rows[i][at];
    if (cell === '') continue;
    const text = plainMinus(cell);
    if (text.length > LONGEST) continue;
    if (text !== cell.trim()) found.dashes++;
    if (POINT.test(text)) {
      found.points++;
      first.anyPoint ??= i;
      if (EITHER.test(text)) {
        found.either++;
        first.either ??= i;
      } else {
        found.point++;
        first.point ??= i;
      }
    } else if (COMMA.test(text)) {
      found.commas++;
      if (EITHER.test(text)) {
        found.either++;
        first.either ??= i;
      } else {
        found.comma++;
        first.comma ??= i;
      }
    } else if (GROUPED_COMMA.test(text)) {
      found.commas++;
      found.comma++;
      first.comma ??= i;
    } else if (GROUPED_POINT.test(text)) {
      found.points++;
      found.point++;
      first.point ??= i;
      first.anyPoint ??= i;
    }
  }
  return found;
}

/** No number has as many digits. */
const LONGEST = 400;

function isNumbers({ rows }: RawRows, at: number): boolean {
  return kindOfColumn(rows.map((row) => plainMinus(row[at]))) === 'numbers';
}

function rewritten(
  rows: readonly (readonly string[])[],
  columns: readonly Evidence[],
  decimal: DecimalMark | null,
): string[][] {
  return rows.map((row) => {
    const cells = [...row];
    for (const { at } of columns) {
      const text = plainMinus(cells[at]);
      if (decimal === ',' && COMMA.test(text)) cells[at] = text.replace(',', '.');
      else if (text !== cells[at].trim()) cells[at] = text;
    }
    return cells;
  });
}

/** A number with the minus of a keyboard. */
function plainMinus(cell: string): string {
  const text = cell.trim();
  const code = text.charCodeAt(0);
  const signed = code > 0x7f ? text.replace(DASH, '-') : text;
  return signed.length < LONGEST && EXPONENT_DASH.test(signed) ? signed.replace(EXPONENT_DASH, '$1-') : signed;
}

function cellText({ header, rows, lines }: RawRows, { at, first }: Evidence, kind: keyof Evidence['first']): string {
  const row = first[kind] ?? 0;
  return `"${rows[row][at].trim().slice(0, 64)}" in line ${lines[row]}, column ${header[at] || at + 1}`;
}
