import { z } from 'zod';
import { type StudyKey, sequenceName, studyId } from './contracts/identifiers.ts';
import { type Clinical, clinical, type Manifest, type Outcome, outcome } from './contracts/manifest.ts';
import { appliedRepair } from './contracts/repair.ts';
import { type Reason, reason, type StudyReference } from './contracts/workflow.ts';
import { AlreadyRunning, StudyNotFound, Superseded } from './errors.ts';
import {
  getItem,
  INDEX_BY_STATUS,
  INDEX_LABELLED,
  type Item,
  queryAll,
  queryPage,
  studyPartition,
  updateItem,
} from './table.ts';

export const STUDY_STATUSES = ['awaiting-upload', 'analysing', 'complete', 'partial', 'failed', 'quarantined'] as const;
export const studyStatus = z.enum(STUDY_STATUSES).meta({ id: 'StudyStatus' });
export type StudyStatus = z.infer<typeof studyStatus>;

/** The study row (SK `META`) as readers see it. */
export const studyRow = z.object({
  studyId,
  institution: z.string(),
  status: studyStatus,
  receivedAt: z.string(),
  updatedAt: z.string(),
  protocol: z.string().optional(),
  manifestHash: z.string().optional(),
  executionArn: z.string().optional(),
  /** Why the study failed, or is in quarantine. */
  reason: reason.optional(),
  /** What the examination for identities came to; the receipt has all of it. */
  receipt: z
    .object({ verdict: z.enum(['clean', 'quarantine']), files: z.number(), unlisted: z.number() })
    .optional()
    .meta({ description: 'GET /v1/studies/{id}/receipt has the whole' }),
  /** Why a sequence gave no, or not all, features. */
  gaps: z.partialRecord(sequenceName, reason).optional(),
  warnings: z.array(reason.extend({ sequence: sequenceName })).optional(),
  /** What was mended, as the manifest accepts. */
  repairs: z.array(appliedRepair).optional(),
  settingsHash: z.string().optional(),
  engineVersion: z.string().optional(),
  features: z.number().optional(),
  clinical: clinical.optional(),
  outcome: outcome.extend({ recordedAt: z.string() }).optional(),
  prediction: z.object({ model: z.string(), version: z.number() }).optional(),
  abstention: reason.optional(),
});
export type StudyRow = z.infer<typeof studyRow>;

/** An execution that died without a word gives its study back after this long; a machine runs at most four hours. */
const LEASE_MILLISECONDS = 4 * 3600 * 1000;

const meta = (study: StudyKey) => ({ PK: studyPartition(study), SK: 'META' });
const statusKey = (status: StudyStatus, study: StudyKey) => `${status}#${study.studyId}`;

export async function findStudy(study: StudyKey): Promise<StudyRow | undefined> {
  const item = await getItem(meta(study));
  return item && studyRow.parse(item);
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
  return { studies: items.map((item) => studyRow.parse(item)), next };
}

/** Every study of an institution whose outcome is known, in the order in which the outcomes came. */
export async function labelledStudies(institution: string): Promise<StudyRow[]> {
  const items = await queryAll({
    IndexName: INDEX_LABELLED,
    KeyConditionExpression: 'GSI2PK = :institution',
    ExpressionAttributeValues: { ':institution': institution },
  });
  return items.map((item) => studyRow.parse(item));
}

/** Announces a study before its files; does nothing to one that is there. */
export async function announceStudy(study: StudyKey, now: Date): Promise<void> {
  await updateItem(meta(study), {
    UpdateExpression:
      'SET institution = :institution, studyId = :studyId, #status = :status, receivedAt = :now, updatedAt = :now, GSI1PK = :institution, GSI1SK = :byStatus',
    ConditionExpression: 'attribute_not_exists(PK)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':institution': study.institution,
      ':studyId': study.studyId,
      ':status': 'awaiting-upload',
      ':byStatus': statusKey('awaiting-upload', study),
      ':now': now.toISOString(),
    },
  });
}

