/** The headline: repeated cross-validation, summarised. */
import type { Sample } from '../learning/sample.ts';
import type { ClinicalVariable, ModelKind, Validation } from '../model/fitted-model.ts';
import { MODEL_KINDS } from '../model/fitted-model.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import { clustersByOutcome } from '../numbers/clusters.ts';
import { mean } from '../numbers/moments.ts';
import { brierScore } from '../performance/brier.ts';
import { calibrationInTheLarge, recalibrate } from '../performance/calibration.ts';
import { type Auc, compareUnpaired, withInterval } from '../performance/delong.ts';
import { logistic } from '../regression/logistic.ts';
import { areaOf, type NestedFold, nestedFold, poolScores } from './nested-validation.ts';
import { outerFolds, type ValidationPlan } from './outer-folds.ts';
import type { PermutedAreas } from './permuted-areas.ts';
import { countFailures } from './refusal.ts';

/** Said with the interval wherever it is shown. */
const INTERVAL_METHOD =
  'logit of DeLong on the pooled out-of-fold predictions, areas and variances averaged over the repeats';

/** The same where sites are held out: predictions of as many models as there are sites are pooled. */
const INTERVAL_METHOD_OF_SITES = 'logit of DeLong on the pooled predictions of each site by the model of the others';

/** Fold `index` of all repeats, counted repeat by repeat. */
export function validationFold(
  sample: Sample,
  variables: readonly ClinicalVariable[],
  protocol: ModellingProtocol,
  { folds }: ValidationPlan,
  index: number,
): NestedFold {
  const { seed } = protocol.validation;
  return nestedFold(sample, variables, protocol, { folds, seed, repeat: Math.floor(index / folds) }, index % folds);
}

/**
 * The headline from the folds of all repeats: the area of each repeat's pooled out-of-fold predictions, averaged.
 * Areas are averaged and not predictions: on noise the area of averaged predictions varies twice as much, for what the
 * repeats share is how the training rows happen to hang together (docs/decisions/0013-honest-validation.md).
 *
 * @param folds repeat by repeat, fold by fold
 * @param final the final model
 * @param kinds models that the fit gave
 * @param permuted the same on permuted outcomes
 */
export function summariseValidation(
  folds: readonly NestedFold[],
  sample: Sample,
  plan: ValidationPlan,
  protocol: ModellingProtocol,
  final: ModelKind,
  kinds: readonly ModelKind[],
  permuted: readonly PermutedAreas[],
): Validation {
  const { y, n } = sample;
  const { confidence, validation } = protocol;
  const bySite = validation.by === 'site';
  const repeats = Array.from({ length: plan.repeats }, (_, r) => folds.slice(r * plan.folds, (r + 1) * plan.folds));
  const pooled = repeats.map((repeat) => scoredRows(poolScores(repeat, final, n), sample));
  const areas = areasOf(pooled);
  const overall = averageArea(areas, pooled, confidence);
  const { folds: first, pinned } = outerFolds(sample, protocol, { folds: plan.folds, seed: validation.seed });
  return {
    method: bySite ? 'leave-one-site-out cross-validation' : 'repeated nested cross-validation',
    model: final,
    auc: overall?.auc ?? null,
    interval: overall?.interval ?? null,
    intervalMethod: bySite ? INTERVAL_METHOD_OF_SITES : INTERVAL_METHOD,
    confidence,
    n,
    events: y.reduce((sum, outcome) => sum + outcome, 0),
    folds: plan.folds,
    foldsAsked: bySite ? plan.folds : validation.folds,
    repeats: plan.repeats,
    repeatsAsked: bySite ? plan.repeats : validation.repeats,
    seed: validation.seed,
    aucs: areas.map(({ auc }) => auc),
    nothingSelected: folds.filter(({ nothingSelected }) => nothingSelected).length,
    refits: folds.length,
    failed: countFailures(folds.map(({ failed }) => failed)),
    neverHeldOut: { count: first.filter((fold) => fold < 0).length, sites: pinned },
    ...(bySite && { sites: sitesOf(first, poolScores(folds, final, n), sample, confidence) }),
    models: modelsOf(repeats, kinds, sample, confidence),
    calibration: calibrationOf(pooled),
    predictions: averagePredictions(repeats, final, n),
    permuted: permutedValidation(permuted, overall?.auc ?? null, protocol),
  };
}

/** Area of the pooled out-of-fold predictions of the nomogram (or what stands for it), mean over repeats of folds. */
export function validationArea(repeats: readonly (readonly NestedFold[])[], sample: Judged): number | null {
  const areas = areasOf(repeats.map((folds) => scoredRows(poolScores(folds, 'nomogram', sample.y.length), sample)));
  return areas.length > 0 ? mean(areas.map(({ auc }) => auc)) : null;
}

/** Rows that are judged. */
type Judged = Pick<Sample, 'y' | 'patient'>;

/** Rows of one repeat that have a prediction. */
interface Pooled {
  readonly scores: Float64Array;
  readonly y: number[];
  readonly patient?: readonly string[] | null;
}

function scoredRows(scores: Float64Array, { y, patient }: Judged): Pooled {
  return pick(
    scores,
    { y, patient },
    Array.from(scores.keys()).filter((i) => !Number.isNaN(scores[i])),
  );
}

