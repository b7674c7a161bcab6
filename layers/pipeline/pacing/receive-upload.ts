/** A manifest that was uploaded: its analysis starts, or waits for a slot of which somebody makes use. */
import type { AnalysisRequest } from './analysis-request.ts';
import { endAnalysis, executionArnOf } from './end-analysis.ts';
import { slotHolders } from './slots.ts';
import { type Start, startAnalysis } from './start-analysis.ts';

/** An analysis that has gone on for longer than this is worth a question: the event of its end may have been lost. */
const LONG = 60_000;

/**
 * Starts the analysis of an upload, or puts it on the waiting list. In that case the execution that has held its slot longest
 * is looked at: its slot goes to those that wait if it has ended, for events of ends come at best effort.
 */
export async function receiveUpload(request: AnalysisRequest, now: Date): Promise<Start> {
  const start = await startAnalysis(request, now);
  if (start !== 'waits') return start;
  const [longest] = await slotHolders();
  if (longest && Date.parse(longest.since) + LONG < now.getTime()) await endAnalysis(executionArnOf(longest.name), now);
  return start;
}
