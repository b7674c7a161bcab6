/** What became of a version: whether it passed the gates, is retired, or learnt from a study that is gone. */
import { z } from 'zod';
import { type LineKey, lineText } from '../contracts/identifiers.ts';
import type { Reason } from '../contracts/workflow.ts';
import { getItem, linePartition, queryAll, updateItem } from '../storage/dynamodb-table.ts';

/** A gate's verdict as it was published; the statistics layer computes it. */
export const gateResult = z
  .object({
    gate: z.string(),
    passed: z.boolean().nullable().meta({ description: 'null: it could not be measured' }),
    refuses: z.boolean().meta({ description: 'Whether it stops the promotion' }),
    got: z.string(),
    wanted: z.string(),
    figures: z.record(z.string(), z.number().nullable()),
    message: z.string(),
  })
  .meta({ id: 'GateResult', description: 'What a version had to reach, and what it reached' });
export type GateResult = z.infer<typeof gateResult>;

export const judgement = z.object({
  at: z.string(),
  passed: z.boolean(),
  against: z.number().int().optional().meta({ description: 'The promoted version that it was compared with' }),
  gates: z.array(gateResult),
});
export type Judgement = z.infer<typeof judgement>;

/** Why a version is no longer what it was fitted as: of how many of its rows, never which. */
export const MARKS = ['corrected-outcome', 'corrected-clinical', 'withdrawn-row'] as const;
const mark = z.object({ at: z.string(), count: z.number().int() });

/** The mutable part of a version (SK `STATUS#000001`); its row is never written again. */
export const versionStatus = z.object({
  judgement: judgement.optional(),
  retired: z.object({ at: z.string(), by: z.string(), reason: z.string() }).optional(),
  marks: z.partialRecord(z.enum(MARKS), mark).optional(),
  testLooks: z.number().int().optional().meta({ description: 'How often test rows of the line had been looked at' }),
});
export type VersionStatus = z.infer<typeof versionStatus>;

const statusKey = (line: LineKey, version: number) => ({
  PK: linePartition(line),
  SK: `STATUS#${String(version).padStart(6, '0')}`,
});

export async function statusOf(line: LineKey, version: number): Promise<VersionStatus> {
  return versionStatus.parse((await getItem(statusKey(line, version))) ?? {});
}

/** The status of every version of a line, by version. */
export async function statusesOf(line: LineKey): Promise<Map<number, VersionStatus>> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :line AND begins_with(SK, :status)',
    ExpressionAttributeValues: { ':line': linePartition(line), ':status': 'STATUS#' },
    ConsistentRead: true,
  });
  return new Map(items.map((item) => [Number(String(item.SK).slice('STATUS#'.length)), versionStatus.parse(item)]));
}

/** How many versions the test rows of a line have judged. */
export function testLooksOf(statuses: ReadonlyMap<number, VersionStatus>): number {
  return Math.max(0, ...[...statuses.values()].map(({ testLooks = 0 }) => testLooks));
}

/** Whether a version may answer, be promoted or be rolled back to: it is not retired and learnt from no withdrawn study. */
export function mayAnswer({ retired, marks }: VersionStatus): boolean {
  return retired === undefined && marks?.['withdrawn-row'] === undefined;
}

/** Why a version does not answer any more; `undefined` if it does. */
export async function whyNotAnswering({
  owner,
  name,
  version,
}: LineKey & { readonly version: number }): Promise<Reason | undefined> {
  const { retired, marks } = await statusOf({ owner, name }, version);
  if (mayAnswer({ retired, marks })) return undefined;
  const line = lineText({ owner, name });
  if (retired) {
    return {
      code: 'version-retired',
      message: `got ${line} version ${version}, which was retired on ${retired.at}; wanted one that answers. GET /v1/models/${line}/versions lists them.`,
    };
  }
  return {
    code: 'version-withdrawn',
    message: `got ${line} version ${version}, which was fitted on a study that is withdrawn; wanted one that was not. The line is trained again without it.`,
  };
}

export async function keepJudgement(line: LineKey, version: number, value: Judgement): Promise<void> {
  await setStatus(line, version, 'judgement', value);
}

export async function keepRetirement(line: LineKey, version: number, value: VersionStatus['retired']): Promise<void> {
  await setStatus(line, version, 'retired', value);
}

/** How many versions had been judged by the test rows of the line when this one was. */
export async function keepTestLooks(line: LineKey, version: number, value: number): Promise<void> {
  await setStatus(line, version, 'testLooks', value);
}

/** Marks a version with how many of its rows are no longer what it was fitted on. */
export async function keepMark(
  line: LineKey,
  version: number,
  code: (typeof MARKS)[number],
  count: number,
  now: Date,
): Promise<void> {
  const { marks = {} } = await statusOf(line, version);
  await setStatus(line, version, 'marks', { ...marks, [code]: { at: now.toISOString(), count } });
}

async function setStatus(line: LineKey, version: number, name: keyof VersionStatus, value: unknown): Promise<void> {
  await updateItem(statusKey(line, version), {
    UpdateExpression: 'SET #name = :value',
    ExpressionAttributeNames: { '#name': name },
    ExpressionAttributeValues: { ':value': value },
  });
}
