import { abstainedRows, outsideRows } from './abstention.ts';
import { type BootstrapReplicate, bootstrapOptimism, bootstrapReplicate } from './bootstrap.ts';
import { clinicalVariable } from './clinical.ts';
import { missingOf, requireDistinguishable, sitesOf } from './cohort-account.ts';
import { CohortTooSmall } from './errors.ts';
import { evaluateSet } from './evaluate.ts';
import { chooseThresholds, freeze, warningsOf } from './freeze.ts';
import { withInference } from './inference.ts';
import { learn, scoreSample } from './learn.ts';
import type { AbstainedRow, ClinicalVariable, Evaluation, FittedModel, TableAccount } from './model.ts';
import { dot, rankVectors } from './near-duplicates.ts';
import { outcomeProxies } from './outcome-proxy.ts';
import { type PermutedAreas, permutationNull, permutedAreas } from './permute.ts';
import { type Prepared, prepare, treat } from './prepare.ts';
import type { ModellingProtocol } from './protocol.ts';
import { type Sample, sampleOf } from './sample.ts';
import type { SiteTable } from './sites.ts';
import { type Cohort, checkCohort } from './table.ts';

/** Called after each piece of work: how much of how much is done, and what comes next. */
export type Progress = (done: number, total: number, what: string) => void;

/** Replicates computed elsewhere (worker threads), in the order of their index; what is absent is computed here. */
export interface Replicates {
  readonly bootstraps?: readonly BootstrapReplicate[];
  readonly permutations?: readonly PermutedAreas[];
}

/**
 * Runs the whole modelling protocol: fits on the training rows, freezes, judges on the test rows.
 * The test rows teach nothing: no number of `model` depends on them.
 *
 * @throws NoFeatureSelected, CohortTooSmall, SingleClass, SingleBatch, InvalidValue, InvalidTable, SiteTooSmall, SiteIsOutcome
 */
export function fitModel(
  cohort: Cohort,
  protocol: ModellingProtocol,
  progress: Progress = () => {},
  replicates: Replicates = {},
): { model: FittedModel; evaluation: Evaluation } {
  const total = 2 + protocol.bootstrap.count + protocol.permutations.count;
  progress(0, total, 'select features and fit');
  const { train, test, variables, known, abstained, sites } = samplesOf(cohort, protocol);
  const prepared = prepare(train, protocol, 'full');
  const learned = withInference(learn(train, variables, protocol, prepared), train, protocol);
  const trainScores = scoreSample(learned, train);
  const thresholds = chooseThresholds(trainScores, train.y, protocol);
  const model = freeze(learned, train, trainScores, thresholds, protocol);

  progress(1, total, 'evaluate');
  const trainSet = evaluateSet(train, trainScores, thresholds, protocol);
  const testEvents = eventsOf(test);
  const judged = testEvents > 0 && testEvents < test.n;
  const testSet = judged ? evaluateSet(test, scoreSample(learned, test), thresholds, protocol) : null;

  const bootstraps = [...(replicates.bootstraps ?? [])];
  for (let b = bootstraps.length; b < protocol.bootstrap.count; b++) {
    progress(2 + b, total, 'bootstrap');
    bootstraps.push(bootstrapReplicate(train, variables, protocol, b));
  }
  const permutations = [...(replicates.permutations ?? [])];
  for (let b = permutations.length; testSet && b < protocol.permutations.count; b++) {
    progress(2 + protocol.bootstrap.count + b, total, 'permute outcomes');
    permutations.push(permutedAreas(train, test, variables, protocol, prepared, b));
  }
  const table: TableAccount = {
    features: train.names.length,
    missing: missingOf(cohort),
    sites,
    abstained: { count: abstained.length, rows: abstained },
    outsideCohort: outsideRows(model, learned, test),
  };
  const final = model.nomogram ? 'nomogram' : 'radScore';
  const testAuc = testSet?.models[final]?.auc.auc ?? Number.NaN;
  progress(total, total, 'done');
  return {
    model,
    evaluation: {
      counts: {
        rows: cohort.outcome.length,
        missingOutcome: cohort.outcome.length - known,
        train: { n: model.training.n, events: model.training.events },
        test: { n: test.n, events: testEvents },
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
      optimism: bootstraps.length > 0 ? bootstrapOptimism(bootstraps, trainScores, train.y, protocol) : null,
      permutation: permutations.length > 0 ? permutationNull(permutations, testAuc, protocol) : null,
      warnings: [
        ...(cohort.remarks ?? []),
        ...outcomeProxies(train, variables),
        ...warningsOf(model, learned, table, test.n, judged),
      ],
    },
  };
}

/** The training rows and test rows of a cohort, with what resampling needs of them. */
export interface Samples {
  readonly train: Sample;
  readonly test: Sample;
  readonly variables: readonly ClinicalVariable[];
  /** Rows with an outcome. */
  readonly known: number;
  /** Rows that would be test rows, but for which the model has no answer. */
  readonly abstained: AbstainedRow[];
  /** Null where the cohort names no sites. */
  readonly sites: SiteTable | null;
}

/**
 * @throws CohortTooSmall without training rows; SiteIsOutcome where sites are to be harmonised that determine the
 *   outcome; InvalidValue, InvalidTable
 */
export function samplesOf(cohort: Cohort, protocol: ModellingProtocol): Samples {
  checkCohort(cohort);
  const known = cohort.outcome.map((_, i) => i).filter((i) => cohort.outcome[i] !== null);
  const trainRows = known.filter((i) => cohort.split[i] === 'train');
  const testRows = known.filter((i) => cohort.split[i] === 'test');
  if (trainRows.length === 0) throw new CohortTooSmall(0, 2 * protocol.lasso.folds, 'training rows with an outcome');
  const variables = cohort.clinical.map((column) => clinicalVariable(column, trainRows));
  const sites = sitesOf(cohort, known);
  if (protocol.harmonisation) requireDistinguishable(sites);
  const train = sampleOf(cohort, trainRows, variables, protocol);
  const candidates = sampleOf(cohort, testRows, variables, protocol, true);
  const { kept, abstained } = abstainedRows(train, candidates, variables, protocol);
  const test =
    abstained.length > 0
      ? sampleOf(
          cohort,
          kept.map((k) => testRows[k]),
          variables,
          protocol,
          true,
        )
      : candidates;
  return { train, test, variables, known: known.length, abstained, sites };
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
  const prepared: Prepared = prepare(train, protocol, 'lazy');
  return share(from, to, progress, 'permute outcomes', (b) =>
    permutedAreas(train, test, variables, protocol, prepared, b),
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

function eventsOf(sample: Sample): number {
  return sample.y.reduce((sum, outcome) => sum + outcome, 0);
}
