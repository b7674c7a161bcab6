/** The modelling protocol on a cohort in three acts: learn the model, refit it on resamples, join both. */
import type { Cohort } from './cohort/cohort.ts';
import { missingOf } from './cohort/cohort-account.ts';
import type { TableAccount } from './cohort/table-account.ts';
import { outsideRows } from './learning/abstention.ts';
import { chooseThresholds, freeze, warningsOf } from './learning/freeze.ts';
import { withInference } from './learning/inference.ts';
import { learn, scoreSample } from './learning/learn.ts';
import { dot, rankVectors } from './learning/near-duplicates.ts';
import { outcomeProxies } from './learning/outcome-proxy.ts';
import { type Prepared, prepare, treat } from './learning/prepare-features.ts';
import type { Sample } from './learning/sample.ts';
import { eventsOf, judgedTest, samplesOf } from './learning/samples.ts';
import type { Evaluation, FittedModel, Validation } from './model/fitted-model.ts';
import type { ModellingProtocol } from './model/modelling-protocol.ts';
import { type BootstrapReplicate, bootstrapOptimism, bootstrapReplicate } from './validation/bootstrap.ts';
import { evaluateSet } from './validation/evaluate.ts';
import type { NestedFold } from './validation/nested-validation.ts';
import { planValidation, type ValidationPlan } from './validation/outer-folds.ts';
import { permutationNull, permutedAreas } from './validation/permute.ts';
import type { PermutedAreas } from './validation/permuted-areas.ts';
import { replicatesOf } from './validation/replicate.ts';
import { summariseValidation, validationFold } from './validation/validation.ts';

export { samplesOf } from './learning/samples.ts';

/** Called after each piece of work: how much of how much is done, and what comes next. */
export type Progress = (done: number, total: number, what: string) => void;

/** Replicates computed elsewhere (worker threads), in the order of their index; what is absent is computed here. */
export interface Replicates {
  readonly bootstraps?: readonly BootstrapReplicate[];
  readonly permutations?: readonly PermutedAreas[];
  /** Repeat by repeat, fold by fold. */
  readonly folds?: readonly NestedFold[];
}

/**
 * Runs the whole modelling protocol: fits on the training rows, freezes, judges on the test rows.
 * The test rows teach nothing: no number of `model` depends on them.
 *
 * @throws NoFeatureSelected, CohortTooSmall, SingleClass, SingleBatch, InvalidValue, InvalidTable, SiteTooSmall, SiteIsOutcome
 *
 * @example
 * ```ts
 * import { DEFAULT_PROTOCOL, fitModel, readCohort } from '@radscore/statistics';
 * const rows = Array.from({ length: 60 }, (_, i) => [i, i % 2, (i % 2) + Math.sin(i), Math.cos(3 * i), (7 * i) % 40]);
 * const table = ['id,pCR,f1,f2,ki67', ...rows].join('\n');
 * const { cohort } = readCohort(table, { outcome: 'pCR', id: 'id', clinical: [{ name: 'ki67' }] });
 * const few = { ...DEFAULT_PROTOCOL, bootstrap: { count: 0, seed: 1 }, permutations: { count: 0, seed: 1 } };
 * const protocol = { ...few, validation: { folds: 0, repeats: 0, seed: 1 } };
 * const { model, evaluation } = fitModel(cohort, protocol);
 * [model.features.map(({ name }) => name), evaluation.counts.train]; // → [ [ 'f1' ], { n: 30, events: 15 } ]
 * ```
 */
