/** State PredictTable: the answers for a table that was uploaded for a prediction job. */
import {
  answersKey,
  endJob,
  environment,
  findJob,
  requireObject,
  requireVersion,
  takeJob,
  uploadedTable,
  whyNotAnswering,
  writeObject,
} from '@radscore/pipeline';
import {
  MOST_ROWS_OF_JOB,
  refusalOfTable,
  StoredModels,
  scoreTable,
  whyNotForOthers,
} from '@radscore/pipeline/modelling';
import { task } from '../task.ts';

/** A warm function keeps the models that it has read. */
const models = new StoredModels();

/** Answers every row; a table that cannot be read is a result of the job, not a fault. */
export const handler = task(uploadedTable, async ({ key, job: jobKey, executionArn }) => {
  if (!(await takeJob(jobKey, executionArn))) return { status: 'taken' as const };
  const job = await findJob(jobKey);
  if (!job) throw new Error('got a job that is gone; wanted the one that was taken');
  const version = await requireVersion(job, job.version);
  const bytes = await requireObject(environment('ARTEFACT_BUCKET'), key);
  const { institution, certain, siteColumn } = job;
  const question = {
    institution,
    certain,
    siteColumn,
    mostRows: MOST_ROWS_OF_JOB,
    silent: (await whyNotAnswering(version)) ?? whyNotForOthers(version, institution),
  };
  try {
    const { csv, ...counts } = await scoreTable(models, version, bytes, question);
    await writeObject(environment('ARTEFACT_BUCKET'), answersKey(jobKey), csv, 'text/csv; header=present');
    await endJob(jobKey, executionArn, counts);
    return { status: 'complete' as const, rows: counts.rows };
  } catch (error) {
    const reason = refusalOfTable(error);
    if (!reason) throw error;
    await endJob(jobKey, executionArn, { reason });
    return { status: 'refused' as const };
  }
});
