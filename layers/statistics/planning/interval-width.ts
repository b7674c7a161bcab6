/** How wide the interval of the test rows' area will be: what `fit` will report, before there is a patient. */
import { normalUpper } from '../numbers/distributions.ts';
import { Random } from '../numbers/random.ts';
import { logitInterval } from '../performance/auc-interval.ts';
import { aucWithInterval } from '../performance/delong.ts';
import { separationOf } from './cox-snell.ts';
import { integrate, normalDensity, REACH } from './integrate.ts';
import type { SetSize } from './noise.ts';
import { PlanRefused, requireC } from './refusal.ts';
import { type Spread, spreadOf } from './spread.ts';

export interface TestInterval {
  readonly set: SetSize;
  /** Expected area. */
  readonly c: number;
  readonly confidence: number;
  /** Variance of the empirical area of scores that are normal with equal variance in both classes: exact. */
  readonly variance: number;
  /** The interval that `fit` would show if area and variance were just as expected. */
  readonly expected: [number, number];
  readonly width: number;
  /** The same by simulated test sets, each with the interval that `fit` shows. */
  readonly simulated: {
    readonly sets: number;
    readonly seed: number;
    readonly area: Spread;
    readonly width: Spread;
    /** Share of intervals that hold the expected area, and its Monte Carlo standard error. */
    readonly coverage: number;
    readonly errorOfCoverage: number;
    /** Share of intervals that lie above one half: the power to show discrimination. */
    readonly aboveChance: number;
  };
}

/** Scores drawn in all, so that a large test set takes no longer than a small one. */
const DRAWS = 1_000_000;
const MOST_SETS = 2000;
const LEAST_SETS = 200;

/**
 * The variance of an empirical area (the Mann–Whitney statistic) of independent patients:
 * [A(1−A) + (m−1)(Q₁−A²) + (n−1)(Q₂−A²)] / (mn), with Q the chance that two patients with the outcome exceed one without,
 * and that one exceeds two (Bamber 1975, J Math Psychol 12:387; Hanley & McNeil 1982, Radiology 143:29). For two normals of
 * equal variance both are ∫ Φ(x)² φ(x − d) dx.
 */
export function binormalVariance(c: number, { patients, events }: SetSize): number {
  const others = patients - events;
  const distance = separationOf(c);
  const q = integrate((x) => normalUpper(-x) ** 2 * normalDensity(x, distance), distance - REACH, distance + REACH);
  return (c * (1 - c) + (patients - 2) * (q - c * c)) / (events * others);
}

/**
 * What interval of the area a test set of this size lets expect.
 *
 * @throws PlanRefused
 */
export function testInterval(set: SetSize, c: number, confidence = 0.95, seed = 1): TestInterval {
  requireC(c);
  const { patients, events } = set;
  if (!(Number.isInteger(events) && events >= 2 && patients - events >= 2)) {
    throw new PlanRefused(
      'test-events',
      `${events} of ${patients} patients`,
      'at least 2 with and 2 without the outcome: with fewer no interval exists',
      'Plan more test patients.',
    );
  }
  const variance = binormalVariance(c, set);
  const expected = logitInterval(c, variance, confidence);
  return {
    set,
    c,
    confidence,
    variance,
    expected,
    width: expected[1] - expected[0],
    simulated: simulate(set, c, confidence, seed),
  };
}

function simulate(
  { patients, events }: SetSize,
  c: number,
  confidence: number,
  seed: number,
): TestInterval['simulated'] {
  const distance = separationOf(c);
  const sets = Math.min(MOST_SETS, Math.max(LEAST_SETS, Math.floor(DRAWS / patients)));
  const y = Uint8Array.from({ length: patients }, (_, i) => (i < events ? 1 : 0));
  const areas: number[] = [];
  const widths: number[] = [];
  let holding = 0;
  let above = 0;
  for (let k = 0; k < sets; k++) {
    const random = new Random(seed, k);
    const scores = Float64Array.from(y, (outcome) => random.normal() + outcome * distance);
    const { auc, shown } = aucWithInterval(scores, y, confidence);
    const [low, high] = shown ?? [0, 1];
    areas.push(auc);
    widths.push(high - low);
    if (low <= c && c <= high) holding++;
    if (low > 0.5) above++;
  }
  const coverage = holding / sets;
  return {
    sets,
    seed,
    area: spreadOf(areas) as Spread,
    width: spreadOf(widths) as Spread,
    coverage,
    errorOfCoverage: Math.sqrt((coverage * (1 - coverage)) / sets),
    aboveChance: above / sets,
  };
}
