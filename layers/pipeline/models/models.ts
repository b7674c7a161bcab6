/** Model versions, champions and training runs: rows of the table, objects of the artefact bucket. */
import { z } from 'zod';
import { modelName } from '../contracts/identifiers.ts';
import { type Reason, reason, split, type TrainingRequest, type TrainingRun } from '../contracts/workflow.ts';
import { Conflict, ModelNotFound } from '../errors.ts';
import { getItem, modelPartition, putItem, queryAll, updateItem, versionSortKey } from '../storage/dynamodb-table.ts';
import type { CohortTable } from './cohorts.ts';
import { submodelRow } from './submodel-row.ts';

const interval = z.object({ auc: z.number().nullable(), ci: z.tuple([z.number().nullable(), z.number().nullable()]) });

const counts = z.object({ train: z.number().int(), test: z.number().int() });
const validated = interval.extend({
  method: z.string(),
  folds: z.number().int(),
  repeats: z.number().int(),
  permutedAuc: z.number().nullable().meta({ description: 'The same with permuted outcomes' }),
});

/** A version row: immutable, written once. The model and its evaluation are objects of the artefact bucket. */
export const modelVersionRow = z.object({
  name: modelName,
  version: z.number().int().min(1),
  runId: z.string(),
  trigger: z.enum(['request', 'schedule']),
  createdAt: z.string(),
  protocol: z.string(),
  institutions: z.array(z.string()),
  split,
  seed: z.number().int(),
  settingsHash: z.string(),
  engineVersion: z.string(),
  /** Of the program that fitted; absent from rows of earlier versions, as what is optional below. */
  programVersion: z.string().optional(),
  cohortKey: z.string(),
  modelKey: z.string(),
  modelSha256: z.string(),
  evaluationKey: z.string(),
  selected: z.array(z.string()),
  rows: counts,
  events: counts.optional(),
  confidence: z.number().optional().meta({ description: 'Level of the intervals' }),
  validation: validated.optional().meta({
    description: 'What new patients may expect: cross-validation around the whole protocol, on the training rows',
  }),
  test: interval.optional(),
  permutedTestAuc: z.number().optional().meta({ description: 'Of models of permuted outcomes, in the test rows' }),
  apparent: interval.meta({ description: 'In the training rows: too good' }),
  submodels: z.array(submodelRow).optional().meta({
    description: 'Models of some of the sequences, which answer for studies that lack the others',
  }),
});
export type ModelVersionRow = z.infer<typeof modelVersionRow>;

export const RUN_STATUSES = ['running', 'registered', 'not-enough-new-outcomes', 'failed'] as const;

const countsByCode = z.record(z.string(), z.number().int());

/** What a run gathered: how many rows, and by reason code how many labelled studies were left out, or are to be checked. */
export const gatheredRows = z
  .object({
    rows: z.number().int(),
    left: countsByCode.meta({ description: 'Labelled studies that are no rows' }),
    noted: countsByCode.meta({ description: 'Rows to check, as those whose outcome the manifest contradicts' }),
  })
  .meta({ id: 'GatheredRows', description: 'Shown to the institutions whose studies were gathered' });

/** A training run: the audit trail of a model. */
export const trainingRunRow = z.object({
  runId: z.string(),
  name: modelName,
  trigger: z.enum(['request', 'schedule']),
  status: z.enum(RUN_STATUSES),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  version: z.number().optional(),
  promoted: z.boolean().optional(),
  institutions: z.array(z.string()).optional(),
  gathered: gatheredRows.optional(),
  reason: reason.optional(),
});
export type TrainingRunRow = z.infer<typeof trainingRunRow>;

const championKey = (name: string) => ({ PK: modelPartition(name), SK: 'CHAMPION' });
const runKey = (name: string, runId: string) => ({ PK: modelPartition(name), SK: `RUN#${runId}` });

/** All versions of a model, oldest first. */
export async function listVersions(name: string): Promise<ModelVersionRow[]> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :model AND begins_with(SK, :versions)',
    ExpressionAttributeValues: { ':model': modelPartition(name), ':versions': 'VERSION#' },
    ConsistentRead: true,
  });
  return items.map((item) => modelVersionRow.parse(item));
}

export async function requireVersion(name: string, version: number): Promise<ModelVersionRow> {
  const item = await getItem({ PK: modelPartition(name), SK: versionSortKey(version) });
  if (!item) throw new ModelNotFound(name, version);
  return modelVersionRow.parse(item);
}

export async function findChampion(name: string): Promise<number | undefined> {
  const item = await getItem(championKey(name));
  return item && z.object({ version: z.number() }).parse(item).version;
}

