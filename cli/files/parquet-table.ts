/** Reads a Parquet file as a table of text: values as they are written in CSV, the index of pandas first. */
import { InvalidTable } from '@radscore/statistics/table';
import { type FileMetaData, parquetMetadata, parquetRead, parquetSchema, type SchemaTree } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** Cells by row, the header first. */
export interface ParquetTable {
  readonly rows: string[][];
  /** Columns that were the index of a data frame. */
  readonly index: string[];
}

const MOST_CELLS = 10_000_000;
const MOST_BYTES = 1024 * 2 ** 20;
const SMALLER = 'Write the columns and rows that are meant, or save the table as CSV.';

/**
 * The columns and rows of a Parquet file: numbers with the fewest digits that read back as the same double, whole numbers of any size,
 * decimals with the digits of their scale, true and false, dates in the form of ISO 8601, nothing for null and NaN. The
 * index of a pandas data frame comes first, as in its CSV; one without a name has none here.
 *
 * @throws InvalidTable for what is no such file, is too large, or holds lists or groups
 */
export async function readParquet(bytes: Uint8Array): Promise<ParquetTable> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const metadata = metadataOf(file);
  const columns = columnsOf(metadata);
  const count = Number(metadata.num_rows);
  const size = metadata.row_groups.reduce((sum, group) => sum + Number(group.total_byte_size), 0);
  if (count * columns.length > MOST_CELLS)
    throw new InvalidTable(`${count} rows of ${columns.length} columns`, `at most ${MOST_CELLS} cells`, SMALLER);
  if (size > MOST_BYTES)
    throw new InvalidTable(`a Parquet file that unpacks to ${size} bytes`, `at most ${MOST_BYTES}`, SMALLER);
  const read = await valuesOf(file, metadata);
  if (read.length !== count) throw damaged(`${read.length} rows in place of ${count}`);
  const index = indexOf(metadata);
  const places = columns.map((_, at) => at);
  const order = [
    ...index.flatMap((name) => places.filter((at) => columns[at].name === name)),
    ...places.filter((at) => !index.includes(columns[at].name)),
  ];
  const shownName = (name: string) => (/^__index_level_\d+__$/.test(name) ? '' : name);
  return {
    rows: [
      order.map((at) => shownName(columns[at].name)),
      ...read.map((row) => order.map((at) => textOf(row[at], columns[at].scale))),
    ],
    index: index.map(shownName),
  };
}

function metadataOf(file: ArrayBuffer): FileMetaData {
  try {
    return parquetMetadata(file);
  } catch (cause) {
    throw damaged((cause as Error).message);
  }
}

async function valuesOf(file: ArrayBuffer, metadata: FileMetaData): Promise<unknown[][]> {
  let rows: unknown[][] = [];
  try {
    await parquetRead({
      file,
      metadata,
      compressors,
      rowFormat: 'array',
      onComplete: (read) => {
        rows = read as unknown[][];
      },
    });
  } catch (cause) {
    throw damaged((cause as Error).message);
  }
  return rows;
}

function damaged(why: string): InvalidTable {
  return new InvalidTable(
    `a Parquet file that cannot be read (${why.slice(0, 200)})`,
    'a Parquet file',
    'Write it again.',
  );
}

interface Column {
  readonly name: string;
  /** Digits after the point of a decimal. */
  readonly scale: number | undefined;
}

/** @throws InvalidTable for a column that has no single value in a row */
function columnsOf(metadata: FileMetaData): Column[] {
  return parquetSchema(metadata).children.map(({ element, children }: SchemaTree) => {
    const { name, scale, repetition_type: repetition, logical_type: logical, converted_type: converted } = element;
    if (children.length > 0 || repetition === 'REPEATED') {
      throw new InvalidTable(
        `a column "${name}" of lists or groups`,
        'one value in each cell',
        'Leave the column out.',
      );
    }
    const isDecimal = converted === 'DECIMAL' || logical?.type === 'DECIMAL';
    return { name, scale: isDecimal ? (scale ?? 0) : undefined };
  });
}

/** Names of the columns that pandas made of an index; it keeps a plain numbering outside the columns. */
function indexOf({ key_value_metadata: pairs = [] }: FileMetaData): string[] {
  const text = pairs.find(({ key }) => key === 'pandas')?.value;
  if (text === undefined) return [];
  try {
    const { index_columns: index }: { index_columns?: unknown } = JSON.parse(text);
    return Array.isArray(index) ? index.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

/** The digits of a decimal that a double still holds. */
const EXACT_DIGITS = 15;

function textOf(value: unknown, scale: number | undefined): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return '';
    const text = value.toISOString().replace(/(?:\.000)?Z$/, '');
    return text.endsWith('T00:00:00') ? text.slice(0, 10) : text;
  }
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return '';
    // The library multiplies by a power of ten, which leaves 0.30000000000000004 of 0.3.
    const rounded = scale === undefined || !Number.isFinite(value) ? undefined : value.toFixed(Math.min(scale, 100));
    return rounded !== undefined && rounded.replace(/\D/g, '').replace(/^0+/, '').length <= EXACT_DIGITS
      ? String(Number(rounded))
      : String(value);
  }
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
