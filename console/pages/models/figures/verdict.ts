/** What a comparison of two versions says, as names for words: never more than its interval allows. */

/** A difference, first minus second, with its interval. */
export interface Difference {
  readonly value: number;
  readonly interval: readonly [number, number] | null;
}

export type Verdict = 'better' | 'worse' | 'better-unproven' | 'worse-unproven' | 'same' | 'unknown';

/**
 * What a difference says of the first version.
 *
 * @param sense 1 if more is better (area, net benefit), −1 if less is (Brier score)
 * @param digits with which it is shown: what rounds to 0 is called the same
 */
export function verdictOf(difference: Difference | null, sense: 1 | -1 = 1, digits = 2): Verdict {
  if (!difference || !Number.isFinite(difference.value)) return 'unknown';
  const { value, interval } = difference;
  const isProven = interval !== null && (interval[0] > 0 || interval[1] < 0);
  if (!isProven && Number(Math.abs(value).toFixed(digits)) === 0) return 'same';
  const isBetter = sense * value > 0;
  if (isProven) return isBetter ? 'better' : 'worse';
  return isBetter ? 'better-unproven' : 'worse-unproven';
}

export type SlopeVerdict = 'first-nearer' | 'second-nearer' | 'alike' | 'unknown';

/** Whose slope is nearer to 1, as a ratio: 0.5 is as far from it as 2. */
export function nearerSlope(first: number | null, second: number | null): SlopeVerdict {
  if (first === null || second === null || (first <= 0 && second <= 0)) return 'unknown';
  // A slope that is not above 0 is as far from 1 as can be: it ranks the wrong way round, or not at all.
  const [one, other] = [first, second].map((slope) =>
    slope > 0 ? Math.abs(Math.log(slope)) : Number.POSITIVE_INFINITY,
  );
  if (Math.abs(one - other) < 0.05) return 'alike';
  return one < other ? 'first-nearer' : 'second-nearer';
}

/** What a slope says of the probabilities: too extreme, too timid, or neither. */
export function slopeFault(
  slope: number | null,
  interval: readonly [number, number] | null,
): 'extreme' | 'timid' | 'fits' | 'unknown' {
  if (slope === null) return 'unknown';
  if (interval && interval[0] <= 1 && interval[1] >= 1) return 'fits';
  return slope < 1 ? 'extreme' : 'timid';
}
