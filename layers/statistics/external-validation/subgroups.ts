/** Performance by age, receptor status, site, scanner and whatever else divides the rows. */
import { InvalidTable } from '../errors.ts';
import { chiSquaredUpper } from '../numbers/distributions.ts';
import { median } from '../numbers/moments.ts';
import { brierScore } from '../performance/brier.ts';
import { calibrate } from '../performance/calibration.ts';
import { aucWithInterval } from '../performance/delong.ts';
import { observedToExpected } from '../performance/observed-expected.ts';
import { patientsOfRows, type ScoredRow } from '../prediction/score-rows.ts';
import type { SubgroupLevel, Subgroups } from './external-validation.ts';
import { eventsOfRows } from './performance-of-rows.ts';

/** A variable by which to divide, with a value per row of the table; null for a missing one. */
export interface SubgroupVariable {
  readonly name: string;
  readonly values: readonly (string | number | null)[];
  /** Bounds of a numeric variable; without any, the median of the judged rows. Must be absent for a categorical one. */
  readonly cuts?: readonly number[];
  /** Where the cuts come from, in words; default "given". */
  readonly cutsFrom?: string;
}

/** Fewer rows of an outcome give no figures: a level of three patients is a story, not a performance. */
export const LEAST_PER_OUTCOME = 5;

/** More levels name rows rather than describing them. */
const MOST_LEVELS = 20;

/**
 * Divides scored rows by a variable: a numeric one at its cuts, any other by its values, sorted.
 *
 * @param valueIn the value of a scored row, by its id
 * @throws InvalidTable for cuts of a categorical variable, cuts that do not ascend, or more than 20 levels
 */
export function subgroupsOf(
  variable: Omit<SubgroupVariable, 'values'>,
  rows: readonly ScoredRow[],
  valueIn: (row: ScoredRow) => string | number | null,
  confidence: number,
): Subgroups {
  const values = rows.map(valueIn);
  const present = values.filter((value) => value !== null);
  const missing = rows.length - present.length;
  const numeric = present.length > 0 && present.every((value) => typeof value === 'number');
  const { name } = variable;
  if (!numeric) {
    if (variable.cuts) {
      throw new InvalidTable(`cut points for ${name}, which holds words`, 'cut points for numbers alone');
    }
    const names = [...new Set(present.map(String))].sort();
    if (names.length > MOST_LEVELS) {
      throw new InvalidTable(`${names.length} values of ${name}`, `at most ${MOST_LEVELS} subgroups of a variable`);
    }
    const levels = names.map((level) =>
      levelOf(
        level,
        rows.filter((_, i) => values[i] !== null && String(values[i]) === level),
        confidence,
      ),
    );
    const common = { name, cuts: [], cutsFrom: null, levels, missing, difference: differenceOf(levels) };
    return { ...common, kind: 'categorical' };
  }
  const numbers = values.map((value) => (typeof value === 'number' ? value : Number.NaN));
  const distinct = [...new Set(present.map(Number))].sort((a, b) => a - b);
  const cuts = variable.cuts ? [...variable.cuts] : distinct.length > 1 ? [splitAt(present.map(Number), distinct)] : [];
  if (cuts.some((cut, k) => k > 0 && cut <= cuts[k - 1])) {
    throw new InvalidTable(`cut points ${cuts.join(', ')} of ${name}`, 'cut points that ascend');
  }
  const bounds = [Number.NEGATIVE_INFINITY, ...cuts, Number.POSITIVE_INFINITY];
  const levels = bounds.slice(1).map((to, k) => {
    const inside = rows.filter((_, i) => numbers[i] >= bounds[k] && numbers[i] < to);
    return levelOf(rangeName(bounds[k], to), inside, confidence);
  });
  return {
    name,
    kind: 'numeric',
    cuts,
    cutsFrom: variable.cuts ? (variable.cutsFrom ?? 'given') : 'the median of the judged rows',
    levels,
    missing,
    difference: differenceOf(levels),
  };
}

/** The median; if it is the least value (a variable coded 0 and 1), the next larger one, so that both sides have rows. */
function splitAt(values: readonly number[], distinct: readonly number[]): number {
  const middle = median(values);
  return middle > distinct[0] ? middle : distinct[1];
}

function rangeName(from: number, to: number): string {
  if (from === Number.NEGATIVE_INFINITY) return to === Number.POSITIVE_INFINITY ? 'all' : `< ${to}`;
  return to === Number.POSITIVE_INFINITY ? `≥ ${from}` : `${from} to < ${to}`;
}

function levelOf(level: string, rows: readonly ScoredRow[], confidence: number): SubgroupLevel {
  const n = rows.length;
  const events = eventsOfRows(rows);
  const rarer = Math.min(events, n - events);
  if (rarer < LEAST_PER_OUTCOME) {
    const tooFew = `too few: ${events} with the event, ${n - events} without; at least ${LEAST_PER_OUTCOME} of each are needed`;
    return { ...NO_FIGURES, level, n, events, tooFew };
  }
  const y = rows.map(({ outcome }) => outcome);
  const probabilities = rows.map(({ probability }) => probability);
  const calibration = calibrate(probabilities, y, LEAST_GROUPS, { fitted: false, confidence });
  return {
    level,
    n,
    events,
    tooFew: null,
    auc: aucWithInterval(
      rows.map(({ linearPredictor }) => linearPredictor),
      y,
      confidence,
      patientsOfRows(rows),
    ),
    observedToExpected: observedToExpected(probabilities, y, confidence),
    calibrationSlope: calibration.slope,
    calibrationSlopeInterval: calibration.slopeInterval,
    inTheLarge: calibration.inTheLarge,
    inTheLargeInterval: calibration.inTheLargeInterval,
    brier: brierScore(probabilities, y),
  };
}

/** The Hosmer–Lemeshow test of a subgroup is not shown; its groups may be few. */
const LEAST_GROUPS = 5;

const NO_FIGURES = {
  auc: null,
  observedToExpected: null,
  calibrationSlope: null,
  calibrationSlopeInterval: null,
  inTheLarge: null,
  inTheLargeInterval: null,
  brier: null,
} as const;

/** Cochran's Q (1954): weighted squares of the areas about their weighted mean, each with the inverse of DeLong's variance. */
function differenceOf(levels: readonly SubgroupLevel[]): Subgroups['difference'] {
  const areas = levels.flatMap(({ auc }) => (auc && auc.variance > 0 ? [auc] : []));
  const judged = levels.filter(({ auc }) => auc !== null);
  // An area of 1 has no variance to weigh it by: leaving it out would hide the largest difference.
  if (areas.length < 2 || areas.length < judged.length) return null;
  const weights = areas.map(({ variance }) => 1 / variance);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const centre = areas.reduce((sum, { auc }, k) => sum + weights[k] * auc, 0) / total;
  const q = areas.reduce((sum, { auc }, k) => sum + weights[k] * (auc - centre) ** 2, 0);
  return { q, df: areas.length - 1, p: chiSquaredUpper(q, areas.length - 1) };
}
