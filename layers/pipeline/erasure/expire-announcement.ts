/** Announced studies that never came: their rows and what was uploaded of them go after a number of days. */
import { type StudyKey, studyPrefix } from '../contracts/identifiers.ts';
import { environment } from '../storage/clients.ts';
import { abortUploadsBelow, deleteBelow } from '../storage/deletion.ts';
import { deleteItem, getItem, type Item } from '../storage/dynamodb-table.ts';
import { objectsBelow } from '../storage/objects.ts';
import { studyMeta } from '../studies/studies.ts';

/**
 * Removes a study that still waits for its upload, if it was announced last before `before`, and nothing was uploaded
 * since. Files go first, so that a crash in between leaves a row that is found again. The id is free afterwards: this is
 * no withdrawal.
 *
 * @returns whether it was removed
 */
export async function expireAnnouncement(study: StudyKey, before: Date): Promise<boolean> {
  const row = await getItem(studyMeta(study));
  if (!row || !isWaiting(row) || announced(row) >= before.toISOString()) return false;
  const bucket = environment('STUDY_BUCKET');
  const prefix = studyPrefix(study);
  for await (const { modified } of objectsBelow(bucket, prefix)) if (modified && modified >= before) return false;
  await abortUploadsBelow(bucket, prefix);
  // A file that arrives now is that of an upload that has begun after all.
  await deleteBelow(bucket, prefix, ({ modified }) => modified !== undefined && modified < before);
  return deleteItem(studyMeta(study), {
    ConditionExpression: `#status = :waiting AND attribute_not_exists(executionArn) AND ${row.announcedAt === undefined ? 'attribute_not_exists(announcedAt)' : 'announcedAt = :announced'}`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':waiting': 'awaiting-upload',
      ...(row.announcedAt !== undefined && { ':announced': row.announcedAt }),
    },
  });
}

function isWaiting({ status, executionArn }: Item): boolean {
  return status === 'awaiting-upload' && executionArn === undefined;
}

/** When the study was announced last; rows of earlier versions know the first time only. */
function announced({ announcedAt, receivedAt }: Item): string {
  return String(announcedAt ?? receivedAt);
}
