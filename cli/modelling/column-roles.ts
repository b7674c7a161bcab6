/** Which column plays which part in a fit: printed before anything is fitted, and part of the report. */
import type { ClinicalColumn, Cohort, ExcludedColumn } from '@radscore/statistics';
import type { TableFile } from '../files/table-file.ts';
import type { FitTableOptions } from './fit-options.ts';

/** Plain JSON; null for a part that no column plays. */
export interface ColumnRoles {
  readonly id: string | null;
  readonly outcome: {
    readonly column: string;
    readonly with: number;
    readonly without: number;
    readonly unknown: number;
  };
  readonly group: string | null;
  readonly split: {
    readonly column: string | null;
    /** Rows of each set, with and without an outcome. */
    readonly train: number;
    readonly test: number;
    readonly external: number;
  };
  readonly site: string | null;
  readonly clinical: readonly {
    readonly column: string;
    readonly kind: ClinicalColumn['kind'];
    /** As declared or found, of what is not continuous. */
    readonly levels: readonly string[];
  }[];
  readonly features: { readonly count: number; readonly columns: string };
  readonly notUsed: readonly ExcludedColumn[];
}

export function columnRoles(
  { outcome, group, split, site }: FitTableOptions,
  id: string | undefined,
  cohort: Cohort,
  features: ColumnRoles['features'],
  external: TableFile | null,
): ColumnRoles {
  const having = (value: 0 | 1 | null) => cohort.outcome.filter((one) => one === value).length;
  const marked = (mark: 'train' | 'test') => cohort.split.filter((one) => one === mark).length;
  return {
    id: id ?? null,
    outcome: { column: outcome, with: having(1), without: having(0), unknown: having(null) },
    group: group ?? null,
    split: {
      column: split ?? null,
      train: marked('train'),
      test: marked('test'),
      external: external?.rows.length ?? 0,
    },
    site: site ?? null,
    clinical: cohort.clinical.map(({ name, kind, levels, values }) => {
      const found = [...new Set(values.filter((value) => value !== null).map(String))].sort();
      return { column: name, kind, levels: kind === 'continuous' ? [] : (levels ?? found) };
    }),
    features,
    notUsed: cohort.excluded ?? [],
  };
}

const MOST_LEVELS = 6;

/** All parts but features and what is not used, which have lines of their own. */
export function rolesLine({ id, outcome, group, split, site, clinical }: ColumnRoles): string {
  const unknown = outcome.unknown > 0 ? `, ${outcome.unknown} unknown` : '';
  const third = split.external > 0 ? `, ${split.external} external` : '';
  const variables = clinical.map(({ column, kind, levels }) => {
    const shown = levels.slice(0, MOST_LEVELS).join(', ');
    const more = levels.length > MOST_LEVELS ? ` and ${levels.length - MOST_LEVELS} others` : '';
    return levels.length === 0 ? `${column} (${kind})` : `${column} (${kind}: ${shown}${more})`;
  });
  const parts = [
    `outcome ${outcome.column} (${outcome.with} with it, ${outcome.without} without${unknown})`,
    `id ${id ?? 'none: rows are numbered'}`,
    `group ${group ?? 'none: each row is a patient'}`,
    `split ${split.column ?? 'at random'} (${split.train} train, ${split.test} test${third})`,
    `site ${site ?? 'none'}`,
    `clinical ${variables.length > 0 ? variables.join(', ') : 'none'}`,
  ];
  return `Columns: ${parts.join('; ')}.`;
}
