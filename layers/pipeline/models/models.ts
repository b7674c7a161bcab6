/** Versions of a model line and its training runs: rows of the table, objects of the artefact bucket. */
import { z } from 'zod';
import { type DataOrigin, dataOrigin, originOf } from '../contracts/data-origin.ts';
import { type LineKey, lineText, modelName, ownerId } from '../contracts/identifiers.ts';
import { IMPORTED, importedSignature, importedSplit } from '../contracts/imported-signature.ts';
import { modellingChanges } from '../contracts/modelling-changes.ts';
import { type Reason, reason, split, TRIGGERS, type TrainingRequest, type TrainingRun } from '../contracts/workflow.ts';
import { Conflict, ImportedVersion, ModelNotFound } from '../errors.ts';
import { confirmedMembers } from '../lines/consortium-claims.ts';
import type { LineRow } from '../lines/line-row.ts';
import { findLine, isConsortium } from '../lines/lines.ts';
import { getItem, linePartition, putItem, queryAll, updateItem, versionSortKey } from '../storage/dynamodb-table.ts';
import type { CohortTable } from './cohorts.ts';
import { disclosure } from './disclosure.ts';
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
  owner: ownerId,
  name: modelName,
  version: z.number().int().min(1),
  runId: z.string(),
  trigger: z.enum([...TRIGGERS, 'import']),
  createdAt: z.string(),
  protocol: z.string(),
  /** Of the rows. */
  dataOrigin: dataOrigin.optional(),
  institutions: z.array(z.string()),
  /** Those that have rows. */
  participants: z.array(z.string()).optional(),
  split: z.union([split, importedSplit]),
  seed: z.number().int(),
  modelling: modellingChanges.optional(),
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
  imported: importedSignature.optional().meta({
    description:
      'Of a version that is no fit but a published signature: no row trained or judged it, and its counts are 0',
  }),
  /** What decides which figures institutions without rows see; never shown itself. */
  disclosure: disclosure.optional(),
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

/** How far a run is, in the order of the states of train-model. */
export const RUN_STAGES = ['gathering', 'fitting', 'submodels', 'registering'] as const;
export type RunStage = (typeof RUN_STAGES)[number];

/** A training run: the audit trail of a model. */
export const trainingRunRow = z.object({
  runId: z.string(),
  owner: ownerId,
  name: modelName,
  trigger: z.enum(TRIGGERS),
  status: z.enum(RUN_STATUSES),
  stage: z.enum(RUN_STAGES).optional().meta({
    description: 'How far the run is, or how far it came; absent from runs that ended before stages were kept',
  }),
  stageAt: z.string().optional().meta({ description: 'Since when' }),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  version: z.number().optional(),
  promoted: z.boolean().optional().meta({ description: 'Whether the version passed the gates and answers' }),
  institutions: z.array(z.string()).optional(),
  gathered: gatheredRows.optional(),
  reason: reason.optional(),
});
export type TrainingRunRow = z.infer<typeof trainingRunRow>;

const runKey = (line: LineKey, runId: string) => ({ PK: linePartition(line), SK: `RUN#${runId}` });

/** A version that was fitted here: it has a cohort, a model and an evaluation. @throws ImportedVersion for one that was imported */
export function requireFitted<Version extends ModelVersionRow>(version: Version): Version {
  if (version.imported) throw new ImportedVersion(lineText(version), version.version);
  return version;
}

/** All versions of a line, oldest first. */
export async function listVersions(line: LineKey): Promise<ModelVersionRow[]> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :model AND begins_with(SK, :versions)',
    ExpressionAttributeValues: { ':model': linePartition(line), ':versions': 'VERSION#' },
    ConsistentRead: true,
  });
  return items.map((item) => modelVersionRow.parse(item));
}

export async function requireVersion(line: LineKey, version: number): Promise<ModelVersionRow> {
  const item = await getItem({ PK: linePartition(line), SK: versionSortKey(version) });
  if (!item) throw new ModelNotFound(lineText(line), version);
  return modelVersionRow.parse(item);
}

/** The version that answers for a line. @throws ModelNotFound if none does */
export async function requireChampion(line: LineRow): Promise<ModelVersionRow> {
  if (line.champion === undefined) throw new ModelNotFound(lineText(line));
  return requireVersion(line, line.champion);
}

/**
 * Stores a run's result under the next version number and returns that number; a repeated call for the same run returns
 * the version that the run already has.
 * @throws Conflict where another run took the number meanwhile; retried by the state machine.
 */
