/** State FitModel: the modelling protocol on the gathered cohort. */
import { environment, gatheredCohort, loadCohort, noteStage, writeJson } from '@radscore/pipeline';
import { aboutOfRun, fitCohort, subsetsOfCohort } from '@radscore/pipeline/modelling';
import { task } from '../task.ts';

/** Fits and evaluates; what is learnt from training rows is frozen into the model. */
export const handler = task(gatheredCohort, async (input) => {
  const { status: _, ...gathered } = input;
  const { run } = gathered;
  const cohort = await loadCohort(gathered.cohortKey);
  const { model, evaluation } = await fitCohort(cohort, run);
  const folder = `models/${run.owner}/${run.name}/${run.runId}/`;
  const modelKey = `${folder}model.json`;
  const evaluationKey = `${folder}evaluation.json`;
  await writeJson(environment('ARTEFACT_BUCKET'), modelKey, { ...model, about: aboutOfRun(input) });
  await writeJson(environment('ARTEFACT_BUCKET'), evaluationKey, evaluation);
  const subsets = subsetsOfCohort(cohort).map((sequences) => ({ sequences: [...sequences] }));
  await noteStage(run, 'submodels', new Date());
  return { ...gathered, modelKey, evaluationKey, subsets };
});
