/** Withdrawn studies: the mark that stops every writer, and the tombstone that stays. */
import type { StudyKey } from '../contracts/identifiers.ts';
import { PreconditionFailed, StudyNotFound, StudyWithdrawn } from '../errors.ts';
import {
  deleteItem,
  getItem,
  INDEX_BY_STATUS,
  type Item,
  type ItemKey,
  putItem,
  queryAll,
  studyPartition,
} from '../storage/dynamodb-table.ts';
import { studyHash } from '../storage/study-hash.ts';
import { STUDY_LAYOUT } from './study-row.ts';

const studyMeta = (study: StudyKey): ItemKey => ({ PK: studyPartition(study), SK: 'META' });

/** Tombstones of an institution: the hash of the id and the date, nothing else of the study. */
const tombstones = (institution: string): string => `WITHDRAWN#${institution}`;
/** Partition of the index by status in which rows wait for their erasure: in no list of an institution. */
const WITHDRAWING = 'WITHDRAWING';

/** A function may outlive its execution by its time limit. */
export const FUNCTION_MILLISECONDS = 15 * 60 * 1000;

/** The row of a study that is being erased. It says nothing of the study but what the erasure needs. */
export interface WithdrawnRow extends StudyKey {
  readonly withdrawnAt: string;
  /** Until when an execution may still write under the study; absent if none is running. */
  readonly busyUntil?: string;
  /** The pseudonym of the patient, if the manifest had one: sides of model lines are kept under it. */
  readonly patient?: string;
  /** When the erasure last went through. */
  readonly erasedAt?: string;
}

/** When the study was withdrawn; `undefined` if it was not. */
export async function findWithdrawal(study: StudyKey): Promise<string | undefined> {
  const item = await getItem({ PK: tombstones(study.institution), SK: studyHash(study) });
  return item && String(item.withdrawnAt);
}

/** @throws StudyWithdrawn */
export async function refuseWithdrawn(study: StudyKey): Promise<void> {
  const withdrawnAt = await findWithdrawal(study);
  if (withdrawnAt !== undefined) throw new StudyWithdrawn(study.studyId, withdrawnAt);
}

/** Hashes of an institution's withdrawn studies, with the time of each withdrawal. */
export async function withdrawalsOf(institution: string): Promise<Map<string, string>> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :tombstones',
    ExpressionAttributeValues: { ':tombstones': tombstones(institution) },
    ConsistentRead: true,
  });
  return new Map(items.map(({ SK, withdrawnAt }) => [String(SK), String(withdrawnAt)]));
}

/** Those of some studies that are withdrawn, as their hashes. */
export async function withdrawnAmong(studies: readonly StudyKey[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const institution of new Set(studies.map((study) => study.institution))) {
    const withdrawn = await withdrawalsOf(institution);
    if (withdrawn.size === 0) continue;
    for (const study of studies) {
      if (study.institution !== institution) continue;
      const hash = studyHash(study);
      const at = withdrawn.get(hash);
      if (at !== undefined) found.set(hash, at);
    }
  }
  return found;
}

/** Keeps the tombstone of a study by its hash; the date of an earlier withdrawal stays. */
export async function buryStudy(institution: string, hash: string, withdrawnAt: string): Promise<void> {
  await putItem(
    { PK: tombstones(institution), SK: hash, withdrawnAt },
    { ConditionExpression: 'attribute_not_exists(PK)' },
  );
}

/** Whether a row is that of a study that is being erased. */
export function isWithdrawnRow(item: Item): boolean {
  return item.withdrawnAt !== undefined;
}

/**
 * Withdraws a study: from here on nothing reads it and nothing writes it. Its row is replaced by one that holds the
 * lease for ever, so that every condition under which an execution takes a study over or writes it fails. The tombstone
 * follows; what is stored under other keys is the work of the erasure. A repeated call finds the withdrawal.
 *
 * @param seen if given, the row's `updatedAt` that the caller decided by
 * @returns when the study was withdrawn first
 * @throws StudyNotFound; PreconditionFailed if the row was written since `seen`
 */
