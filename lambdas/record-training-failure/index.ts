/** State RecordTrainingFailure: the last step of a run that made no model. */
import { endRun, reasonFrom, runIdOf, trainingFailure } from '@radscore/pipeline';
import { task } from '../task.ts';

/** Writes to the audit trail why a run made no version. */
export const handler = task(trainingFailure, async ({ run, executionArn, failure }) => {
  const reason = reasonFrom(failure);
  const { name, trigger, runId = runIdOf(executionArn) } = run;
  await endRun({ name, trigger, runId }, { status: 'failed', reason }, new Date());
  return reason;
});
