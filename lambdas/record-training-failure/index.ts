import { endRun, reasonFrom, runIdOf, trainingFailure } from '@radscore/pipeline';
import { task } from '../task.ts';

/** Writes to the audit trail why a run made no version. */
export const handler = task(trainingFailure, async ({ run, executionArn, failure }) => {
  const reason = reasonFrom(failure);
  await endRun({ name: run.name, runId: run.runId ?? runIdOf(executionArn) }, { status: 'failed', reason }, new Date());
  return reason;
});