export async function withdrawStudy(study: StudyKey, now: Date, seen?: string): Promise<{ withdrawnAt: string }> {
  for (;;) {
    const row = await getItem(studyMeta(study));
    const earlier = await findWithdrawal(study);
    if (!row) {
      if (earlier === undefined) throw new StudyNotFound(study.studyId);
      return { withdrawnAt: earlier };
    }
    const withdrawnAt = earlier ?? (isWithdrawnRow(row) ? String(row.withdrawnAt) : now.toISOString());
    if (!isWithdrawnRow(row)) {
      if (seen !== undefined && row.updatedAt !== seen) throw new PreconditionFailed(`study ${study.studyId}`);
      if (!(await replaceRow(study, row, withdrawnAt, now))) continue; // Written in between: it is read again.
    }
    await buryStudy(study.institution, studyHash(study), withdrawnAt);
    return { withdrawnAt };
  }
}

function replaceRow(study: StudyKey, row: Item, withdrawnAt: string, now: Date): Promise<boolean> {
  const { institution, studyId } = study;
  const analysis = (row.analysis ?? {}) as Item;
  const patient = typeof analysis.patient === 'string' ? analysis.patient : undefined;
  return putItem(
    {
      ...studyMeta(study),
      layout: STUDY_LAYOUT,
      institution,
      studyId,
      status: 'withdrawn',
      withdrawnAt,
      updatedAt: now.toISOString(),
      busyUntil: busyUntil(row, now),
      patient,
      // The lease of nobody, that never ends: later than every event.
      executionArn: 'withdrawn',
      sequencer: '~',
      GSI1PK: WITHDRAWING,
      GSI1SK: `${withdrawnAt}#${studyHash(study)}`,
    },
    {
      // The time alone may be that of two writes.
      ConditionExpression:
        row.executionArn === undefined
          ? 'updatedAt = :seen AND attribute_not_exists(executionArn)'
          : 'updatedAt = :seen AND executionArn = :execution',
      ExpressionAttributeValues: {
        ':seen': row.updatedAt,
        ...(row.executionArn !== undefined && { ':execution': row.executionArn }),
      },
    },
  );
}

/** Until when an execution may write that began before the withdrawal: this one, or one that it took the study from. */
function busyUntil({ status, leaseUntil, overtakenUntil }: Item, now: Date): string | undefined {
  const ends = [status === 'analysing' ? leaseUntil : undefined, overtakenUntil]
    .filter((end): end is string => typeof end === 'string' && end > now.toISOString())
    .map((end) => Date.parse(end) + FUNCTION_MILLISECONDS);
  return ends.length > 0 ? new Date(Math.max(...ends)).toISOString() : undefined;
}

/** The row of a withdrawn study while something of it is left. */
export async function withdrawnRow(study: StudyKey): Promise<WithdrawnRow | undefined> {
  const row = await getItem(studyMeta(study));
  return row && isWithdrawnRow(row) ? (row as unknown as WithdrawnRow) : undefined;
}

/** Rows of studies whose erasure is not over. */
export async function withdrawnRows(): Promise<WithdrawnRow[]> {
  const items = await queryAll({
    IndexName: INDEX_BY_STATUS,
    KeyConditionExpression: 'GSI1PK = :withdrawing',
    ExpressionAttributeValues: { ':withdrawing': WITHDRAWING },
  });
  return items as unknown as WithdrawnRow[];
}

/** Notes on the row that an erasure went through; another follows when no execution can write any more. */
export async function keepErasing(study: StudyKey, row: WithdrawnRow, now: Date): Promise<void> {
  await putItem(
    { ...(row as unknown as Item), ...studyMeta(study), erasedAt: now.toISOString() },
    { ConditionExpression: 'attribute_exists(withdrawnAt)' },
  );
}

/** The last that goes: the row. Only that of a withdrawn study. */
export async function removeWithdrawnRow(study: StudyKey): Promise<void> {
  await deleteItem(studyMeta(study), { ConditionExpression: 'attribute_exists(withdrawnAt)' });
}
