import type { Cohort } from '../cohort/cohort.ts';
import { type Prepared, prepare } from '../learning/prepare-features.ts';
import { judgedTest, samplesOf } from '../learning/samples.ts';
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

export type Replicate = BootstrapReplicate | PermutedAreas | NestedFold;

/** Everything that a fit needs to have computed, in the order in which `fitModel` takes it. */
export interface ReplicateCounts {
  readonly bootstraps: number;
  readonly permutations: number;
  /** Folds of all repeats. */
  readonly folds: number;
}

/**
 * The refits of a cohort as a pure function of their task: every task has its own random stream, so that any thread
 * may compute any of them, in any order. What tasks share is prepared once.
 *
 * @throws InvalidValue, InvalidTable, CohortTooSmall as fitting does
 */
export function replicator(cohort: Cohort, protocol: ModellingProtocol): (task: ReplicateTask) => Replicate {
  const { train, test, variables } = samplesOf(cohort, protocol);
  const plan = planValidation(train.y, protocol);
  let prepared: Prepared | undefined;
  return ({ kind, index }) => {
    if (kind === 'bootstrap') return bootstrapReplicate(train, variables, protocol, index);
    if (kind === 'validation') return validationFold(train, variables, protocol, plan, index);
    // Filter and z-scores do not look at the outcome: all permutations have the same.
    prepared ??= prepare(train, protocol, 'lazy');
    return permutedAreas(train, judgedTest(test), variables, protocol, prepared, plan, index);
  };
}

/** How many of each a fit needs: permutations only where there is something to judge them by. */
export function replicatesOf(cohort: Cohort, protocol: ModellingProtocol): ReplicateCounts {
  const { train, test } = samplesOf(cohort, protocol);
  const { folds, repeats } = planValidation(train.y, protocol);
  const judged = judgedTest(test) !== null || folds > 0;
  return {
    bootstraps: protocol.bootstrap.count,
    permutations: judged ? protocol.permutations.count : 0,
    folds: folds * repeats,
  };
}
