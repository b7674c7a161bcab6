/** Digests of a table by row and by column: two tables that differ in one cell differ in one of each. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

export const tableDigest = z
  .object({
    format: z.literal('radscore-cells/1'),
    header: z.array(z.string()),
    rows: z.array(z.string()),
    columns: z.array(z.string()),
  })
  .strict();
export type TableDigest = z.infer<typeof tableDigest>;

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Hexadecimal digits of SHA-256 that are kept: enough to find a change, too few to be a proof. */
const DIGITS = 16;

function digest(cells: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(cells)).digest('hex').slice(0, DIGITS);
}

export function digestOf({ header, rows }: Table): TableDigest {
  return {
    format: 'radscore-cells/1',
    header: [...header],
    rows: rows.map((row) => digest(row)),
    columns: header.map((_, at) => digest(rows.map((row) => row[at] ?? ''))),
  };
}

const MOST_NAMED = 3;

/**
 * The first cells in which a table differs from the one of a digest, in words; undefined if it is the same.
 *
 * @param id column whose cell names the row, if there is one
 */
export function differenceOf(table: Table, wanted: TableDigest, id: string | null): string | undefined {
  const got = digestOf(table);
  if (got.header.length !== wanted.header.length || got.header.some((name, i) => name !== wanted.header[i])) {
    const at = wanted.header.findIndex((name, i) => name !== got.header[i]);
    return `column ${at < 0 ? got.header.length : at + 1} is ${JSON.stringify(got.header[at] ?? null)}; wanted ${JSON.stringify(wanted.header[at] ?? null)}`;
  }
  if (got.rows.length !== wanted.rows.length) return `${got.rows.length} rows; wanted ${wanted.rows.length}`;
  const rows = got.rows.flatMap((one, i) => (one === wanted.rows[i] ? [] : [i]));
  const columns = got.columns.flatMap((one, i) => (one === wanted.columns[i] ? [] : [got.header[i]]));
  if (rows.length === 0 && columns.length === 0) return undefined;
  if (rows.length === 0) return `columns ${columns.slice(0, MOST_NAMED).join(', ')}`;
  const at = id === null ? -1 : got.header.indexOf(id);
  const named = rows.slice(0, MOST_NAMED).map((i) => `${i + 1}${at < 0 ? '' : ` (${id} ${table.rows[i][at]})`}`);
  const more = rows.length > MOST_NAMED ? ` and ${rows.length - MOST_NAMED} others` : '';
  const others = columns.length > MOST_NAMED ? ` and ${columns.length - MOST_NAMED} others` : '';
  return `row ${named.join(', ')}${more}, column ${columns.slice(0, MOST_NAMED).join(', ')}${others}`;
}
