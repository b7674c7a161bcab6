/** State EraseStudy: everything that is stored of a withdrawn study under its own keys. */
import { type StudyKey, studyPrefix } from '../contracts/identifiers.ts';
import { dropWaitingRequests } from '../pacing/waiting-list.ts';
import { environment } from '../storage/clients.ts';
import { abortUploadsBelow, deleteBelow } from '../storage/deletion.ts';
import { deleteItem, type Item, queryAll, studyPartition } from '../storage/dynamodb-table.ts';
import { writeJson } from '../storage/objects.ts';
import { studyHash } from '../storage/study-hash.ts';
import { contentsHeld, isHold, releaseBlocks } from '../studies/holders.ts';
import { findWithdrawal, keepErasing, removeWithdrawnRow, withdrawnRow } from '../studies/withdrawal.ts';
import { eraseSides } from './erase-sides.ts';
import { registerKey } from './register.ts';

/** What an erasure came to. `again`: an execution may still write until then, and the same work is due once more. */
export interface Erasure {
  readonly study: StudyKey;
  readonly again?: string;
}

/**
 * Deletes of a withdrawn study its files (quarantine and unfinished uploads included), its canonical volumes, the tables
 * that its institution exported, its requests that wait for an analysis, its blocks unless another study holds them, its sides
 * in model lines, and its rows. While an execution that began
 * before the withdrawal may still write, the row that stops it stays, and with it the references to its blocks.
 *
 * Every step finds what is left of the one before: after a crash, or at the same time as another, the call ends the work.
 *
 * @throws Error if the study is not withdrawn: nothing is deleted by mistake
 */
export async function eraseStudy(study: StudyKey, now: Date): Promise<Erasure> {
  const withdrawnAt = await findWithdrawal(study);
  if (withdrawnAt === undefined) throw new Error('got a study that is not withdrawn; wanted one that is. Withdraw it.');
  const artefacts = environment('ARTEFACT_BUCKET');
  // First, so that a table that is restored from a backup is held against it.
  await writeJson(artefacts, registerKey(study), { withdrawnAt });

  const prefix = studyPrefix(study);
  await abortUploadsBelow(environment('STUDY_BUCKET'), prefix);
  await deleteBelow(environment('STUDY_BUCKET'), prefix);
  await deleteBelow(environment('QUARANTINE_BUCKET'), prefix);
  await deleteBelow(artefacts, `prepared/${studyHash(study)}/`);
  // A table that is being made begins again, without the study.
  await abortUploadsBelow(artefacts, `exports/${study.institution}/`);
  await deleteBelow(artefacts, `exports/${study.institution}/`);
  // Plans of runs that are gathering name studies: they are made again.
  await deleteBelow(artefacts, 'gathering/');

  await dropWaitingRequests(study);

  const row = await withdrawnRow(study);
  await eraseSides(study, row?.patient);
  const again = row?.busyUntil !== undefined && row.busyUntil > now.toISOString() ? row.busyUntil : undefined;
  await eraseItems(study, again !== undefined);
  if (row && again !== undefined) await keepErasing(study, row, now);
  else if (row) await removeWithdrawnRow(study);
  return { study, again };
}

/** Vectors, predictions, receipts and references; the row itself goes last, and not here. */
async function eraseItems(study: StudyKey, isBusy: boolean): Promise<void> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :study',
    ExpressionAttributeValues: { ':study': studyPartition(study) },
    ConsistentRead: true,
  });
  for (const content of contentsHeld(items)) await releaseBlocks(study, content);
  const isLast = (item: Item): boolean => item.SK === 'META' || (isBusy && isHold(item));
  for (const item of items) {
    if (!isLast(item)) await deleteItem({ PK: String(item.PK), SK: String(item.SK) });
  }
}
