/** Gates against chance: the area under the curve in the test rows and in the cross-validation, next to the permuted null. */
import { normalQuantile } from '../numbers/distributions.ts';
import { mean, variance } from '../numbers/moments.ts';
import { withInterval } from '../performance/delong.ts';
import { type Candidate, type TestFacts, whyNoTest } from './candidate.ts';
import { between, type Gate, type GateResult, level, measured, notMeasured, shown } from './gate-result.ts';
import type { GateSettings } from './settings.ts';

/** From fewer permutations no spread is estimated. */
const LEAST_PERMUTATIONS = 5;

/** What a model without knowledge reaches by the same procedure. */
interface Null {
  /** At least one half. */
  readonly centre: number;
  /** The area that a share `quantile` of such models does not reach, by the normal distribution; null without a spread. */
  readonly quantile: number | null;
  readonly permutations: number;
}

/**
 * The quantile comes from mean and standard deviation of the permuted areas: of 20 permutations the largest is itself a draw
 * that a good model misses once in three times if its true p is 0.02.
 */
function nullOf(areas: readonly number[] | undefined, quantile: number): Null {
  const permutations = areas?.length ?? 0;
  if (!areas || permutations === 0) return { centre: 0.5, quantile: null, permutations };
  const centre = Math.max(0.5, mean(areas));
  const spread = permutations >= LEAST_PERMUTATIONS ? Math.sqrt(variance(areas)) : null;
  return { centre, quantile: spread === null ? null : centre + normalQuantile(quantile) * spread, permutations };
}

function judgeArea(
  gate: Gate,
  rows: string,
  auc: number,
  interval: readonly [number, number],
  confidence: number,
  none: Null,
  quantile: number,
): GateResult {
  const aboveCentre = interval[0] > none.centre;
  const aboveQuantile = none.quantile === null || auc > none.quantile;
  const of = none.permutations > 0 ? `mean of ${none.permutations} permutations, at least one half` : 'chance';
  const quantileText =
    none.quantile === null
      ? ''
      : `, and the area above ${shown(none.quantile)} (${level(quantile)} quantile of permuted outcomes)`;
  const problem = aboveCentre
    ? `The area of ${shown(auc)} in ${rows} is one that models of permuted outcomes reach, too.`
    : `In ${rows} the model is not shown to be better than chance: the interval ${between(interval)} reaches down to ${shown(none.centre)}.`;
  return measured(gate, aboveCentre && aboveQuantile, {
    got: `${shown(auc)} (${level(confidence)} interval ${between(interval)})`,
    wanted: `a lower end above ${shown(none.centre)} (${of})${quantileText}`,
    figures: { auc, low: interval[0], high: interval[1], confidence, null: none.centre, nullQuantile: none.quantile },
    message:
      aboveCentre && aboveQuantile
        ? `In ${rows} the model is better than chance: area ${shown(auc)}, ${level(confidence)} interval ${between(interval)}.`
        : problem,
  });
}

export function judgeAucInTest(
  candidate: Candidate,
  facts: TestFacts | null,
  { confidence, aloneConfidence, quantile }: NonNullable<GateSettings['aucInTest']>,
): GateResult {
  const { permutation, validation } = candidate.evaluation;
  const used = validation ? confidence : aloneConfidence;
  const none = nullOf(permutation?.testAucs, quantile);
  const wanted = `a lower end above ${shown(none.centre)}`;
  if (!facts) {
    return notMeasured('auc-in-test', 'refuse', { got: 'no area', wanted, message: whyNoTest(candidate) });
  }
  const { set, evaluated } = facts;
  const { auc, variance: squared } = evaluated.auc;
  const sizes = { cases: set.events, controls: set.n - set.events };
  const { shown: interval, note } = withInterval(auc, squared, sizes, used);
  if (!interval) {
    const message = note ?? 'The area has no interval.';
    return notMeasured('auc-in-test', 'refuse', { got: shown(auc), wanted, message });
  }
  const rows = validation
    ? `the ${set.n} test rows`
    : `the ${set.n} test rows, without a cross-validation next to them,`;
  return judgeArea('auc-in-test', rows, auc, interval, used, none, quantile);
}

export function judgeAucInValidation(
  { evaluation }: Candidate,
  { quantile, whenNotMeasured }: NonNullable<GateSettings['aucInValidation']>,
): GateResult {
  const { validation, validationOmitted } = evaluation;
  const none = nullOf(validation?.permuted?.aucs, quantile);
  const wanted = `a lower end above ${shown(none.centre)}`;
  if (!validation || validation.auc === null || !validation.interval) {
    // Refits that all failed are a finding about the cohort, not a choice of the protocol.
    const when = validationOmitted?.code === 'every-refit-failed' ? 'refuse' : whenNotMeasured;
    const message = validationOmitted?.message ?? 'The cross-validation has no area.';
    return notMeasured('auc-in-validation', when, { got: 'no cross-validation', wanted, message });
  }
  const rows = `the cross-validation of the ${validation.n} training rows`;
  const { auc, interval, confidence } = validation;
  return judgeArea('auc-in-validation', rows, auc, interval, confidence, none, quantile);
}
