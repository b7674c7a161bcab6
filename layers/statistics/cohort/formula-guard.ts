/** Texts as cells that no spreadsheet runs as a formula, and back. */

/** What spreadsheets take for the beginning of a formula, and texts that a guard was put before. */
const FORMULA = /^'*[=+\-@\t\r\n]/;
const GUARDED = /^'+[=+\-@\t\r\n]/;
const NUMBER = /^[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?)$/i;

/**
 * A text as a cell that is no formula: spreadsheets run a cell that begins with one of `= + - @`, a tab or a line end, so
 * an apostrophe goes before it. A text that is a number stays as it is (OWASP, "CSV Injection"). One that looks as if it
 * were guarded already gets one more, so that every text can be read back as it was.
 */
export function guarded(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/** The text behind a guard: what `guarded` was given. */
export function unguarded(cell: string): string {
  return cell.charCodeAt(0) === APOSTROPHE && GUARDED.test(cell) ? cell.slice(1) : cell;
}

const APOSTROPHE = 39;
