/** A swarm of dots: one for each patient at its value, moved up or down until none lies on another. */

export interface SwarmDot {
  readonly x: number;
  /** From the middle line of the swarm. */
  readonly y: number;
}

/**
 * Places dots by their values, in the order given. Dots that would touch go to the nearest free row, above and below the
 * middle in turn; if no row has room, the dot lies on the outermost one.
 *
 * @param at pixels of each value
 * @param diameter of a dot with the space around it
 * @param rows at most this many above, and below, the middle
 */
export function swarm(at: readonly number[], diameter: number, rows: number): SwarmDot[] {
  const offsets = [0, ...Array.from({ length: rows }, (_, k) => [k + 1, -(k + 1)]).flat()];
  // The right-most dot of each row is not enough: values come in any order. Rows keep all of theirs, sorted by arrival.
  const taken = new Map<number, number[]>(offsets.map((offset) => [offset, []]));
  const order = at.map((_, i) => i).sort((a, b) => at[a] - at[b]);
  const placed = new Array<SwarmDot>(at.length);
  for (const i of order) {
    const x = at[i];
    const isFree = (offset: number): boolean => {
      const last = taken.get(offset)?.at(-1);
      return last === undefined || x - last >= diameter;
    };
    const offset = offsets.find(isFree) ?? offsets[offsets.length - 1];
    taken.get(offset)?.push(x);
    placed[i] = { x, y: offset * diameter };
  }
  return placed;
}

/** Rows that a swarm needs above and below its middle so that no dot lies on another. */
export function rowsNeeded(at: readonly number[], diameter: number): number {
  const sorted = [...at].sort((a, b) => a - b);
  let most = 1;
  let from = 0;
  sorted.forEach((x, i) => {
    while (x - sorted[from] >= diameter) from++;
    most = Math.max(most, i - from + 1);
  });
  return Math.ceil((most - 1) / 2);
}

/** Share of values below, and half of those that are equal: where a value lies in a sample, 0 to 1. */
export function placeIn(sample: readonly number[], value: number): number {
  const below = sample.filter((one) => one < value).length;
  const equal = sample.filter((one) => one === value).length;
  return (below + equal / 2) / sample.length;
}
