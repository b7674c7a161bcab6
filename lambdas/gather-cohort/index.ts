/** State GatherCohort: which labelled studies a training run uses. */
import {
  cohortRequest,
  describeGathered,
  endRun,
  eraseWithdrawnRows,
  gatherCohort,
  noteStage,
  originOfLine,
  protocolById,
  recordRun,
  runOf,
  sidesOfRun,
  storeCohort,
} from '@radscore/pipeline';
import { ENGINE_VERSION, protocolSettingsHash } from '@radscore/pipeline/extraction';
import { whyNotYet } from '@radscore/pipeline/modelling';
import { task } from '../task.ts';

/** The labelled studies as one table; a scheduled run goes on only if enough outcomes are new. */
export const handler = task(cohortRequest, async ({ run: request }) => {
  await recordRun(request, new Date());
  const run = await runOf(request, new Date());
  if (!run) return { status: 'nothing-to-train' as const }; // The line was deleted meanwhile.
  const { id, retraining } = protocolById(run.protocol);
  const settingsHash = protocolSettingsHash(protocolById(id));
  const terms = { id, settingsHash, engineVersion: ENGINE_VERSION, dataOrigin: await originOfLine(run) };
  const cohort = await gatherCohort(run.institutions, terms, sidesOfRun(run));
  await describeGathered(run, cohort.table);

  const reason =
    run.trigger === 'schedule' ? await whyNotYet(run, cohort.table, retraining.minimumNewOutcomes) : undefined;
  if (reason) {
    await endRun(run, { status: 'not-enough-new-outcomes', reason }, new Date());
    return { status: 'nothing-to-train' as const, run };
  }
  const cohortKey = await storeCohort(cohort);
  await eraseWithdrawnRows(cohortKey, cohort.table, new Date());
  await noteStage(run, 'fitting', new Date());
  const { dataOrigin } = cohort.table;
  return { status: 'gathered' as const, run, cohortKey, dataOrigin, settingsHash, engineVersion: ENGINE_VERSION };
});
