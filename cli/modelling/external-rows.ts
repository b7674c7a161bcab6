/** The third set of a fit: rows marked external, which judge the finished model and take no other part. */
import {
  type FittedModel,
  InvalidTable,
  isExternalMark,
  keepRows,
  type LeftOutRow,
  type ModelValidation,
  type TextTable,
  validateModel,
} from '@radscore/statistics';
import type { TableFile } from '../files/table-file.ts';
import type { FitTableOptions } from './fit-options.ts';
import { readValidationTable } from './validation-table.ts';

/** The rows of a fit, and those of the external set, if a split marks any. */
export interface DividedTable {
  readonly fitted: TextTable;
  readonly external: TableFile | null;
}

/**
 * Divides the rows that are used by the mark of their split.
 *
 * @throws InvalidTable for a column that is not there, or a patient on both sides
 */
export function divideExternal(table: TableFile, { where = [], split, group }: FitTableOptions): DividedTable {
  const kept = where.length === 0 ? table : { ...table, ...keepRows(table, where) };
  const at = split === undefined ? -1 : kept.header.indexOf(split);
  if (at < 0) return { fitted: kept, external: null };
  const external = kept.rows.filter((row) => isExternalMark(row[at]));
  if (external.length === 0) return { fitted: kept, external: null };
  const others = kept.rows.filter((row) => !isExternalMark(row[at]));
  requireApart(kept.header, others, external, group);
  return { fitted: { header: kept.header, rows: others }, external: { ...table, rows: external } };
}

function requireApart(
  header: readonly string[],
  fitted: TextTable['rows'],
  external: TextTable['rows'],
  group: string | undefined,
): void {
  const at = group === undefined ? -1 : header.indexOf(group);
  if (at < 0) return;
  const patients = new Set(fitted.map((row) => row[at].trim()));
  const row = external.find((one) => patients.has(one[at].trim()));
  if (!row) return;
  throw new InvalidTable(
    `rows of ${group} ${row[at].trim()} in the external set and outside it`,
    'every patient on one side',
    'Mark all rows of a patient alike.',
  );
}

/** What the external set says of a model. Plain JSON. */
export interface ExternalSet extends Pick<ModelValidation, 'validation'> {
  readonly leftOut: readonly LeftOutRow[];
}

/**
 * Judges the finished model on the external rows, as `radscore validate` does.
 *
 * @throws InputRefused, InvalidValue
 */
export function judgeExternal(external: TableFile, model: FittedModel, options: FitTableOptions): ExternalSet {
  const { outcome, site, group } = options;
  const { rows, unread, subgroups } = readValidationTable(external, 'the fit', model, { outcome, site, group });
  return validateModel(model, rows, { subgroups, unread });
}
