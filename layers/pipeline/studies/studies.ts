/** Finds, lists and announces studies, and records their outcomes. */
import { z } from 'zod';
import type { StudyKey } from '../contracts/identifiers.ts';
import type { Outcome } from '../contracts/manifest.ts';
import { Conflict, PreconditionFailed, StudyNotFound, StudyWithdrawn } from '../errors.ts';
import {
  getItem,
  getItems,
  INDEX_BY_STATUS,
  INDEX_LABELLED,
  type Item,
  putItem,
  queryAll,
  queryPage,
  studyPartition,
  updateItem,
} from '../storage/dynamodb-table.ts';
import { noteCorrection } from './corrections.ts';
import {
  convertRow,
  isLayoutOld,
  readRow,
  STUDY_LAYOUT,
  type StudyRow,
  type StudyStatus,
  studyStatus,
} from './study-row.ts';
import { findWithdrawal, isWithdrawnRow, refuseWithdrawn, withdrawStudy } from './withdrawal.ts';

/** The key of a study's row. */
export const studyMeta = (study: StudyKey) => ({ PK: studyPartition(study), SK: 'META' });
/** Places in the indexes by status, and by the time of the outcome. */
export const statusKey = (status: StudyStatus, study: StudyKey) => `${status}#${study.studyId}`;
export const outcomeKey = (recordedAt: string, study: StudyKey) => `${recordedAt}#${study.studyId}`;

/** The study's row; `undefined` if there is none, also if it was withdrawn. */
export async function findStudy(study: StudyKey): Promise<StudyRow | undefined> {
  const item = await getItem(studyMeta(study));
  return item && !isWithdrawnRow(item) ? readRow(item) : undefined;
}

/** @throws StudyNotFound, StudyWithdrawn */
export async function requireStudy(study: StudyKey): Promise<StudyRow> {
  const row = await findStudy(study);
  if (row) return row;
  await refuseWithdrawn(study);
  throw new StudyNotFound(study.studyId);
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

/** Where a study stands in the index by status. */
export interface StudyPlace {
  readonly studyId: string;
  readonly status: StudyStatus;
}

/** With what a study was analysed, and S3's number of the upload that caused it. */
export interface AnalysedWith {
  readonly studyId: string;
  readonly sequencer?: string;
  readonly protocol?: string;
  readonly engineVersion?: string;
  readonly settingsHash?: string;
}

const analysedWith = z.object({
  studyId: z.string(),
  sequencer: z.string().optional(),
  analysis: z
    .object({
      protocol: z.string().optional(),
      engineVersion: z.string().optional(),
      settingsHash: z.string().optional(),
    })
    .default({}),
});

/** Every study of an institution with a status, by what it was analysed with. */
export async function* studiesAnalysedWith(institution: string, status: StudyStatus): AsyncGenerator<AnalysedWith> {
  let start: Item | undefined;
  do {
    const { items, next } = await queryPage({
      IndexName: INDEX_BY_STATUS,
      KeyConditionExpression: 'GSI1PK = :institution AND begins_with(GSI1SK, :status)',
      ExpressionAttributeValues: { ':institution': institution, ':status': `${status}#` },
      ProjectionExpression: 'studyId, sequencer, #analysis.protocol, #analysis.engineVersion, #analysis.settingsHash',
      ExpressionAttributeNames: { '#analysis': 'analysis' },
      ExclusiveStartKey: start,
    });
    for (const item of items) {
      const { studyId, sequencer, analysis } = analysedWith.parse(item);
      yield { studyId, sequencer, ...analysis };
    }
    start = next;
  } while (start);
}

/** A page of places in the index by status, in its order: which studies there are, and nothing else of them. */
export async function listPlaces(
  institution: string,
  { limit, after }: { limit: number; after?: StudyPlace },
): Promise<{ places: StudyPlace[]; more: boolean }> {
  const at = after && { institution, studyId: after.studyId };
  const { items, next } = await queryPage({
    IndexName: INDEX_BY_STATUS,
    KeyConditionExpression: 'GSI1PK = :institution',
    ExpressionAttributeValues: { ':institution': institution },
    ProjectionExpression: 'GSI1SK',
    Limit: limit,
    ExclusiveStartKey: at && { ...studyMeta(at), GSI1PK: institution, GSI1SK: statusKey(after.status, at) },
  });
  const places = items.map(({ GSI1SK }): StudyPlace => {
    const [status, ...id] = String(GSI1SK).split('#');
    return { status: studyStatus.parse(status), studyId: id.join('#') };
  });
  return { places, more: next !== undefined };
}

/** The rows of many studies, read from the table in batches, in the order asked; `undefined` for those that are gone. */
export async function findStudies(institution: string, studyIds: readonly string[]): Promise<(StudyRow | undefined)[]> {
  const items = await getItems(studyIds.map((studyId) => studyMeta({ institution, studyId })));
  return items.map((item) => (item && !isWithdrawnRow(item) ? readRow(item) : undefined));
}

/**
 * Every study of an institution in the index of known outcomes, in the order in which the outcomes came. The index
 * follows the table a moment later; the rows are read from the table itself, so that each is of one manifest and as it
 * is now. One whose outcome is gone meanwhile may still be among them; one that was withdrawn is not.
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
    ProjectionExpression: 'studyId',
  });
  const rows = await findStudies(
    institution,
    items.map(({ studyId }) => String(studyId)),
  );
  return rows.filter((row) => row !== undefined);
}

/** Directory of the institutions that announced or uploaded a study. */
const INSTITUTIONS = 'INSTITUTIONS';

/** Every institution that announced or uploaded a study. */
export async function listInstitutions(): Promise<string[]> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :institutions',
    ExpressionAttributeValues: { ':institutions': INSTITUTIONS },
  });
  return items.map(({ SK }) => String(SK));
}

