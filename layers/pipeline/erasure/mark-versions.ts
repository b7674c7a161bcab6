/** State MarkVersions: versions that were fitted on corrected outcomes or clinical values, and the runs of lines that are due. */
import type { StudyKey } from '../contracts/identifiers.ts';
import { loadCohortTable, rowId } from '../models/cohorts.ts';
import type { ModelVersionRow } from '../models/models.ts';
import { startTraining } from '../models/training.ts';
import { keepMark } from '../models/version-status.ts';
import { protocolById } from '../protocols/index.ts';
import { putItem, queryAll } from '../storage/dynamodb-table.ts';
import { studyHash } from '../storage/study-hash.ts';
import { type Corrected, type Correction, pendingCorrections, settleCorrection } from '../studies/corrections.ts';
import { whyOutcomeLeft } from '../studies/outcomes.ts';
import { findStudy } from '../studies/studies.ts';
import type { StudyRow } from '../studies/study-row.ts';
import { dueRuns, everyVersion, requestRun, settleRun } from './fitted-versions.ts';

/** A request that noted a correction has ended by then, one way or the other: its outcome is written, or never will be. */
const SETTLED = 60 * 1000;

/** Marks of corrections, and where the hashes of the rows that were counted for each lie. */
const PARTITIONS = { 'corrected-outcome': 'CORRECTED', 'corrected-clinical': 'CORRECTED-CLINICAL' } as const;
type CorrectionMark = keyof typeof PARTITIONS;

/**
 * Marks every version that was fitted on an outcome, or on a clinical value, that is another now, and makes the runs of their
 * lines due. Studies of which it is not known at this moment (a newer manifest is being analysed, or was refused) are asked
 * again.
 *
 * @returns how many marks were set
 */
export async function markCorrected(now: Date): Promise<number> {
  return (await markOutcomes(now)) + (await markClinical(now));
}

async function markOutcomes(now: Date): Promise<number> {
  const settled = await settledCorrections('outcome', now);
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
    await mark(version, other, 'corrected-outcome', now);
    marks++;
  }
  for (const { correction } of corrections) await settleCorrection(correction);
  return marks;
}

/** Of clinical values only those that the protocol may use are compared: nothing was fitted on the others. */
async function markClinical(now: Date): Promise<number> {
  const known: { correction: Correction; study: StudyRow }[] = [];
  for (const correction of await settledCorrections('clinical', now)) {
    const study = await findStudy(correction);
    if (!study) await settleCorrection(correction);
    else if (study.status === 'complete' || study.status === 'partial') known.push({ correction, study });
  }
  if (known.length === 0) return 0;
  const studies = new Map(known.map(({ study }) => [rowId(study), study]));
  let marks = 0;
  for await (const version of everyVersion()) {
    const used = protocolById(version.protocol).clinical.filter(({ role }) => role === 'used');
    const { rows } = await loadCohortTable(version.cohortKey);
    const other = rows.filter((row) => {
      const study = studies.get(rowId(row));
      return study !== undefined && used.some(({ name }) => row.clinical[name] !== study.clinical?.[name]);
    });
    if (other.length === 0) continue;
    await mark(version, other, 'corrected-clinical', now);
    marks++;
  }
  for (const { correction } of known) await settleCorrection(correction);
  return marks;
}

async function settledCorrections(of: Corrected, now: Date): Promise<Correction[]> {
  const before = new Date(now.getTime() - SETTLED).toISOString();
  return (await pendingCorrections(of)).filter(({ at }) => at <= before);
}

async function mark(version: ModelVersionRow, rows: readonly StudyKey[], code: CorrectionMark, now: Date) {
  const count = await countCorrected(version, rows, code);
  await requestRun(version, now);
  await keepMark(version, version.version, code, count, now);
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
async function countCorrected(
  { owner, name, version }: ModelVersionRow,
  rows: readonly StudyKey[],
  code: CorrectionMark,
): Promise<number> {
  const PK = `${PARTITIONS[code]}#${owner}#${name}#${version}`;
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
