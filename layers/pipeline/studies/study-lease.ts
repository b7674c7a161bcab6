/** What an execution writes to a study's row: nothing, unless it holds the lease for its manifest. */

import type { SequenceName } from '../contracts/choices.ts';
import type { StudyKey } from '../contracts/identifiers.ts';
import type { Manifest } from '../contracts/manifest.ts';
import type { Reason, StudyReference } from '../contracts/workflow.ts';
import { AlreadyRunning, Superseded } from '../errors.ts';
import { type Item, updateItem } from '../storage/dynamodb-table.ts';
import { keepHistory } from './history.ts';
import {
  enterInstitution,
  outcomeKey,
  repeatsPartition,
  requireLayout,
  requireStudy,
  statusKey,
  studyMeta,
} from './studies.ts';
import { type Analysis, type SequenceState, STUDY_LAYOUT, type StudyRow, type StudyStatus } from './study-row.ts';
import { refuseWithdrawn } from './withdrawal.ts';

/** An execution that died silently gives its study back after this long; a machine runs at most four hours. */
const LEASE_MILLISECONDS = 4 * 3600 * 1000;

/**
 * Makes this execution the only one that may write the study, and its manifest the only one that the row knows of. S3
 * numbers an object's events (`sequencer`), which distinguishes a second delivery of the same event from a new upload: the former
 * is `AlreadyRunning`, the latter starts again unless the same manifest is being worked on or is complete with this
 * engine, or a fault interrupted it and it waits. A newer manifest takes the study over from a running one; until when that may still write stays with the row.
 *
 * A withdrawn study is refused before the row is written, and once more after it: the withdrawal may have come, and gone
 * through, in between.
 * @throws AlreadyRunning, StudyWithdrawn
 */
export async function leaseStudy(
  study: StudyKey,
  lease: {
    manifestHash: string;
    sequencer: string;
    executionArn: string;
    engineVersion: string;
    settingsHash?: string | null;
    now: Date;
  },
): Promise<void> {
  await refuseWithdrawn(study);
  await requireLayout(study);
  // Before the row is taken over, so that no crash loses what an earlier analysis came to.
  const analyses = await keepHistory(study, lease.executionArn, lease.sequencer);
  const isNewEvent = 'attribute_not_exists(sequencer) OR sequencer < :sequencer';
  const isUnfinished =
    'attribute_not_exists(#analysis.manifestHash) OR #analysis.manifestHash <> :hash OR #status IN (:failed, :partial, :quarantined) ' +
    'OR (#status = :analysing AND leaseUntil < :now)';
  // A fault interrupted the analysis of this upload, or of an earlier one.
  const isWaiting = '#status = :analysing AND attribute_exists(waiting) AND sequencer <= :sequencer';
  const isOutdated =
    '#status = :complete AND (attribute_exists(#analysis.unverified) OR #analysis.engineVersion <> :engine' +
    `${lease.settingsHash ? ' OR #analysis.settingsHash <> :settings' : ''})`;
  const taken = await updateItem(studyMeta(study), {
    UpdateExpression:
      'SET layout = :layout, institution = :institution, studyId = :studyId, #status = :analysing, #analysis = :analysis, ' +
      'sequencer = :sequencer, executionArn = :me, leaseUntil = :until, overtakenUntil = if_not_exists(leaseUntil, :now), receivedAt = if_not_exists(receivedAt, :now), ' +
      'updatedAt = :now, GSI1PK = :institution, GSI1SK = :byStatus, analyses = :analyses REMOVE waiting',
    ConditionExpression: `attribute_not_exists(executionArn) OR executionArn = :me OR (${isWaiting}) OR ((${isNewEvent}) AND (${isUnfinished} OR (${isOutdated})))`,
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
      ':analysis': { manifestHash: lease.manifestHash, startedAt: lease.now.toISOString() } satisfies Analysis,
      ':analyses': analyses,
      ':hash': lease.manifestHash,
      ':engine': lease.engineVersion,
      ...(lease.settingsHash && { ':settings': lease.settingsHash }),
      ':sequencer': lease.sequencer,
      ':me': lease.executionArn,
      ':now': lease.now.toISOString(),
      ':until': new Date(lease.now.getTime() + LEASE_MILLISECONDS).toISOString(),
    },
  });
  if (!taken) throw new AlreadyRunning();
  await refuseWithdrawn(study);
  await enterInstitution(study.institution);
}