/**
 * Makes this execution the only one that may write the study. S3 numbers an object's events (`sequencer`), so a second
 * delivery of the same event is told from a new upload: the former is `AlreadyRunning`, the latter starts anew unless
 * the same manifest is already being worked on or complete. A newer manifest takes the study over from a running one.
 * @throws AlreadyRunning
 */
export async function leaseStudy(
  study: StudyKey,
  lease: { manifestHash: string; sequencer: string; executionArn: string; now: Date },
): Promise<void> {
  const isNewEvent = 'attribute_not_exists(sequencer) OR sequencer < :sequencer';
  const isUnfinished =
    'manifestHash <> :hash OR #status IN (:failed, :partial, :quarantined) OR (#status = :analysing AND leaseUntil < :now)';
  const taken = await updateItem(meta(study), {
    UpdateExpression:
      'SET institution = :institution, studyId = :studyId, #status = :analysing, manifestHash = :hash, sequencer = :sequencer, executionArn = :me, ' +
      'leaseUntil = :until, receivedAt = if_not_exists(receivedAt, :now), updatedAt = :now, GSI1PK = :institution, GSI1SK = :byStatus ' +
      'REMOVE #reason, receipt, gaps, warnings, repairs, prediction, abstention',
    ConditionExpression: `attribute_not_exists(executionArn) OR executionArn = :me OR ((${isNewEvent}) AND (${isUnfinished}))`,
    ExpressionAttributeNames: { '#status': 'status', '#reason': 'reason' },
    ExpressionAttributeValues: {
      ':institution': study.institution,
      ':studyId': study.studyId,
      ':analysing': 'analysing',
      ':failed': 'failed',
      ':partial': 'partial',
      ':quarantined': 'quarantined',
      ':byStatus': statusKey('analysing', study),
      ':hash': lease.manifestHash,
      ':sequencer': lease.sequencer,
      ':me': lease.executionArn,
      ':now': lease.now.toISOString(),
      ':until': new Date(lease.now.getTime() + LEASE_MILLISECONDS).toISOString(),
    },
  });
  if (!taken) throw new AlreadyRunning();
}

/**
 * Whether the study's row has seen this event, or a later one: its manifest may be in quarantine by now, and a second
 * delivery finds nothing.
 */
export async function hasSeenEvent(study: StudyKey, sequencer: string): Promise<boolean> {
  const { sequencer: seen } = (await getItem(meta(study))) ?? {};
  return typeof seen === 'string' && seen >= sequencer;
}

/** What the manifest says of the patient, stored with the study. An outcome that came through the API stays. */
export async function storeManifest(study: StudyReference, manifest: Manifest, now: Date): Promise<void> {
  await writeUnderLease(study, { protocol: manifest.protocol, clinical: manifest.clinical ?? {} }, now);
  if (manifest.outcome && !(await requireStudy(study)).outcome) await recordOutcome(study, manifest.outcome, now);
}

/** A labelled study enters the index from which cohorts are gathered. */
export async function recordOutcome(study: StudyKey, value: Outcome, now: Date): Promise<void> {
  const recordedAt = now.toISOString();
  const stored = await updateItem(meta(study), {
    UpdateExpression: 'SET outcome = :outcome, GSI2PK = :institution, GSI2SK = :byTime, updatedAt = :now',
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeValues: {
      ':outcome': { ...value, recordedAt },
      ':institution': study.institution,
      ':byTime': `${recordedAt}#${study.studyId}`,
      ':now': recordedAt,
    },
  });
  if (!stored) throw new StudyNotFound(study.studyId);
}

export interface VectorSummary {
  readonly settingsHash: string;
  readonly engineVersion: string;
  readonly features: number;
  readonly gaps: StudyRow['gaps'];
  readonly warnings: StudyRow['warnings'];
  readonly repairs: StudyRow['repairs'];
}

