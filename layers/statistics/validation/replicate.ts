/** The refits of a fit as tasks that any thread may compute, in any order. */
import type { Cohort } from '../cohort/cohort.ts';
import { type Prepared, prepare } from '../learning/prepare-features.ts';
import { judgedTest, type Samples, samplesOf } from '../learning/samples.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import { type BootstrapReplicate, bootstrapReplicate } from './bootstrap.ts';
import type { NestedFold } from './nested-validation.ts';
import { planValidation } from './outer-folds.ts';
import { permutedAreas } from './permute.ts';
import type { PermutedAreas } from './permuted-areas.ts';
import { validationFold } from './validation.ts';

/** One refit of the whole protocol, named by its kind and its number: plain data, for another thread to compute. */
export interface ReplicateTask {
  /** A permutation is a refit and a cross-validation; a fold of the validation is one refit of one repeat. */
  readonly kind: 'bootstrap' | 'permutation' | 'validation';
  readonly index: number;
}

/** What a task came to. Plain data. */
export type Replicate =
  | { readonly kind: 'bootstrap'; readonly result: BootstrapReplicate }
  | { readonly kind: 'permutation'; readonly result: PermutedAreas }
  | { readonly kind: 'validation'; readonly result: NestedFold };

/**
 * The refits of a cohort as a pure function of their task: every task has its own random stream, so that any thread
 * may compute any of them, in any order. What tasks share is prepared once.
 *
 * @throws InvalidValue, InvalidTable, CohortTooSmall as fitting does
 */
export function replicator(cohort: Cohort, protocol: ModellingProtocol): (task: ReplicateTask) => Replicate {
  const { train, test, variables } = samplesOf(cohort, protocol);
  const plan = planValidation(train.y, protocol, train);
  let prepared: Prepared | undefined;
  return ({ kind, index }) => {
    if (kind === 'bootstrap') return { kind, result: bootstrapReplicate(train, variables, protocol, index) };
    if (kind === 'validation') return { kind, result: validationFold(train, variables, protocol, plan, index) };
    // Filter and z-scores do not look at the outcome: all permutations have the same.
    prepared ??= prepare(train, protocol, 'lazy');
    return { kind, result: permutedAreas(train, judgedTest(test), variables, protocol, prepared, plan, index) };
  };
}

/**
 * Every refit that a fit asks for. Permutations come first, and only if there is something to judge them by: they take
 * longest, and no thread should end long after the others.
 */
export function replicateTasks({ train, test }: Samples, protocol: ModellingProtocol): ReplicateTask[] {
  const { folds, repeats } = planValidation(train.y, protocol, train);
  const isJudged = judgedTest(test) !== null || folds > 0;
  const tasks = (kind: ReplicateTask['kind'], count: number): ReplicateTask[] =>
    Array.from({ length: count }, (_, index) => ({ kind, index }));
  return [
    ...tasks('permutation', isJudged ? protocol.permutations.count : 0),
    ...tasks('bootstrap', protocol.bootstrap.count),
    ...tasks('validation', folds * repeats),
  ];
}
