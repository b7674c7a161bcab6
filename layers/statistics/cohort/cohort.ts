/** A cohort: features, outcomes and clinical variables by row, and the checks that it is one. */
import { InvalidTable, InvalidValue } from '../errors.ts';
import type { ExcludedColumn } from './feature-columns.ts';
import type { FitWarning } from './table-account.ts';

/** Features of studies: `values` is row-major, one row per id, one column per name. */
export interface FeatureTable {
  ids: string[];
  columns: string[];
  values: Float64Array;
}

/** A clinical variable; `null` is a missing value. */
export interface ClinicalColumn {
  name: string;
  /** An ordered variable enters as the position of its level (0, 1, …), a categorical one as one term per level but the first. */
  kind: 'continuous' | 'ordered' | 'categorical';
  /** First = reference. Without it, the levels of the training rows in alphabetical order. */
  levels?: string[];
  values: (number | string | null)[];
  /**
   * What becomes of a missing value, if not what the modelling protocol says of all variables: the median or the most
   * frequent level of the training rows stands in, or it is a level of its own (`unknown`, of a categorical variable).
   */
  missing?: 'median' | 'level';
}

/** What a model is fitted on and judged on. Arrays run over the rows of `features`. */
export interface Cohort {
  features: FeatureTable;
  /** 1 = response; `null` = unknown, the row is left out and counted. */
  outcome: (0 | 1 | null)[];
  clinical: ClinicalColumn[];
  /** Clinical variables that are described and never predictors. */
  recorded?: ClinicalColumn[];
  split: ('train' | 'test')[];
  /** Site or scanner of each row, for harmonisation. */
  site?: string[];
  /** Patient of each row, if some have several: lesions or studies of one patient are held out, drawn and counted together. */
  patient?: string[];
  /** The same columns measured again on some of the rows (a second segmentation), matched by id. */
  repeats?: FeatureTable;
  /** What reading the table has to say to the reader of the report. */
  remarks?: readonly FitWarning[];
  /** Columns of the table that play no part, for the report. */
  excluded?: readonly ExcludedColumn[];
}

/** @throws InvalidTable if lengths or names contradict each other */
export function checkCohort(cohort: Cohort): void {
  const { ids, columns, values } = cohort.features;
  const n = ids.length;
  if (values.length !== n * columns.length) {
    throw new InvalidTable(`${values.length} values`, `${n} rows × ${columns.length} columns = ${n * columns.length}`);
  }
  const seen = new Set<string>();
  const repeated = columns.find((name) => seen.size === seen.add(name).size);
  if (repeated !== undefined) throw new InvalidTable(`column "${repeated}" twice`, 'every column once');
  for (const [what, length] of [
    ['outcomes', cohort.outcome.length],
    ['split marks', cohort.split.length],
    ['sites', cohort.site?.length ?? n],
    ['patients', cohort.patient?.length ?? n],
    ...[...cohort.clinical, ...(cohort.recorded ?? [])].map(
      (column) => [`values of ${column.name}`, column.values.length] as const,
    ),
  ] as const) {
    if (length !== n) throw new InvalidTable(`${length} ${what}`, `${n}, one per row`);
  }
  requireOneSide(cohort);
}

/** A patient in training and test rows would be known already. Rows without an outcome are neither. */
function requireOneSide({ patient, split, outcome, features }: Cohort): void {
  const first = new Map<string, number>();
  for (const [i, name] of (patient ?? []).entries()) {
    if (outcome[i] === null) continue;
    const earlier = first.get(name) ?? i;
    if (split[earlier] !== split[i]) {
      throw new InvalidTable(
        `rows ${features.ids[earlier]} and ${features.ids[i]} of one patient, one in training and one in test`,
        'every patient on one side',
        'Mark all rows of a patient as train, or all as test.',
      );
    }
    first.set(name, earlier);
  }
}

/**
 * Repeated measurements of the given rows, column-major; NaN in rows without one.
 *
 * @throws InvalidTable if the repeats have other columns than the features
 */
export function repeatColumns(cohort: Cohort, rows: readonly number[]): Float64Array | null {
  const { repeats, features } = cohort;
  if (!repeats) return null;
  const p = features.columns.length;
  const missing = features.columns.find((name, j) => repeats.columns[j] !== name);
  if (missing !== undefined)
    throw new InvalidTable(`repeats without ${missing} in its place`, 'the columns of the features');
  const n = rows.length;
  const columns = new Float64Array(n * p).fill(Number.NaN);
  const places = new Map(repeats.ids.map((id, r) => [id, r]));
  rows.forEach((row, i) => {
    const r = places.get(features.ids[row]) ?? -1;
    if (r >= 0) for (let j = 0; j < p; j++) columns[j * n + i] = repeats.values[r * p + j];
  });
  return columns;
}

/**
 * Feature columns of the given rows, column-major. NaN is a missing value, which stays if the protocol imputes; an
 * infinite one is an error of the computation that made it, and never filled in.
 *
 * @throws InvalidValue naming row and column, unless `missing` is allowed
 */
export function featureColumns(
  table: FeatureTable,
  rows: ArrayLike<number>,
  missing: 'error' | 'median',
): Float64Array {
  const p = table.columns.length;
  const n = rows.length;
  const columns = new Float64Array(n * p);
  for (let i = 0; i < n; i++) {
    const start = rows[i] * p;
    for (let j = 0; j < p; j++) {
      const value = table.values[start + j];
      if (Number.isFinite(value)) {
        columns[j * n + i] = value;
      } else if (missing === 'median' && Number.isNaN(value)) {
        columns[j * n + i] = Number.NaN;
      } else {
        throw new InvalidValue(
          table.ids[rows[i]],
          table.columns[j],
          Number.isNaN(value) ? 'no value' : String(value),
          'a finite number',
          'Complete it, drop the row or the column, or let the protocol impute features.',
        );
      }
    }
  }
  return columns;
}
