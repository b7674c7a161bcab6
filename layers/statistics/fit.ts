/** The modelling protocol on a cohort in three acts: learn the model, refit it on resamples, join both. */
import type { Cohort } from './cohort/cohort.ts';
import { missingOf } from './cohort/cohort-account.ts';
import type { TableAccount } from './cohort/table-account.ts';
import { adjustP } from './hypothesis-tests/multiplicity.ts';
import { outsideRows } from './learning/abstention.ts';
import { chooseThresholds, freeze, warningsOf } from './learning/freeze.ts';
import { withInference } from './learning/inference.ts';
import { type Learned, learn, type Scores, scoreSample } from './learning/learn.ts';
import { dot, rankVectors } from './learning/near-duplicates.ts';
import { outcomeProxies } from './learning/outcome-proxy.ts';
import { prepare, treat } from './learning/prepare-features.ts';
import {
  eventsOf,
  judgedTest,
  patientsOf,
  type Samples,
  samplesOf,
  severalRowsPerPatient,
} from './learning/samples.ts';
import type { Evaluation, FittedModel, SetEvaluation, Validation } from './model/fitted-model.ts';
import type { ModellingProtocol } from './model/modelling-protocol.ts';
import { sizeOfFit, sizeWarning } from './planning/fit-size.ts';
import { bootstrapOptimism } from './validation/bootstrap.ts';
import { evaluateSet } from './validation/evaluate.ts';
import { joinFolds, type NestedFold, type NestedValidation } from './validation/nested-validation.ts';
import { type NestedOptions, planValidation, type ValidationPlan } from './validation/outer-folds.ts';
import { permutationNull } from './validation/permute.ts';
import { type Replicate, type ReplicateTask, replicateTasks, replicator } from './validation/replicate.ts';
import { summariseValidation } from './validation/validation.ts';

/** A model that was learned and judged once: a fit before any of its refits. */
export interface LearnedModel {
  readonly model: FittedModel;
  /** The refits that the protocol asks for: {@link replicator} computes each, {@link joinModel} takes all. */
  readonly tasks: readonly ReplicateTask[];
  readonly cohort: Cohort;
  readonly protocol: ModellingProtocol;
  readonly samples: Samples;
  readonly learned: Learned;
  /** On the training rows. */
  readonly scores: Scores;
  readonly train: SetEvaluation;
  /** Null without test rows of both classes. */
  readonly test: SetEvaluation | null;
}

/** What a fit gives. */
export interface Fitted {
  readonly model: FittedModel;
  readonly evaluation: Evaluation;
  /** First repeat of the validation, fold by fold; null without one. */
  readonly nested: (NestedOptions & NestedValidation) | null;
}

/**
 * Runs the whole modelling protocol on one thread: `learnModel`, every refit, `joinModel`.
 *
 * @throws what learnModel throws
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
export function fitModel(cohort: Cohort, protocol: ModellingProtocol): Fitted {
  const learned = learnModel(cohort, protocol);
  return joinModel(learned, learned.tasks.map(replicator(cohort, protocol)));
}

/**
 * Fits on the training rows, freezes, and judges on the training and test rows, without any resampling.
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
export function learnModel(cohort: Cohort, protocol: ModellingProtocol): LearnedModel {
  const samples = samplesOf(cohort, protocol);
  const { train, variables } = samples;
  const judged = judgedTest(samples.test);
  const learned = withInference(learn(train, variables, protocol, prepare(train, protocol, 'full')), train, protocol);
  const scores = scoreSample(learned, train);
  const thresholds = chooseThresholds(scores, train.y, protocol);
  return {
    model: freeze(learned, train, scores, thresholds, protocol),
    tasks: replicateTasks(samples, protocol),
    cohort,
    protocol,
    samples,
    learned,
    scores,
    train: evaluateSet(train, scores, thresholds, protocol, true),
    test: judged && evaluateSet(judged, scoreSample(learned, judged), thresholds, protocol, false),
  };
}

/**
 * The evaluation of a learned model, with what its refits say.
 *
 * @param replicates one for each of the model's tasks, in their order
 */
export function joinModel(fit: LearnedModel, replicates: readonly Replicate[]): Fitted {
  const { model, cohort, protocol, samples, learned, scores, train: trainSet, test: testSet } = fit;
  const { train, test, variables, known, abstained, sites } = samples;
  const plan = planValidation(train.y, protocol, train);
  const bootstraps = replicates.flatMap((one) => (one.kind === 'bootstrap' ? [one.result] : []));
  const permutations = replicates.flatMap((one) => (one.kind === 'permutation' ? [one.result] : []));
  const folds = replicates.flatMap((one) => (one.kind === 'validation' ? [one.result] : []));
  const patients = patientsOf([train, test]);
  const table: TableAccount = {
    features: train.names.length,
    ...(patients !== undefined && { patients }),
    missing: missingOf(cohort),
    sites,
    abstained: { count: abstained.length, rows: abstained },
    outsideCohort: outsideRows(model, learned, test),
  };
  const final = model.nomogram ? 'nomogram' : 'radScore';
  const testAuc = testSet?.models[final]?.auc.auc ?? Number.NaN;
  const validated =
    folds.length > 0 ? summariseValidation(folds, train, plan, protocol, final, trainSet.kinds, permutations) : null;
  const evaluation: Evaluation = {
    counts: {
      rows: cohort.outcome.length,
      missingOutcome: cohort.outcome.length - known,
      train: { n: model.training.n, events: model.training.events },
      test: { n: test.n, events: eventsOf(test) },
    },
    table,
    selection: learned.selection.trace(),
    correlation: correlationOf(samples, learned),
    univariate: univariateOf(learned, protocol),
    train: trainSet,
    test: testSet,
    ...headline(validated, plan),
    confidence: protocol.confidence,
    optimism: bootstraps.length > 0 ? bootstrapOptimism(bootstraps, scores, train.y, protocol) : null,
    permutation: permutations.length > 0 ? permutationNull(permutations, testAuc, protocol) : null,
    warnings: [
      ...(cohort.remarks ?? []),
      ...outcomeProxies(train, variables),
      ...severalRowsPerPatient([train, test]),
      ...warningsOf(model, learned, table, test.n, testSet !== null),
    ],
  };
  const judged = { ...evaluation, warnings: [...evaluation.warnings, ...sizeWarning(sizeOfFit(model, evaluation))] };
  return { model, evaluation: judged, nested: firstRepeat(evaluation, folds) };
}

function univariateOf(
  { univariate, clinical }: Learned,
  { multiplicity }: ModellingProtocol,
): Evaluation['univariate'] {
  const adjusted =
    multiplicity &&
    adjustP(
      univariate.map(({ p }) => p),
      multiplicity,
    );
  return univariate.map((one, v) => ({
    ...one,
    entered: clinical?.entered.includes(v) ?? false,
    ...(adjusted && { adjustedP: adjusted[v] }),
  }));
}

function firstRepeat({ validation, train }: Evaluation, all: readonly NestedFold[]): Fitted['nested'] {
  if (!validation) return null;
  const { folds, seed } = validation;
  return { folds, seed, ...joinFolds(all.slice(0, folds), train.outcomes) };
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

function correlationOf({ train }: Samples, { prepared, selection: { selected } }: Learned): Evaluation['correlation'] {
  const vectors = rankVectors(treat(train, prepared, selected), train.n);
  return {
    features: selected.map((j) => train.names[j]),
    spearman: selected.map((_, a) => selected.map((_, b) => (a === b ? 1 : dot(vectors, train.n, a, b)))),
  };
}
