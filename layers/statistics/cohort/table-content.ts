/** What a table holds, however it was saved: the same text for the same table in every dialect. */
import { isMissingCell, numberOf } from './cells.ts';
import type { TextTable } from './csv.ts';
import { csvLine } from './csv-output.ts';

/**
 * The lines of a table in one form: commas, LF, numbers with the fewest digits that read back as the same double, true and
 * false in small letters, nothing for a missing value. Their SHA-256 says whether two files hold the same table.
 */
export function* contentLines({ header, rows }: TextTable): Generator<string> {
  yield csvLine(header);
  for (const row of rows) yield csvLine(row.map(plainCell));
}

function plainCell(cell: string): string | number {
  const text = cell.trim();
  const number = numberOf(text);
  if (number !== null) return number;
  if (isMissingCell(text, 'words')) return '';
  return /^(?:true|false)$/i.test(text) ? text.toLowerCase() : text;
}
