/** Model lines: created, found, listed and changed, each change by one conditional write. */
import { CONSORTIUM_PREFIX, type LineKey, lineText } from '../contracts/identifiers.ts';
import { IMPORTED } from '../contracts/imported-signature.ts';
import { Conflict, LineForbidden, ModelNotFound } from '../errors.ts';
import { getItem, linePartition, putItem, queryAll } from '../storage/dynamodb-table.ts';
import type { Caller } from './caller.ts';
import { membershipsOf } from './consortium-claims.ts';
import { type LineChange, type LineRow, lineChange, lineRow } from './line-row.ts';

const DIRECTORY = 'MODELS';
const SHARED = 'MODELS#SHARED';

const lineRowKey = (line: LineKey) => ({ PK: linePartition(line), SK: 'LINE' });
const directoryKey = ({ owner, name }: LineKey, PK = DIRECTORY) => ({ PK, SK: `${owner}#${name}` });
const auditKey = (line: LineKey, revision: number) => ({
  PK: linePartition(line),
  SK: `AUDIT#${String(revision).padStart(9, '0')}`,
});

export async function findLine(line: LineKey): Promise<LineRow | undefined> {
  const item = await getItem(lineRowKey(line));
  const row = item && lineRow.parse(item);
  return row?.deletedAt === undefined ? row : undefined;
}

/** @throws ModelNotFound */
export async function requireLine(line: LineKey): Promise<LineRow> {
  const row = await findLine(line);
  if (!row) throw new ModelNotFound(lineText(line));
  return row;
}

/**
 * Creates a line; gives the one that is there if it is of the same protocol and recipe.
 * @throws Conflict if it is of others, or was deleted: a name stands for one line for ever, since predictions name it
 */
export async function createLine(
  row: Pick<LineRow, 'owner' | 'name' | 'protocol' | 'recipe' | 'settings'>,
  by: string,
  now: Date,
): Promise<LineRow> {
  const at = now.toISOString();
  const created: LineRow = {
    ...row,
    createdAt: at,
    revision: 1,
    earlier: [],
    lastChange: { revision: 1, at, action: 'create', champion: null, by },
  };
  // The directory first: a line that no list shows could not be found again.
  await putItem({ ...directoryKey(row), owner: row.owner, name: row.name });
  const stored = await putItem({ ...lineRowKey(row), ...created }, { ConditionExpression: 'attribute_not_exists(PK)' });
  if (stored) return created;
  const there = lineRow.parse(await getItem(lineRowKey(row)));
  if (there.deletedAt !== undefined) {
    throw new Conflict(
      `got model ${lineText(row)}, which was deleted on ${there.deletedAt}; wanted another name: predictions name it.`,
    );
  }
  return there;
}

/** What a change makes of a line, and what the audit says of it. `undefined`: nothing is to be changed. */
export type Change =
  | {
      readonly row?: Partial<Pick<LineRow, 'champion' | 'challenger' | 'earlier' | 'settings' | 'deletedAt'>>;
      readonly record: Pick<LineChange, 'action' | 'version' | 'by' | 'reason' | 'runId'>;
    }
  | undefined;

/**
 * Changes a line by one write that is conditional on the line being as it was read; another writer in between makes the
 * decision again. The change itself is part of that write and is copied to the audit trail afterwards, at the latest
 * before the next change: no crash leaves a change without its record.
 */
export async function changeLine(
  line: LineKey,
  decide: (row: LineRow) => Change | Promise<Change>,
  now: Date,
): Promise<LineRow> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const row = await requireLine(line);
    await keepRecord(line, row.lastChange);
    const change = await decide(row);
    if (!change) return row;
    const revision = row.revision + 1;
    const changed: LineRow = { ...row, ...change.row, revision };
    changed.lastChange = lineChange.parse({
      ...change.record,
      revision,
      at: now.toISOString(),
      champion: changed.champion ?? null,
    });
    const stored = await putItem(
      { ...lineRowKey(line), ...changed },
      { ConditionExpression: 'revision = :seen', ExpressionAttributeValues: { ':seen': row.revision } },
    );
    if (!stored) continue;
    await keepRecord(line, changed.lastChange);
    return changed;
  }
  throw new Conflict(
    `got ${ATTEMPTS} other changes of model ${lineText(line)} at the same time; wanted none. Try again.`,
  );
}

const ATTEMPTS = 8;

async function keepRecord(line: LineKey, change: LineChange): Promise<void> {
  await putItem({ ...auditKey(line, change.revision), ...change }, { ConditionExpression: 'attribute_not_exists(PK)' });
}

/** Every change of a line, newest first. */
export async function auditOf(line: LineKey): Promise<LineChange[]> {
  const { lastChange } = await requireLine(line);
  const items = await queryAll({
    KeyConditionExpression: 'PK = :line AND begins_with(SK, :audit)',
    ExpressionAttributeValues: { ':line': linePartition(line), ':audit': 'AUDIT#' },
    ConsistentRead: true,
  });
  const kept = items.map((item) => lineChange.parse(item)).filter(({ revision }) => revision !== lastChange.revision);
  return [lastChange, ...kept.reverse()];
}

