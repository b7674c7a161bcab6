/** The cells of a sheet of a workbook as text, and what a reader must know of them. */
import { InvalidTable } from '@radscore/statistics/table';
import { unescaped } from './workbook-parts.ts';
import { elementsOf } from './xml-elements.ts';

/** What the cells of a sheet refer to. */
export interface SheetContext {
  readonly strings: readonly string[];
  /** By style: whether numbers are shown as dates. */
  readonly isDate: readonly boolean[];
  /** Days are counted from 1904, as old Excel for Mac did. */
  readonly is1904: boolean;
}

export interface Sheet {
  /** Rows of cells from the first that has any, each as long as the longest. */
  readonly rows: string[][];
  /** Number of each row in the sheet, from 1. */
  readonly lines: number[];
  /** Cells whose value was computed when the workbook was saved. */
  readonly formulas: number;
  /** Rows with cells that the sheet does not show. */
  readonly hiddenRows: number;
}

const MOST_ROWS = 1_048_576;
const MOST_COLUMNS = 16_384;
const MOST_CELLS = 10_000_000;
const SMALLER = 'Save the part that is meant as CSV.';

interface Cell {
  readonly reference: string;
  readonly type: string;
  readonly style: number;
  readonly column: number;
  value: string | undefined;
  inline: string | undefined;
  isFormula: boolean;
}

/** @throws InvalidTable naming cells with an error, formulas that were never computed, and merged cells */
export function readSheet(xml: string, context: SheetContext): Sheet {
  const sheet = new SheetReader(context);
  elementsOf(xml, sheet);
  return sheet.end();
}

class SheetReader {
  readonly #context: SheetContext;
  readonly #rows: { line: number; cells: string[]; isHidden: boolean }[] = [];
  readonly #errors: string[] = [];
  readonly #uncomputed: string[] = [];
  readonly #merged: string[] = [];
  #formulas = 0;
  #line = 0;
  #columns = 0;
  #count = 0;
  #next = 1;
  #cell: Cell | undefined;
  #place: 'value' | 'inline' | undefined;
  #phonetic = 0;

  constructor(context: SheetContext) {
    this.#context = context;
  }

