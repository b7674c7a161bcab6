/** The missing-sequence ladder: which model of a version answers for what a study has. */
import type { SequenceName } from '../contracts/choices.ts';
import type { Reason } from '../contracts/workflow.ts';
import type { SubmodelRow } from '../models/submodel-row.ts';
import type { AnsweringVersion } from './answering-version.ts';

/** A submodel that may answer: it was fitted and has passed its gates. */
export type AnsweringSubmodel = SubmodelRow & Required<Pick<SubmodelRow, 'modelKey' | 'selected' | 'area'>>;

/**
 * The submodel of the largest subset of the sequences that are there, or why none answers: none was fitted, or it did not
 * pass its gates. A submodel of fewer sequences does not stand in for one that was refused.
 */
export function submodelFor(
  version: AnsweringVersion,
  present: readonly SequenceName[],
  missing: readonly SequenceName[],
): AnsweringSubmodel | Reason {
  const { name, version: number, submodels = [] } = version;
  const fitted = submodels
    .filter(({ sequences, status }) => status !== 'not-fitted' && sequences.every((one) => present.includes(one)))
    .sort((one, other) => other.sequences.length - one.sequences.length);
  const [found] = fitted;
  const lack = `got no ${missing.join(' and no ')}`;
  const remedy = `Add the sequence, or ask a version that has one.`;
  if (!found) {
    const why = submodels.find(
      ({ sequences }) => sequences.length === present.length && sequences.every((one) => present.includes(one)),
    )?.reason;
    return {
      code: 'submodel-missing',
      message: `${lack}, and ${name} version ${number} has no submodel of ${present.join(' and ') || 'no sequence'}${why ? ` (${why.code})` : ''}; wanted all sequences of the model, or a submodel of the others. ${remedy}`,
    };
  }
  if (isAnswering(found)) return found;
  const failed = (found.gates ?? [])
    .filter(({ passed }) => !passed)
    .map(({ gate, got, wanted }) => `${gate}: got ${got}, wanted ${wanted}`);
  return {
    code: 'submodel-refused',
    message: `${lack}, and the submodel of ${found.sequences.join(' and ')} of ${name} version ${number} did not pass its gates (${failed.join('; ')}); wanted all sequences of the model, or a submodel that may answer. ${remedy}`,
  };
}

function isAnswering(submodel: SubmodelRow): submodel is AnsweringSubmodel {
  return (
    submodel.status === 'answers' &&
    submodel.modelKey !== undefined &&
    !!submodel.selected &&
    submodel.area !== undefined
  );
}

/** What an answer of a submodel is to be read with. */
export function submodelWarning({ sequences, area }: AnsweringSubmodel, missing: readonly SequenceName[]): Reason {
  const [low, high] = area.ci;
  const interval = low === null || high === null ? '' : ` (${low.toFixed(3)} to ${high.toFixed(3)})`;
  const auc = area.auc === null ? 'undefined' : area.auc.toFixed(3);
  const rows = area.rows === 'test' ? 'test rows' : 'cross-validation';
  return {
    code: 'submodel-answered',
    message:
      `got no ${missing.join(' and no ')}; the submodel of ${sequences.join(' and ')} answers in place of the model of all sequences. ` +
      `Its own AUC is ${auc}${interval} in ${rows}.`,
  };
}
