/** Outcomes and clinical values that were corrected: noted under their studies until the versions fitted on them are marked. */
import type { StudyKey } from '../contracts/identifiers.ts';
import { deleteItem, putItem, queryAll } from '../storage/dynamodb-table.ts';

const CORRECTIONS = 'CORRECTIONS';

/** What was corrected. */
export type Corrected = 'outcome' | 'clinical';

/** A study of which something may be other than what versions were fitted on. */
export interface Correction extends StudyKey {
  /** When it was noted last. */
  readonly at: string;
  /** Absent: the outcome. */
  readonly of?: Corrected;
}

const sortKey = ({ institution, studyId }: StudyKey, of: Corrected = 'outcome'): string =>
  of === 'outcome' ? `${institution}#${studyId}` : `${institution}#${studyId}#${of}`;

/**
 * Notes that the outcome of a study, or its clinical values, are about to change, or have changed. It says which study and not
 * what: the review compares what counts then with the rows of stored cohorts, so that noting too much does no harm.
 */
export async function noteCorrection(
  { institution, studyId }: StudyKey,
  now: Date,
  of: Corrected = 'outcome',
): Promise<void> {
  const study = { institution, studyId };
  const what = of === 'outcome' ? {} : { of };
  await putItem({ PK: CORRECTIONS, SK: sortKey(study, of), ...study, ...what, at: now.toISOString() });
}

/** Studies with a correction of one kind. */
export async function pendingCorrections(of: Corrected): Promise<Correction[]> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :corrections',
    ExpressionAttributeValues: { ':corrections': CORRECTIONS },
    ConsistentRead: true,
  });
  return (items as unknown as Correction[]).filter(({ of: what = 'outcome' }) => what === of);
}

/** The versions are marked; a correction that was noted again meanwhile stays. */
export async function settleCorrection(correction: Correction): Promise<void> {
  await deleteItem(
    { PK: CORRECTIONS, SK: sortKey(correction, correction.of) },
    {
      ConditionExpression: '#at = :at',
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: { ':at': correction.at },
    },
  );
}

/** Nothing is left to mark: the study is withdrawn, and its versions are marked as such. */
export async function dropCorrection(study: StudyKey): Promise<void> {
  await deleteItem({ PK: CORRECTIONS, SK: sortKey(study) });
  await deleteItem({ PK: CORRECTIONS, SK: sortKey(study, 'clinical') });
}
