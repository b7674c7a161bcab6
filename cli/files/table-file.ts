/** Opens every table that a command works on, with the one CSV reader; refusals name the file. */
import { InputRefused } from '@radscore/imaging';
import {
  decodeCsv,
  InvalidTable,
  parseCsv,
  requireDistinctNames,
  type TextTable,
  withoutEmptyEdges,
} from '@radscore/statistics/csv';

export { isIdColumn } from '@radscore/statistics/csv';

import { readBytes } from './text-file.ts';

/** A table file: its text, and the header and rows in it, without the empty rows and columns that spreadsheets leave. */
export interface TableFile extends TextTable {
  readonly file: string;
  readonly text: string;
}

/**
 * Reads a table; `wanted` is what a refusal calls it.
 *
 * @throws InputRefused `file-missing`; `unreadable` for bytes that are not UTF-8, for text that is not CSV, and for two
 *   columns of one name
 */
export function readTableFile(file: string, wanted: string): TableFile {
  const bytes = readBytes(file, wanted);
  return refusing(file, () => {
    const text = decodeCsv(bytes);
    const { header, rows } = withoutEmptyEdges(parseCsv(text));
    requireDistinctNames(header);
    return { file, text, header, rows };
  });
}

/** Refuses a table without rows: a command that read nothing has not succeeded. @throws InputRefused `unreadable` */
export function requireRows({ file, rows }: Pick<TableFile, 'file' | 'rows'>): void {
  if (rows.length > 0) return;
  const [got, wanted, remedy] = ['a header without rows', 'at least one row', 'Save the whole table.'];
  throw new InputRefused({ code: 'unreadable', file, got, wanted, remedy });
}

/** Does some work on a table; what it is refused for is reported in terms of its file. @throws InputRefused `unreadable` */
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
