/** Where a value lies among the training rows of the version that answered. */
import type { Reference } from '../data/study-data.ts';

/** Shares from 0 to 1. */
export interface CohortPlace {
  /** Share of the rows whose value is lower: exact for participants, else between two percentiles that are known. */
  readonly lower: number | readonly [atLeast: number, atMost: number];
  /** Where the dot stands on an axis of percentiles. */
  readonly at: number;
}

/** The percentiles that a reference has of every feature. */
export const PERCENTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

type Distribution = Reference['selected'][string];

/**
 * The place of a value. Without the rows it lies between two of the known percentiles; nothing more exact is claimed, and
 * the dot stands between them in proportion.
 */
export function placeInCohort(
  value: number | null,
  quantiles: readonly (number | null)[] | undefined,
  selected?: Distribution,
): CohortPlace | undefined {
  if (value === null || !Number.isFinite(value)) return undefined;
  const { rows } = selected ?? {};
  if (rows && rows.length > 0) {
    const lower = rows.filter((row) => row.value < value).length;
    const same = rows.filter((row) => row.value === value).length;
    return { lower: lower / rows.length, at: (lower + same / 2) / rows.length };
  }
  const known = PERCENTILES.flatMap((share, k) => {
    const limit = (quantiles ?? selected?.quantiles)?.[k];
    return limit === null || limit === undefined ? [] : [{ share, limit }];
  });
  if (known.length === 0) return undefined;
  const above = known.findIndex(({ limit }) => value < limit);
  if (above === 0) return { lower: [0, known[0].share], at: known[0].share / 2 };
  if (above === -1) {
    const last = known[known.length - 1];
    // Equal to the highest percentile that is known: that is where it stands.
    return { lower: [last.share, 1], at: value === last.limit ? last.share : (1 + last.share) / 2 };
  }
  const [from, to] = [known[above - 1], known[above]];
  const part = to.limit > from.limit ? (value - from.limit) / (to.limit - from.limit) : 0.5;
  return { lower: [from.share, to.share], at: from.share + part * (to.share - from.share) };
}