export async function enterInstitution(institution: string): Promise<void> {
  await putItem({ PK: INSTITUTIONS, SK: institution }, { ConditionExpression: 'attribute_not_exists(PK)' });
}

/**
 * Announces a study before its files; of one that waits for its upload the announcement is renewed, and nothing is done to
 * any other.
 * @throws Conflict if the study was withdrawn: its id is not used again
 */
export async function announceStudy(study: StudyKey, now: Date): Promise<void> {
  const withdrawnAt = await findWithdrawal(study);
  if (withdrawnAt !== undefined) throw new Conflict(new StudyWithdrawn(study.studyId, withdrawnAt).message);
  await enterInstitution(study.institution);
  await updateItem(studyMeta(study), {
    UpdateExpression:
      'SET layout = :layout, institution = :institution, studyId = :studyId, #status = :status, announcedAt = :now, ' +
      'receivedAt = if_not_exists(receivedAt, :now), updatedAt = if_not_exists(updatedAt, :now), ' +
      'GSI1PK = :institution, GSI1SK = :byStatus',
    // A layout 1 row that waits is left alone: it has no analysis, and its first write converts it.
    ConditionExpression: 'attribute_not_exists(PK) OR (#status = :status AND layout = :layout)',
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
  // It may have been withdrawn, and erased, since it was asked for: the next review takes away the row that was made.
  const withdrawnSince = await findWithdrawal(study);
  if (withdrawnSince === undefined) return;
  await withdrawStudy(study, now);
  throw new Conflict(new StudyWithdrawn(study.studyId, withdrawnSince).message);
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
 * Keeps an outcome that came through the API; a labelled study enters the index from which cohorts are gathered. A value
 * that corrects an earlier one is noted for the versions that were fitted on that.
 *
 * @param seen if given, the row's `updatedAt` that the caller decided by
 * @throws StudyNotFound, StudyWithdrawn, or PreconditionFailed if the row was written since
 */
export async function recordOutcome(study: StudyKey, value: Outcome, now: Date, seen?: string): Promise<void> {
  await requireLayout(study);
  // Before the write, so that no crash loses it; the review looks after this request has ended.
  const before = (await requireStudy(study)).outcome;
  if (before && !isSameOutcome(before, value)) await noteCorrection(study, now);
  const recordedAt = now.toISOString();
  const stored = await updateItem(studyMeta(study), {
    UpdateExpression:
      'SET recordedOutcome = :outcome, recordedFor = if_not_exists(analysis.manifestHash, :none), ' +
      'GSI2PK = :institution, GSI2SK = :byTime, updatedAt = :now',
    ConditionExpression: `attribute_exists(PK) AND attribute_not_exists(withdrawnAt)${seen === undefined ? '' : ' AND updatedAt = :seen'}`,
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
  await requireStudy(study);
  throw new PreconditionFailed(`study ${study.studyId}`);
}

function isSameOutcome(before: Outcome, value: Outcome): boolean {
  return before.pcr === value.pcr && before.definition === value.definition;
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
