/** State ReviewStudies: analyses that are due again, studies that never came, and withdrawn ones of which something is there. */
import { environment, review, reviewAnalyses, reviewStudies } from '@radscore/pipeline';
import { logger } from '../logger.ts';
import { task } from '../task.ts';

/** What is due at the time when the state was entered. */
export const handler = task(review, async ({ now }) => {
  const analyses = await reviewAnalyses(new Date(now));
  const studies = await reviewStudies(new Date(now), Number(environment('ANNOUNCEMENT_DAYS')));
  const counts = { ...analyses, ...studies };
  logger.info('studies were reviewed', { ...counts });
  return counts;
});