/**
 * What the manifest says of the patient. The study enters the index of known outcomes with the manifest's outcome or as a
 * repeat of another study, or leaves it if it has neither; one that the API recorded keeps its place.
 * @throws Superseded if another execution holds the lease
 */
export async function storeManifest(study: StudyReference, manifest: Manifest, now: Date): Promise<void> {
  const recordedAt = now.toISOString();
  const { protocol, origin: dataOrigin = 'patient', patient, site, repeatOf, clinical = {}, outcome } = manifest;
  const dated = outcome && { ...outcome, recordedAt };
  const said = { protocol, dataOrigin, patient, site, repeatOf, clinical, outcome: dated };
  const write = underLease(study, said, now);
  const indexed = repeatOf ? repeatsPartition(study.institution) : outcome && study.institution;
  const written = await updateItem(studyMeta(study), {
    ...write,
    UpdateExpression: `${write.UpdateExpression}${indexed ? ', GSI2PK = :partition, GSI2SK = :byTime' : ' REMOVE GSI2PK, GSI2SK'}`,
    ConditionExpression: `${write.ConditionExpression} AND attribute_not_exists(recordedOutcome)`,
    ExpressionAttributeValues: {
      ...write.ExpressionAttributeValues,
      ...(indexed && { ':partition': indexed, ':byTime': outcomeKey(recordedAt, study) }),
    },
  });
  if (!written && !(await updateItem(studyMeta(study), write))) throw new Superseded();
}

/** What assembly found, and where its vector lies. */
export type VectorSummary = Required<
  Pick<Analysis, 'settingsHash' | 'engineVersion' | 'features' | 'gaps' | 'warnings' | 'repairs'>
>;

/** What assembly found; the study stays `analysing` until its prediction is made. */
export async function storeVectorSummary(study: StudyReference, summary: VectorSummary, now: Date): Promise<void> {
  await writeUnderLease(study, summary, now);
}

/** What the examination of the files came to, before anything is done with them; the sequences wait for their turn. */
export async function storeVerdict(
  study: StudyReference,
  receipt: NonNullable<StudyRow['receipt']>,
  awaited: readonly SequenceName[],
  now: Date,
): Promise<void> {
  const waiting: SequenceState = { state: 'waiting', at: now.toISOString() };
  const sequences = Object.fromEntries(awaited.map((sequence) => [sequence, waiting]));
  await writeUnderLease(study, { receipt, sequences }, now);
}

/**
 * How far a sequence is, for readers who watch. It is not what the study comes to, which assembly decides: an execution
 * that has lost the lease writes nothing, and goes on to where that is an error.
 */
export async function noteSequence(
  study: Lease,
  sequence: SequenceName,
  { state, reason: why }: Omit<SequenceState, 'at'>,
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  await updateItem(studyMeta(study), {
    UpdateExpression: 'SET updatedAt = :now, #analysis.sequences.#sequence = :state',
    ConditionExpression:
      'executionArn = :me AND #analysis.manifestHash = :hash AND attribute_exists(#analysis.sequences)',
    ExpressionAttributeNames: { '#analysis': 'analysis', '#sequence': sequence },
    ExpressionAttributeValues: {
      ':me': study.executionArn,
      ':hash': study.manifestHash,
      ':now': at,
      ':state': { state, at, ...(why && { reason: why }) } satisfies SequenceState,
    },
  });
}

