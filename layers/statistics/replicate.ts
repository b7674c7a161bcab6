import { type BootstrapReplicate, bootstrapReplicate } from './bootstrap.ts';
import { samplesOf } from './fit.ts';
import { type NestedFold, type NestedOptions, nestedFold } from './nested-validation.ts';
import { type PermutedAreas, permutedAreas } from './permute.ts';
import { type Prepared, prepare } from './prepare.ts';
import type { ModellingProtocol } from './protocol.ts';
import type { Cohort } from './table.ts';

/** One refit of the whole protocol, named by its kind and its number: plain data, for another thread to compute. */
export type ReplicateTask =
  | { readonly kind: 'bootstrap' | 'permutation'; readonly index: number }
  | { readonly kind: 'nested'; readonly index: number; readonly options: NestedOptions };

export type Replicate = BootstrapReplicate | PermutedAreas | NestedFold;

/**
 * The refits of a cohort as a pure function of their task: every task has its own random stream, so that any thread
 * may compute any of them, in any order. What tasks share is prepared once.
 *
 * @throws InvalidValue, InvalidTable, CohortTooSmall as fitting does
 */
export function replicator(cohort: Cohort, protocol: ModellingProtocol): (task: ReplicateTask) => Replicate {
  const { train, test, variables } = samplesOf(cohort, protocol);
  let prepared: Prepared | undefined;
  return (task) => {
    if (task.kind === 'bootstrap') return bootstrapReplicate(train, variables, protocol, task.index);
    if (task.kind === 'nested') return nestedFold(train, variables, protocol, task.options, task.index);
    // Filter and z-scores do not look at the outcome: all permutations have the same.
    prepared ??= prepare(train, protocol, 'lazy');
    return permutedAreas(train, test, variables, protocol, prepared, task.index);
  };
}
