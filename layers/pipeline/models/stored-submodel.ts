/** A submodel as a version's row describes it, from what its fit left in the artefact bucket. */
import { createHash } from 'node:crypto';
import type { Evaluation, FittedModel } from '@radscore/statistics';
import type { FittedSubmodelKeys, Reason } from '../contracts/workflow.ts';
import { reasonFrom, reasonOfTraining } from '../errors.ts';
import { environment } from '../storage/clients.ts';
import { readJson, requireObject } from '../storage/objects.ts';
import type { SubmodelRow } from './submodel-row.ts';
import { areaOfSubmodel, gatesOfSubmodel } from './submodels.ts';

/** What a version's row says of a submodel: whether it answers, by which gates, and how well it does. */
export async function describeSubmodel(fitted: FittedSubmodelKeys): Promise<SubmodelRow> {
  const { sequences } = fitted;
  if ('reason' in fitted) return { sequences, status: 'not-fitted', reason: fitted.reason };
  if ('failure' in fitted) return { sequences, status: 'not-fitted', reason: reasonFrom(fitted.failure) };
  const { modelKey, evaluationKey } = fitted;
  const bucket = environment('ARTEFACT_BUCKET');
  const bytes = await requireObject(bucket, modelKey);
  const model: FittedModel = JSON.parse(new TextDecoder().decode(bytes));
  const evaluation = (await readJson(bucket, evaluationKey)) as Evaluation;
  const gates = gatesOfSubmodel({ model, evaluation });
  const { auc, ci, rows } = areaOfSubmodel({ model, evaluation });
  return {
    sequences,
    status: gates.every(({ passed }) => passed) ? 'answers' : 'refused',
    selected: model.features.map(({ name }) => name),
    area: { auc, ci: [...ci], rows },
    confidence: evaluation.confidence,
    gates,
    modelKey,
    modelSha256: createHash('sha256').update(bytes).digest('hex'),
    evaluationKey,
  };
}

/** A refusal of the statistics as the reason for having no submodel; `undefined` for a fault. */
export function whyNotFitted(error: unknown): Reason | undefined {
  return error instanceof Error ? reasonOfTraining(error.name, error.message) : undefined;
}
