import type { StudyKey } from './contracts/identifiers.ts';
import type { Manifest, Outcome } from './contracts/manifest.ts';
import type { Reason, StudyReference } from './contracts/workflow.ts';
import { AlreadyRunning, StudyNotFound, Superseded } from './errors.ts';
import {
  type Analysis,
  convertRow,
  isLayoutOld,
  readRow,
  STUDY_LAYOUT,
  type StudyRow,
  type StudyStatus,
} from './study-row.ts';
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
} from './table.ts';

/** An execution that died without a word gives its study back after this long; a machine runs at most four hours. */
const LEASE_MILLISECONDS = 4 * 3600 * 1000;

const meta = (study: StudyKey) => ({ PK: studyPartition(study), SK: 'META' });
const statusKey = (status: StudyStatus, study: StudyKey) => `${status}#${study.studyId}`;
const outcomeKey = (recordedAt: string, study: StudyKey) => `${recordedAt}#${study.studyId}`;

export async function findStudy(study: StudyKey): Promise<StudyRow | undefined> {
  const item = await getItem(meta(study));
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
export async function labelledStudies(institution: string): Promise<StudyRow[]> {
  const items = await queryAll({
    IndexName: INDEX_LABELLED,
    KeyConditionExpression: 'GSI2PK = :institution',
    ExpressionAttributeValues: { ':institution': institution },
  });
  return Promise.all(items.map(({ studyId }) => requireStudy({ institution, studyId: String(studyId) })));
}

/** Announces a study before its files; does nothing to one that is there. */
export async function announceStudy(study: StudyKey, now: Date): Promise<void> {
  await updateItem(meta(study), {
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
 * Makes this execution the only one that may write the study, and its manifest the only one that the row knows of. S3
 * numbers an object's events (`sequencer`), which tells a second delivery of the same event from a new upload: the former
 * is `AlreadyRunning`, the latter starts again unless the same manifest is being worked on or is complete with this
 * engine. A newer manifest takes the study over from a running one.
 * @throws AlreadyRunning
 */
export async function leaseStudy(
  study: StudyKey,
  lease: { manifestHash: string; sequencer: string; executionArn: string; engineVersion: string; now: Date },
): Promise<void> {
  await requireLayout(study);
  const isNewEvent = 'attribute_not_exists(sequencer) OR sequencer < :sequencer';
  const isUnfinished =
    'attribute_not_exists(#analysis.manifestHash) OR #analysis.manifestHash <> :hash OR #status IN (:failed, :partial, :quarantined) ' +
    'OR (#status = :analysing AND leaseUntil < :now)';
  const isOutdated =
    '#status = :complete AND (attribute_exists(#analysis.unverified) OR #analysis.engineVersion <> :engine)';
  const taken = await updateItem(meta(study), {
    UpdateExpression:
      'SET layout = :layout, institution = :institution, studyId = :studyId, #status = :analysing, #analysis = :analysis, ' +
      'sequencer = :sequencer, executionArn = :me, leaseUntil = :until, receivedAt = if_not_exists(receivedAt, :now), ' +
      'updatedAt = :now, GSI1PK = :institution, GSI1SK = :byStatus',
    ConditionExpression: `attribute_not_exists(executionArn) OR executionArn = :me OR ((${isNewEvent}) AND (${isUnfinished} OR (${isOutdated})))`,
    ExpressionAttributeNames: { '#status': 'status', '#analysis': 'analysis' },
    ExpressionAttributeValues: {
      ':layout': STUDY_LAYOUT,
      ':institution': study.institution,
      ':studyId': study.studyId,
      ':analysing': 'analysing',
      ':complete': 'complete',
      ':failed': 'failed',
      ':partial': 'partial',
      ':quarantined': 'quarantined',
      ':byStatus': statusKey('analysing', study),
      ':analysis': { manifestHash: lease.manifestHash } satisfies Analysis,
      ':hash': lease.manifestHash,
      ':engine': lease.engineVersion,
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

/**
 * What the manifest says of the patient. The study enters the index of known outcomes with the manifest's outcome, or
 * leaves it if there is none; one that the API recorded keeps its place.
 * @throws Superseded if another execution holds the lease
 */
export async function storeManifest(study: StudyReference, manifest: Manifest, now: Date): Promise<void> {
  const recordedAt = now.toISOString();
  const { protocol, clinical = {}, outcome } = manifest;
  const write = underLease(study, { protocol, clinical, outcome: outcome && { ...outcome, recordedAt } }, now);
  const indexed = await updateItem(meta(study), {
    ...write,
    UpdateExpression: `${write.UpdateExpression}${outcome ? ', GSI2PK = :institution, GSI2SK = :byTime' : ' REMOVE GSI2PK, GSI2SK'}`,
    ConditionExpression: `${write.ConditionExpression} AND attribute_not_exists(recordedOutcome)`,
    ExpressionAttributeValues: {
      ...write.ExpressionAttributeValues,
      ...(outcome && { ':institution': study.institution, ':byTime': outcomeKey(recordedAt, study) }),
    },
  });
  if (!indexed && !(await updateItem(meta(study), write))) throw new Superseded();
}

/** Keeps an outcome that came through the API; a labelled study enters the index from which cohorts are gathered. */
export async function recordOutcome(study: StudyKey, value: Outcome, now: Date): Promise<void> {
  await requireLayout(study);
  const recordedAt = now.toISOString();
  const stored = await updateItem(meta(study), {
    UpdateExpression: 'SET recordedOutcome = :outcome, GSI2PK = :institution, GSI2SK = :byTime, updatedAt = :now',
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeValues: {
      ':outcome': { ...value, recordedAt },
      ':institution': study.institution,
      ':byTime': outcomeKey(recordedAt, study),
      ':now': recordedAt,
    },
  });
  if (!stored) throw new StudyNotFound(study.studyId);
}

/** What assembly found, and where its vector lies. */
export type VectorSummary = Required<
  Pick<Analysis, 'settingsHash' | 'engineVersion' | 'features' | 'gaps' | 'warnings' | 'repairs'>
>;

/** What assembly found; the study stays `analysing` until its prediction is made. */
export async function storeVectorSummary(study: StudyReference, summary: VectorSummary, now: Date): Promise<void> {
  await writeUnderLease(study, summary, now);
}

/** What the examination of the files came to, before anything is done with them. */
export async function storeVerdict(
  study: StudyReference,
  receipt: NonNullable<StudyRow['receipt']>,
  now: Date,
): Promise<void> {
  await writeUnderLease(study, { receipt }, now);
}

/** The last write of an execution that went through. */
export async function finishStudy(
  study: StudyReference,
  status: 'complete' | 'partial',
  answer: Pick<StudyRow, 'prediction' | 'abstention'>,
  now: Date,
): Promise<void> {
  await writeUnderLease(study, answer, now, status);
}

/** An execution, by the event that started it. */
export interface StudyExecution extends StudyKey {
  readonly executionArn: string;
  readonly sequencer: string;
}

/**
 * The last write of an execution that did not go through. One that failed before it had the lease (its manifest is gone,
 * too large, or could not be read) takes the study over if its event is the newest: what an earlier manifest brought is
 * not the study's any more. The row is made if there is none. A study without an outcome leaves the index.
 * @throws Superseded if a newer event has the study
 */
export async function failStudy(study: StudyExecution, why: Reason, now: Date): Promise<void> {
  await requireLayout(study);
  const held = 'executionArn = :me';
  const newer = 'attribute_not_exists(executionArn) OR attribute_not_exists(sequencer) OR sequencer < :sequencer';
  const hasOutcome = 'attribute_exists(recordedOutcome) OR attribute_exists(#analysis.outcome)';
  const shared = 'updatedAt = :now, GSI1SK = :byStatus, #status = :failed';
  const taking =
    'layout = :layout, institution = :institution, studyId = :studyId, executionArn = :me, sequencer = :sequencer, ' +
    'receivedAt = if_not_exists(receivedAt, :now), GSI1PK = :institution, #analysis = :analysis';
  const removal = 'REMOVE GSI2PK, GSI2SK';
  // An outcome may come through the API between two attempts, and none goes: the attempt without one is made first.
  const attempts = [
    [`SET ${shared}, #analysis.#reason = :reason ${removal}`, `${held} AND NOT (${hasOutcome})`],
    [`SET ${shared}, #analysis.#reason = :reason`, held],
    [`SET ${shared}, ${taking} ${removal}`, `(${newer}) AND attribute_not_exists(recordedOutcome)`],
    [`SET ${shared}, ${taking}`, newer],
  ];
  const values = {
    ':layout': STUDY_LAYOUT,
    ':institution': study.institution,
    ':studyId': study.studyId,
    ':failed': 'failed',
    ':reason': why,
    ':analysis': { reason: why } satisfies Analysis,
    ':me': study.executionArn,
    ':sequencer': study.sequencer,
    ':byStatus': statusKey('failed', study),
    ':now': now.toISOString(),
  };
  for (const [UpdateExpression, ConditionExpression] of attempts) {
    const both = `${UpdateExpression} ${ConditionExpression}`;
    const used = Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(both));
    const names = Object.entries({ '#status': 'status', '#analysis': 'analysis', '#reason': 'reason' });
    const stored = await updateItem(meta(study), {
      UpdateExpression,
      ConditionExpression,
      ExpressionAttributeNames: Object.fromEntries(names.filter(([name]) => both.includes(name))),
      ExpressionAttributeValues: Object.fromEntries(used),
    });
    if (stored) return;
  }
  throw new Superseded();
}

/**
 * The study is in quarantine. What an earlier manifest brought stays under its hashes, where a repaired study finds it
 * again.
 *
 * @returns the hash of its manifest
 * @throws Superseded if another execution holds the lease
 */
export async function quarantineStudy(
  study: StudyKey & { executionArn: string },
  why: Reason,
  now: Date,
): Promise<string> {
  const { executionArn, manifestHash } = await requireStudy(study);
  if (executionArn !== study.executionArn || manifestHash === undefined) throw new Superseded();
  await writeUnderLease({ ...study, manifestHash }, { reason: why }, now, 'quarantined');
  return manifestHash;
}

/** Whose write it is: the execution that holds the lease, for the manifest that it was admitted with. */
type Lease = Pick<StudyReference, 'institution' | 'studyId' | 'executionArn' | 'manifestHash'>;

/** @throws Superseded if another execution holds the lease, or this one holds it for another manifest. */
async function writeUnderLease(study: Lease, values: Partial<Analysis>, now: Date, status?: StudyStatus) {
  if (!(await updateItem(meta(study), underLease(study, values, now, status)))) throw new Superseded();
}

function underLease({ executionArn, manifestHash, ...study }: Lease, values: Item, now: Date, status?: StudyStatus) {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  const sets = entries.map((_, i) => `#analysis.#n${i} = :v${i}`);
  if (status) sets.push('#status = :status', 'GSI1SK = :byStatus');
  return {
    UpdateExpression: `SET updatedAt = :now, ${sets.join(', ')}`,
    ConditionExpression: 'executionArn = :me AND #analysis.manifestHash = :hash',
    ExpressionAttributeNames: {
      '#analysis': 'analysis',
      ...(status && { '#status': 'status' }),
      ...Object.fromEntries(entries.map(([name], i) => [`#n${i}`, name])),
    },
    ExpressionAttributeValues: {
      ':me': executionArn,
      ':hash': manifestHash,
      ':now': now.toISOString(),
      ...(status && { ':status': status, ':byStatus': statusKey(status, study) }),
      ...Object.fromEntries(entries.map(([, value], i) => [`:v${i}`, value])),
    },
  };
}

/**
 * Writes a row of the earlier layout in the present one before anything else is written to it; every other write knows
 * one layout only. Whoever else wrote meanwhile is seen by the time of the last write, and the conversion made again.
 */
async function requireLayout(study: StudyKey): Promise<void> {
  for (;;) {
    const item = await getItem(meta(study));
    if (!item || !isLayoutOld(item)) return;
    const written = await putItem(
      { ...convertRow(item), ...meta(study) },
      {
        ConditionExpression: 'attribute_not_exists(layout) AND updatedAt = :seen',
        ExpressionAttributeValues: { ':seen': item.updatedAt },
      },
    );
    if (written) return;
  }
}