/** What assembly found; the study stays `analysing` until its prediction is made. */
export async function storeVectorSummary(study: StudyReference, summary: VectorSummary, now: Date): Promise<void> {
  await writeUnderLease(study, { ...summary }, now);
}

/** The last write of an execution that went through. */
export async function finishStudy(
  study: StudyReference,
  status: 'complete' | 'partial',
  answer: Pick<StudyRow, 'prediction' | 'abstention'>,
  now: Date,
): Promise<void> {
  await writeUnderLease(study, { ...answer, status, GSI1SK: statusKey(status, study) }, now);
}

/** The last write of an execution that did not. The row is made where admission failed before there was one. */
export async function failStudy(study: StudyKey & { executionArn: string }, why: Reason, now: Date): Promise<void> {
  const at = now.toISOString();
  const stored = await updateItem(meta(study), {
    UpdateExpression:
      'SET institution = :institution, studyId = :studyId, #status = :failed, #reason = :reason, executionArn = :me, ' +
      'receivedAt = if_not_exists(receivedAt, :now), updatedAt = :now, GSI1PK = :institution, GSI1SK = :byStatus',
    ConditionExpression: 'attribute_not_exists(executionArn) OR executionArn = :me',
    ExpressionAttributeNames: { '#status': 'status', '#reason': 'reason' },
    ExpressionAttributeValues: {
      ':institution': study.institution,
      ':studyId': study.studyId,
      ':failed': 'failed',
      ':reason': why,
      ':me': study.executionArn,
      ':byStatus': statusKey('failed', study),
      ':now': at,
    },
  });
  if (!stored) throw new Superseded();
}

/** What the examination of the files came to, before anything is done with them. */
export async function storeVerdict(
  study: StudyReference,
  receipt: NonNullable<StudyRow['receipt']>,
  now: Date,
): Promise<void> {
  await writeUnderLease(study, { receipt }, now);
}

/**
 * The study is in quarantine: nothing that was computed from it before is its own any more. What an earlier manifest
 * brought stays under its hashes, where a mended study finds it again.
 *
 * @returns the hash of its manifest
 * @throws Superseded where another execution holds the lease
 */
export async function quarantineStudy(
  study: StudyKey & { executionArn: string },
  why: Reason,
  now: Date,
): Promise<string> {
  const stored = await updateItem(meta(study), {
    UpdateExpression:
      'SET #status = :quarantined, #reason = :reason, updatedAt = :now, GSI1SK = :byStatus ' +
      'REMOVE settingsHash, engineVersion, features, gaps, warnings, repairs, prediction, abstention',
    ConditionExpression: 'executionArn = :me',
    ExpressionAttributeNames: { '#status': 'status', '#reason': 'reason' },
    ExpressionAttributeValues: {
      ':quarantined': 'quarantined',
      ':reason': why,
      ':me': study.executionArn,
      ':byStatus': statusKey('quarantined', study),
      ':now': now.toISOString(),
    },
  });
  const { manifestHash } = stored ? await requireStudy(study) : {};
  if (manifestHash === undefined) throw new Superseded();
  return manifestHash;
}

/** @throws Superseded where another execution holds the lease. */
async function writeUnderLease(study: StudyReference, values: Item, now: Date): Promise<void> {
  const entries = Object.entries({ ...values, updatedAt: now.toISOString() }).filter(
    ([, value]) => value !== undefined,
  );
  const stored = await updateItem(meta(study), {
    UpdateExpression: `SET ${entries.map((_, i) => `#n${i} = :v${i}`).join(', ')}`,
    ConditionExpression: 'executionArn = :me',
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name], i) => [`#n${i}`, name])),
    ExpressionAttributeValues: {
      ':me': study.executionArn,
      ...Object.fromEntries(entries.map(([, value], i) => [`:v${i}`, value])),
    },
  });
  if (!stored) throw new Superseded();
}

export type { Clinical };
