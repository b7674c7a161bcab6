/** A study whose analysis a fault interrupted: its row says why, and when it is tried again. */
import { PAUSES_AFTER_FAULTS } from '../contracts/faults.ts';
import type { StudyKey } from '../contracts/identifiers.ts';
import type { Reason } from '../contracts/workflow.ts';
import { getItem, type Item, updateItem } from '../storage/dynamodb-table.ts';
import { dropHistory, keepHistory } from './history.ts';
import { requireLayout, statusKey, studyMeta } from './studies.ts';
import type { StudyExecution } from './study-lease.ts';
import { type Analysis, STUDY_LAYOUT, type Waiting } from './study-row.ts';
import { FUNCTION_MILLISECONDS, findWithdrawal, isWithdrawnRow, withdrawStudy } from './withdrawal.ts';

const HOUR = 3600 * 1000;

/** Why an execution ended without an answer. */
export interface Interruption {
  readonly reason: Reason;
  /** How many faults of the same upload came before. */
  readonly faultsBefore: number;
  /** Whether the study is tried again by itself. */
  readonly isRetried: boolean;
}

/**
 * Notes that an execution ended without an answer, and gives its lease back: the study stays in analysis, and waits. One that
 * failed before it had the lease takes the study over if its upload is the newest, and a row is made if there is none. A
 * repeated call changes nothing.
 *
 * Of a withdrawn study nothing is written: the erasure takes the row away, and an execution that the withdrawal ended would
 * make it again. The withdrawal may come, and its erasure go through, while the row is written: that is looked at afterwards.
 *
 * @returns false if the study has its answer, is withdrawn, or another execution has it
 */
export async function interruptStudy(study: StudyExecution, why: Interruption, now: Date): Promise<boolean> {
  if (await isErased(study, now)) return false;
  await requireLayout(study);
  const isWritten = await writeInterruption(study, why, now);
  return !(await isErased(study, now)) && isWritten;
}

/**
 * Whether the study is withdrawn. What this function wrote under it all the same, now or before it was killed, goes: records
 * of earlier analyses at once, a row by the next review, until which it is that of a withdrawn study.
 */
async function isErased(study: StudyExecution, now: Date): Promise<boolean> {
  if ((await findWithdrawal(study)) === undefined) return false;
  await dropHistory(study);
  await withdrawStudy(study, now);
  return true;
}

async function writeInterruption(study: StudyExecution, why: Interruption, now: Date): Promise<boolean> {
  const row = (await getItem(studyMeta(study))) ?? {};
  if (isWithdrawnRow(row)) return false;
  const waiting = waitingAfter(why, now);
  if (row.executionArn === study.executionArn) {
    return updateItem(studyMeta(study), {
      UpdateExpression: 'SET waiting = :waiting, leaseUntil = :until, updatedAt = :now',
      ConditionExpression: 'executionArn = :me AND #status = :analysing AND attribute_not_exists(waiting)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':me': study.executionArn,
        ':analysing': 'analysing',
        ':waiting': waiting,
        ':until': silentFrom(now),
        ':now': now.toISOString(),
      },
    });
  }
  // The execution that was to end the wait never took the study over.
  const isNext = (row.waiting as Waiting | undefined)?.faults === why.faultsBefore && row.sequencer === study.sequencer;
  const isNewer = row.sequencer === undefined || String(row.sequencer) < study.sequencer;
  return (isNext || isNewer) && takeOver(study, row, waiting, now);
}

async function takeOver(study: StudyExecution, row: Item, waiting: Waiting, now: Date): Promise<boolean> {
  const { institution, studyId, executionArn, sequencer } = study;
  const analyses = await keepHistory(study, executionArn, sequencer);
  const isOther = row.sequencer !== sequencer;
  return updateItem(studyMeta(study), {
    UpdateExpression:
      'SET layout = :layout, institution = :institution, studyId = :studyId, #status = :analysing, waiting = :waiting, ' +
      'sequencer = :sequencer, executionArn = :me, leaseUntil = :until, updatedAt = :now, analyses = :analyses, ' +
      `receivedAt = if_not_exists(receivedAt, :now), GSI1PK = :institution, GSI1SK = :byStatus${isOther ? ', #analysis = :analysis' : ''}`,
    ConditionExpression: row.updatedAt === undefined ? 'attribute_not_exists(updatedAt)' : 'updatedAt = :seen',
    ExpressionAttributeNames: { '#status': 'status', ...(isOther && { '#analysis': 'analysis' }) },
    ExpressionAttributeValues: {
      ...(row.updatedAt !== undefined && { ':seen': row.updatedAt }),
      ...(isOther && { ':analysis': { startedAt: now.toISOString() } satisfies Analysis }),
      ':layout': STUDY_LAYOUT,
      ':institution': institution,
      ':studyId': studyId,
      ':analysing': 'analysing',
      ':waiting': waiting,
      ':sequencer': sequencer,
      ':me': executionArn,
      ':byStatus': statusKey('analysing', study),
      ':until': silentFrom(now),
      ':now': now.toISOString(),
      ':analyses': analyses,
    },
  });
}

/**
 * When an execution that ended writes no more: its other sequences may be in functions that outlive it. The erasure of a study
 * that is withdrawn before that comes once more after it.
 */
function silentFrom(end: Date): string {
  return new Date(end.getTime() + FUNCTION_MILLISECONDS).toISOString();
}

function waitingAfter({ reason, faultsBefore, isRetried }: Interruption, now: Date): Waiting {
  const pause = isRetried ? PAUSES_AFTER_FAULTS[faultsBefore] : undefined;
  const retryAt = pause === undefined ? undefined : new Date(now.getTime() + pause * HOUR).toISOString();
  return { reason, since: now.toISOString(), faults: faultsBefore + 1, ...(retryAt && { retryAt }) };
}

/** An analysis that is to be looked after. */
export interface UnendedAnalysis {
  readonly executionArn: string;
  readonly sequencer: string;
  /** It is due again; without it, its lease is over and nothing says that its execution has ended. */
  readonly retry?: Waiting;
}

/** The analysis of a study, if it is due again after a fault, or if its lease is over. */
export async function unendedAnalysis(study: StudyKey, now: Date): Promise<UnendedAnalysis | undefined> {
  const row = (await getItem(studyMeta(study))) ?? {};
  if (row.status !== 'analysing' || typeof row.executionArn !== 'string') return undefined;
  const { executionArn, sequencer = '', leaseUntil } = row;
  const waiting = row.waiting as Waiting | undefined;
  const of = { executionArn, sequencer: String(sequencer) };
  if (waiting === undefined) return String(leaseUntil) < now.toISOString() ? of : undefined;
  return waiting.retryAt !== undefined && waiting.retryAt <= now.toISOString() ? { ...of, retry: waiting } : undefined;
}