export function fitModel(
  cohort: Cohort,
  protocol: ModellingProtocol,
  progress: Progress = () => {},
  replicates: Replicates = {},
): { model: FittedModel; evaluation: Evaluation } {
  const { train, test, variables, known, abstained, sites } = samplesOf(cohort, protocol);
  const plan = planValidation(train.y, protocol);
  const judged = judgedTest(test);
  const counts = replicatesOf(cohort, protocol);
  const total = 2 + counts.bootstraps + counts.permutations;
  progress(0, total, 'select features and fit');
  const prepared = prepare(train, protocol, 'full');
  const learned = withInference(learn(train, variables, protocol, prepared), train, protocol);
  const trainScores = scoreSample(learned, train);
  const thresholds = chooseThresholds(trainScores, train.y, protocol);
  const model = freeze(learned, train, trainScores, thresholds, protocol);

  progress(1, total, 'evaluate');
  const trainSet = evaluateSet(train, trainScores, thresholds, protocol, true);
  const testSet = judged && evaluateSet(judged, scoreSample(learned, judged), thresholds, protocol, false);

  // Part of the evaluation: the headline belongs to every fit.
  const folds = [...(replicates.folds ?? [])];
  for (let k = folds.length; k < counts.folds; k++) folds.push(validationFold(train, variables, protocol, plan, k));

  let done = 2;
  const complete = <T>(
    known: readonly T[] | undefined,
    count: number,
    what: string,
    compute: (k: number) => T,
  ): T[] => {
    const all = [...(known ?? [])];
    for (let k = all.length; k < count; k++) {
      progress(done + k, total, what);
      all.push(compute(k));
    }
    done += count;
    return all;
  };
  const bootstraps = complete(replicates.bootstraps, counts.bootstraps, 'bootstrap', (b) =>
    bootstrapReplicate(train, variables, protocol, b),
  );
  const permutations = complete(replicates.permutations, counts.permutations, 'permute outcomes', (b) =>
    permutedAreas(train, judged, variables, protocol, prepared, plan, b),
  );
  const table: TableAccount = {
    features: train.names.length,
    missing: missingOf(cohort),
    sites,
    abstained: { count: abstained.length, rows: abstained },
    outsideCohort: outsideRows(model, learned, test),
  };
  const final = model.nomogram ? 'nomogram' : 'radScore';
  const testAuc = testSet?.models[final]?.auc.auc ?? Number.NaN;
  const validated =
    folds.length > 0 ? summariseValidation(folds, train, plan, protocol, final, trainSet.kinds, permutations) : null;
  progress(total, total, 'done');
  return {
    model,
    evaluation: {
      counts: {
        rows: cohort.outcome.length,
        missingOutcome: cohort.outcome.length - known,
        train: { n: model.training.n, events: model.training.events },
        test: { n: test.n, events: eventsOf(test) },
      },
      table,
      selection: learned.selection.trace(),
      correlation: correlationOf(train, prepared, learned.selection.selected),
      univariate: learned.univariate.map((one, v) => ({
        ...one,
        entered: learned.clinical?.entered.includes(v) ?? false,
      })),
      train: trainSet,
      test: testSet,
      ...headline(validated, plan),
      confidence: protocol.confidence,
      optimism: bootstraps.length > 0 ? bootstrapOptimism(bootstraps, trainScores, train.y, protocol) : null,
      permutation: permutations.length > 0 ? permutationNull(permutations, testAuc, protocol) : null,
      warnings: [
        ...(cohort.remarks ?? []),
        ...outcomeProxies(train, variables),
        ...warningsOf(model, learned, table, test.n, judged !== null),
      ],
    },
  };
}

/** A validation without any area is none: every refit of it failed. */
function headline(
  validation: Validation | null,
  plan: ValidationPlan,
): Pick<Evaluation, 'validation' | 'validationOmitted'> {
  if (validation === null || validation.auc !== null) return { validation, validationOmitted: plan.omitted };
  const { refits, failed, neverHeldOut, n } = validation;
  const [most] = failed.reasons;
  const message = most
    ? `${failed.count} of ${refits} refits failed, most often: ${most.reason}`
    : `The rows held out have one outcome or are none: ${neverHeldOut.count} of ${n} rows belong to sites too small to be harmonised without some of their rows.`;
  return { validation: null, validationOmitted: { code: 'every-refit-failed', message } };
}

/**
 * Bootstrap replicates `from` … `to` − 1 of a cohort: what a worker thread computes of its share.
 */
export function bootstrapShare(
  cohort: Cohort,
  protocol: ModellingProtocol,
  from: number,
  to: number,
  progress: Progress = () => {},
): BootstrapReplicate[] {
  const { train, variables } = samplesOf(cohort, protocol);
  return share(from, to, progress, 'bootstrap', (b) => bootstrapReplicate(train, variables, protocol, b));
}

/** Permutations `from` … `to` − 1, as {@link bootstrapShare}. */
export function permutationShare(
  cohort: Cohort,
  protocol: ModellingProtocol,
  from: number,
  to: number,
  progress: Progress = () => {},
): PermutedAreas[] {
  const { train, test, variables } = samplesOf(cohort, protocol);
  const plan = planValidation(train.y, protocol);
  const prepared: Prepared = prepare(train, protocol, 'lazy');
  return share(from, to, progress, 'permute outcomes', (b) =>
    permutedAreas(train, judgedTest(test), variables, protocol, prepared, plan, b),
  );
}

function share<T>(from: number, to: number, progress: Progress, what: string, replicate: (index: number) => T): T[] {
  const results: T[] = [];
  for (let b = from; b < to; b++) {
    progress(b - from, to - from, what);
    results.push(replicate(b));
  }
  return results;
}

function correlationOf(train: Sample, prepared: Prepared, selected: readonly number[]): Evaluation['correlation'] {
  const vectors = rankVectors(treat(train, prepared, selected), train.n);
  return {
    features: selected.map((j) => train.names[j]),
    spearman: selected.map((_, a) => selected.map((_, b) => (a === b ? 1 : dot(vectors, train.n, a, b)))),
  };
}
