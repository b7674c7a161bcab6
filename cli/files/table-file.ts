/** Opens every table that a command works on: text, a workbook or Parquet, by the one reader; refusals name the file. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { InputRefused } from '@radscore/imaging';
import {
  contentLines,
  dialectWords,
  InvalidTable,
  isIdColumn,
  readCells,
  readTable,
  type TableDialect,
  type TableFormat,
  type TextTable,
} from '@radscore/statistics/table';
import type { Terminal } from '../terminal/terminal.ts';
import { readBytes } from './text-file.ts';

export { isIdColumn };

/** What a user may say of a table. */
export interface TableOptions extends TableFormat {
  /** Of a workbook: name of the sheet, or its number from 1. */
  readonly sheet?: string;
}

/** How a table was saved, as it was found. Plain JSON. */
export type FoundFormat =
  | ({ readonly format: 'text' } & TableDialect)
  | ({
      readonly format: 'xlsx';
      readonly sheet: string;
      readonly formulas: number;
      readonly hiddenRows: number;
    } & CellsFound)
  | ({ readonly format: 'parquet'; readonly index: readonly string[] } & CellsFound);

type CellsFound = Pick<TableDialect, 'decimal' | 'leftOut'>;

/** A table file: its header and rows, without what spreadsheets leave around them, and how it was saved. */
export interface TableFile extends TextTable {
  readonly file: string;
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly sha256: string;
  readonly found: FoundFormat;
}

/**
 * Reads a table of text; `wanted` is what a refusal calls it.
 *
 * @throws InputRefused `file-missing`; `unreadable` for what is no table, or one that can be read in two ways
 */
export function readTableFile(file: string, wanted: string, options: TableOptions = {}): TableFile {
  return textTable(file, readBytes(file, wanted), options);
}

/**
 * Reads a table of text, a workbook (.xlsx) or Parquet, by what its bytes are; `wanted` is what a refusal calls it.
 *
 * @throws InputRefused as {@link readTableFile}; for an option that does not apply
 */
export async function openTable(file: string, wanted: string, options: TableOptions = {}): Promise<TableFile> {
  const bytes = readBytes(file, wanted);
  if (isWorkbook(bytes)) {
    const { readWorkbook } = await import('./workbook.ts');
    return refusing(file, () => {
      refuseOptions(options, ['encoding', 'separator'], 'a workbook');
      const { name, rows, lines, formulas, hiddenRows } = readWorkbook(bytes, options.sheet);
      const { header, rows: cells, ...found } = readCells({ rows, lines }, options);
      return tableOf(
        file,
        bytes,
        { header, rows: cells },
        { format: 'xlsx', sheet: name, formulas, hiddenRows, ...found },
      );
    });
  }
  if (isParquet(bytes)) {
    const { readParquet } = await import('./parquet-table.ts');
    return refusingLater(file, async () => {
      refuseOptions(options, ['encoding', 'separator', 'sheet', 'decimal'], 'a Parquet file');
      const { rows, index } = await readParquet(bytes);
      const { header, rows: cells, ...found } = readCells({ rows, lines: rows.map((_, i) => i) }, { decimal: '.' });
      return tableOf(file, bytes, { header, rows: cells }, { format: 'parquet', index, ...found });
    });
  }
  return textTable(file, bytes, options);
}

function textTable(file: string, bytes: Buffer, options: TableOptions): TableFile {
  return refusing(file, () => {
    refuseOptions(options, ['sheet'], 'a table of text');
    const { dialect, ...table } = readTable(bytes, options);
    return tableOf(file, bytes, table, { format: 'text', ...dialect });
  });
}

function tableOf(file: string, bytes: Buffer, table: TextTable, found: FoundFormat): TableFile {
  return { file, ...table, sha256: createHash('sha256').update(bytes).digest('hex'), found };
}

/** An option that cannot apply was meant for another file. @throws InvalidTable */
function refuseOptions(options: TableOptions, others: readonly (keyof TableOptions)[], what: string): void {
  const given = others.find((name) => options[name] !== undefined);
  if (given) throw new InvalidTable(`--${given} with ${what}`, 'a table that it applies to', `Leave --${given} out.`);
}

function isWorkbook(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

function isParquet(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x41 && bytes[2] === 0x52 && bytes[3] === 0x31;
}

/** SHA-256 of what a table holds, the same however it was saved, hexadecimal. */
export function contentHash(table: TextTable): string {
  const hash = createHash('sha256');
  for (const line of contentLines(table)) hash.update(line);
  return hash.digest('hex');
}

/** Reports how a table was read, if there is anything to report. */
export function sayFormat(table: Pick<TableFile, 'file' | 'found'> | undefined, terminal: Terminal): void {
  const words = table === undefined ? [] : formatWords(table.found);
  if (table !== undefined && words.length > 0) terminal.note(`${basename(table.file)}: ${words.join(', ')}.`);
}

function formatWords(found: FoundFormat): string[] {
  if (found.format === 'text') return dialectWords(found);
  const { decimal, leftOut } = found;
  const plain = {
    encoding: 'UTF-8',
    byteOrderMark: false,
    separator: ',',
    lineEnds: 'LF',
    separatorLine: false,
  } as const;
  const cells = dialectWords({ ...plain, decimal, leftOut });
  if (found.format === 'parquet') {
    const names = found.index.filter((name) => name !== '');
    return ['Parquet', ...(names.length > 0 ? [`index ${names.join(', ')}`] : []), ...cells];
  }
  const { sheet, formulas, hiddenRows } = found;
  return [
    `sheet "${sheet}"`,
    ...(formulas > 0 ? [`${formulas} formulas with the values that were saved`] : []),
    ...(hiddenRows > 0 ? [`${hiddenRows} hidden rows among the rows`] : []),
    ...cells,
  ];
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
    throw refusalOf(file, cause);
  }
}

async function refusingLater<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw refusalOf(file, cause);
  }
}

function refusalOf(file: string, cause: unknown): unknown {
  if (!(cause instanceof InvalidTable)) return cause;
  const { got, wanted, remedy } = cause;
  const again = remedy || 'Correct the table, and save it as CSV (UTF-8).';
  return new InputRefused({ code: 'unreadable', file, got, wanted, remedy: again }, { cause });
}
