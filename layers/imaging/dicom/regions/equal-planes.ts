/** Finds planes at equal distances through positions of which some planes may be missing. */

/** Positions that are at most this part of the distance between planes apart are one plane. */
const SAME_PLANE = 0.05;
/** More planes than this between the first and the last are none that anything was drawn on. */
const MOST_PLANES = 10_000;

export interface EqualPlanes {
  readonly first: number;
  readonly step: number;
  readonly count: number;
  /** The plane of each position, from 0. */
  readonly planeOf: readonly number[];
}

/**
 * Planes at equal distances that hold all positions; undefined if there are none. The distance is the median of those
 * between neighbours.
 *
 * @param alone the distance for positions that are all one
 */
export function onEqualPlanes(positions: readonly number[], alone = 1): EqualPlanes | undefined {
  if (positions.length === 0) return undefined;
  const sorted = [...positions].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((position, i) => position - sorted[i]);
  const largest = Math.max(0, ...gaps);
  const apart = gaps.filter((gap) => gap > SAME_PLANE * Math.min(largest, alone));
  const first = sorted[0];
  if (apart.length === 0) return { first, step: alone, count: 1, planeOf: positions.map(() => 0) };
  // The distance that most have: one close pair would make planes between the others, on which nothing was drawn.
  const typical = [...apart].sort((a, b) => a - b)[apart.length >> 1];
  const extent = sorted[sorted.length - 1] - first;
  const last = Math.round(extent / typical);
  if (last > MOST_PLANES) return undefined;
  // Over the whole extent the distance is known better than from two neighbours.
  const step = extent / last;
  const planeOf = positions.map((position) => Math.round((position - first) / step));
  const isOnPlanes = positions.every(
    (position, i) => Math.abs(position - first - planeOf[i] * step) <= SAME_PLANE * step,
  );
  return isOnPlanes ? { first, step, count: last + 1, planeOf } : undefined;
}
