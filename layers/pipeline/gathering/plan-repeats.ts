/** Second segmentations of a cohort's studies: what robustness by ICC compares. */
import type { Reason } from '../contracts/workflow.ts';
import { type CohortTable, rowId } from '../models/cohort-table.ts';
import type { StudyRow } from '../studies/study-row.ts';
import { openVectors, type StoredVector } from '../studies/vectors.ts';

/** Second segmentations and where their values lie. */
export interface PlannedRepeats {
  readonly of: NonNullable<CohortTable['repeats']>;
  readonly vectors: readonly StoredVector[];
}

/**
 * Repeats whose study is a row, one for each row at most: the first by its id. A repeat may lack sequences: what it lacks is
 * NaN, and that pair of values is left out.
 *
 * @param why of a study that cannot be used: not analysed, or under other terms than the cohort
 * @param leave takes each repeat that is not used, with the reason
 */
export async function planRepeats(
  repeats: readonly StudyRow[],
  { rows }: Pick<CohortTable, 'rows'>,
  why: (study: StudyRow) => Reason | undefined,
  leave: (study: StudyRow, reason: Reason) => void,
): Promise<PlannedRepeats> {
  const isRow = new Set(rows.map(rowId));
  const of: NonNullable<CohortTable['repeats']> = [];
  const vectors: StoredVector[] = [];
  const repeated = new Set<string>();
  const inOrder = repeats.toSorted((a, b) => (rowId(a) < rowId(b) ? -1 : 1));
  const asked = inOrder.filter((study) => isRow.has(rowId(firstOf(study))) && why(study) === undefined);
  const opened = new Map((await openVectors(asked)).map((vector, i) => [asked[i], vector]));
  for (const study of inOrder) {
    const first = firstOf(study);
    const unused = why(study) ?? whyNotUsed(first.studyId, isRow.has(rowId(first)), repeated.has(rowId(first)));
    const vector = unused ?? (opened.get(study) as StoredVector | Reason);
    if ('code' in vector) {
      leave(study, vector);
      continue;
    }
    repeated.add(rowId(first));
    of.push({ institution: study.institution, studyId: study.studyId, of: first });
    vectors.push(vector);
  }
  return { of, vectors };
}

function firstOf({ institution, repeatOf = '' }: StudyRow) {
  return { institution, studyId: repeatOf };
}

function whyNotUsed(repeatOf: string, isRow: boolean, isRepeated: boolean): Reason | undefined {
  if (isRow && !isRepeated) return undefined;
  const message = isRow
    ? `got another repeat of study ${repeatOf}; wanted one, and the first by its id is used.`
    : `got a repeat of study ${repeatOf}, which is no row of this cohort; wanted one that is. Upload that study with its outcome.`;
  return { code: 'repeat-not-used', message };
}
