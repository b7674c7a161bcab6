/** Stores a planned cohort: its values go to S3 a part at a time, over as many calls as it takes. */
import { createHash } from 'node:crypto';
import type { GatherCursor, TrainingRun } from '../contracts/workflow.ts';
import { type NumbersName, numbersFile } from '../models/cohort-table.ts';
import { requireColumns } from '../models/cohorts.ts';
import { environment } from '../storage/clients.ts';
import { deleteObjects } from '../storage/deletion.ts';
import { inTurn } from '../storage/in-turn.ts';
import { closeObject, type OpenObject, openObject, UploadGone, writePart } from '../storage/multipart-objects.ts';
import { objectExists, readObject, writeJson, writeObject } from '../storage/objects.ts';
import { loadFeatures, valuesIn } from '../studies/vectors.ts';
import { type PlannedCohort, plannedCohort } from './plan-cohort.ts';

/** The cohort is stored, or how far it is. */
export type CohortStep = { readonly cohortKey: string } | { readonly cursor: GatherCursor };

/** How much a step does at most; tests ask for less. */
export interface GatherLimits {
  /** A step ends at the first part after this long: functions have 15 minutes. */
  readonly milliseconds: number;
  /** Of values that are in memory at once. */
  readonly partBytes: number;
}
const LIMITS: GatherLimits = { milliseconds: 8 * 60_000, partBytes: 16 * 2 ** 20 };
/** Rows whose blocks are on their way at once. */
const AT_ONCE = 32;

const NUMBERS_TYPE = 'application/octet-stream';

/**
 * Key of a cohort: the hash of its table and of the hashes of all blocks its values come from, which decide every bit of
 * them. It is known before a value is read, and the same studies give the same key.
 */
export function keyOfCohort({ table, blocks }: PlannedCohort): string {
  const hash = createHash('sha256').update(JSON.stringify(table));
  for (const { contentHashes, imageTypes } of [...blocks.values, ...blocks.repeats]) {
    hash.update(JSON.stringify([contentHashes, imageTypes]));
  }
  return `cohorts/${hash.digest('hex')}/`;
}

/**
 * Stores the values of a cohort from a cursor on, and last its table, which says that all of them are there. What is
 * short of memory or time is done in steps: every part of an object has the same rows each time, so that a step may be
 * repeated.
 *
 * @throws Conflict if two rows have features of other names
 */
export async function storePlanned(
  plan: PlannedCohort,
  given: GatherCursor | undefined,
  { milliseconds, partBytes }: GatherLimits = LIMITS,
): Promise<CohortStep> {
  const until = performance.now() + milliseconds;
  const key = keyOfCohort(plan);
  for (const numbers of ['repeats', 'values'] as const) {
    // Repeats come first: where values are under way they are stored.
    if (numbers === 'repeats' && given?.numbers === 'values') continue;
    const at = given?.numbers === numbers ? given : undefined;
    const cursor = await storeNumbers(plan, key, numbers, at, { until, partBytes });
    if (cursor) return { cursor };
  }
  await writeJson(bucket(), `${key}table.json`, plan.table);
  return { cohortKey: key };
}

interface StepEnd {
  readonly until: number;
  readonly partBytes: number;
}

/** Stores the values of rows, or of repeats; gives how far it is if the time is over. */
async function storeNumbers(
  plan: PlannedCohort,
  key: string,
  numbers: NumbersName,
  cursor: GatherCursor | undefined,
  { until, partBytes }: StepEnd,
): Promise<GatherCursor | undefined> {
  const rows = plan.blocks[numbers].length;
  if (numbers === 'repeats' && rows === 0) return undefined;
  const rowBytes = Math.max(plan.table.columns.length * Float64Array.BYTES_PER_ELEMENT, 1);
  const rowsOfPart = Math.max(Math.ceil(partBytes / rowBytes), 1);
  const parts = Math.ceil(rows / rowsOfPart);
  const name = key + numbersFile(plan.table, numbers);
  if (parts <= 1) {
    await writeObject(bucket(), name, await rowsIn(plan, numbers, 0, rows), NUMBERS_TYPE);
    return undefined;
  }
  const open = cursor?.uploadId === undefined ? await openNumbers(name) : openOf(name, cursor.uploadId);
  try {
    const first = cursor?.part ?? 1;
    for (let part = first; part <= parts; part++) {
      // A step that came late does a part all the same: none ends where it began.
      if (part > first && performance.now() >= until) return { numbers, uploadId: open.uploadId, part };
      const start = (part - 1) * rowsOfPart;
      await writePart(open, part, await rowsIn(plan, numbers, start, Math.min(start + rowsOfPart, rows)));
    }
    await closeObject(open, parts);
    return undefined;
  } catch (error) {
    if (!(error instanceof UploadGone)) throw error;
    // A step that is repeated may have put the object together before it failed: its key says what is in it.
    return (await objectExists(bucket(), name)) ? undefined : { numbers, part: 1 };
  }
}

function openNumbers(name: string): Promise<OpenObject> {
  return openObject(bucket(), name, NUMBERS_TYPE);
}

function openOf(key: string, uploadId: string): OpenObject {
  return { bucket: bucket(), key, uploadId };
}

const bucket = (): string => environment('ARTEFACT_BUCKET');

/** The values of some rows, row-major. */
async function rowsIn(
  { table, blocks }: PlannedCohort,
  numbers: NumbersName,
  start: number,
  end: number,
): Promise<Uint8Array> {
  const { columns } = table;
  const values = new Float64Array((end - start) * columns.length);
  let at = start;
  for await (const features of inTurn(blocks[numbers].slice(start, end), AT_ONCE, loadFeatures)) {
    if (numbers === 'values') requireColumns(features, columns, table.rows[at].studyId);
    values.set(numbers === 'values' ? features.values : valuesIn(columns, features), (at++ - start) * columns.length);
  }
  return new Uint8Array(values.buffer);
}

/** What is kept of a run between two of its steps. An erasure deletes it: it names studies. */
function planKey({ owner, name, runId }: Pick<TrainingRun, 'owner' | 'name' | 'runId'>): string {
  return `gathering/${owner}/${name}/${runId}.json`;
}

export async function keepPlan(run: TrainingRun, plan: PlannedCohort): Promise<void> {
  await writeJson(bucket(), planKey(run), plan);
}

/** The plan of an earlier step; `undefined` if there is none, or if an erasure has deleted it: it is made again then. */
export async function findPlan(run: Pick<TrainingRun, 'owner' | 'name' | 'runId'>): Promise<PlannedCohort | undefined> {
  const bytes = await readObject(bucket(), planKey(run));
  return bytes && (plannedCohort.parse(JSON.parse(new TextDecoder().decode(bytes))) as PlannedCohort);
}

export async function dropPlan(run: TrainingRun): Promise<void> {
  await deleteObjects(bucket(), [planKey(run)]);
}
