/** Rows of a cohort as arrays that fitting works on, and resamples of them. */
import { type Cohort, featureColumns, repeatColumns } from '../cohort/cohort.ts';
import type { ClinicalVariable } from '../model/fitted-model.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import { takeRows } from '../numbers/columns.ts';
import { levelIndex, ordinal } from './clinical.ts';
import type { Drawn } from './resampled-ranks.ts';

/** Rows of a cohort in the form that fitting works on. Missing values are NaN. */
export interface Sample {
  readonly n: number;
  readonly ids: readonly string[];
  readonly names: readonly string[];
  /** Column-major n × names.length. */
  readonly features: Float64Array;
  readonly y: Uint8Array;
  /** Per clinical variable: numbers, or positions in its levels. */
  readonly clinical: readonly Float64Array[];
  /** Site per row; empty strings where the cohort names none. */
  readonly site: readonly string[];
  /** Patient per row; null or absent if every row is a patient by itself. */
  readonly patient?: readonly string[] | null;
  /** Repeated measurements, column-major, NaN in rows without; null without any. */
  readonly repeats: Float64Array | null;
  /** Where the rows were drawn from, for a resample: its ranks follow from the order of those. */
  readonly drawn: Drawn | null;
}

/** Position of a level that no training row has, in rows that are only judged. */
export const UNSEEN_LEVEL = -1;

/**
 * @param judged rows that teach nothing: a level that the training rows lack is {@link UNSEEN_LEVEL} in them, unless the
 *   levels were declared
 * @throws InvalidValue for a missing or unknown value, naming row and column
 */
export function sampleOf(
  cohort: Cohort,
  rows: readonly number[],
  variables: readonly ClinicalVariable[],
  protocol: ModellingProtocol,
  judged = false,
): Sample {
  const isUnseen = (v: number, value: number | string | null) =>
    judged &&
    variables[v].kind === 'categorical' &&
    cohort.clinical[v].levels === undefined &&
    value !== null &&
    value !== '' &&
    levelIndex(variables[v], value) < 0;
  return {
    n: rows.length,
    ids: rows.map((i) => cohort.features.ids[i]),
    names: cohort.features.columns,
    features: featureColumns(cohort.features, rows, protocol.missing.features),
    y: Uint8Array.from(rows, (i) => cohort.outcome[i] ?? 0),
    clinical: variables.map((variable, v) =>
      Float64Array.from(rows, (i) => {
        const value = cohort.clinical[v].values[i];
        if (isUnseen(v, value)) return UNSEEN_LEVEL;
        return ordinal(variable, value, cohort.features.ids[i], protocol.missing.clinical);
      }),
    ),
    site: rows.map((i) => cohort.site?.[i] ?? ''),
    patient: patientsOf(cohort, rows),
    repeats: repeatColumns(cohort, rows),
    drawn: null,
  };
}

/** Null also if the cohort names patients of whom none has two rows: then rows are fitted and judged as patients. */
function patientsOf({ patient }: Cohort, rows: readonly number[]): string[] | null {
  return patient && new Set(patient).size < patient.length ? rows.map((i) => patient[i]) : null;
}

/** The given rows of a sample, repeats allowed. */
export function resample(sample: Sample, rows: ArrayLike<number>): Sample {
  const pick = <T>(values: ArrayLike<T>): T[] => Array.from(rows as ArrayLike<number>, (i) => values[i]);
  return {
    n: rows.length,
    ids: pick(sample.ids),
    names: sample.names,
    features: takeRows(sample.features, sample.n, rows),
    y: Uint8Array.from(pick(sample.y)),
    clinical: sample.clinical.map((values) => Float64Array.from(pick(values))),
    site: pick(sample.site),
    patient: sample.patient && pick(sample.patient),
    repeats: sample.repeats && takeRows(sample.repeats, sample.n, rows),
    drawn: { features: sample.features, n: sample.n, rows },
  };
}
