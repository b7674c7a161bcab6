/** State RecordTableFailure: a prediction job that a fault ended says so. */
import { endJob, reasonFrom, tableFailure } from '@radscore/pipeline';
import { task } from '../task.ts';

/** The job's last status; a repeated call writes the same. */
export const handler = task(tableFailure, async ({ job, executionArn, failure }) => {
  const reason = reasonFrom(failure);
  await endJob(job, executionArn, { reason });
  return reason;
});
