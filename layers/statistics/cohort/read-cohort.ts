/** Reads a cohort from a table and the roles of its columns. */
import { InvalidTable, InvalidValue } from '../errors.ts';
import { didYouMean } from '../nearest-name.ts';
import { clustersOf } from '../numbers/clusters.ts';
import { Random } from '../numbers/random.ts';
import { isMissingCell, kindOfColumn, levelOf, numberOf, readNumber } from './cells.ts';
import type { ClinicalColumn, Cohort, FeatureTable } from './cohort.ts';
import { requireDistinctNames, type TextTable, withoutEmptyEdges } from './csv.ts';
import { type ExcludedColumn, featureColumnsOf, someOf } from './feature-columns.ts';
import { type OutcomeCoding, type ReadOutcome, readOutcome } from './outcome.ts';
import { readTable } from './read-table.ts';

/** Which column is what. */
export interface CohortColumns {
  readonly outcome: string;
  /** Values of the outcome column, if they do not speak for themselves. */
  readonly coding?: OutcomeCoding;
  /** Identifier of each row; without it, rows are called by their number in the file, from 1. */
  readonly id?: string;
  /** Without `kind`, a column of numbers is continuous and any other is categorical. */
  readonly clinical?: readonly {
    readonly name: string;
    readonly kind?: ClinicalColumn['kind'];
    readonly levels?: string[];
  }[];
  /** Clinical variables that are described and never predictors, as `clinical` has them. */
  readonly recorded?: CohortColumns['clinical'];
  /** Names, or beginnings followed by `*`; without it, every other column of numbers that does not number the rows. */
  readonly features?: readonly string[];
  /** Column with `train` or `test`; without it, rows are split at random within each class. */
  readonly split?: string;
  readonly site?: string;
  /** Patient of each row, if some have several: these are on one side of the split. */
  readonly group?: string;
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
  /** The same columns, each with its reason. */
  readonly excluded: ExcludedColumn[];
  /** Values of the outcome column that stand for each class. */
  readonly outcomeWords: ReadOutcome['words'];
}

const CORRECT = 'Correct the cell, drop the row, or choose the feature columns with --features.';

/**
 * Reads a cohort from a CSV table. Empty cells, NA and NaN are missing values, and so is "none" among numbers; whether
 * they are refused or filled is the protocol's business.
 *
 * @param table text, or the table that was parsed from it
 * @throws InvalidTable for columns that are not there or are there twice; InvalidValue for cells that cannot be what
 *   their column is, naming row and column
 *
 * @example
 * ```ts
 * import { readCohort } from '@radscore/statistics';
 * const table = 'id,pCR,f1,split\nA,1,0.3,train\nB,0,0.9,train\nC,1,0.2,test\n';
 * const { cohort } = readCohort(table, { outcome: 'pCR', id: 'id', features: ['f1'], split: 'split' });
 * cohort.outcome; // → [ 1, 0, 1 ]
 * cohort.split; // → [ 'train', 'train', 'test' ]
 * ```
 */
export function readCohort(table: string | TextTable, columns: CohortColumns): ReadCohort {
  const whole = typeof table === 'string' ? readTable(table) : withoutEmptyEdges(table);
  requireDistinctNames(whole.header);
  requireOneRole(columns);
  const kept = keepRows(whole, columns.where ?? []);
  const { rows, header } = kept;
  if (rows.length === 0) throw new InvalidTable('no rows', 'at least one', 'Check the file and the condition on rows.');
  const place = (name: string) => columnOf(kept, name);
  const cellsOf = (name: string) => {
    const at = place(name);
    return rows.map((row) => row[at]);
  };
  const ids = columns.id === undefined ? rows.map((_, i) => String(i + 1)) : cellsOf(columns.id);
  const outcome = readOutcome(cellsOf(columns.outcome), ids, columns.outcome, columns.coding);
  const clinical = (columns.clinical ?? []).map((one) => readClinical(cellsOf(one.name), ids, one));

  const recorded = (columns.recorded ?? []).map((one) => readClinical(cellsOf(one.name), ids, one));
  const roles = [
    columns.outcome,
    columns.id,
    columns.split,
    columns.site,
    columns.group,
    ...[...(columns.clinical ?? []), ...(columns.recorded ?? [])].map((c) => c.name),
  ];
  const free = header.flatMap((name, at) =>
    roles.includes(name) ? [] : [{ name, cells: rows.map((row) => row[at]) }],
  );
  const { names, excluded, warnings } = featureColumnsOf(free, columns.features);
  const patient = columns.group === undefined ? undefined : readPatients(cellsOf(columns.group), columns.group, ids);
  const mark = columns.split === undefined ? undefined : readSplit(cellsOf(columns.split), columns.split, ids);
  return {
    cohort: {
      features: { ids, columns: names, values: readValues(kept, names, ids) },
      outcome: outcome.values,
      clinical,
      ...(recorded.length > 0 && { recorded }),
      split: mark ?? randomSplit(outcome.values, columns, patient),
      site: columns.site === undefined ? undefined : readSites(cellsOf(columns.site), columns.site, ids),
      patient,
      remarks: warnings,
      excluded,
    },
    ignored: excluded.map(({ name }) => name),
    excluded,
    outcomeWords: outcome.words,
  };
}

