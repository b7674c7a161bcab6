/** State QuarantineStudy: files that may identify a patient leave the study bucket. */
import {
  environment,
  listStudyFiles,
  moveToQuarantine,
  quarantineStudy,
  reasonFrom,
  Superseded,
  studyFailure,
  studyOfManifest,
} from '@radscore/pipeline';
import { logger } from '../logger.ts';
import { countStudy } from '../metrics.ts';
import { task } from '../task.ts';

/**
 * Moves a study out of reach. The files are listed while this execution holds the lease, so that no file of a corrected
 * upload is moved. The status is set first, so that the API never reports a stale one.
 */
export const handler = task(studyFailure, async ({ key, executionArn, failure }) => {
  const reason = reasonFrom(failure);
  const study = studyOfManifest(key);
  if (!study) return reason;
  const from = environment('STUDY_BUCKET');
  const days = environment('QUARANTINE_RETENTION_DAYS');
  const message = `${reason.message} The files are in quarantine and are deleted after ${days} days.`;
  try {
    const files = await listStudyFiles(from, study);
    const hash = await quarantineStudy({ ...study, executionArn }, { ...reason, message }, new Date());
    const counts = await moveToQuarantine(files, study, hash, { from, to: environment('QUARANTINE_BUCKET') });
    logger.info('a study is in quarantine', { studyId: study.studyId, ...counts });
    countStudy('StudiesRefused');
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
    logger.info('a newer execution has the study', { studyId: study.studyId });
  }
  return { ...reason, message };
});