/** The last write of an execution that went through. */
export async function finishStudy(
  study: StudyReference,
  status: 'complete' | 'partial',
  answer: Pick<StudyRow, 'prediction' | 'abstention' | 'usage' | 'cost'>,
  now: Date,
): Promise<void> {
  await writeUnderLease(study, { ...answer, endedAt: now.toISOString() }, now, status);
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
 * @throws Superseded if a newer event has the study; StudyWithdrawn, also if the withdrawal came while the row was written
 */
export async function failStudy(study: StudyExecution, why: Reason, now: Date): Promise<void> {
  await refuseWithdrawn(study);
  await requireLayout(study);
  const analyses = await keepHistory(study, study.executionArn);
  const held = 'executionArn = :me';
  const newer = 'attribute_not_exists(executionArn) OR attribute_not_exists(sequencer) OR sequencer < :sequencer';
  const hasOutcome = 'attribute_exists(recordedOutcome) OR attribute_exists(#analysis.outcome)';
  const shared = 'updatedAt = :now, GSI1SK = :byStatus, #status = :failed';
  const taking =
    'layout = :layout, institution = :institution, studyId = :studyId, executionArn = :me, sequencer = :sequencer, ' +
    'receivedAt = if_not_exists(receivedAt, :now), GSI1PK = :institution, #analysis = :analysis, analyses = :analyses';
  const failing = '#analysis.#reason = :reason, #analysis.endedAt = :now';
  const removal = 'REMOVE GSI2PK, GSI2SK';
  // An outcome may come through the API between two attempts, and none goes: the attempt without one is made first.
  const attempts = [
    [`SET ${shared}, ${failing} ${removal}`, `${held} AND NOT (${hasOutcome})`],
    [`SET ${shared}, ${failing}`, held],
    [`SET ${shared}, ${taking} ${removal}`, `(${newer}) AND attribute_not_exists(recordedOutcome)`],
    [`SET ${shared}, ${taking}`, newer],
  ];
  const values = {
    ':layout': STUDY_LAYOUT,
    ':institution': study.institution,
    ':studyId': study.studyId,
    ':failed': 'failed',
    ':reason': why,
    ':analysis': { reason: why, startedAt: now.toISOString(), endedAt: now.toISOString() } satisfies Analysis,
    ':analyses': analyses,
    ':me': study.executionArn,
    ':sequencer': study.sequencer,
    ':byStatus': statusKey('failed', study),
    ':now': now.toISOString(),
  };
  for (const [UpdateExpression, ConditionExpression] of attempts) {
    const both = `${UpdateExpression} ${ConditionExpression}`;
    const used = Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(both));
    const names = Object.entries({ '#status': 'status', '#analysis': 'analysis', '#reason': 'reason' });
    const stored = await updateItem(studyMeta(study), {
      UpdateExpression,
      ConditionExpression,
      ExpressionAttributeNames: Object.fromEntries(names.filter(([name]) => both.includes(name))),
      ExpressionAttributeValues: Object.fromEntries(used),
    });
    if (stored) return refuseWithdrawn(study);
  }
  // Its erasure may have been over before the record of the earlier analysis was written.
  await refuseWithdrawn(study);
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
  await writeUnderLease({ ...study, manifestHash }, { reason: why, endedAt: now.toISOString() }, now, 'quarantined');
  return manifestHash;
}

/** Whose write it is: the execution that holds the lease, for the manifest that it was admitted with. */
type Lease = Pick<StudyReference, 'institution' | 'studyId' | 'executionArn' | 'manifestHash'>;

/** @throws Superseded if another execution holds the lease, or this one holds it for another manifest. */
async function writeUnderLease(study: Lease, values: Partial<Analysis>, now: Date, status?: StudyStatus) {
  if (!(await updateItem(studyMeta(study), underLease(study, values, now, status)))) throw new Superseded();
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