export async function registerVersion(result: Omit<ModelVersionRow, 'version'>): Promise<number> {
  const versions = await listVersions(result);
  const existing = versions.find(({ runId }) => runId === result.runId);
  if (existing) return existing.version;
  const version = (versions.at(-1)?.version ?? 0) + 1;
  const row: ModelVersionRow = { ...result, version };
  const stored = await putItem(
    { PK: linePartition(result), SK: versionSortKey(version), ...row },
    { ConditionExpression: 'attribute_not_exists(PK)' },
  );
  if (!stored)
    throw new Conflict(`got version ${version} of ${lineText(result)} from another run; wanted the next free number`);
  return version;
}

/** Opens a run's row. */
export async function recordRun(run: RunKey, now: Date): Promise<void> {
  const { owner, name, runId, trigger } = run;
  await putItem(
    {
      ...runKey(run, runId),
      runId,
      owner,
      name,
      trigger,
      status: 'running',
      stage: 'gathering' satisfies RunStage,
      stageAt: now.toISOString(),
      startedAt: now.toISOString(),
    },
    { ConditionExpression: 'attribute_not_exists(PK)' },
  );
}

type RunKey = Pick<TrainingRun, 'owner' | 'name' | 'runId' | 'trigger'>;

/** Notes how far a run is, for readers who watch. One that has ended meanwhile stays as it is. */
export async function noteStage(run: RunKey, stage: RunStage, now: Date): Promise<void> {
  await updateItem(runKey(run, run.runId), {
    UpdateExpression: 'SET stage = :stage, stageAt = :now',
    ConditionExpression: '#status = :running',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':stage': stage, ':now': now.toISOString(), ':running': 'running' },
  });
}

/** Keeps with a run of whom and what its cohort was made. */
export async function describeGathered(run: TrainingRun, { rows, left, noted }: CohortTable): Promise<void> {
  const gathered: z.infer<typeof gatheredRows> = { rows: rows.length, left: byCode(left), noted: byCode(noted) };
  await updateItem(runKey(run, run.runId), {
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
  run: RunKey,
  end: { status: Exclude<TrainingRunRow['status'], 'running'>; version?: number; promoted?: boolean; reason?: Reason },
  now: Date,
): Promise<void> {
  const values = {
    runId: run.runId,
    owner: run.owner,
    name: run.name,
    trigger: run.trigger,
    ...end,
    endedAt: now.toISOString(),
  };
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  await updateItem(runKey(run, run.runId), {
    UpdateExpression: `SET startedAt = if_not_exists(startedAt, :now), ${entries.map((_, i) => `#n${i} = :v${i}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(entries.map(([key], i) => [`#n${i}`, key])),
    ExpressionAttributeValues: {
      ':now': now.toISOString(),
      ...Object.fromEntries(entries.map(([, value], i) => [`:v${i}`, value])),
    },
  });
}

/** A line's training runs, newest first. */
export async function listRuns(line: LineKey): Promise<TrainingRunRow[]> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :model AND begins_with(SK, :runs)',
    ExpressionAttributeValues: { ':model': linePartition(line), ':runs': 'RUN#' },
  });
  return items.map((item) => trainingRunRow.parse(item)).sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/** What the versions of a line are of; a line keeps the origin of its first version. `undefined` before there is one. */
export async function originOfLine(line: LineKey): Promise<DataOrigin | undefined> {
  const newest = (await listVersions(line)).at(-1);
  return newest && originOf(newest);
}

/**
 * A run with the recipe of its line filled in; `undefined` if the line is gone. What a consortium's run may pool is
 * checked at every run, for the schedule has no token: the members that a claim confirms.
 *
 * @throws ConsortiumUnconfirmed if the recipe names an institution that no claim confirms any more
 */
export async function runOf(request: TrainingRequest, now: Date): Promise<TrainingRun | undefined> {
  const line = await findLine(request);
  if (!line) return undefined;
  const { owner, name, protocol, recipe } = line;
  const { split, seed, modelling } = recipe;
  // Nothing trains a line whose versions are imported.
  if (split.by === IMPORTED) return undefined;
  const members = isConsortium(owner) ? await confirmedMembers(owner, now) : [owner];
  const named = recipe.institutions ?? members;
  const unconfirmed = named.filter((institution) => !members.includes(institution));
  if (unconfirmed.length > 0 || named.length === 0) throw new ConsortiumUnconfirmed(unconfirmed);
  const { runId, trigger } = request;
  return { runId, trigger, owner, name, protocol, institutions: named, split, seed, modelling };
}

/** No claim says any more that institutions of a recipe agreed to pool. */
export class ConsortiumUnconfirmed extends Error {
  override readonly name = 'ConsortiumUnconfirmed';

  constructor(institutions: readonly string[]) {
    super(
      `consortium-unconfirmed: got ${institutions.join(', ') || 'a consortium'} without a consortium claim that is confirmed; wanted a claim of a ` +
        'member that names every institution of the recipe. A member whose token has the claim confirms it with any request to the API.',
    );
  }
}
