/** Feature exports as jobs: a table of any number of studies, made in the background and gone after a day. */
import { createHash } from 'node:crypto';
import { ExecutionAlreadyExists, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ulid } from 'ulid';
import { z } from 'zod';
import { TABLE_CONTENTS } from '../contracts/choices.ts';
import { dataOrigin } from '../contracts/data-origin.ts';
import { type JobKey, jobId } from '../contracts/identifiers.ts';
import { type Reason, reason } from '../contracts/workflow.ts';
import { ExportNotFound } from '../errors.ts';
import { environment, stepFunctions } from '../storage/clients.ts';
import { getItem, type ItemKey, putItem, updateItem } from '../storage/dynamodb-table.ts';
import type { TableQuestion } from './feature-rows.ts';

/** Tables are deleted after a day: the lifecycle rule of the bucket says the same. */
const DAY = 24 * 3600 * 1000;

const counts = {
  /** Studies that were seen, of how many. */
  seen: z.number().int(),
  of: z.number().int(),
  rows: z.number().int(),
  bytes: z.number().int(),
  left: z.record(z.string(), z.number().int()),
};

/** An export as the table keeps it (PK `EXPORT#{institution}#{job}`): the question and counts, no id of a study. */
export const exportJobRow = z.object({
  jobId,
  institution: z.string(),
  protocol: z.string(),
  content: z.enum(TABLE_CONTENTS),
  origin: dataOrigin,
  status: z.enum(['waiting', 'running', 'complete', 'failed']),
  createdAt: z.string(),
  expiresAt: z.string(),
  executionArn: z.string().optional(),
  progress: z.object(counts).partial().optional(),
  reason: reason.optional(),
});
export type ExportJobRow = z.infer<typeof exportJobRow>;
export type ExportProgress = NonNullable<ExportJobRow['progress']>;

const rowKey = ({ institution, jobId: id }: JobKey): ItemKey => ({ PK: `EXPORT#${institution}#${id}`, SK: 'JOB' });

/**
 * Opens an export and starts its execution, whose name is its id. A request with a key is one export, no matter how often
 * it is made.
 */
export async function openExport(question: TableQuestion, now: Date, key?: string): Promise<ExportJobRow> {
  // The row first: a client that asks for the export at once finds it. The same request again starts what a broken one did not.
  const job = await announceExport(question, now, key);
  const { institution, jobId: id } = job;
  try {
    await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn: environment('EXPORT_FEATURES_ARN'),
        name: id,
        input: JSON.stringify({ job: { institution, jobId: id } }),
      }),
    );
  } catch (error) {
    // It ran already, and ended: the same request again.
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
  return requireExport(job);
}

/** The key of an export that waits for its execution, or has one. Its id is made of the question and the request's key. */
export async function announceExport(question: TableQuestion, now: Date, key?: string): Promise<JobKey> {
  const { institution, protocol, content, origin } = question;
  const asked = JSON.stringify([institution, protocol, content, origin, key ?? ulid(now.getTime())]);
  const row: ExportJobRow = {
    jobId: createHash('sha256').update(asked).digest('hex').slice(0, 26),
    ...{ institution, protocol, content, origin },
    status: 'waiting',
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + DAY).toISOString(),
  };
  await putItem({ ...rowKey(row), ...row }, { ConditionExpression: 'attribute_not_exists(PK)' });
  return row;
}

/** @throws ExportNotFound */
export async function requireExport(key: JobKey): Promise<ExportJobRow> {
  const item = await getItem(rowKey(key));
  if (!item) throw new ExportNotFound(key.jobId);
  return exportJobRow.parse(item);
}

/** Takes an export for an execution; `undefined` if another has it, or it has ended. */
export async function takeExport(key: JobKey, executionArn: string): Promise<ExportJobRow | undefined> {
  const isTaken = await updateItem(rowKey(key), {
    UpdateExpression: 'SET #status = :running, executionArn = :execution',
    ConditionExpression: '#status = :waiting OR (#status = :running AND executionArn = :execution)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':waiting': 'waiting', ':running': 'running', ':execution': executionArn },
  });
  return isTaken ? requireExport(key) : undefined;
}

/** Says how far the export is, if the execution still has it. */
export async function noteProgress(key: JobKey, executionArn: string, progress: ExportProgress): Promise<void> {
  await updateItem(rowKey(key), {
    UpdateExpression: 'SET progress = :progress',
    ConditionExpression: 'executionArn = :execution',
    ExpressionAttributeValues: { ':execution': executionArn, ':progress': progress },
  });
}

/** How the export ended, if the execution still has it. */
export async function endExport(
  key: JobKey,
  executionArn: string,
  end: { readonly progress: ExportProgress } | { readonly reason: Reason },
): Promise<void> {
  const [[name, value]] = Object.entries(end);
  await updateItem(rowKey(key), {
    UpdateExpression: 'SET #status = :status, #end = :end',
    ConditionExpression: 'executionArn = :execution',
    ExpressionAttributeNames: { '#status': 'status', '#end': name },
    ExpressionAttributeValues: {
      ':execution': executionArn,
      ':status': 'reason' in end ? 'failed' : 'complete',
      ':end': value,
    },
  });
}
