/** The last step of a run: the new version is judged, and promoted if the line promotes by itself. */
import type { TrainingRun } from '../contracts/workflow.ts';
import { PromotionRefused } from '../errors.ts';
import type { LineRow } from '../lines/line-row.ts';
import { requireLine } from '../lines/lines.ts';
import { endRun, type ModelVersionRow, requireVersion } from './models.ts';
import { type Judge, nameChallenger, promote } from './promotion.ts';
import { keepJudgement, keepTestLooks, statusesOf, testLooksOf } from './version-status.ts';

/**
 * Judges the version that a run registered and promotes it if it passes; it is the line's challenger otherwise. A
 * repeated call finds what it did before.
 *
 * @returns whether the version answers now
 */
export async function challengeChampion(run: TrainingRun, version: number, judge: Judge, now: Date): Promise<boolean> {
  const row = await requireVersion(run, version);
  if (row.rows.test > 0) await countLook(run, version);
  const line = await requireLine(run);
  const asked = { by: 'service', runId: run.runId, reason: `the run of trigger ${run.trigger} passed every gate` };
  const promoted =
    line.settings.promotion === 'automatic'
      ? await promoteIfPassed(run, version, asked, judge, now)
      : await judgedOnly(line, row, judge);
  if (!promoted) await nameChallenger(run, version, { ...asked, reason: 'the latest version of the line' }, now);
  await endRun(run, { status: 'registered', version, promoted }, now);
  return promoted;
}

async function promoteIfPassed(
  run: TrainingRun,
  version: number,
  asked: Parameters<typeof promote>[2],
  judge: Judge,
  now: Date,
): Promise<boolean> {
  try {
    await promote(run, version, asked, judge, now);
    return true;
  } catch (error) {
    if (error instanceof PromotionRefused) return false;
    throw error;
  }
}

/** A line whose versions wait for a person: the gates are judged and shown. */
async function judgedOnly(line: LineRow, candidate: ModelVersionRow, judge: Judge): Promise<boolean> {
  if (line.champion === candidate.version) return true;
  const champion = line.champion === undefined ? undefined : await requireVersion(line, line.champion);
  await keepJudgement(line, candidate.version, await judge(candidate, champion, line));
  return false;
}

/** The test rows of a line are the same for all versions: each version that they judge makes them less of a test. */
async function countLook(run: TrainingRun, version: number): Promise<void> {
  const statuses = await statusesOf(run);
  if (statuses.get(version)?.testLooks !== undefined) return;
  await keepTestLooks(run, version, testLooksOf(statuses) + 1);
}
