/** Finds, lists and announces studies, and records their outcomes. */
import type { StudyKey } from '../contracts/identifiers.ts';
import type { Outcome } from '../contracts/manifest.ts';
import { PreconditionFailed, StudyNotFound } from '../errors.ts';
import {
  getItem,
  INDEX_BY_STATUS,
  INDEX_LABELLED,
  type Item,
  putItem,
  queryAll,
  queryPage,
  studyPartition,
  updateItem,
} from '../storage/dynamodb-table.ts';
import { convertRow, isLayoutOld, readRow, STUDY_LAYOUT, type StudyRow, type StudyStatus } from './study-row.ts';

/** The key of a study's row. */
export const studyMeta = (study: StudyKey) => ({ PK: studyPartition(study), SK: 'META' });
/** Places in the indexes by status, and by the time of the outcome. */
export const statusKey = (status: StudyStatus, study: StudyKey) => `${status}#${study.studyId}`;
export const outcomeKey = (recordedAt: string, study: StudyKey) => `${recordedAt}#${study.studyId}`;

export async function findStudy(study: StudyKey): Promise<StudyRow | undefined> {
  const item = await getItem(studyMeta(study));
  return item && readRow(item);
}

export async function requireStudy(study: StudyKey): Promise<StudyRow> {
  const row = await findStudy(study);
  if (!row) throw new StudyNotFound(study.studyId);
  return row;
}

/** A page of an institution's studies, by status and id. */
export async function listStudies(
  institution: string,
  options: { status?: StudyStatus; limit: number; start?: Item },
): Promise<{ studies: StudyRow[]; next?: Item }> {
  const { items, next } = await queryPage({
    IndexName: INDEX_BY_STATUS,
    KeyConditionExpression: options.status
      ? 'GSI1PK = :institution AND begins_with(GSI1SK, :status)'
      : 'GSI1PK = :institution',
    ExpressionAttributeValues: {
      ':institution': institution,
      ...(options.status && { ':status': `${options.status}#` }),
    },
    Limit: options.limit,
    ExclusiveStartKey: options.start,
  });
  return { studies: items.map(readRow), next };
}

/**
 * Every study of an institution in the index of known outcomes, in the order in which the outcomes came. The index
 * follows the table a moment later; the rows are read from the table itself, so that each is of one manifest and as it
 * is now. One whose outcome is gone meanwhile may still be among them.
 */
export function labelledStudies(institution: string): Promise<StudyRow[]> {
  return studiesIn(institution, institution);
}

/** Partition, in the index of known outcomes, of an institution's second segmentations: institutions have no `#` in their ids. */
export const repeatsPartition = (institution: string) => `${institution}#repeats`;

/** Studies of an institution that repeat another, as they are now; those with an outcome of their own are among the labelled. */
export function repeatedStudies(institution: string): Promise<StudyRow[]> {
  return studiesIn(repeatsPartition(institution), institution);
}

/** Studies in a partition of the index of known outcomes, read from the table itself. */
async function studiesIn(partition: string, institution: string): Promise<StudyRow[]> {
  const items = await queryAll({
    IndexName: INDEX_LABELLED,
    KeyConditionExpression: 'GSI2PK = :partition',
    ExpressionAttributeValues: { ':partition': partition },
  });
  return Promise.all(items.map(({ studyId }) => requireStudy({ institution, studyId: String(studyId) })));
}

/** Announces a study before its files; does nothing to one that is there. */
export async function announceStudy(study: StudyKey, now: Date): Promise<void> {
  await updateItem(studyMeta(study), {
    UpdateExpression:
      'SET layout = :layout, institution = :institution, studyId = :studyId, #status = :status, receivedAt = :now, updatedAt = :now, ' +
      'GSI1PK = :institution, GSI1SK = :byStatus',
    ConditionExpression: 'attribute_not_exists(PK)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':layout': STUDY_LAYOUT,
      ':institution': study.institution,
      ':studyId': study.studyId,
      ':status': 'awaiting-upload',
      ':byStatus': statusKey('awaiting-upload', study),
      ':now': now.toISOString(),
    },
  });
}

/**
 * Whether the study's row has seen this event, or a later one: its manifest may be in quarantine by now, and a second
 * delivery finds nothing.
 */
export async function hasSeenEvent(study: StudyKey, sequencer: string): Promise<boolean> {
  const { sequencer: seen } = (await getItem(studyMeta(study))) ?? {};
  return typeof seen === 'string' && seen >= sequencer;
}

/**
 * Keeps an outcome that came through the API; a labelled study enters the index from which cohorts are gathered.
 *
 * @param seen if given, the row's `updatedAt` that the caller decided by
 * @throws StudyNotFound, or PreconditionFailed if the row was written since
 */
export async function recordOutcome(study: StudyKey, value: Outcome, now: Date, seen?: string): Promise<void> {
  await requireLayout(study);
  const recordedAt = now.toISOString();
  const stored = await updateItem(studyMeta(study), {
    UpdateExpression:
      'SET recordedOutcome = :outcome, recordedFor = if_not_exists(analysis.manifestHash, :none), ' +
      'GSI2PK = :institution, GSI2SK = :byTime, updatedAt = :now',
    ConditionExpression: seen === undefined ? 'attribute_exists(PK)' : 'attribute_exists(PK) AND updatedAt = :seen',
    ExpressionAttributeValues: {
      ...(seen !== undefined && { ':seen': seen }),
      ':outcome': { ...value, recordedAt },
      ':none': '',
      ':institution': study.institution,
      ':byTime': outcomeKey(recordedAt, study),
      ':now': recordedAt,
    },
  });
  if (stored) return;
  throw seen === undefined ? new StudyNotFound(study.studyId) : new PreconditionFailed(`study ${study.studyId}`);
}

/**
 * Writes a row of the earlier layout in the present one before anything else is written to it; every other write knows
 * one layout only. Another writer in between shows by the time of the last write; then the conversion is made again.
 */
export async function requireLayout(study: StudyKey): Promise<void> {
  for (;;) {
    const item = await getItem(studyMeta(study));
    if (!item || !isLayoutOld(item)) return;
    const written = await putItem(
      { ...convertRow(item), ...studyMeta(study) },
      {
        ConditionExpression: 'attribute_not_exists(layout) AND updatedAt = :seen',
        ExpressionAttributeValues: { ':seen': item.updatedAt },
      },
    );
    if (written) return;
  }
}
