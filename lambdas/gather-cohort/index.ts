/** State GatherCohort: which labelled studies a training run uses. */
import {
  cohortRequest,
  describeGathered,
  endRun,
  eraseWithdrawnRows,
  gatherCohort,
  protocolById,
  recordRun,
  runOf,
  storeCohort,
} from '@radscore/pipeline';
import { ENGINE_VERSION, protocolSettingsHash } from '@radscore/pipeline/extraction';
import { whyNotYet } from '@radscore/pipeline/modelling';
import { task } from '../task.ts';

/** The labelled studies as one table; a scheduled run goes on only if enough outcomes are new. */
export const handler = task(cohortRequest, async ({ run: request, executionArn }) => {
  const run = await runOf(request, executionArn);
  if (!run) return { status: 'nothing-to-train' as const }; // No version whose recipe the schedule could repeat.
  await recordRun(run, new Date());
  const { id, retraining } = protocolById(run.protocol);
  const settingsHash = protocolSettingsHash(protocolById(id));
  const cohort = await gatherCohort(
    run.institutions,
    { id, settingsHash, engineVersion: ENGINE_VERSION },
    run.split,
    run.seed,
  );
  await describeGathered(run, cohort.table);

  const reason =
    run.trigger === 'schedule' ? await whyNotYet(run.name, cohort.table, retraining.minimumNewOutcomes) : undefined;
  if (reason) {
    await endRun(run, { status: 'not-enough-new-outcomes', reason }, new Date());
    return { status: 'nothing-to-train' as const, run };
  }
  const cohortKey = await storeCohort(cohort);
  await eraseWithdrawnRows(cohortKey, cohort.table, new Date());
  return { status: 'gathered' as const, run, cohortKey, settingsHash, engineVersion: ENGINE_VERSION };
});
