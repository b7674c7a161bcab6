/** State MarkVersions: versions that were fitted on corrected outcomes, and the runs of lines that are due. */
import type { StudyKey } from '../contracts/identifiers.ts';
import { loadCohortTable, rowId } from '../models/cohorts.ts';
import type { ModelVersionRow } from '../models/models.ts';
import { startTraining } from '../models/training.ts';
import { keepMark } from '../models/version-status.ts';
import { putItem, queryAll } from '../storage/dynamodb-table.ts';
import { studyHash } from '../storage/study-hash.ts';
import { type Correction, pendingCorrections, settleCorrection } from '../studies/corrections.ts';
import { whyOutcomeLeft } from '../studies/outcomes.ts';
import { findStudy } from '../studies/studies.ts';
import type { StudyRow } from '../studies/study-row.ts';
import { dueRuns, everyVersion, requestRun, settleRun } from './fitted-versions.ts';

/** A request that noted a correction has ended by then, one way or the other: its outcome is written, or never will be. */
const SETTLED = 60 * 1000;

/**
 * Marks every version that was fitted on an outcome that is another now, and makes the runs of their lines due. Studies
 * of which the outcome is not known at this moment (a newer manifest is being analysed, or was refused) are asked again.
 *
 * @returns how many marks were set
 */
export async function markCorrected(now: Date): Promise<number> {
  const before = new Date(now.getTime() - SETTLED).toISOString();
  const settled = (await pendingCorrections()).filter(({ at }) => at <= before);
  const corrections: { correction: Correction; pcr: boolean | undefined }[] = [];
  for (const correction of settled) {
    const study = await findStudy(correction);
    // A withdrawn study marks its versions as such.
    if (!study) await settleCorrection(correction);
    else if (isOutcomeKnown(study)) corrections.push({ correction, pcr: countingOutcome(study) });
  }
  if (corrections.length === 0) return 0;
  const outcomes = new Map(corrections.map(({ correction, pcr }) => [rowId(correction), pcr]));
  let marks = 0;
  for await (const version of everyVersion()) {
    const { rows } = await loadCohortTable(version.cohortKey);
    const other = rows.filter((row) => outcomes.has(rowId(row)) && outcomes.get(rowId(row)) !== row.pcr);
    if (other.length === 0) continue;
    const count = await countCorrected(version, other);
    await requestRun(version, now);
    await keepMark(version, version.version, 'corrected-outcome', count, now);
    marks++;
  }
  for (const { correction } of corrections) await settleCorrection(correction);
  return marks;
}

/** A newer manifest that is being analysed, or was refused, says nothing of the outcome yet. */
function isOutcomeKnown({ status, outcome }: StudyRow): boolean {
  return outcome !== undefined || status === 'complete' || status === 'partial' || status === 'awaiting-upload';
}

/** The outcome by which the study would be a row; `undefined` if it would not be one. */
function countingOutcome({ outcome }: StudyRow): boolean | undefined {
  return outcome && !whyOutcomeLeft(outcome) ? outcome.pcr : undefined;
}

/** How many rows of a version were ever found corrected: each is kept by its hash, so that none counts twice. */
async function countCorrected({ owner, name, version }: ModelVersionRow, rows: readonly StudyKey[]): Promise<number> {
  const PK = `CORRECTED#${owner}#${name}#${version}`;
  for (const row of rows) await putItem({ PK, SK: studyHash(row) });
  const all = await queryAll({
    KeyConditionExpression: 'PK = :version',
    ExpressionAttributeValues: { ':version': PK },
    ConsistentRead: true,
  });
  return all.length;
}

/** Starts the run of every line that is due, and no second one for what came before its start. */
export async function startDueRuns(now: Date): Promise<number> {
  const due = await dueRuns();
  for (const run of due) {
    await startTraining(run, 'correction', now, run.since);
    await settleRun(run);
  }
  return due.length;
}
