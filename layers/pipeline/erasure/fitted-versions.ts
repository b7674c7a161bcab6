/** What erasure and corrections need of model lines: every version, and the runs that are due. */
import type { LineKey } from '../contracts/identifiers.ts';
import { allLines } from '../lines/lines.ts';
import { listVersions, type ModelVersionRow } from '../models/models.ts';
import { suspend } from '../models/promotion.ts';
import { statusOf } from '../models/version-status.ts';
import { deleteItem, putItem, queryAll } from '../storage/dynamodb-table.ts';

/** Every version that was fitted on rows, line by line; one that was imported has none. */
export async function* everyVersion(): AsyncGenerator<ModelVersionRow> {
  for (const line of await allLines()) yield* (await listVersions(line)).filter(({ imported }) => !imported);
}

/**
 * Marks a version by the number of withdrawn rows that it was fitted on, so that it does not answer any more, and makes a
 * run of its line due; once for each number.
 */
export async function markWithdrawn(version: ModelVersionRow, count: number, now: Date): Promise<void> {
  const { marks } = await statusOf(version, version.version);
  if ((marks?.['withdrawn-row']?.count ?? 0) < count) await requestRun(version, now);
  // Repeated if it was done: a crash may have come between the mark and the aliases.
  await suspend(version, version.version, count, now);
}

/** A line of which a run is due. */
export interface DueRun extends LineKey {
  readonly since: string;
}

const DUE = 'DUE';
const sortKey = ({ owner, name }: LineKey): string => `${owner}#${name}`;

/** Many corrections before the run starts are one run: a line is due or it is not. */
export async function requestRun({ owner, name }: LineKey, now: Date): Promise<void> {
  await putItem({ PK: DUE, SK: sortKey({ owner, name }), owner, name, since: now.toISOString() });
}

export async function dueRuns(): Promise<DueRun[]> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :due',
    ExpressionAttributeValues: { ':due': DUE },
    ConsistentRead: true,
  });
  return items as unknown as DueRun[];
}

/** The run has started; one that became due meanwhile stays. */
export async function settleRun(run: DueRun): Promise<void> {
  await deleteItem(
    { PK: DUE, SK: sortKey(run) },
    { ConditionExpression: 'since = :since', ExpressionAttributeValues: { ':since': run.since } },
  );
}
