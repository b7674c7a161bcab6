/** State GatherCohort: which labelled studies a training run uses, and their values, in steps. */
import {
  cohortRequest,
  describeGathered,
  dropPlan,
  endRun,
  eraseWithdrawnRows,
  findPlan,
  keepPlan,
  noteStage,
  originOfLine,
  planCohort,
  protocolById,
  recordRun,
  runOf,
  sidesOfRun,
  storePlanned,
  type TrainingRun,
} from '@radscore/pipeline';
import { ENGINE_VERSION, protocolSettingsHash } from '@radscore/pipeline/extraction';
import { whyNotYet } from '@radscore/pipeline/modelling';
import { task } from '../task.ts';

/**
 * The labelled studies as one table; a scheduled run goes on only if enough outcomes are new. A cohort whose values take
 * longer than a step is stored in several: the plan is kept meanwhile.
 */
export const handler = task(cohortRequest, async ({ run: request, cursor }) => {
  await recordRun(request, new Date());
  const run = await runOf(request, new Date());
  if (!run) return { status: 'nothing-to-train' as const }; // The line was deleted meanwhile.
  const kept = cursor ? await findPlan(run) : undefined;
  const plan = kept ?? (await planOf(run));
  if (!kept) {
    await describeGathered(run, plan.table);
    const { minimumNewOutcomes } = protocolById(run.protocol).retraining;
    const reason = run.trigger === 'schedule' ? await whyNotYet(run, plan.table, minimumNewOutcomes) : undefined;
    if (reason) {
      await endRun(run, { status: 'not-enough-new-outcomes', reason }, new Date());
      return { status: 'nothing-to-train' as const, run };
    }
  }
  const step = await storePlanned(plan, kept ? (cursor ?? undefined) : undefined);
  if ('cursor' in step) {
    if (!kept) await keepPlan(run, plan);
    return { status: 'gathering' as const, cursor: step.cursor };
  }
  await eraseWithdrawnRows(step.cohortKey, plan.table, new Date());
  if (kept) await dropPlan(run);
  await noteStage(run, 'fitting', new Date());
  const { dataOrigin, settingsHash, engineVersion } = plan.table;
  return { status: 'gathered' as const, run, cohortKey: step.cohortKey, dataOrigin, settingsHash, engineVersion };
});

async function planOf(run: TrainingRun) {
  const { id } = protocolById(run.protocol);
  const settingsHash = protocolSettingsHash(protocolById(id));
  const terms = { id, settingsHash, engineVersion: ENGINE_VERSION, dataOrigin: await originOfLine(run) };
  return planCohort(run.institutions, terms, sidesOfRun(run));
}
