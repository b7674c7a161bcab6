/** State EraseRows: rows of a withdrawn study in stored cohorts and evaluations. */
import { erasedStudy, eraseRows } from '@radscore/pipeline';
import { logger } from '../logger.ts';
import { task } from '../task.ts';

/** Takes the rows out, and marks the versions that were fitted on them. */
export const handler = task(erasedStudy, async ({ study, again, now }) => {
  const versions = await eraseRows(study, new Date(now));
  logger.info('rows of a withdrawn study were erased', { institution: study.institution, versions });
  return { study, again };
});
