/** What review-studies does about analyses: those that are due again after a fault, and ends of which no event came. */
import { MANIFEST_FILE, type StudyKey, studyPrefix } from '../contracts/identifiers.ts';
import { environment } from '../storage/clients.ts';
import { unendedAnalysis } from '../studies/interruption.ts';
import { listInstitutions, listStudies } from '../studies/studies.ts';
import { type AnalysisRequest, executionName } from './analysis-request.ts';
import { describeExecution, endAnalysis, executionArnOf } from './end-analysis.ts';
import { slotHolders } from './slots.ts';
import { startAnalysis, startWaiting } from './start-analysis.ts';

export interface ReviewedAnalyses {
  /** Studies that were started again after a fault, or wait for a slot to be. */
  readonly retried: number;
  /** Slots whose executions had ended unreported. */
  readonly slotsGivenBack: number;
}

/** Looks after every study that is in analysis, and after the slots. */
export async function reviewAnalyses(now: Date): Promise<ReviewedAnalyses> {
  const slotsGivenBack = await reviewSlots(now);
  let retried = 0;
  for (const institution of await listInstitutions()) {
    let start: Record<string, unknown> | undefined;
    do {
      const page = await listStudies(institution, { status: 'analysing', limit: 500, start });
      for (const study of page.studies) if (await reviewAnalysis(study, now)) retried++;
      start = page.next;
    } while (start);
  }
  return { retried, slotsGivenBack };
}

/**
 * Looks after a study that is in analysis. If a fault interrupted it and its pause is over, it is started again; if its
 * lease is over, the end of its execution was never reported, and is dealt with now: events of ends come at best effort.
 *
 * @returns whether it was started again, or waits for a slot
 */
async function reviewAnalysis(study: StudyKey, now: Date): Promise<boolean> {
  const found = await unendedAnalysis(study, now);
  if (found === undefined) return false;
  const { executionArn, sequencer, retry } = found;
  // One that was redriven goes on by itself.
  if ((await describeExecution(executionArn))?.status === 'RUNNING') return false;
  if (retry === undefined) {
    await endAnalysis(executionArn, now);
    return false;
  }
  const request: AnalysisRequest = {
    bucket: environment('STUDY_BUCKET'),
    key: studyPrefix(study) + MANIFEST_FILE,
    sequencer,
    // Its place on the waiting list.
    uploadedAt: retry.since,
    faults: retry.faults,
  };
  if ((await startAnalysis(request, now)) !== 'known') return true;
  // It was started at an earlier review, and ended before it could take the study over: that was a fault as well.
  await endAnalysis(executionArnOf(executionName(request) ?? ''), now);
  return false;
}

/** Slots of executions that have ended go to those that wait; returns how many were given back. */
async function reviewSlots(now: Date): Promise<number> {
  let givenBack = 0;
  for (const { name } of await slotHolders()) {
    if ((await endAnalysis(executionArnOf(name), now)).became !== 'running') givenBack++;
  }
  await startWaiting(now);
  return givenBack;
}
