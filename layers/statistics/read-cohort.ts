import { parseCsv, type TextTable } from './csv.ts';
import { InvalidTable, InvalidValue } from './errors.ts';
import { Random } from './random.ts';
import type { ClinicalColumn, Cohort } from './table.ts';

/** Which column is what. */
export interface CohortColumns {
  readonly outcome: string;
  /** Identifier of each row; without it, rows are called by their number in the file, from 1. */
  readonly id?: string;
  /** Without `kind`, a column of numbers is continuous and any other is categorical. */
  readonly clinical?: readonly {
    readonly name: string;
    readonly kind?: ClinicalColumn['kind'];
    readonly levels?: string[];
  }[];
  /** Names, or beginnings followed by `*`; without it, every other column that holds only numbers. */
  readonly features?: readonly string[];
  /** Column with `train` or `test`; without it, rows are split at random within each class. */
  readonly split?: string;
  readonly site?: string;
  /** Only rows with these values. */
  readonly where?: readonly { readonly column: string; readonly equals: string }[];
  /** Of the random split. */
  readonly seed?: number;
  readonly testShare?: number;
}

/** A cohort, and the columns of the table that play no part in it. */
export interface ReadCohort {
  readonly cohort: Cohort;
  readonly ignored: string[];
}

const POSITIVE = ['1', '1.0', 'true', 'yes', 'pcr', 'positive'];
const NEGATIVE = ['0', '0.0', 'false', 'no', 'non-pcr', 'negative'];
const MISSING = ['', 'na', 'nan', 'null', 'none'];
/** Columns of PyRadiomics that describe the computation, not the tumour. */
const DIAGNOSTICS = 'diagnostics_';

/**
 * Reads a cohort from a CSV table. Empty cells, NA and NaN are missing values; whether they are refused or filled is
 * the protocol's business.
 *
 * @throws InvalidTable for columns that are not there; InvalidValue for cells that cannot be what their column is
 */
export function readCohort(text: string, columns: CohortColumns): ReadCohort {
  const table = keepRows(parseCsv(text), columns.where ?? []);
  if (table.rows.length === 0)
    throw new InvalidTable('no rows', 'at least one', 'Check the file and the condition on rows.');
  const { rows, header } = table;
  const place = (name: string) => columnOf(table, name);
  const idAt = columns.id === undefined ? -1 : place(columns.id);
  const ids = rows.map((row, i) => (idAt < 0 ? String(i + 1) : row[idAt]));
  const outcomeAt = place(columns.outcome);
  const outcome = rows.map((row, i) => readOutcome(row[outcomeAt], ids[i], columns.outcome));
  const clinical = (columns.clinical ?? []).map(({ name, kind, levels }) =>
    readClinical(
      rows.map((row) => row[place(name)]),
      name,
      kind,
      levels,
    ),
  );

  const roles = [
    columns.outcome,
    columns.id,
    columns.split,
    columns.site,
    ...(columns.clinical ?? []).map((c) => c.name),
  ];
  const free = header.filter((name) => !roles.includes(name));
  const names = columns.features
    ? chooseFeatures(free, columns.features)
    : free.filter((name) => !name.startsWith(DIAGNOSTICS) && rows.every((row) => isNumeric(row[place(name)])));
  if (names.length === 0) throw new InvalidTable('no feature column', 'at least one column of numbers');
  const values = new Float64Array(rows.length * names.length);
  names.forEach((name, j) => {
    const at = place(name);
    rows.forEach((row, i) => {
      values[i * names.length + j] = readNumber(row[at], ids[i], name);
    });
  });
  const siteAt = columns.site === undefined ? -1 : place(columns.site);
  return {
    cohort: {
      features: { ids, columns: names, values },
      outcome,
      clinical,
      split: columns.split === undefined ? randomSplit(outcome, columns) : readSplit(table, columns.split, ids),
      site: siteAt < 0 ? undefined : rows.map((row) => row[siteAt]),
    },
    ignored: free.filter((name) => !names.includes(name)),
  };
}

