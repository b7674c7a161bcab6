import { readFileSync } from 'node:fs';
import { InputRefused } from '@radscore/imaging';

/** A table as text: its header, and its rows by column. */
export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Reads a table from a file; `wanted` says what it should be. @throws InputRefused `file-missing`, `unreadable` */
export function readCsvFile(file: string, wanted: string): CsvTable {
  return parseCsv(readText(file, wanted), file);
}

/** Reads a file as text; `wanted` says what it should be. @throws InputRefused `file-missing` */
export function readText(file: string, wanted: string): string {
  try {
    return readFileSync(file, 'utf8');
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

/**
 * Reads comma-separated values (RFC 4180: quotes, doubled quotes, line breaks inside them; LF or CRLF; a byte-order
 * mark is passed over, empty lines too).
 *
 * @throws InputRefused `unreadable` for an open quote, a row of another length than the header, or no header.
 */
export function parseCsv(text: string, file: string): CsvTable {
  const records = parseRecords(text.replace(/^\uFEFF/, ''), file);
  const [header, ...rows] = records.filter((record) => record.length > 1 || record[0].trim() !== '');
  if (!header) throw refuse(file, 'an empty table', 'a header and rows');
  rows.forEach((row, i) => {
    if (row.length === header.length) return;
    throw refuse(file, `${row.length} values in row ${i + 1}`, `${header.length}, as the header has`);
  });
  return { header: header.map((name) => name.trim()), rows };
}

function parseRecords(text: string, file: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    let value: string;
    if (text[at] === '"') {
      const [content, end] = quoted(text, at, file);
      value = content;
      at = end;
    } else {
      const end = nextDelimiter(text, at);
      value = text.slice(at, end);
      at = end;
    }
    record.push(value);
    if (text[at] === ',') {
      at++;
      if (at === text.length) record.push('');
      continue;
    }
    records.push(record);
    record = [];
    at += text.startsWith('\r\n', at) ? 2 : 1;
  }
  if (record.length > 0) records.push(record);
  return records;
}

function quoted(text: string, start: number, file: string): [content: string, end: number] {
  let content = '';
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw refuse(file, 'a quote that nothing closes', 'a closing quote');
    content += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      const end = nextDelimiter(text, quote + 1);
      if (text.slice(quote + 1, end).trim() === '') return [content, end];
      throw refuse(file, 'text behind a closing quote', 'a comma or the end of the line');
    }
    content += '"';
    at = quote + 2;
  }
}

function nextDelimiter(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === ',' || text[at] === '\n' || text[at] === '\r') return at;
  }
  return text.length;
}

function refuse(file: string, got: string, wanted: string): InputRefused {
  return new InputRefused({ code: 'unreadable', file, got, wanted, remedy: 'Save the table as CSV (UTF-8) again.' });
}

/** One line of CSV. Numbers come with the fewest digits that read back as the same double; what is not finite is empty. */
export function csvLine(values: readonly (string | number)[]): string {
  return `${values.map(csvValue).join(',')}\n`;
}

function csvValue(value: string | number): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
