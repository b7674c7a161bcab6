/** Shares of counted cases with Wilson's and Clopper and Pearson's intervals. */
import { betaQuantile, normalQuantile } from '../numbers/distributions.ts';

/** A share of counted cases with its intervals; `value` and intervals are null if `of` is 0. */
export interface Proportion {
  readonly count: number;
  readonly of: number;
  readonly value: number | null;
  readonly wilson: [number, number] | null;
  readonly clopperPearson: [number, number] | null;
  /** Level of the intervals. */
  readonly confidence: number;
}

export function proportion(count: number, of: number, confidence = 0.95): Proportion {
  if (of === 0) return { count, of, value: null, wilson: null, clopperPearson: null, confidence };
  return {
    count,
    of,
    value: count / of,
    wilson: wilson(count, of, confidence),
    clopperPearson: clopperPearson(count, of, confidence),
    confidence,
  };
}

/** Score interval (Wilson 1927). */
export function wilson(count: number, of: number, confidence = 0.95): [number, number] {
  const z = normalQuantile(0.5 + confidence / 2);
  const share = count / of;
  const shrink = 1 + (z * z) / of;
  const centre = (share + (z * z) / (2 * of)) / shrink;
  const half = (z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))) / shrink;
  return [count === 0 ? 0 : centre - half, count === of ? 1 : centre + half];
}

/** Exact interval (Clopper & Pearson 1934). */
export function clopperPearson(count: number, of: number, confidence = 0.95): [number, number] {
  const tail = (1 - confidence) / 2;
  return [
    count === 0 ? 0 : betaQuantile(tail, count, of - count + 1),
    count === of ? 1 : betaQuantile(1 - tail, count + 1, of - count),
  ];
}
