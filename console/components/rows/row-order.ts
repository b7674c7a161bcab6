/** The order of a table's rows: by the value of one column, up or down, missing values last. */

/** What a column sorts by. */
export type SortValue = string | number | boolean | null | undefined;

export interface Sort {
  readonly column: string;
  readonly direction: 'ascending' | 'descending';
}

/** A sort as the query holds it: `received`, or `-received` for descending. */
export function sortText({ column, direction }: Sort): string {
  return direction === 'descending' ? `-${column}` : column;
}

/** The sort that a query holds; undefined if it names none of the columns. */
export function sortOf(text: string | undefined, columns: readonly string[]): Sort | undefined {
  const column = text?.replace(/^-/, '');
  if (column === undefined || !columns.includes(column)) return undefined;
  return { column, direction: text?.startsWith('-') ? 'descending' : 'ascending' };
}

/** What a click on a header asks for: first its own direction, then the other one. */
export function nextSort(now: Sort | undefined, column: string, first: Sort['direction'] = 'ascending'): Sort {
  if (now?.column !== column) return { column, direction: first };
  return { column, direction: now.direction === 'ascending' ? 'descending' : 'ascending' };
}

/**
 * The rows in order. Numbers inside texts count as numbers (BB-9 before BB-10); rows without a value come last in both
 * directions; equal rows keep their order.
 *
 * @param locale BCP 47 tag of the language whose alphabet counts
 */
export function sortedRows<Row>(
  rows: readonly Row[],
  value: (row: Row) => SortValue,
  direction: Sort['direction'],
  locale?: string,
): Row[] {
  const texts = new Intl.Collator(locale, { numeric: true });
  const sign = direction === 'descending' ? -1 : 1;
  const keyed = rows.map((row) => ({ row, value: value(row) }));
  keyed.sort((a, b) => {
    const isMissing = [isAbsent(a.value), isAbsent(b.value)];
    if (isMissing[0] || isMissing[1]) return Number(isMissing[0]) - Number(isMissing[1]);
    return sign * compared(a.value as string, b.value as string, texts);
  });
  return keyed.map(({ row }) => row);
}

function isAbsent(value: SortValue): boolean {
  return value === null || value === undefined || value === '' || Number.isNaN(value);
}

function compared(a: string | number | boolean, b: string | number | boolean, texts: Intl.Collator): number {
  if (typeof a === 'string' && typeof b === 'string') return texts.compare(a, b);
  return Number(a) - Number(b);
}
