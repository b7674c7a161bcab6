/** State ExportFeatures: one step of a feature export. */
import { endExport, exportStep, exportWork, progressOf, takeExport } from '@radscore/pipeline';
import { task } from '../task.ts';

/** A step's cursor, or how the export ended; a table that cannot be made is a result, not a fault. */
export const handler = task(exportWork, async ({ job, executionArn, cursor }) => {
  const row = await takeExport(job, executionArn);
  if (!row) return { status: 'taken' as const };
  const step = await exportStep(row, executionArn, cursor ?? undefined);
  if (step.status === 'continue') return { job, ...step };
  const end = step.status === 'complete' ? { progress: progressOf(step.cursor) } : { reason: step.reason };
  await endExport(job, executionArn, end);
  return { status: step.status };
});