/** Lists a shared line for everybody, or no more. The row decides; the list only finds it. */
export async function listAsShared(line: LineKey): Promise<void> {
  await putItem({ ...directoryKey(line, SHARED), owner: line.owner, name: line.name });
}

/** Owner and name of every line that ever was, deleted ones included. */
export async function lineKeys(): Promise<LineKey[]> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :lines',
    ExpressionAttributeValues: { ':lines': DIRECTORY },
  });
  return items.map(({ owner, name }) => ({ owner: String(owner), name: String(name) }));
}

/** Whether versions of a line are fitted; those of others are imported. */
export function isTrained({ recipe }: Pick<LineRow, 'recipe'>): boolean {
  return recipe.split.by !== IMPORTED;
}

/** Every line there is. */
export async function allLines(): Promise<LineRow[]> {
  return rowsOf(
    await queryAll({ KeyConditionExpression: 'PK = :lines', ExpressionAttributeValues: { ':lines': DIRECTORY } }),
  );
}

/** The lines of one owner, in the order of their names. */
export async function linesOf(owner: string): Promise<LineRow[]> {
  return rowsOf(
    await queryAll({
      KeyConditionExpression: 'PK = :lines AND begins_with(SK, :owner)',
      ExpressionAttributeValues: { ':lines': DIRECTORY, ':owner': `${owner}#` },
      ConsistentRead: true,
    }),
  );
}

/** Lines that their owners share with everybody. */
export async function sharedLines(): Promise<LineRow[]> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :lines',
    ExpressionAttributeValues: { ':lines': SHARED },
  });
  return (await rowsOf(items)).filter(({ settings }) => settings.shared);
}

async function rowsOf(items: readonly Record<string, unknown>[]): Promise<LineRow[]> {
  const rows = await Promise.all(
    items.map(({ owner, name }) => findLine({ owner: String(owner), name: String(name) })),
  );
  return rows.filter((row) => row !== undefined);
}

/** How a caller stands to a line: as a member of its owner, or as one with whom it is shared. */
export type Standing = 'member' | 'guest';

export interface SeenLine {
  readonly row: LineRow;
  readonly standing: Standing;
}

/** Owners whose lines are the institution's own: itself, and its consortia as their claims were last confirmed. */
export async function ownersOf(institution: string, now: Date): Promise<string[]> {
  return [institution, ...(await membershipsOf(institution, now))];
}

async function ownersOfCaller({ institution, consortia }: Caller, now: Date): Promise<string[]> {
  return [
    ...new Set([institution, ...consortia.map(({ owner }) => owner), ...(await membershipsOf(institution, now))]),
  ];
}

/** Every line that a caller may see: the own ones, those of its consortia, those that are shared. */
export async function visibleLines(caller: Caller, now: Date): Promise<SeenLine[]> {
  const owners = await ownersOfCaller(caller, now);
  const own = (await Promise.all(owners.map(linesOf))).flat();
  const shared = (await sharedLines()).filter(({ owner }) => !owners.includes(owner));
  return [
    ...own.map((row) => ({ row, standing: 'member' as const })),
    ...shared.map((row) => ({ row, standing: 'guest' as const })),
  ];
}

/**
 * The line that a path names: a name among the own lines, then those of the caller's consortia; or `{owner}~{name}`.
 * A line that the caller may not see does not exist for it.
 *
 * @throws ModelNotFound
 */
export async function lineOfPath(reference: string, caller: Caller, now: Date): Promise<SeenLine> {
  const owners = await ownersOfCaller(caller, now);
  const tilde = reference.indexOf('~');
  if (tilde >= 0) {
    const line = { owner: reference.slice(0, tilde), name: reference.slice(tilde + 1) };
    const row = await findLine(line);
    if (row && owners.includes(line.owner)) return { row, standing: 'member' };
    if (row?.settings.shared) return { row, standing: 'guest' };
    throw new ModelNotFound(reference, undefined, await namesSeen(caller, now));
  }
  for (const owner of owners) {
    const row = await findLine({ owner, name: reference });
    if (row) return { row, standing: 'member' };
  }
  throw new ModelNotFound(reference, undefined, await namesSeen(caller, now));
}

/** How a caller may call the lines that it sees: by name alone, if it is a member. */
async function namesSeen(caller: Caller, now: Date): Promise<string[]> {
  const lines = await visibleLines(caller, now);
  return lines.map(({ row, standing }) => (standing === 'member' ? row.name : lineText(row)));
}

/** @throws ModelNotFound, LineForbidden: who a line is shared with may use it, not change it */
export async function ownLineOfPath(reference: string, caller: Caller, now: Date): Promise<LineRow> {
  const { row, standing } = await lineOfPath(reference, caller, now);
  if (standing !== 'member') throw new LineForbidden(lineText(row));
  return row;
}

export function isConsortium(owner: string): boolean {
  return owner.startsWith(CONSORTIUM_PREFIX);
}
