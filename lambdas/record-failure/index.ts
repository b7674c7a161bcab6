/** State RecordFailure: the last step of a study that failed. */
import { failStudy, reasonFrom, Superseded, studyFailure, studyOfManifest } from '@radscore/pipeline';
import { logger } from '../logger.ts';
import { countFailure } from '../metrics.ts';
import { task } from '../task.ts';

/** Writes the reason to the study, so that the institution reads what is wrong and how to repair it. */
export const handler = task(studyFailure, async ({ key, sequencer, executionArn, failure }) => {
  const reason = reasonFrom(failure);
  const study = studyOfManifest(key);
  if (!study) return reason; // A manifest outside the studies' folders has no row; the failed execution says so.
  try {
    await failStudy({ ...study, executionArn, sequencer }, reason, new Date());
    countFailure(reason);
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
    logger.info('a newer execution has the study', { studyId: study.studyId });
  }
  return reason;
});
