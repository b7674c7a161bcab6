/** Simulates how often intervals and tests keep their promise. */
import { chiSquaredUpper, normalQuantile } from '../../../layers/statistics/numbers/distributions.ts';
import { Random } from '../../../layers/statistics/numbers/random.ts';
import { logitInterval, newcombeInterval } from '../../../layers/statistics/performance/auc-interval.ts';
import { aucWithInterval } from '../../../layers/statistics/performance/delong.ts';
import { hosmerLemeshow } from '../../../layers/statistics/performance/hosmer-lemeshow.ts';
import { logistic } from '../../../layers/statistics/regression/logistic.ts';

/** Shares of simulated binormal cohorts whose interval holds the true area. */
export function aucCoverage(options: {
  readonly cases: number;
  readonly controls: number;
  readonly area: number;
  readonly cohorts: number;
  readonly seed: number;
}) {
  const { cases, controls, area, cohorts, seed } = options;
  const random = new Random(seed);
  const shift = Math.SQRT2 * normalQuantile(area);
  const y = Uint8Array.from({ length: cases + controls }, (_, i) => (i < cases ? 1 : 0));
  const held = { delong: 0, logit: 0, newcombe: 0, shown: 0 };
  let perfect = 0;
  for (let k = 0; k < cohorts; k++) {
    const scores = Float64Array.from(y, (outcome) => random.normal() + outcome * shift);
    const { auc, variance, interval, shown } = aucWithInterval(scores, y);
    const holds = (bounds: [number, number] | null) => bounds !== null && bounds[0] <= area && area <= bounds[1];
    if (holds(interval)) held.delong++;
    if (auc > 0 && auc < 1 && holds(logitInterval(auc, variance))) held.logit++;
    if (holds(newcombeInterval(auc, cases, controls))) held.newcombe++;
    if (holds(shown)) held.shown++;
    if (auc === 1) perfect++;
  }
  return {
    delong: held.delong / cohorts,
    logit: held.logit / cohorts,
    newcombe: held.newcombe / cohorts,
    shown: held.shown / cohorts,
    perfect: perfect / cohorts,
  };
}

/** Shares of simulated cohorts in which true probabilities are rejected at 5 %, among those with a test. */
export function hosmerLemeshowRejections(options: {
  readonly n: number;
  readonly spread: number;
  readonly cohorts: number;
  readonly seed: number;
}) {
  const { n, spread, cohorts, seed } = options;
  const random = new Random(seed);
  let tested = 0;
  let withGroups = 0;
  let withGroupsLessTwo = 0;
  for (let k = 0; k < cohorts; k++) {
    const probabilities = Float64Array.from({ length: n }, () => logistic(0.5 + spread * random.normal()));
    const y = Uint8Array.from(probabilities, (p) => (random.uniform() < p ? 1 : 0));
    const { p, chiSquared, groups } = hosmerLemeshow(probabilities, y, 10, false);
    if (p === null) continue;
    tested++;
    if (p < 0.05) withGroups++;
    if (chiSquaredUpper(chiSquared, groups.length - 2) < 0.05) withGroupsLessTwo++;
  }
  return {
    tested: tested / cohorts,
    withGroups: withGroups / tested,
    withGroupsLessTwo: withGroupsLessTwo / tested,
  };
}