/**
 * Repeated measurements of some rows of a cohort, read as its own table is: an empty cell is a missing value, which
 * leaves that pair out, and text is refused.
 *
 * @param id column by which rows are matched
 * @throws InvalidTable for columns that are not there, or an id in two rows; InvalidValue naming row and column
 */
export function readRepeats(table: string | TextTable, id: string, columns: readonly string[]): FeatureTable {
  const whole = typeof table === 'string' ? readTable(table) : withoutEmptyEdges(table);
  requireDistinctNames(whole.header);
  const missing = [id, ...columns].find((name) => !whole.header.includes(name));
  if (missing !== undefined) throw new InvalidTable(`repeats without the column "${missing}"`, 'those of the features');
  const at = columnOf(whole, id);
  const ids = whole.rows.map((row) => row[at]);
  const seen = new Set<string>();
  for (const one of ids) {
    if (seen.has(one)) throw new InvalidTable(`${id} ${one} in two rows of the repeats`, 'one repeat of each row');
    seen.add(one);
  }
  return { ids, columns: [...columns], values: readValues(whole, columns, ids) };
}

function readValues(table: TextTable, names: readonly string[], ids: readonly string[]): Float64Array {
  const values = new Float64Array(table.rows.length * names.length);
  names.forEach((name, j) => {
    const at = columnOf(table, name);
    table.rows.forEach((row, i) => {
      values[i * names.length + j] = readNumber(row[at], ids[i], name, CORRECT);
    });
  });
  return values;
}

/**
 * An outcome among the predictors predicts itself. Sites may be a clinical variable as well. @throws InvalidTable
 */
function requireOneRole({ outcome, id, split, site, group, clinical = [], recorded = [] }: CohortColumns): void {
  const roles = new Map<string, string>([[outcome, 'the outcome']]);
  const take = (name: string | undefined, role: string) => {
    if (name === undefined) return;
    const taken = roles.get(name);
    if (taken !== undefined) {
      throw new InvalidTable(`column "${name}" as ${taken} and as ${role}`, 'one role for every column');
    }
    roles.set(name, role);
  };
  take(id, 'the id');
  take(split, 'the split');
  take(group, 'the patient');
  for (const { name } of clinical) take(name, 'a clinical variable');
  for (const { name } of recorded) take(name, 'a variable that is recorded');
  if (!clinical.some(({ name }) => name === site)) take(site, 'the site');
}

function columnOf(table: TextTable, name: string): number {
  const at = table.header.indexOf(name);
  if (at >= 0) return at;
  throw new InvalidTable(`no column "${name}"`, `one of ${someOf(table.header)}`, didYouMean(name, table.header));
}

/** The rows with these values. @throws InvalidTable for a column that is not there */
export function keepRows(table: TextTable, where: NonNullable<CohortColumns['where']>): TextTable {
  const conditions = where.map(({ column, equals }) => ({ at: columnOf(table, column), equals: levelOf(equals) }));
  return {
    header: table.header,
    rows: table.rows.filter((row) => conditions.every((c) => levelOf(row[c.at]) === c.equals)),
  };
}