function pick(scores: Float64Array, { y, patient }: Judged, rows: readonly number[]): Pooled {
  return {
    scores: Float64Array.from(rows, (i) => scores[i]),
    y: rows.map((i) => y[i]),
    patient: patient && rows.map((i) => patient[i]),
  };
}

function areasOf(pooled: readonly Pooled[]) {
  return pooled.map(({ scores, y, patient }) => areaOf(scores, y, patient)).filter((area) => area !== null);
}

/** The area of each site that was held out, by the model of the others, and how far it is from those of the other sites. */
function sitesOf(
  folds: Int32Array,
  scores: Float64Array,
  sample: Pick<Sample, 'y' | 'patient' | 'site'>,
  confidence: number,
): NonNullable<Validation['sites']> {
  const held = [...new Set(sample.site.filter((_, i) => folds[i] >= 0))].sort();
  const scored = Array.from(scores.keys()).filter((i) => !Number.isNaN(scores[i]));
  const judged = (rows: readonly number[]) => areaWithInterval(pick(scores, sample, rows), confidence);
  return held.map((site) => {
    const rows = sample.site.flatMap((name, i) => (name === site ? [i] : []));
    const events = rows.reduce((sum, i) => sum + sample.y[i], 0);
    const own = judged(scored.filter((i) => sample.site[i] === site));
    const others = judged(scored.filter((i) => sample.site[i] !== site));
    const compared = own && others && compareUnpaired(own, others);
    const apart = compared && Number.isFinite(compared.p) ? { difference: compared.difference, p: compared.p } : null;
    return { site, n: rows.length, events, auc: own?.auc.auc ?? null, interval: own?.auc.shown ?? null, apart };
  });
}

/** The area of pooled predictions with its interval, and how many rows (or patients) it is of. */
function areaWithInterval({ scores, y, patient }: Pooled, confidence: number): { auc: Auc; n: number } | null {
  const area = areaOf(scores, y, patient);
  if (!area) return null;
  const [controls, cases] = clustersByOutcome(patient, y);
  const n = patient ? new Set(patient).size : y.length;
  return { auc: withInterval(area.auc, area.variance, { cases, controls }, confidence), n };
}

/** Mean area with the interval of the mean variance: the repeats share their rows, so they do not narrow it. */
function averageArea(areas: ReturnType<typeof areasOf>, pooled: readonly Pooled[], confidence: number) {
  if (areas.length === 0) return null;
  const counts = pooled.map(({ y, patient }) => clustersByOutcome(patient, y));
  const cases = Math.max(...counts.map(([, having]) => having));
  const controls = Math.max(...counts.map(([having]) => having));
  const auc = mean(areas.map((area) => area.auc));
  const { shown } = withInterval(auc, mean(areas.map(({ variance }) => variance)), { cases, controls }, confidence);
  return { auc, interval: shown };
}

function modelsOf(
  repeats: readonly (readonly NestedFold[])[],
  kinds: readonly ModelKind[],
  sample: Judged,
  confidence: number,
): Validation['models'] {
  const models: { -readonly [kind in ModelKind]?: Validation['models'][ModelKind] } = {};
  for (const kind of MODEL_KINDS.filter((one) => kinds.includes(one))) {
    const pooled = repeats.map((folds) => scoredRows(poolScores(folds, kind, sample.y.length), sample));
    const area = averageArea(areasOf(pooled), pooled, confidence);
    if (area) models[kind] = area;
  }
  return models;
}

function calibrationOf(pooled: readonly Pooled[]): Validation['calibration'] {
  const judged = pooled.filter(({ scores, y }) => areaOf(scores, y) !== null);
  const slopes = judged.map(({ scores, y }) => recalibrate(scores, y).slope).filter((slope) => slope !== null);
  const average = (values: number[]) => (values.length > 0 ? mean(values) : null);
  return {
    slope: average(slopes),
    inTheLarge: average(judged.map(({ scores, y }) => calibrationInTheLarge(scores, y).estimate)),
    brier: average(judged.map(({ scores, y }) => brierScore(scores.map(logistic), y))),
    repeats: slopes.length,
  };
}

function averagePredictions(
  repeats: readonly (readonly NestedFold[])[],
  kind: ModelKind,
  n: number,
): Validation['predictions'] {
  const all = repeats.map((folds) => poolScores(folds, kind, n));
  return Array.from({ length: n }, (_, i) => {
    const present = all.map((scores) => scores[i]).filter((score) => !Number.isNaN(score));
    return present.length > 0 ? mean(present) : null;
  });
}

function permutedValidation(
  permuted: readonly PermutedAreas[],
  auc: number | null,
  protocol: ModellingProtocol,
): Validation['permuted'] {
  if (permuted.length === 0) return null;
  const aucs = permuted.map(({ validation }) => validation).filter((area) => area !== null);
  const reached = aucs.filter((area) => auc !== null && area >= auc).length;
  return {
    count: aucs.length,
    seed: protocol.permutations.seed,
    auc: aucs.length > 0 ? mean(aucs) : null,
    aucs,
    p: auc === null || aucs.length === 0 ? null : (1 + reached) / (1 + aucs.length),
    smallestP: 1 / (1 + aucs.length),
    failed: countFailures(permuted.flatMap(({ refusals }) => refusals)),
  };
}
