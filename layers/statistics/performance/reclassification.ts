/** Net reclassification and integrated discrimination improvement. */
import { normalQuantile } from '../numbers/distributions.ts';
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

/** (better − worse) / n with the standard error of a difference of two shares of one sample. */
function net(better: number, worse: number, n: number, confidence: number): Estimate {
  const se = Math.sqrt((better + worse) / n ** 2 - (better - worse) ** 2 / n ** 3);
  return estimate((better - worse) / n, se, confidence);
}

function estimate(value: number, se: number, confidence: number): Estimate {
  const half = normalQuantile(0.5 + confidence / 2) * se;
  return { value, se, z: se > 0 ? value / se : 0, interval: [value - half, value + half], confidence };
}
