/** One step of a feature export: bounded in time and memory, from a cursor to the next. */
import { z } from 'zod';
import { exportKey, exportWorkPrefix } from '../contracts/identifiers.ts';
import type { ExportCursor, Reason } from '../contracts/workflow.ts';
import { Conflict } from '../errors.ts';
import { environment } from '../storage/clients.ts';
import { deleteObjects } from '../storage/deletion.ts';
import {
  closeObject,
  dropObject,
  type OpenObject,
  openObject,
  UploadGone,
  writePart,
} from '../storage/multipart-objects.ts';
import { readObject, writeJson, writeObject } from '../storage/objects.ts';
import { loadFeatures } from '../studies/vectors.ts';
import { type ExportJobRow, noteProgress } from './export-jobs.ts';
import { headerLine, namesBelonging, rowLine, seenStudies, type TableColumns, withFeatures } from './feature-rows.ts';

/** What a step came to: the next has to follow, the table is there, or it cannot be made. */
export type ExportStep =
  | { readonly status: 'continue'; readonly cursor: ExportCursor }
  | { readonly status: 'complete'; readonly cursor: ExportCursor }
  | { readonly status: 'refused'; readonly reason: Reason };

/** How much a step does at most; tests ask for less. */
export interface StepLimits {
  /** A step ends at the first study after this long: functions have 15 minutes. */
  readonly milliseconds: number;
  /** Lines that are gathered before they become a part of the object. */
  readonly partBytes: number;
}
const LIMITS: StepLimits = { milliseconds: 4 * 60_000, partBytes: 16 * 2 ** 20 };

/** Withdrawals that may interrupt an export, each of which begins it again. */
const MOST_ATTEMPTS = 8;

/** The first cursor of an attempt. */
const firstCursor = (attempt: number): ExportCursor => ({
  phase: 'survey',
  attempt,
  step: 0,
  early: [],
  part: 1,
  ...{ seen: 0, of: 0, rows: 0, bytes: 0, left: {} },
});

/**
 * Does the next step of an export. The multipart upload is begun before any study is read, and an erasure aborts those of
 * its institution: a study that is withdrawn meanwhile is in no table, since the attempt that has read it begins again.
 */
export async function exportStep(
  job: ExportJobRow,
  executionArn: string,
  given: ExportCursor | undefined,
  limits: StepLimits = LIMITS,
): Promise<ExportStep> {
  const cursor = given ?? firstCursor(1);
  const until = performance.now() + limits.milliseconds;
  const note = (at: ExportCursor): Promise<void> => noteProgress(job, executionArn, progressOf(at));
  const open = cursor.uploadId === undefined ? await openTable(job) : openOf(job, cursor.uploadId);
  const begun = { ...cursor, uploadId: open.uploadId };
  try {
    if (begun.phase === 'survey') return await survey(job, begun, until, note);
    return await writeRows(job, open, begun, { ...limits, until, note });
  } catch (error) {
    if (error instanceof Conflict) {
      await dropObject(open);
      return { status: 'refused', reason: { code: 'features-differ', message: error.message } };
    }
    if (!(error instanceof UploadGone)) throw error;
    if (cursor.attempt >= MOST_ATTEMPTS) return { status: 'refused', reason: INTERRUPTED };
    return { status: 'continue', cursor: firstCursor(cursor.attempt + 1) };
  }
}

const INTERRUPTED: Reason = {
  code: 'export-interrupted',
  message: `got a withdrawal in this institution during each of ${MOST_ATTEMPTS} attempts; wanted one attempt without. Ask for the table again.`,
};

function openTable(job: ExportJobRow): Promise<OpenObject> {
  return openObject(environment('ARTEFACT_BUCKET'), exportKey(job), 'text/csv; header=present');
}

function openOf(job: ExportJobRow, uploadId: string): OpenObject {
  return { bucket: environment('ARTEFACT_BUCKET'), key: exportKey(job), uploadId };
}

export function progressOf({ phase, seen, of, rows, bytes, left }: ExportCursor) {
  return { seen: phase === 'survey' ? 0 : seen, of, rows, bytes, left };
}

type Note = (at: ExportCursor) => Promise<void>;

/** What the survey has found out so far. */
const surveyed = z.object({ features: z.array(z.string()), belongings: z.boolean() });
const surveyKey = (job: ExportJobRow): string => `${exportWorkPrefix(job)}columns.json`;

