/** What erasure and corrections need of models: every version, its marks, and the runs that are due. */
import { listVersions, type ModelVersionRow, modelNames } from '../models/models.ts';
import { deleteItem, modelPartition, putItem, queryAll, updateItem } from '../storage/dynamodb-table.ts';

/** Why a version is not what it was: rows that it was fitted on were withdrawn, or their outcomes corrected. */
export interface Mark {
  readonly code: 'withdrawn-row' | 'corrected-outcome';
  /** When a row was found last. */
  readonly at: string;
  /** Rows, all in all; never which. */
  readonly count: number;
}

/** Every registered version, line by line. */
export async function* everyVersion(): AsyncGenerator<ModelVersionRow> {
  for (const name of await modelNames()) yield* await listVersions(name);
}

/** Puts a mark on a version, in place of an earlier one of the same code. */
export async function markVersion({ name, version }: ModelVersionRow, mark: Mark): Promise<void> {
  const key = { PK: modelPartition(name), SK: `STATUS#${String(version).padStart(6, '0')}` };
  const names = { '#marks': 'marks', '#code': mark.code };
  await updateItem(key, {
    UpdateExpression: 'SET #marks = :none',
    ConditionExpression: 'attribute_not_exists(#marks)',
    ExpressionAttributeNames: { '#marks': 'marks' },
    ExpressionAttributeValues: { ':none': {} },
  });
  await updateItem(key, {
    UpdateExpression: 'SET #marks.#code = :mark',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ':mark': { at: mark.at, count: mark.count } },
  });
}

/** Marks a version by the number of rows that were withdrawn from it, and makes a run of its line due; once for each number. */
export async function markWithdrawn(version: ModelVersionRow, count: number, now: Date): Promise<void> {
  await requestRun(version, now);
  await markVersion(version, { code: 'withdrawn-row', at: now.toISOString(), count });
}

/** A line of which a run is due. */
export interface DueRun {
  readonly name: string;
  readonly since: string;
}

const DUE = 'DUE';

/** Many corrections before the run starts are one run: a line is due or it is not. */
export async function requestRun({ name }: ModelVersionRow, now: Date): Promise<void> {
  await putItem({ PK: DUE, SK: name, name, since: now.toISOString() });
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
export async function settleRun({ name, since }: DueRun): Promise<void> {
  await deleteItem(
    { PK: DUE, SK: name },
    { ConditionExpression: 'since = :since', ExpressionAttributeValues: { ':since': since } },
  );
}
