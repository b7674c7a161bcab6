/** State FitSubmodel: the modelling protocol on the columns of some of the sequences. */
import { environment, loadCohort, submodelWork, writeJson } from '@radscore/pipeline';
import { aboutOfRun, fitCohortSubmodel, whyNotFitted } from '@radscore/pipeline/modelling';
import { task } from '../task.ts';

/** Fits the submodel, on the rows of the main model. That nothing was selected, or too little is there, is a result. */
export const handler = task(submodelWork, async ({ sequences, ...fitted }) => {
  const { run, cohortKey } = fitted;
  const folder = `models/${run.owner}/${run.name}/${run.runId}/submodels/${sequences.join('-')}/`;
  try {
    const { model, evaluation } = await fitCohortSubmodel(await loadCohort(cohortKey), run, sequences);
    const [modelKey, evaluationKey] = [`${folder}model.json`, `${folder}evaluation.json`];
    await writeJson(environment('ARTEFACT_BUCKET'), modelKey, { ...model, about: aboutOfRun(fitted) });
    await writeJson(environment('ARTEFACT_BUCKET'), evaluationKey, evaluation);
    return { sequences, modelKey, evaluationKey };
  } catch (error) {
    const reason = whyNotFitted(error);
    if (!reason) throw error;
    return { sequences, reason };
  }
});