  open(name: string, attributes: () => Record<string, string | undefined>): void {
    switch (name) {
      case 'row': {
        const { r, hidden } = attributes();
        this.#line = r === undefined ? this.#line + 1 : Number(r);
        if (!(this.#line > 0 && this.#line <= MOST_ROWS)) throw damaged(`row ${r}`);
        this.#next = 1;
        this.#rows.push({ line: this.#line, cells: [], isHidden: hidden === '1' || hidden === 'true' });
        break;
      }
      case 'c': {
        const { r, t = 'n', s = '-1' } = attributes();
        const column = r === undefined ? this.#next : columnOf(r);
        if (!(column > 0 && column <= MOST_COLUMNS)) throw damaged(`cell ${r}`);
        this.#next = column + 1;
        const reference = r ?? `${lettersOf(column)}${this.#line}`;
        const [value, inline, isFormula] = [undefined, undefined, false];
        this.#cell = { reference, type: t, style: Number(s), column, value, inline, isFormula };
        break;
      }
      case 'f':
        if (this.#cell) this.#cell.isFormula = true;
        break;
      case 'v':
        this.#place = 'value';
        if (this.#cell) this.#cell.value = '';
        break;
      case 'rPh':
        this.#phonetic++;
        break;
      case 't':
        this.#place = this.#phonetic === 0 ? 'inline' : undefined;
        if (this.#cell) this.#cell.inline ??= '';
        break;
      case 'mergeCell': {
        const { ref } = attributes();
        if (ref?.includes(':')) this.#merged.push(ref);
      }
    }
  }

  text(part: string): void {
    if (!this.#cell || !this.#place) return;
    this.#cell[this.#place] = (this.#cell[this.#place] ?? '') + part;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#place = undefined;
    if (name === 'rPh') this.#phonetic--;
    if (name !== 'c' || !this.#cell) return;
    const cell = this.#cell;
    this.#cell = undefined;
    const text = this.#textOf(cell);
    if (cell.isFormula) this.#formulas++;
    if (text === '') return;
    if (++this.#count > MOST_CELLS) throw tooLarge();
    const row = this.#rows.at(-1);
    if (row) row.cells[cell.column - 1] = text;
    this.#columns = Math.max(this.#columns, cell.column);
  }

  /** Numbers with the fewest digits that read back as the same double. */
  #textOf({ reference, type, style, value, inline, isFormula }: Cell): string {
    const { strings, isDate, is1904 } = this.#context;
    if (type === 'inlineStr') return unescaped(inline ?? '');
    if (value === undefined || (value === '' && type !== 'str')) {
      if (isFormula) this.#uncomputed.push(reference);
      return '';
    }
    switch (type) {
      case 'e':
        this.#errors.push(`${value} in ${reference}`);
        return '';
      case 's': {
        const text = strings[Number(value)];
        if (text === undefined) throw damaged(`cell ${reference}`);
        return text;
      }
      case 'str':
        return unescaped(value);
      case 'b':
        return value === '1' || value === 'true' ? 'true' : 'false';
      case 'd':
        return value;
      case 'n': {
        const number = Number(value);
        if (value.trim() === '' || !Number.isFinite(number)) throw damaged(`cell ${reference}`);
        return isDate[style] ? dateOf(number, is1904) : String(number);
      }
      default:
        throw damaged(`cell ${reference}`);
    }
  }

  end(): Sheet {
    refuse(
      this.#errors,
      'cells with an error',
      'values',
      'Correct the cells, or empty those whose value is not known.',
    );
    const open = 'Open the workbook in Excel or LibreOffice and save it, so that its formulas are computed.';
    refuse(this.#uncomputed, 'formulas without a value', 'values', open);
    const filled = this.#rows.filter(({ cells }) => cells.length > 0);
    const rowAt = new Map(this.#merged.length > 0 ? filled.map(({ line, cells }) => [line, cells]) : []);
    const merged = this.#merged.filter((range) => {
      const [, letters = '', line = ''] = /^\$?([A-Z]+)\$?(\d+)/i.exec(range) ?? [];
      return rowAt.get(Number(line))?.[columnOf(letters) - 1] !== undefined;
    });
    refuse(merged, 'merged cells', 'a value in every cell', 'Split the cells and fill them.');
    if (filled.length * this.#columns > MOST_CELLS) throw tooLarge();
    return {
      rows: filled.map(({ cells }) => Array.from({ length: this.#columns }, (_, at) => cells[at] ?? '')),
      lines: filled.map(({ line }) => line),
      formulas: this.#formulas,
      hiddenRows: filled.filter(({ isHidden }) => isHidden).length,
    };
  }
}

const MOST_NAMED = 5;

function refuse(cells: readonly string[], what: string, wanted: string, remedy: string): void {
  if (cells.length === 0) return;
  const named = cells.slice(0, MOST_NAMED).join(', ');
  const others = cells.length > MOST_NAMED ? ` and ${cells.length - MOST_NAMED} others` : '';
  throw new InvalidTable(`${what}: ${named}${others}`, wanted, remedy);
}

function damaged(place: string): InvalidTable {
  return new InvalidTable(`a workbook with a damaged ${place.slice(0, 40)}`, 'a workbook', 'Save it again.');
}

function tooLarge(): InvalidTable {
  return new InvalidTable('a sheet of too many cells', `at most ${MOST_CELLS}`, SMALLER);
}

/** `B7` or `B` is column 2. */
function columnOf(reference: string): number {
  const [, letters] = /^\$?([A-Z]{1,4})/i.exec(reference) ?? [];
  if (letters === undefined) return 0;
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
}

function lettersOf(column: number): string {
  const before = Math.floor((column - 1) / 26);
  return `${before > 0 ? lettersOf(before) : ''}${String.fromCharCode(65 + ((column - 1) % 26))}`;
}

const DAY = 86_400_000;

/** A day and time in the form of ISO 8601; a time alone for what is less than a day. */
function dateOf(serial: number, is1904: boolean): string {
  // Excel's 1900 has a 29 February: days before it are one further from the epoch.
  const days = is1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const time = Date.UTC(1899, 11, 30) + Math.round(days * DAY);
  if (Math.abs(time) > 8.64e15) return String(serial);
  const text = new Date(time).toISOString().slice(0, 19);
  if (serial >= 0 && serial < 1 && !is1904) return text.slice(11);
  return text.endsWith('T00:00:00') ? text.slice(0, 10) : text;
}
