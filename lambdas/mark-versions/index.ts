/** State MarkVersions: versions that were fitted on corrected outcomes, and the runs of lines that are due. */
import { markCorrected, review, startDueRuns } from '@radscore/pipeline';
import { logger } from '../logger.ts';
import { task } from '../task.ts';

/** Many corrections since the last review make one run for each line. */
export const handler = task(review, async ({ now }) => {
  const marks = await markCorrected(new Date(now));
  const runs = await startDueRuns(new Date(now));
  logger.info('versions were reviewed', { marks, runs });
  return { marks, runs };
});
