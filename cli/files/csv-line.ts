/** Writes CSV that every reader of tables here and PyRadiomics' readers take. */

/** One line of CSV. Numbers have the fewest digits that read back as the same double; if not finite, the cell is empty. */
export function csvLine(values: readonly (string | number)[]): string {
  return `${values.map(csvValue).join(',')}\n`;
}

function csvValue(value: string | number): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