export async function requireChampion(name: string): Promise<ModelVersionRow> {
  const version = await findChampion(name);
  if (version === undefined) throw new ModelNotFound(name);
  return requireVersion(name, version);
}

/**
 * Stores a run's result under the next version number and returns that number; a repeated call for the same run returns
 * the version that the run already has.
 * @throws Conflict where another run took the number meanwhile; retried by the state machine.
 */
export async function registerVersion(result: Omit<ModelVersionRow, 'version'>): Promise<number> {
  const versions = await listVersions(result.name);
  const existing = versions.find(({ runId }) => runId === result.runId);
  if (existing) return existing.version;
  const version = (versions.at(-1)?.version ?? 0) + 1;
  const row: ModelVersionRow = { ...result, version };
  const stored = await putItem(
    { PK: modelPartition(result.name), SK: versionSortKey(version), ...row },
    { ConditionExpression: 'attribute_not_exists(PK)' },
  );
  if (!stored)
    throw new Conflict(`got version ${version} of ${result.name} from another run; wanted the next free number`);
  return version;
}

export async function modelNames(): Promise<string[]> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :models',
    ExpressionAttributeValues: { ':models': 'MODELS' },
  });
  return items.map(({ SK }) => String(SK));
}

/** Promotes a model's first version; false if a version is promoted already. */
export async function promoteFirst(name: string, version: number, now: Date): Promise<boolean> {
  const stored = await putItem(
    { ...championKey(name), version, promotedAt: now.toISOString() },
    { ConditionExpression: 'attribute_not_exists(PK)' },
  );
  // A repeated call after a lost answer finds its own promotion.
  return stored || (await findChampion(name)) === version;
}

/** Opens a run's row. A model appears in the directory (PK `MODELS`) with its first run, whatever becomes of it. */
export async function recordRun(run: Pick<TrainingRun, 'name' | 'runId' | 'trigger'>, now: Date): Promise<void> {
  const { name, runId, trigger } = run;
  await putItem({ PK: 'MODELS', SK: name });
  await putItem(
    { ...runKey(name, runId), runId, name, trigger, status: 'running', startedAt: now.toISOString() },
    { ConditionExpression: 'attribute_not_exists(PK)' },
  );
}

/** Keeps with a run of whom and what its cohort was made. */
export async function describeGathered(run: TrainingRun, { rows, left, noted }: CohortTable): Promise<void> {
  const gathered: z.infer<typeof gatheredRows> = { rows: rows.length, left: byCode(left), noted: byCode(noted) };
  await updateItem(runKey(run.name, run.runId), {
    UpdateExpression: 'SET institutions = :institutions, gathered = :gathered',
    ExpressionAttributeValues: { ':institutions': run.institutions, ':gathered': gathered },
  });
}

function byCode(entries: CohortTable['left']): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { reason } of entries) found[reason.code] = (found[reason.code] ?? 0) + 1;
  return found;
}

/** The last word on a run; a run that failed before it was recorded gets its row here. */
export async function endRun(
  run: Pick<TrainingRun, 'name' | 'runId' | 'trigger'>,
  end: { status: Exclude<TrainingRunRow['status'], 'running'>; version?: number; promoted?: boolean; reason?: Reason },
  now: Date,
): Promise<void> {
  const values = { runId: run.runId, name: run.name, trigger: run.trigger, ...end, endedAt: now.toISOString() };
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  await updateItem(runKey(run.name, run.runId), {
    UpdateExpression: `SET startedAt = if_not_exists(startedAt, :now), ${entries.map((_, i) => `#n${i} = :v${i}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(entries.map(([key], i) => [`#n${i}`, key])),
    ExpressionAttributeValues: {
      ':now': now.toISOString(),
      ...Object.fromEntries(entries.map(([, value], i) => [`:v${i}`, value])),
    },
  });
}

/** A model's training runs, newest first. */
export async function listRuns(name: string): Promise<TrainingRunRow[]> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :model AND begins_with(SK, :runs)',
    ExpressionAttributeValues: { ':model': modelPartition(name), ':runs': 'RUN#' },
  });
  return items.map((item) => trainingRunRow.parse(item)).sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/** The name of the execution is the id of its run. */
export function runIdOf(executionArn: string): string {
  return executionArn.slice(executionArn.lastIndexOf(':') + 1);
}

/** A run's recipe: as requested, or for the schedule that of the newest version; `undefined` if there is none yet. */
export async function runOf(request: TrainingRequest, executionArn: string): Promise<TrainingRun | undefined> {
  if (request.trigger === 'request') return request;
  const newest = (await listVersions(request.name)).at(-1);
  if (!newest) return undefined;
  const { name, protocol, institutions, split, seed } = newest;
  return { runId: runIdOf(executionArn), trigger: 'schedule', name, protocol, institutions, split, seed };
}
