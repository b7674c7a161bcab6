/** Gates of comparison: against the champion on the same locked rows, and between institutions. */
import { type AucMatrix, comparePaired, delong, withInterval } from '../performance/delong.ts';
import { type Candidate, type Champion, type TestFacts, whyNoTest } from './candidate.ts';
import { type GateResult, level, measured, notMeasured, shown } from './gate-result.ts';
import type { GateSettings } from './settings.ts';

/** Two models on the rows that both answer for: areas and their covariance, the candidate first. */
export interface PairedAreas {
  readonly n: number;
  readonly events: number;
  readonly areas: AucMatrix;
  /** Rows left out because the champion was fitted on them. */
  readonly inTraining: number;
}

/** Null unless the common rows have both outcomes. */
export function pairedAreas(
  { set, scores }: Pick<TestFacts, 'set' | 'scores'>,
  champion: Champion['scored'],
): PairedAreas | null {
  const scored = new Map(champion.rows.map((row) => [row.id, row]));
  const pairs = set.ids.flatMap((id, i) => {
    const other = scored.get(id);
    return other ? [{ other, mine: scores[i], y: set.outcomes[i] }] : [];
  });
  const fresh = pairs.filter(({ other }) => !other.inTraining);
  const y = fresh.map((pair) => pair.y);
  const events = y.reduce((sum, outcome) => sum + outcome, 0);
  if (events === 0 || events === y.length) return null;
  const areas = delong([fresh.map(({ mine }) => mine), fresh.map(({ other }) => other.linearPredictor)], y);
  return { n: y.length, events, areas, inTraining: pairs.length - fresh.length };
}

export function judgeAgainstChampion(
  candidate: Candidate,
  facts: TestFacts | null,
  champion: Champion | null | undefined,
  { margin, confidence, leastShare }: NonNullable<GateSettings['notWorseThanChampion']>,
): GateResult {
  const gate = 'not-worse-than-champion';
  const wanted = `a lower end (one-sided, ${level(confidence)}) of the difference above ${shown(-margin)}`;
  if (!champion) {
    return notMeasured(gate, 'pass', { got: 'no champion', wanted, message: 'There is no champion to compare with.' });
  }
  const name = champion.name ?? 'the champion';
  if (!facts) return notMeasured(gate, 'refuse', { got: 'no areas', wanted, message: whyNoTest(candidate) });
  const paired = pairedAreas(facts, champion.scored);
  const n = paired?.n ?? 0;
  const share = n / facts.set.n;
  if (!paired || share < leastShare) {
    const excluded = paired && paired.inTraining > 0 ? ` (it was fitted on ${paired.inTraining} of them)` : '';
    const message = `Only ${n} of the ${facts.set.n} test rows can be compared with ${name}${excluded}; at least ${level(leastShare)} are needed.`;
    return notMeasured(gate, 'refuse', { got: `${n} common rows`, wanted, message, figures: { n, share } });
  }
  const [mine, other] = paired.areas.auc;
  // A one-sided bound is the lower end of the two-sided interval of twice the error.
  const { difference, interval } = comparePaired(paired.areas, 0, 1, 2 * confidence - 1);
  const low = interval ? interval[0] : difference;
  const passed = low > -margin;
  const areas = `area ${shown(mine)} against ${shown(other)} of ${name} in the same ${n} rows`;
  return measured(gate, passed, {
    got: `${shown(difference)} (lower end ${shown(low)}); ${areas}`,
    wanted,
    figures: { difference, low, margin, confidence, auc: mine, championAuc: other, n, events: paired.events },
    message: passed
      ? `The version is not worse than ${name} by more than ${shown(margin)}: ${areas}.`
      : `The version is not shown to be as good as ${name}: ${areas}, and the difference may be as low as ${shown(low)}.`,
  });
}

interface InstitutionArea {
  readonly institution: string;
  readonly auc: number;
  readonly variance: number;
  readonly sizes: { readonly cases: number; readonly controls: number };
}

function intervalOf({ auc, variance, sizes }: InstitutionArea, confidence: number): readonly [number, number] {
  return withInterval(auc, variance, sizes, confidence).shown ?? [0, 1];
}

/** @throws RangeError if the institutions are not one for each test row */
export function judgeInstitutionsGap(
  candidate: Candidate,
  facts: TestFacts | null,
  { most, confidence, leastPerOutcome, whenNotMeasured }: NonNullable<GateSettings['institutionsGap']>,
): GateResult {
  const gate = 'institutions-gap';
  const wanted = `a difference whose lower end (${level(confidence)} over all pairs) is at most ${shown(most)}`;
  if (!facts) return notMeasured(gate, whenNotMeasured, { got: 'no areas', wanted, message: whyNoTest(candidate) });
  const { testInstitutions } = candidate;
  if (!testInstitutions) {
    const message = 'The institutions of the test rows are not known.';
    return notMeasured(gate, whenNotMeasured, { got: 'no institutions', wanted, message });
  }
  const areas = areasByInstitution(facts, testInstitutions, leastPerOutcome);
  if (areas.length < 2) {
    const message = `Fewer than two institutions have ${leastPerOutcome} test rows of each outcome: too few to compare.`;
    return notMeasured(gate, whenNotMeasured, { got: `${areas.length} institutions`, wanted, message });
  }
  const pairs = areas.flatMap((a, i) => areas.slice(i + 1).map((b) => (a.auc >= b.auc ? [a, b] : [b, a])));
  const perPair = 1 - (1 - confidence) / pairs.length;
  const gaps = pairs.map(([better, worse]) => {
    const gap = better.auc - worse.auc;
    // The bound of a difference from the bounds of both (Zou & Donner 2008): it exists for an area of 1, too.
    const down = better.auc - intervalOf(better, perPair)[0];
    const up = intervalOf(worse, perPair)[1] - worse.auc;
    return { better, worse, gap, low: gap - Math.hypot(down, up) };
  });
  const largest = gaps.reduce((a, b) => (b.low > a.low ? b : a));
  const { better, worse, gap, low } = largest;
  const passed = low <= most;
  const between = `${shown(better.auc)} at ${better.institution}, ${shown(worse.auc)} at ${worse.institution}`;
  return measured(gate, passed, {
    got: `${shown(gap)} (lower end ${shown(low)}): ${between}`,
    wanted,
    figures: { gap, low, most, confidence, institutions: areas.length, better: better.auc, worse: worse.auc },
    message: passed
      ? `No gap between institutions beyond ${shown(most)} is shown: ${between}.`
      : `The model works for one institution and not for another: ${between}.`,
  });
}

function areasByInstitution(
  { set, scores }: TestFacts,
  institutions: readonly string[],
  leastPerOutcome: number,
): InstitutionArea[] {
  if (institutions.length !== set.n) {
    throw new RangeError(`got ${institutions.length} institutions; wanted one for each of the ${set.n} test rows`);
  }
  return [...new Set(institutions)].sort().flatMap((institution) => {
    const rows = institutions.flatMap((one, i) => (one === institution ? [i] : []));
    const y = rows.map((i) => set.outcomes[i]);
    const events = y.reduce((sum, outcome) => sum + outcome, 0);
    if (Math.min(events, y.length - events) < leastPerOutcome) return [];
    const { auc, covariance } = delong([rows.map((i) => scores[i])], y);
    const sizes = { cases: events, controls: y.length - events };
    return [{ institution, auc: auc[0], variance: covariance[0][0], sizes }];
  });
}