/** Finds the columns and counts the studies: a row is read for each, and values of the first alone, or of repeats. */
async function survey(job: ExportJobRow, cursor: ExportCursor, until: number, note: Note): Promise<ExportStep> {
  let at = cursor;
  const early = new Set(cursor.early);
  const columns = cursor.after === undefined ? { features: [], belongings: false } : await loadColumns(job);
  let { features, belongings }: TableColumns = columns;
  for await (const page of seenStudies(job, early, cursor.after)) {
    for (const { study, vector, isEarly } of page) {
      if (isEarly) early.add(study.studyId);
      if (!vector) continue;
      belongings ||= namesBelonging(study);
      if (features.length > 0 && job.content !== 'repeats') continue;
      const { names } = await loadFeatures(vector);
      if (names.length > features.length) features = names;
    }
    at = { ...at, of: at.of + page.length, after: page.at(-1)?.place ?? at.after, early: [...early] };
    if (performance.now() < until || page.length === 0) continue;
    await saveColumns(job, { features, belongings });
    await note(at);
    return { status: 'continue', cursor: { ...at, step: at.step + 1 } };
  }
  await saveColumns(job, { features, belongings });
  await note(at);
  return {
    status: 'continue',
    cursor: { ...at, phase: 'rows', step: at.step + 1, after: undefined, early: [] },
  };
}

async function saveColumns(job: ExportJobRow, columns: TableColumns): Promise<void> {
  await writeJson(environment('ARTEFACT_BUCKET'), surveyKey(job), columns);
}

async function loadColumns(job: ExportJobRow): Promise<TableColumns> {
  return surveyed.parse(JSON.parse(await requireWork(surveyKey(job))));
}

/** What an earlier step wrote; an erasure may have deleted it. @throws UploadGone */
async function requireWork(key: string): Promise<string> {
  const bytes = await readObject(environment('ARTEFACT_BUCKET'), key);
  if (!bytes) throw new UploadGone('got nothing of an earlier step; wanted what it wrote');
  return new TextDecoder().decode(bytes);
}

/** Writes rows until the time is over or there are no more; then puts the object together. */
async function writeRows(
  job: ExportJobRow,
  open: OpenObject,
  cursor: ExportCursor,
  { partBytes, until, note }: StepLimits & { readonly until: number; readonly note: Note },
): Promise<ExportStep> {
  const columns = await loadColumns(job);
  const early = new Set(cursor.early);
  const isFirst = cursor.after === undefined && cursor.part === 1;
  const lines = new PendingLines(
    cursor.rest === undefined ? (isFirst ? headerLine(job, columns) : '') : await requireWork(cursor.rest),
  );
  let at: ExportCursor = { ...cursor, left: { ...cursor.left } };
  const flush = async (): Promise<void> => {
    const body = lines.take();
    await writePart(open, at.part, body);
    at = { ...at, part: at.part + 1, bytes: at.bytes + body.length };
    await note(at);
  };
  for await (const page of seenStudies(job, early, cursor.after)) {
    for await (const { place, study, vector, left, features, isEarly } of withFeatures(page)) {
      if (isEarly) early.add(study.studyId);
      const why = left ?? (!columns.belongings && features && namesBelonging(study) ? CHANGED_SINCE : undefined);
      if (why) at.left[why.code] = (at.left[why.code] ?? 0) + 1;
      else if (vector && features) lines.add(rowLine(job, columns, { study, vector, features }));
      const isRow = why === undefined && features !== undefined;
      at = { ...at, seen: at.seen + 1, rows: at.rows + Number(isRow), after: place };
      if (lines.bytes >= partBytes) await flush();
      if (performance.now() < until) continue;
      const step = at.step + 1;
      const rest = await saveRest(job, lines, step);
      await note(at);
      return { status: 'continue', cursor: { ...at, step, rest, early: [...early] } };
    }
  }
  await flush();
  await closeObject(open, at.part - 1);
  await deleteObjects(environment('ARTEFACT_BUCKET'), [surveyKey(job), ...(at.rest === undefined ? [] : [at.rest])]);
  return { status: 'complete', cursor: at };
}

const CHANGED_SINCE: Reason = {
  code: 'study-changed',
  message: 'got a patient or a site that was named since the columns were decided; wanted one that was known then.',
};

/** Lines that are too few for a part of the object wait in one of their own, named after the step that reads them. */
async function saveRest(job: ExportJobRow, lines: PendingLines, step: number): Promise<string | undefined> {
  if (lines.bytes === 0) return undefined;
  const key = `${exportWorkPrefix(job)}rest-${step}.csv`;
  await writeObject(environment('ARTEFACT_BUCKET'), key, lines.take(), 'text/csv');
  return key;
}

/** Lines as bytes that are no part yet. */
class PendingLines {
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  constructor(text: string) {
    this.add(text);
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(text: string): void {
    if (text === '') return;
    const piece = new TextEncoder().encode(text);
    this.#pieces.push(piece);
    this.#bytes += piece.length;
  }

  take(): Uint8Array {
    const all = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#bytes = 0;
    return all;
  }
}
