/** What a cell of a table means: a number, a level, or nothing. */
import { InvalidValue } from '../errors.ts';

/** Cells that hold no value, whatever their column is. */
const MISSING = new Set(['', 'na', 'nan', 'null', 'n/a', '#n/a', '<na>']);
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Points, commas, apostrophes or blanks between groups of three digits. */
const THOUSANDS = /^[+-]?\d{1,3}(?:[.,'’\u00a0\u202f\u2009 ]\d{3})+(?:[.,]\d+)?$/;
/**
 * What was meant as a number and is none: infinities, values below or above a limit, decimal commas, thousands
 * separators, per cent signs. A column of these must not pass for a column of words.
 */
const ALMOST_NUMBER = [
  /^[+-]?(?:inf|infinity|∞)$/i,
  /^[<>≤≥~≈]=?\s*[+-]?[\d.,]+(?:[eE][+-]?\d+)?$/,
  /^[+-]?\d*,\d+(?:[eE][+-]?\d+)?$/,
  THOUSANDS,
  /^[+-]?[\d.,]+\s*%$/,
];

/** What a column holds. */
export type CellKind = 'numbers' | 'words' | 'nothing';

/** A cell without a value. "none" is a word, and a missing value among numbers only: see {@link kindOfColumn}. */
export function isMissingCell(cell: string, kind: CellKind): boolean {
  const text = cell.trim().toLowerCase();
  return MISSING.has(text) || (kind !== 'words' && text === 'none');
}

/**
 * A decimal number with a point; null for anything else. `Number` alone would also read "0x10", "" and "1e999".
 * Magnitudes that overflow are no numbers: they would be infinite.
 */
export function numberOf(cell: string): number | null {
  const text = cell.trim();
  if (!NUMBER.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/**
 * A column holds numbers if more than half of its values are numbers, or were meant as such; words otherwise. Decided by
 * the majority, so that one bad cell is an error in its place, and not a column that vanishes.
 */
export function kindOfColumn(cells: readonly string[]): CellKind {
  let numbers = 0;
  let others = 0;
  let none = 0;
  for (const cell of cells) {
    const text = cell.trim();
    if (MISSING.has(text.toLowerCase())) continue;
    if (text.toLowerCase() === 'none') none++;
    else if (numberOf(text) !== null || NUMBER.test(text) || ALMOST_NUMBER.some((form) => form.test(text))) numbers++;
    else others++;
  }
  if (numbers + others + none === 0) return 'nothing';
  // Where "none" is the only word, it is what pandas writes for no value.
  if (others === 0 && numbers > 0) return 'numbers';
  return numbers > others + none ? 'numbers' : 'words';
}

/** The number in a cell of a number column; NaN for a missing one. @throws InvalidValue naming row and column */
export function readNumber(cell: string, row: string, column: string, remedy: string): number {
  if (isMissingCell(cell, 'numbers')) return Number.NaN;
  const value = numberOf(cell);
  if (value !== null) return value;
  const got = `"${cell}"${THOUSANDS.test(cell.trim()) ? ' (thousands separators?)' : ''}`;
  throw new InvalidValue(row, column, got, 'a finite number, with a decimal point', remedy);
}

/**
 * A level, site or mark as it is compared: trimmed, and numbers by their value, for pandas writes 2 as 2.0 as soon as
 * one cell of the column is empty.
 */
export function levelOf(cell: string | number): string {
  const text = String(cell).trim();
  const value = numberOf(text);
  return value === null ? text : String(value);
}
