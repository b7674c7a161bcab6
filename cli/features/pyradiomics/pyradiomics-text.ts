/** Rows as text, character by character as the PyRadiomics command writes them. */
import { csvLine } from '@radscore/statistics/csv';
import { type PyradiomicsRow, withoutNaN } from './pyradiomics-rows.ts';
import { type PythonValue, pythonJson, pythonStr } from './python-value.ts';

/**
 * All cases of a run. The columns of a table are the names of the first case, and behind them those that only other cases
 * have, in alphabetical order; a name that a case lacks is an empty cell.
 *
 * @param skipNans leaves undefined features out: empty cells, no lines, no keys
 */
export function pyradiomicsText(
  rows: readonly PyradiomicsRow[],
  format: 'csv' | 'json' | 'txt',
  skipNans: boolean,
): string {
  const kept = skipNans ? rows.map(withoutNaN) : rows;
  switch (format) {
    case 'json':
      return pythonJson(kept);
    case 'txt':
      return kept
        .map((row, i) => Array.from(row, ([name, value]) => `Case-${i + 1}_${name}: ${pythonStr(value)}\n`).join(''))
        .join('');
    case 'csv': {
      // A feature that is undefined in every case keeps its column.
      const columns = columnsOf(rows);
      return csvLine(columns) + kept.map((row) => csvRow(row, columns)).join('');
    }
  }
}

function csvRow(row: PyradiomicsRow, columns: readonly string[]): string {
  return csvLine(columns.map((name) => cell(row.get(name))));
}

function cell(value: PythonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return pythonStr(value);
}

function columnsOf(rows: readonly PyradiomicsRow[]): string[] {
  const first = new Set(rows[0]?.keys());
  const others = new Set(rows.slice(1).flatMap((row) => [...row.keys()].filter((name) => !first.has(name))));
  return [...first, ...[...others].sort()];
}
