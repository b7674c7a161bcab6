/** Second segmentations of a cohort's studies: what robustness by ICC compares. */
import type { Reason } from '../contracts/workflow.ts';
import type { StudyRow } from '../studies/study-row.ts';
import { type FeatureVector, loadFeatures, openVector } from '../studies/vectors.ts';
import type { CohortTable } from './cohort-table.ts';
import { rowId } from './cohort-table.ts';

/** Second segmentations and their values. */
export interface GatheredRepeats {
  readonly of: NonNullable<CohortTable['repeats']>;
  /** repeats × columns; NaN where a repeat has no value. */
  readonly values: Float64Array;
}

/**
 * Repeats whose study is a row, one for each row at most: the first by its id. A repeat may lack sequences: what it lacks is
 * NaN, and that pair of values is left out.
 *
 * @param why of a study that cannot be used: not analysed, or under other terms than the cohort
 * @param leave takes each repeat that is not used, with the reason
 * @returns undefined without any
 */
export async function gatherRepeats(
  repeats: readonly StudyRow[],
  { columns, rows }: Pick<CohortTable, 'columns' | 'rows'>,
  why: (study: StudyRow) => Reason | undefined,
  leave: (study: StudyRow, reason: Reason) => void,
): Promise<GatheredRepeats | undefined> {
  const isRow = new Set(rows.map(rowId));
  const of: NonNullable<CohortTable['repeats']> = [];
  const repeated = new Set<string>();
  const vectors: Float64Array[] = [];
  for (const study of repeats.toSorted((a, b) => (rowId(a) < rowId(b) ? -1 : 1))) {
    const { institution, studyId, repeatOf = '' } = study;
    const first = { institution, studyId: repeatOf };
    const unused = whyNotUsed(repeatOf, isRow.has(rowId(first)), repeated.has(rowId(first)));
    const vector = why(study) ?? unused ?? (await openVector(study));
    if ('code' in vector) {
      leave(study, vector);
      continue;
    }
    repeated.add(rowId(first));
    of.push({ institution, studyId, of: first });
    vectors.push(valuesIn(columns, await loadFeatures(vector)));
  }
  if (vectors.length === 0) return undefined;
  const values = new Float64Array(vectors.length * columns.length);
  for (const [i, vector] of vectors.entries()) values.set(vector, i * columns.length);
  return { of, values };
}

function whyNotUsed(repeatOf: string, isRow: boolean, isRepeated: boolean): Reason | undefined {
  if (isRow && !isRepeated) return undefined;
  const message = isRow
    ? `got another repeat of study ${repeatOf}; wanted one, and the first by its id is used.`
    : `got a repeat of study ${repeatOf}, which is no row of this cohort; wanted one that is. Upload that study with its outcome.`;
  return { code: 'repeat-not-used', message };
}

/** Values in the order of the columns; NaN for those that the vector does not have. */
export function valuesIn(columns: readonly string[], { names, values }: FeatureVector): Float64Array {
  const places = new Map(names.map((name, j) => [name, j]));
  return Float64Array.from(columns, (name) => values[places.get(name) ?? -1] ?? Number.NaN);
}
