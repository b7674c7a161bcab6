/** Harrell's optimism bootstrap of the whole protocol. */
import { learn, type Scores, scoreSample } from '../learning/learn.ts';
import { NoFeatureSelected } from '../learning/no-feature-selected.ts';
import { resample, type Sample } from '../learning/sample.ts';
import type { BootstrapOptimism, ClinicalVariable, Corrected, ModelKind } from '../model/fitted-model.ts';
import { MODEL_KINDS } from '../model/fitted-model.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import { clustersByOutcome, clustersOf } from '../numbers/clusters.ts';
import { mean } from '../numbers/moments.ts';
import { Random } from '../numbers/random.ts';
import { brierScore } from '../performance/brier.ts';
import { recalibrate } from '../performance/calibration.ts';
import { delong } from '../performance/delong.ts';
import { logistic } from '../regression/logistic.ts';
import { countFailures, refusalOf } from './refusal.ts';

/** One model of one replicate: on the resample it was fitted on, and on the original rows. */
interface Judged {
  readonly aucBoot: number;
  readonly aucOriginal: number;
  readonly brierBoot: number;
  readonly brierOriginal: number;
  /** Recalibration on either; null if no slope exists: a constant prediction, or one that separates. */
  readonly slopeBoot: number | null;
  readonly interceptBoot: number | null;
  readonly slopeOriginal: number | null;
  readonly interceptOriginal: number | null;
}

/** Plain values, so that a replicate may come from another thread. */
export interface BootstrapReplicate {
  readonly nothingSelected: boolean;
  /** Null if the resample could not be fitted, and `failed` says why. */
  readonly models: { readonly [kind in ModelKind]: Judged } | null;
  readonly failed: string | null;
}

/** A draw without enough of a class for the folds is drawn again, at most this many times. */
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
    const models = judgeAll(scoreSample(learned, boot), scoreSample(learned, train));
    return { nothingSelected: false, models, failed: null };
  } catch (error) {
    if (error instanceof NoFeatureSelected) return { nothingSelected: true, models: judgeAll({}, {}), failed: null };
    return { nothingSelected: false, models: null, failed: refusalOf(error) };
  }
}

/** Rows of a resample; under harmonisation within each site and class, as `rms::validate(group =)`: no site is lost. */
export function drawRows(train: Sample, protocol: ModellingProtocol, index: number): Int32Array {
  const random = new Random(protocol.bootstrap.seed, index);
  if (train.patient) return drawPatients(train, protocol, random);
  const rows = new Int32Array(train.n);
  if (protocol.harmonisation) {
    const strata = new Map<string, number[]>();
    const stratum = (i: number) => `${train.y[i]} ${train.site[i]}`;
    for (let i = 0; i < train.n; i++) {
      const members = strata.get(stratum(i));
      if (members) members.push(i);
      else strata.set(stratum(i), [i]);
    }
    return rows.map((_, i) => {
      const members = strata.get(stratum(i)) ?? [i];
      return members[random.below(members.length)];
    });
  }
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

/** As rows are drawn, but whole patients: as many as there are, each with all rows. */
function drawPatients(train: Sample, protocol: ModellingProtocol, random: Random): Int32Array {
  const patients = clustersOf(train.patient, train.n);
  const strata = new Map<string, number[][]>();
  const stratum = ([first, ...others]: readonly number[]) =>
    protocol.harmonisation ? `${[first, ...others].some((i) => train.y[i] === 1)} ${train.site[first]}` : '';
  for (const rows of patients) {
    const members = strata.get(stratum(rows));
    if (members) members.push(rows);
    else strata.set(stratum(rows), [rows]);
  }
  let drawn: number[] = [];
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    drawn = patients.flatMap((rows) => {
      const members = strata.get(stratum(rows)) ?? [rows];
      return members[random.below(members.length)];
    });
    const names = drawn.map((i) => train.patient?.[i] ?? '');
    const least = Math.min(
      ...clustersByOutcome(
        names,
        drawn.map((i) => train.y[i]),
      ),
    );
    if (least >= protocol.lasso.folds) break;
  }
  return Int32Array.from(drawn);
}

function judge(boot: Float64Array, bootY: Uint8Array, original: Float64Array, y: Uint8Array): Judged {
  const onBoot = recalibrate(boot, bootY);
  const onOriginal = recalibrate(original, y);
  return {
    aucBoot: delong([boot], bootY).auc[0],
    aucOriginal: delong([original], y).auc[0],
    brierBoot: brierScore(boot.map(logistic), bootY),
    brierOriginal: brierScore(original.map(logistic), y),
    slopeBoot: onBoot.slope,
    interceptBoot: onBoot.intercept,
    slopeOriginal: onOriginal.slope,
    interceptOriginal: onOriginal.intercept,
  };
}

/**
 * Harrell's correction: what replicates lose from their own resample to the original rows is taken off the apparent
 * figure. A slope that does not exist is no number: its replicate is left out of the slope's mean, and counted.
 *
 * @param apparent linear predictors of the real models on the training rows
 */
export function bootstrapOptimism(
  replicates: readonly BootstrapReplicate[],
  apparent: Scores,
  y: Uint8Array,
  protocol: ModellingProtocol,
): BootstrapOptimism {
  const models: Partial<Record<ModelKind, NonNullable<BootstrapOptimism['models'][ModelKind]>>> = {};
  const fitted = replicates.flatMap((replicate) => replicate.models ?? []);
  for (const kind of MODEL_KINDS) {
    const scores = apparent[kind];
    if (!scores) continue;
    const judged = fitted.map((replicate) => replicate[kind]);
    const { slope, intercept } = recalibrate(scores, y);
    models[kind] = {
      auc: correct(
        delong([scores], y).auc[0],
        judged.map((j) => j.aucBoot - j.aucOriginal),
      ),
      brier: correct(
        brierScore(scores.map(logistic), y),
        judged.map((j) => j.brierBoot - j.brierOriginal),
      ),
      slope: correct(
        slope,
        judged.map((j) => lost(j.slopeBoot, j.slopeOriginal)),
      ),
      intercept: correct(
        intercept,
        judged.map((j) => lost(j.interceptBoot, j.interceptOriginal)),
      ),
    };
  }
  return {
    count: fitted.length,
    failed: countFailures(replicates.map(({ failed }) => failed)),
    seed: protocol.bootstrap.seed,
    nothingSelected: replicates.filter(({ nothingSelected }) => nothingSelected).length,
    models,
  };
}

function lost(boot: number | null, original: number | null): number | null {
  return boot === null || original === null ? null : boot - original;
}

function correct(apparent: number | null, losses: readonly (number | null)[]): Corrected {
  const present = losses.filter((loss) => loss !== null);
  const optimism = present.length > 0 ? mean(present) : null;
  const corrected = apparent === null || optimism === null ? null : apparent - optimism;
  return { apparent, optimism, corrected, replicates: present.length };
}
