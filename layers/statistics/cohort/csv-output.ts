/** Writes CSV that every reader of tables here takes, and that no spreadsheet runs as a formula. */

/** One line of CSV. Numbers have the fewest digits that read back as the same double; if not finite, the cell is empty. */
export function csvLine(values: readonly (string | number | boolean | null | undefined)[]): string {
  return `${values.map(csvCell).join(',')}\n`;
}

function csvCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const text = guarded(String(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A text as a cell that is no formula: spreadsheets run a cell that begins with one of `= + - @`, a tab or a
 * line end. A text that is a number stays as it is (OWASP, "CSV Injection").
 */
function guarded(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) && !/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? `'${text}` : text;
}
