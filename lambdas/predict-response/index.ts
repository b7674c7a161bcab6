/** State PredictResponse: the last step of a study that has its features. */
import { answerableStudy, finishStudy } from '@radscore/pipeline';
import { analysisUsage, summariseUsage } from '@radscore/pipeline/costs';
import {
  answerForExecution,
  modelOfProtocol,
  StoredModels,
  storeAnswer,
  storedPredictionOf,
} from '@radscore/pipeline/modelling';
import { countStudy } from '../metrics.ts';
import { task } from '../task.ts';
import { costHere } from '../usage.ts';

/** A warm function keeps the models that it has read. */
const models = new StoredModels();

/** The promoted model's answer, or its abstention; then the study's final status. */
export const handler = task(answerableStudy, async ({ study, status, sequences, earlier, usage }, meter) => {
  const now = new Date();
  const used = () => {
    const all = analysisUsage([...earlier, ...(usage ? [usage] : []), meter.soFar()], sequences);
    return { usage: summariseUsage(all), cost: costHere(all) };
  };
  const counted = status === 'complete' ? 'StudiesComplete' : 'StudiesPartial';
  const champion = await modelOfProtocol(study.institution, study.protocol, now);
  if ('code' in champion) {
    await finishStudy(study, status, { abstention: champion, ...used() }, now);
    countStudy(counted);
    return { status, abstained: champion.code };
  }
  const answer = await answerForExecution(champion, study, { models });
  await storeAnswer(study, answer);
  const { owner, name, version } = answer.model;
  await finishStudy(
    study,
    status,
    {
      ...('abstained' in answer ? { abstention: answer.abstained } : { prediction: storedPredictionOf(answer) }),
      ...used(),
    },
    now,
  );
  countStudy(counted);
  return { status, model: { owner, name, version } };
});
