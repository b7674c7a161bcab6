/** Promotes, rolls back and retires versions: what a line's aliases point to, and the record of why. */
import { type LineKey, lineText } from '../contracts/identifiers.ts';
import { Conflict, PromotionRefused } from '../errors.ts';
import type { LineRow } from '../lines/line-row.ts';
import { changeLine } from '../lines/lines.ts';
import { type ModelVersionRow, requireVersion } from './models.ts';
import {
  type Judgement,
  keepJudgement,
  keepMark,
  keepRetirement,
  mayAnswer,
  statusesOf,
  statusOf,
} from './version-status.ts';

/** Who asks for a change, and why. */
export interface Asked {
  readonly by: string;
  readonly reason?: string;
  readonly runId?: string;
}

/** Judges a version against the champion of the moment, `undefined` if there is none. */
export type Judge = (
  candidate: ModelVersionRow,
  champion: ModelVersionRow | undefined,
  line: LineRow,
) => Promise<Judgement>;

/**
 * Promotes a version if it passes every gate of the line against the present champion. Judgement and promotion are one
 * decision: another promotion in between has the version judged again, against the new champion.
 *
 * @throws PromotionRefused with what every gate got and wanted; Conflict if the version is retired or withdrawn
 */
export async function promote(line: LineKey, version: number, asked: Asked, judge: Judge, now: Date): Promise<LineRow> {
  const candidate = await requireVersion(line, version);
  await requireAnswerable(line, version);
  let judged: Judgement | undefined;
  const row = await changeLine(
    line,
    async (before) => {
      if (before.champion === version) return undefined;
      const champion = before.champion === undefined ? undefined : await requireVersion(line, before.champion);
      judged = await judge(candidate, champion, before);
      if (!judged.passed) return { record: { ...asked, action: 'refuse', version, reason: whyRefused(judged) } };
      const { champion: old, challenger, earlier } = before;
      return {
        row: {
          champion: version,
          challenger: challenger === version ? undefined : challenger,
          earlier: old === undefined ? earlier : [...earlier, old],
        },
        record: { ...asked, action: 'promote', version },
      };
    },
    now,
  );
  if (judged) await keepJudgement(line, version, judged);
  if (judged && !judged.passed) {
    const failed = judged.gates.filter(({ refuses }) => refuses);
    throw new PromotionRefused(lineText(line), version, failed, judged.gates);
  }
  return row;
}

function whyRefused({ gates }: Judgement): string {
  return gates
    .filter(({ refuses }) => refuses)
    .map(({ gate, got, wanted }) => `${gate}: got ${got}; wanted ${wanted}`)
    .join('; ');
}

/** Makes a version the line's challenger: the latest that is not promoted. */
export async function nameChallenger(line: LineKey, version: number, asked: Asked, now: Date): Promise<void> {
  await changeLine(
    line,
    ({ champion, challenger }) =>
      champion === version || challenger === version
        ? undefined
        : { row: { challenger: version }, record: { ...asked, action: 'challenge', version } },
    now,
  );
}

/**
 * Makes the champion before this one answer again. Versions are immutable, so that it answers bit for bit as it did.
 * @throws Conflict if no earlier champion may answer
 */
export async function rollBack(line: LineKey, asked: Asked, now: Date): Promise<LineRow> {
  return changeLine(
    line,
    async ({ champion, earlier }) => {
      const to = await latestAnswerable(line, earlier);
      if (to === undefined) {
        throw new Conflict(
          `got model ${lineText(line)} without an earlier promoted version that may answer; wanted one. Promote another version, or retire this one.`,
        );
      }
      return {
        row: { champion: to, challenger: champion, earlier: earlier.slice(0, earlier.lastIndexOf(to)) },
        record: { ...asked, action: 'roll-back', version: to },
      };
    },
    now,
  );
}

/** Retires a version: it never answers again. If it was the champion, no version answers until one is promoted. */
export async function retire(line: LineKey, version: number, asked: Asked, now: Date): Promise<LineRow> {
  await requireVersion(line, version);
  // Before the alias: a version must not be promoted between the two writes.
  await keepRetirement(line, version, { at: now.toISOString(), by: asked.by, reason: asked.reason ?? '' });
  return changeLine(line, (row) => withoutVersion(row, version, { ...asked, action: 'retire', version }), now);
}

/**
 * Marks a version that was fitted on a study that is withdrawn: it does not answer any more. The champion before it
 * takes its place, if it was not fitted on the study either.
 */
export async function suspend(line: LineKey, version: number, count: number, now: Date): Promise<LineRow> {
  await keepMark(line, version, 'withdrawn-row', count, now);
  const asked = { by: 'service', reason: 'a study that it was fitted on was withdrawn' };
  return changeLine(
    line,
    async (row) => {
      if (row.champion !== version) return undefined;
      const to = await latestAnswerable(line, row.earlier);
      const earlier = to === undefined ? [] : row.earlier.slice(0, row.earlier.lastIndexOf(to));
      return { row: { champion: to, earlier }, record: { ...asked, action: 'suspend', version } };
    },
    now,
  );
}

function withoutVersion(
  { champion, challenger, earlier }: LineRow,
  version: number,
  record: Asked & { readonly action: 'retire'; readonly version: number },
) {
  return {
    row: {
      champion: champion === version ? undefined : champion,
      challenger: challenger === version ? undefined : challenger,
      earlier: earlier.filter((one) => one !== version),
    },
    record,
  };
}

async function latestAnswerable(line: LineKey, versions: readonly number[]): Promise<number | undefined> {
  const statuses = await statusesOf(line);
  return versions.findLast((version) => mayAnswer(statuses.get(version) ?? {}));
}

async function requireAnswerable(line: LineKey, version: number): Promise<void> {
  const { retired, marks } = await statusOf(line, version);
  if (mayAnswer({ retired, marks })) return;
  const why = retired ? `was retired on ${retired.at}` : 'was fitted on a study that is withdrawn';
  throw new Conflict(
    `got ${lineText(line)} version ${version}, which ${why}; wanted one that may answer. Train again.`,
  );
}
