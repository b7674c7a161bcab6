import { normalQuantile, normalTwoSided } from '../numbers/distributions.ts';
import { mean, variance } from '../numbers/moments.ts';

/** An estimate with its standard error and z. */
export interface Estimate {
  readonly value: number;
  readonly se: number;
  readonly z: number;
  /** Normal interval at `confidence`. */
  readonly interval: [number, number];
  readonly confidence: number;
}

export interface Improvement {
  readonly events: number;
  readonly nonEvents: number;
  /** Share of events and non-events whose probability rises or falls. */
  readonly upEvents: number;
  readonly downEvents: number;
  readonly upNonEvents: number;
  readonly downNonEvents: number;
  /** Category-free net reclassification improvement, and its two parts. */
  readonly nri: Estimate;
  readonly nriEvents: Estimate;
  readonly nriNonEvents: Estimate;
  /** Mean rise among events, mean fall among non-events, and their sum. */
  readonly sensitivityGain: number;
  readonly specificityGain: number;
  readonly idi: Estimate;
}

/**
 * What a new model's probabilities add to an old one's (Pencina 2008, 2011). Meaningful on rows that neither model was
 * fitted on; on the others a useless predictor improves both figures (Hilden & Gerds 2014).
 *
 * @example
 * ```ts
 * import { improvement } from '@radscore/statistics';
 * const { nri } = improvement([0.3, 0.4, 0.6], [0.2, 0.5, 0.7], [0, 1, 1]);
 * nri.value; // → 2
 * ```
 */
export function improvement(
  old: ArrayLike<number>,
  renewed: ArrayLike<number>,
  y: ArrayLike<number>,
  confidence = 0.95,
): Improvement {
  const rise: [number[], number[]] = [[], []];
  for (let i = 0; i < y.length; i++) rise[y[i] === 1 ? 1 : 0].push(renewed[i] - old[i]);
  const [nonEvents, events] = rise;
  const up = (values: number[]) => values.filter((value) => value > 0).length;
  const down = (values: number[]) => values.filter((value) => value < 0).length;
  const forEvents = net(up(events), down(events), events.length, confidence);
  const forNonEvents = net(down(nonEvents), up(nonEvents), nonEvents.length, confidence);
  const idi = mean(events) - mean(nonEvents);
  return {
    events: events.length,
    nonEvents: nonEvents.length,
    upEvents: up(events) / events.length,
    downEvents: down(events) / events.length,
    upNonEvents: up(nonEvents) / nonEvents.length,
    downNonEvents: down(nonEvents) / nonEvents.length,
    nri: estimate(forEvents.value + forNonEvents.value, Math.hypot(forEvents.se, forNonEvents.se), confidence),
    nriEvents: forEvents,
    nriNonEvents: forNonEvents,
    sensitivityGain: mean(events),
    specificityGain: -mean(nonEvents),
    idi: estimate(
      idi,
      Math.sqrt(variance(events) / events.length + variance(nonEvents) / nonEvents.length),
      confidence,
    ),
  };
}

export interface CategoricalImprovement {
  /** Counts: old category by row, new category by column. */
  readonly eventTable: number[][];
  readonly nonEventTable: number[][];
  readonly nri: number;
  readonly nriEvents: number;
  readonly nriNonEvents: number;
  /** Standard error if nothing changes (Pencina 2008), and without that assumption. */
  readonly underNull: Estimate & { readonly p: number };
  readonly underAlternative: Estimate & { readonly p: number };
}

/** @param cutoffs ascending; a probability's category is the number of cut-offs it reaches */
export function categoricalImprovement(
  old: ArrayLike<number>,
  renewed: ArrayLike<number>,
  y: ArrayLike<number>,
  cutoffs: readonly number[],
  confidence = 0.95,
): CategoricalImprovement {
  const category = (p: number) => cutoffs.filter((cutoff) => cutoff <= p).length;
  const empty = () => Array.from({ length: cutoffs.length + 1 }, () => new Array<number>(cutoffs.length + 1).fill(0));
  const tables = [empty(), empty()];
  for (let i = 0; i < y.length; i++) tables[y[i] === 1 ? 1 : 0][category(old[i])][category(renewed[i])]++;
  const moves = (table: number[][]) => {
    let up = 0;
    let down = 0;
    let n = 0;
    table.forEach((row, r) => {
      row.forEach((count, c) => {
        n += count;
        if (c > r) up += count;
        if (c < r) down += count;
      });
    });
    return { up, down, n };
  };
  const [nonEventTable, eventTable] = tables;
  const e = moves(eventTable);
  const o = moves(nonEventTable);
  const forEvents = net(e.up, e.down, e.n, confidence);
  const forNonEvents = net(o.down, o.up, o.n, confidence);
  const nri = forEvents.value + forNonEvents.value;
  const nullSe = Math.sqrt((e.up + e.down) / e.n ** 2 + (o.up + o.down) / o.n ** 2);
  const test = (se: number) => ({ ...estimate(nri, se, confidence), p: normalTwoSided(se > 0 ? nri / se : 0) });
  return {
    eventTable,
    nonEventTable,
    nri,
    nriEvents: forEvents.value,
    nriNonEvents: forNonEvents.value,
    underNull: test(nullSe),
    underAlternative: test(Math.hypot(forEvents.se, forNonEvents.se)),
  };
}

/** (better − worse) / n with the standard error of a difference of two shares of one sample. */
function net(better: number, worse: number, n: number, confidence: number): Estimate {
  const se = Math.sqrt((better + worse) / n ** 2 - (better - worse) ** 2 / n ** 3);
  return estimate((better - worse) / n, se, confidence);
}

function estimate(value: number, se: number, confidence: number): Estimate {
  const half = normalQuantile(0.5 + confidence / 2) * se;
  return { value, se, z: se > 0 ? value / se : 0, interval: [value - half, value + half], confidence };
}
