import { readFileSync } from 'node:fs';
import { InputRefused } from '@radscore/imaging';
import {
  decodeCsv,
  InvalidTable,
  parseCsv as parseText,
  type TextTable,
  withoutEmptyEdges,
} from '@radscore/statistics/csv';

/** A table as text: its header, and its rows by column. */
export type CsvTable = TextTable;

/** Reads a table from a file; `wanted` says what it should be. @throws InputRefused `file-missing`, `unreadable` */
export function readCsvFile(file: string, wanted: string): CsvTable {
  return withoutEmptyEdges(parseCsv(readTableText(file, wanted), file));
}

/** The text of a table. @throws InputRefused `file-missing`; `unreadable` for bytes that are not UTF-8 */
export function readTableText(file: string, wanted: string): string {
  const bytes = readBytes(file, wanted);
  return refusing(file, () => decodeCsv(bytes));
}

/** Reads a file as text; `wanted` says what it should be. @throws InputRefused `file-missing` */
export function readText(file: string, wanted: string): string {
  return readBytes(file, wanted).toString('utf8');
}

function readBytes(file: string, wanted: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const { code = 'an error' } = cause as NodeJS.ErrnoException;
    const got = code === 'ENOENT' ? 'no such file' : `${code} from the system`;
    throw new InputRefused({ code: 'file-missing', file, got, wanted, remedy: 'Check the path.' }, { cause });
  }
}

/** A column that names the rows, by the look of it: `id`, `studyId`, `patient_id`, `pid` … */
export function isIdColumn(name: string): boolean {
  return /^(study|patient|subject|case|p)?[_ -]?id$/i.test(name);
}

/** Reads comma-separated values with the one reader there is, naming the file. @throws InputRefused `unreadable` */
export function parseCsv(text: string, file: string): CsvTable {
  return refusing(file, () => parseText(text));
}

/** What a table is refused for, in terms of its file. */
export function refusing<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof InvalidTable)) throw cause;
    const { got, wanted, remedy } = cause;
    const again = remedy || 'Correct the table, and save it as CSV (UTF-8).';
    throw new InputRefused({ code: 'unreadable', file, got, wanted, remedy: again }, { cause });
  }
}

/** One line of CSV. Numbers come with the fewest digits that read back as the same double; what is not finite is empty. */
export function csvLine(values: readonly (string | number)[]): string {
  return `${values.map(csvValue).join(',')}\n`;
}

function csvValue(value: string | number): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
