/** State RecordExportFailure: a feature export that a fault ended says so. */
import { endExport, exportFailure, reasonFrom } from '@radscore/pipeline';
import { task } from '../task.ts';

/** The export's last status; a repeated call writes the same. */
export const handler = task(exportFailure, async ({ job, executionArn, failure }) => {
  const reason = reasonFrom(failure);
  await endExport(job, executionArn, { reason });
  return reason;
});
