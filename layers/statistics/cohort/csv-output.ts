/** Writes CSV that every reader of tables here takes, and that no spreadsheet runs as a formula. */
import { guarded } from './formula-guard.ts';

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
