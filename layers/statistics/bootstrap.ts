import { brierScore } from './brier.ts';
import { delong } from './delong.ts';
import { NoFeatureSelected } from './errors.ts';
import { MODEL_KINDS } from './evaluate.ts';
import { learn, type Scores, scoreSample } from './learn.ts';
import { fitLogistic, logistic } from './logistic.ts';
import type { BootstrapOptimism, ClinicalVariable, Corrected, ModelKind } from './model.ts';
import { mean } from './moments.ts';
import type { ModellingProtocol } from './protocol.ts';
import { Random } from './random.ts';
import { resample, type Sample } from './sample.ts';

/** One model of one replicate: on the resample it was fitted on, and on the original rows. */
interface Judged {
  readonly aucBoot: number;
  readonly aucOriginal: number;
  readonly brierBoot: number;
  readonly brierOriginal: number;
  /** Recalibration on the original rows; null for a constant prediction. */
  readonly slope: number | null;
  readonly intercept: number | null;
}

/** Plain values, so that a replicate may come from another thread. */
export interface BootstrapReplicate {
  readonly nothingSelected: boolean;
  readonly models: { readonly [kind in ModelKind]: Judged };
}

/** A draw without enough of a class for the folds is drawn again, at most so often. */
const MOST_DRAWS = 1000;

/**
 * Refits the whole protocol on a resample of the training rows and judges it there and on the original rows.
 * Replicate `index` has its own random stream, so replicates may run anywhere in any order. Where the replicate has
 * no clinical model, the Rad-score stands for the nomogram and the prevalence for the clinical model.
 */
export function bootstrapReplicate(
  train: Sample,
  variables: readonly ClinicalVariable[],
  protocol: ModellingProtocol,
  index: number,
): BootstrapReplicate {
  const boot = resample(train, drawRows(train, protocol, index));
  const prevalence = boot.y.reduce((sum, outcome) => sum + outcome, 0) / boot.n;
  const flat = (sample: Sample) => new Float64Array(sample.n).fill(Math.log(prevalence / (1 - prevalence)));
  const judgeAll = (onBoot: Scores, onTrain: Scores) => {
    const pick = (scores: Scores, kind: ModelKind, sample: Sample) =>
      scores[kind] ?? (kind === 'nomogram' ? scores.radScore : undefined) ?? flat(sample);
    return Object.fromEntries(
      MODEL_KINDS.map((kind) => [kind, judge(pick(onBoot, kind, boot), boot.y, pick(onTrain, kind, train), train.y)]),
    ) as Record<ModelKind, Judged>;
  };
  try {
    const learned = learn(boot, variables, protocol);
    return { nothingSelected: false, models: judgeAll(scoreSample(learned, boot), scoreSample(learned, train)) };
  } catch (error) {
    if (!(error instanceof NoFeatureSelected)) throw error;
    return { nothingSelected: true, models: judgeAll({}, {}) };
  }
}

function drawRows(train: Sample, protocol: ModellingProtocol, index: number): Int32Array {
  const random = new Random(protocol.bootstrap.seed, index);
  const rows = new Int32Array(train.n);
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    let events = 0;
    for (let i = 0; i < train.n; i++) {
      rows[i] = random.below(train.n);
      events += train.y[rows[i]];
    }
    if (Math.min(events, train.n - events) >= protocol.lasso.folds) break;
  }
  return rows;
}

function judge(boot: Float64Array, bootY: Uint8Array, original: Float64Array, y: Uint8Array): Judged {
  const varies = original.some((value) => value !== original[0]);
  const recalibration = varies
    ? fitLogistic({ n: y.length, terms: ['score'], columns: [original] }, y).coefficients
    : [null, null];
  return {
    aucBoot: delong([boot], bootY).auc[0],
    aucOriginal: delong([original], y).auc[0],
    brierBoot: brierScore(boot.map(logistic), bootY),
    brierOriginal: brierScore(original.map(logistic), y),
    intercept: recalibration[0],
    slope: recalibration[1],
  };
}

/** @param apparent linear predictors of the real models on the training rows */
export function bootstrapOptimism(
  replicates: readonly BootstrapReplicate[],
  apparent: Scores,
  y: Uint8Array,
  protocol: ModellingProtocol,
): BootstrapOptimism {
  const models: Partial<Record<ModelKind, NonNullable<BootstrapOptimism['models'][ModelKind]>>> = {};
  for (const kind of MODEL_KINDS) {
    const scores = apparent[kind];
    if (!scores) continue;
    const judged = replicates.map((replicate) => replicate.models[kind]);
    const present = (values: (number | null)[]) => values.filter((value) => value !== null);
    models[kind] = {
      auc: correct(delong([scores], y).auc[0], mean(judged.map((j) => j.aucBoot - j.aucOriginal))),
      brier: correct(brierScore(scores.map(logistic), y), mean(judged.map((j) => j.brierBoot - j.brierOriginal))),
      slope: correct(1, 1 - mean(present(judged.map((j) => j.slope)))),
      intercept: correct(0, -mean(present(judged.map((j) => j.intercept)))),
    };
  }
  return {
    count: replicates.length,
    seed: protocol.bootstrap.seed,
    nothingSelected: replicates.filter(({ nothingSelected }) => nothingSelected).length,
    models,
  };
}

function correct(apparent: number, optimism: number): Corrected {
  return { apparent, optimism, corrected: apparent - optimism };
}
