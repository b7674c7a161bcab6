/** State RecordTrainingFailure: the last step of a run that made no model. */
import { endRun, reasonFrom, trainingFailure } from '@radscore/pipeline';
import { task } from '../task.ts';

/** Writes to the audit trail why a run made no version. */
export const handler = task(trainingFailure, async ({ run, failure }) => {
  const reason = reasonFrom(failure);
  await endRun(run, { status: 'failed', reason }, new Date());
  return reason;
});