function columnOf(table: TextTable, name: string): number {
  const at = table.header.indexOf(name);
  if (at >= 0) return at;
  throw new InvalidTable(
    `no column "${name}"`,
    `one of ${table.header
      .slice(0, 20)
      .map((found) => found.slice(0, 64))
      .join(', ')}`,
  );
}

function keepRows(table: TextTable, where: NonNullable<CohortColumns['where']>): TextTable {
  const conditions = where.map(({ column, equals }) => ({ at: columnOf(table, column), equals }));
  const same = (a: string, b: string) => a === b || (a !== '' && b !== '' && Number(a) === Number(b));
  return { header: table.header, rows: table.rows.filter((row) => conditions.every((c) => same(row[c.at], c.equals))) };
}

function readOutcome(cell: string, row: string, column: string): 0 | 1 | null {
  const value = cell.trim().toLowerCase();
  if (POSITIVE.includes(value)) return 1;
  if (NEGATIVE.includes(value)) return 0;
  if (MISSING.includes(value)) return null;
  throw new InvalidValue(row, column, `"${cell}"`, `1 or 0 (or ${POSITIVE[4]}, ${NEGATIVE[4]})`, 'Recode the outcome.');
}

function readClinical(cells: string[], name: string, kind?: ClinicalColumn['kind'], levels?: string[]): ClinicalColumn {
  const given = cells.map((cell) => (isMissing(cell) ? null : cell.trim()));
  const continuous =
    kind === 'continuous' || (kind === undefined && !levels && given.every((v) => v === null || isNumeric(v)));
  if (!continuous) return { name, kind: kind ?? 'categorical', levels, values: given };
  // A cell that is no number stays as it is: fitting refuses it, naming row and column.
  return { name, kind: 'continuous', values: given.map((v) => (v !== null && isNumeric(v) ? Number(v) : v)) };
}

function chooseFeatures(free: readonly string[], wanted: readonly string[]): string[] {
  const chosen = new Set<string>();
  for (const pattern of wanted) {
    const matches = pattern.endsWith('*')
      ? free.filter((name) => name.startsWith(pattern.slice(0, -1)))
      : free.filter((name) => name === pattern);
    if (matches.length === 0)
      throw new InvalidTable(
        `no column "${pattern}"`,
        `one of ${free
          .slice(0, 20)
          .map((found) => found.slice(0, 64))
          .join(', ')}`,
      );
    for (const name of matches) chosen.add(name);
  }
  // In the order of the table: the near-duplicate filter keeps the first.
  return free.filter((name) => chosen.has(name));
}

function readNumber(cell: string, row: string, column: string): number {
  if (isMissing(cell)) return Number.NaN;
  const value = Number(cell);
  if (!Number.isNaN(value)) return value;
  throw new InvalidValue(row, column, `"${cell}"`, 'a number', 'Correct it, or leave the column out of the features.');
}

function readSplit(table: TextTable, column: string, ids: readonly string[]): ('train' | 'test')[] {
  const at = columnOf(table, column);
  return table.rows.map((row, i) => {
    const value = row[at].trim().toLowerCase();
    if (value === 'train' || value === 'training') return 'train';
    if (value === 'test' || value === 'testing') return 'test';
    throw new InvalidValue(ids[i], column, `"${row[at]}"`, 'train or test', 'Mark every row.');
  });
}

/** A share of each class goes to the test rows, drawn with the seed; rows without an outcome train nothing. */
function randomSplit(
  outcome: readonly (0 | 1 | null)[],
  { seed = 1, testShare = 0.5 }: CohortColumns,
): ('train' | 'test')[] {
  const split = outcome.map((): 'train' | 'test' => 'train');
  const random = new Random(seed);
  for (const kind of [0, 1]) {
    const rows = random.shuffle(outcome.flatMap((value, i) => (value === kind ? [i] : [])));
    for (const row of rows.slice(0, Math.round(rows.length * testShare))) split[row] = 'test';
  }
  return split;
}

function isMissing(cell: string): boolean {
  return MISSING.includes(cell.trim().toLowerCase());
}

function isNumeric(cell: string): boolean {
  return isMissing(cell) || !Number.isNaN(Number(cell));
}