function readClinical(
  cells: readonly string[],
  ids: readonly string[],
  { name, kind, levels }: { name: string; kind?: ClinicalColumn['kind']; levels?: string[] },
): ClinicalColumn {
  const holds = kindOfColumn(cells);
  const continuous = kind === 'continuous' || (kind === undefined && !levels && holds !== 'words');
  if (continuous) {
    const remedy = `Correct it, or declare the variable: ${name}:categorical.`;
    const values = cells.map((cell, i) => readNumber(cell, ids[i], name, remedy));
    return { name, kind: 'continuous', values: values.map((value) => (Number.isNaN(value) ? null : value)) };
  }
  const declared = levels?.map(levelOf);
  // Where "none" is declared as a level, it is one, whatever the other levels are.
  const holdsWords = declared?.some((level) => level.toLowerCase() === 'none') || holds === 'words';
  const values = cells.map((cell) => (isMissingCell(cell, holdsWords ? 'words' : 'numbers') ? null : levelOf(cell)));
  return { name, kind: kind ?? 'categorical', levels: declared, values };
}

function readSites(cells: readonly string[], column: string, ids: readonly string[]): string[] {
  return cells.map((cell, i) => {
    if (!isMissingCell(cell, 'numbers')) return levelOf(cell);
    throw new InvalidValue(
      ids[i],
      column,
      `"${cell.trim()}"`,
      'a site',
      'Name the site of every row, or drop the row.',
    );
  });
}

/** A pseudonym is text even if it looks like a number: 007 is not 7. */
function readPatients(cells: readonly string[], column: string, ids: readonly string[]): string[] {
  return cells.map((cell, i) => {
    if (cell.trim() !== '') return cell.trim();
    throw new InvalidValue(ids[i], column, '""', 'a patient', 'Name the patient of every row, or drop the row.');
  });
}

/** Marks of a third set: rows of other hospitals, which only judge the finished model. */
const EXTERNAL = /^external(?:[ _-]?(?:test|testing|validation|val|set|cohort))?$/;

/** Whether the mark of a row puts it in the external set, which a cohort does not take: it is judged by itself. */
export function isExternalMark(cell: string): boolean {
  return EXTERNAL.test(cell.trim().toLowerCase());
}

const SPLIT_WORDS = 'train (or training) or test (or testing), in small letters or capitals';

/** Neither a number nor "validation" says on which side of the split its row is: some call the tuning rows that. */
function remedyOfSplit(value: string): string {
  if (value === '') return 'Mark every row.';
  if (numberOf(value) !== null) return 'Write the words in place of numbers.';
  return (
    'Write train for the rows to fit on, and test for those that only judge the model. ' +
    'Rows of other hospitals may be marked external: they are judged as a set of their own.'
  );
}

function readSplit(cells: readonly string[], column: string, ids: readonly string[]): ('train' | 'test')[] {
  return cells.map((cell, i) => {
    const value = cell.trim().toLowerCase();
    if (value === 'train' || value === 'training') return 'train';
    if (value === 'test' || value === 'testing') return 'test';
    throw new InvalidValue(ids[i], column, `"${cell}"`, SPLIT_WORDS, remedyOfSplit(value));
  });
}

/** A share of each class goes to the test rows, drawn with the seed; rows without an outcome train nothing. */
function randomSplit(
  outcome: readonly (0 | 1 | null)[],
  { seed = 1, testShare = 0.5 }: CohortColumns,
  patient: readonly string[] | undefined,
): ('train' | 'test')[] {
  const split = outcome.map((): 'train' | 'test' => 'train');
  const random = new Random(seed);
  // Rows without an outcome are on no side: they do not make a patient of theirs larger.
  const known = outcome.flatMap((value, i) => (value === null ? [] : [i]));
  const patients = clustersOf(patient ? known.map((i) => patient[i]) : null, known.length);
  for (const kind of [0, 1]) {
    const members = patients.flatMap((places) => {
      const rows = places.map((place) => known[place]);
      return Number(rows.some((i) => outcome[i] === 1)) === kind ? [rows] : [];
    });
    const drawn = random.shuffle(members);
    for (const row of drawn.slice(0, Math.round(drawn.length * testShare)).flat()) split[row] = 'test';
  }
  return split;
}
