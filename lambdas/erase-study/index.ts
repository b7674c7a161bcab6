/** State EraseStudy: everything that is stored of a withdrawn study under its own keys. */
import { eraseStudy, withdrawnStudy } from '@radscore/pipeline';
import { logger } from '../logger.ts';
import { task } from '../task.ts';

/** Deletes what is there, and says when the same is due again. The log names no study: it outlives the erasure. */
export const handler = task(withdrawnStudy, async ({ study, now }) => {
  const { again = null } = await eraseStudy(study, new Date(now));
  logger.info('a withdrawn study was erased', { institution: study.institution, again });
  return { study, again };
});
