/** Clinical values of `--clinical NAME=VALUE` for a prediction. */
import type { TableFile } from '../files/table-file.ts';
import { UsageProblem } from '../terminal/failure.ts';

/** Values by name, numbers as numbers; what they mean is for the model to say. @throws UsageProblem */
export function givenValues(texts: readonly string[]): Record<string, number | string> {
  const values: Record<string, number | string> = {};
  for (const text of texts) {
    const at = text.indexOf('=');
    const [name, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    if (at < 1 || value === '') throw new UsageProblem(`got --clinical ${text}; wanted NAME=VALUE.`);
    if (Object.hasOwn(values, name)) throw new UsageProblem(`got --clinical ${name} twice; wanted one value of it.`);
    values[name] = Number.isFinite(Number(value)) ? Number(value) : value;
  }
  return values;
}

/**
 * The table with a column for each value that every row is given.
 *
 * @param variables that the model may use
 * @throws UsageProblem for a column that the table has, or that the model does not know
 */
export function withGivenValues<Table extends Pick<TableFile, 'header' | 'rows'>>(
  table: Table,
  texts: readonly string[] | undefined,
  variables: readonly string[],
): Table {
  const given = Object.entries(givenValues(texts ?? []));
  for (const [name] of given) {
    if (!variables.includes(name)) {
      throw new UsageProblem(
        `got --clinical ${name}; wanted one of ${variables.join(', ') || 'none: the model uses none'}.`,
      );
    }
    if (table.header.includes(name)) {
      throw new UsageProblem(`got --clinical ${name} with a table that has the column; wanted one or the other.`);
    }
  }
  return {
    ...table,
    header: [...table.header, ...given.map(([name]) => name)],
    rows: table.rows.map((row) => [...row, ...given.map(([, value]) => String(value))]),
  };
}
