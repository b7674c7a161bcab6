/** Outcomes that were corrected: noted under their studies until the versions that were fitted on them are marked. */
import type { StudyKey } from '../contracts/identifiers.ts';
import { deleteItem, putItem, queryAll } from '../storage/dynamodb-table.ts';

const CORRECTIONS = 'CORRECTIONS';

/** An outcome that may be another than the one that versions were fitted on. */
export interface Correction extends StudyKey {
  /** When it was noted last. */
  readonly at: string;
}

const sortKey = ({ institution, studyId }: StudyKey): string => `${institution}#${studyId}`;

/**
 * Notes that the outcome of a study is about to change, or has changed. It says which study and not what: the review
 * compares the outcome that counts then with the rows of stored cohorts, so that noting too much does no harm.
 */
export async function noteCorrection({ institution, studyId }: StudyKey, now: Date): Promise<void> {
  const study = { institution, studyId };
  await putItem({ PK: CORRECTIONS, SK: sortKey(study), ...study, at: now.toISOString() });
}

export async function pendingCorrections(): Promise<Correction[]> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :corrections',
    ExpressionAttributeValues: { ':corrections': CORRECTIONS },
    ConsistentRead: true,
  });
  return items as unknown as Correction[];
}

/** The versions are marked; a correction that was noted again meanwhile stays. */
export async function settleCorrection(correction: Correction): Promise<void> {
  await deleteItem(
    { PK: CORRECTIONS, SK: sortKey(correction) },
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
}
