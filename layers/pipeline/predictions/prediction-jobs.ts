/** Prediction jobs: a table that is uploaded, answered in the background, and gone after a week. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type JobKey, jobId, type LineKey, modelName, ownerId, sha256 } from '../contracts/identifiers.ts';
import { REASONS } from '../contracts/reasons.ts';
import { type Reason, reason } from '../contracts/workflow.ts';
import { Conflict, PredictionJobNotFound } from '../errors.ts';
import type { ModelVersionRow } from '../models/models.ts';
import { getItem, type ItemKey, putItem, updateItem } from '../storage/dynamodb-table.ts';
import type { ScoredTable } from './scored-table.ts';

/** Tables and answers are deleted after this many days: the lifecycle rule of the bucket says the same. */
export const JOB_DAYS = 7;
const DAY = 24 * 3600 * 1000;

/** A job as the table keeps it (PK `JOB#{institution}#{job}`): counts and codes, no row of the table. */
export const predictionJobRow = z.object({
  jobId,
  institution: z.string(),
  owner: ownerId,
  name: modelName,
  version: z.number().int(),
  certain: z.boolean(),
  siteColumn: z.string().optional(),
  bytes: z.number().int(),
  sha256,
  status: z.enum(['awaiting-upload', 'running', 'complete', 'failed']),
  createdAt: z.string(),
  expiresAt: z.string(),
  executionArn: z.string().optional(),
  rows: z.number().int().optional(),
  answered: z.number().int().optional(),
  abstained: z.record(z.string(), z.number().int()).optional(),
  reason: reason.optional(),
});
export type PredictionJobRow = z.infer<typeof predictionJobRow>;

export interface JobRequest {
  readonly institution: string;
  readonly version: ModelVersionRow;
  readonly bytes: number;
  readonly sha256: string;
  readonly certain: boolean;
  readonly siteColumn?: string;
}

const rowKey = ({ institution, jobId: id }: JobKey): ItemKey => ({ PK: `JOB#${institution}#${id}`, SK: 'JOB' });

/**
 * Opens a job, or gives the one that has been asked for already with the same table, version and question. One that has
 * expired, or that a fault of the service ended, is opened again.
 *
 * @throws Conflict if two requests open it at the same moment
 */
export async function openJob(request: JobRequest, now: Date): Promise<PredictionJobRow> {
  const { institution, version, bytes, sha256, certain, siteColumn } = request;
  const asked = [
    institution,
    version.runId,
    version.owner,
    version.name,
    version.version,
    bytes,
    sha256,
    certain,
    siteColumn ?? null,
  ];
  const key = {
    institution,
    jobId: createHash('sha256').update(JSON.stringify(asked)).digest('hex').slice(0, 26),
  };
  const found = await findJob(key);
  if (found && !isOver(found, now)) return found;
  const row: PredictionJobRow = {
    ...key,
    owner: version.owner,
    name: version.name,
    version: version.version,
    certain,
    siteColumn,
    bytes,
    sha256,
    status: 'awaiting-upload',
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + JOB_DAYS * DAY).toISOString(),
  };
  const stored = await putItem(
    { ...rowKey(key), ...row },
    found
      ? {
          ConditionExpression: 'createdAt = :seen AND #status = :status',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':seen': found.createdAt, ':status': found.status },
        }
      : { ConditionExpression: 'attribute_not_exists(PK)' },
  );
  if (!stored) throw new Conflict(`got two requests for job ${key.jobId} at the same moment; wanted one. Ask again.`);
  return row;
}

function isOver(job: PredictionJobRow, now: Date): boolean {
  return hasExpired(job, now) || (job.status === 'failed' && isFault(job.reason));
}

export function hasExpired({ expiresAt }: PredictionJobRow, now: Date): boolean {
  return now.toISOString() >= expiresAt;
}

function isFault(why: Reason | undefined): boolean {
  return REASONS.some(({ code, kind }) => kind === 'fault' && code === why?.code);
}

export async function findJob(key: JobKey): Promise<PredictionJobRow | undefined> {
  const item = await getItem(rowKey(key));
  return item && predictionJobRow.parse(item);
}

/** A job of an institution by one model. @throws PredictionJobNotFound */
export async function requireJob(key: JobKey, { owner, name }: LineKey): Promise<PredictionJobRow> {
  const job = await findJob(key);
  if (!job || job.owner !== owner || job.name !== name) throw new PredictionJobNotFound(key.jobId);
  return job;
}

/** Takes a job for an execution; false if another has it, or it has ended: events are delivered at least once. */
export async function takeJob(key: JobKey, executionArn: string): Promise<boolean> {
  return updateItem(rowKey(key), {
    UpdateExpression: 'SET #status = :running, executionArn = :execution',
    ConditionExpression: '#status = :awaiting OR (#status = :running AND executionArn = :execution)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':awaiting': 'awaiting-upload', ':running': 'running', ':execution': executionArn },
  });
}

/** How a job ended, if the execution still has it. */
export async function endJob(
  key: JobKey,
  executionArn: string,
  end: Pick<ScoredTable, 'rows' | 'answered' | 'abstained'> | { readonly reason: Reason },
): Promise<boolean> {
  const fields = 'reason' in end ? { status: 'failed', reason: end.reason } : { status: 'complete', ...countsOf(end) };
  const names = Object.keys(fields);
  return updateItem(rowKey(key), {
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    ConditionExpression: 'executionArn = :execution',
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ':execution': executionArn,
      ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`:${name}`, value])),
    },
  });
}

function countsOf({ rows, answered, abstained }: Pick<ScoredTable, 'rows' | 'answered' | 'abstained'>) {
  return { rows, answered, abstained };
}
