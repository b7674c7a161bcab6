/** The place of one value among the training rows: swarms of dots if rows may be seen, bars of groups if not. */
import { rowsNeeded, type SwarmDot, swarm } from './swarm.ts';

export interface PlacedRow {
  readonly value: number;
  readonly pcr: boolean;
}

/** A group of rows; an end that is not shown reaches to the end of the scale. */
export interface PlacedGroup {
  readonly from: number | null;
  readonly to: number | null;
  readonly n: number;
}

/** The drawing: a scale from 0 to 100 % between two edges, a swarm with the event above one without. */
export const PLACE = {
  width: 290,
  height: 226,
  left: 10,
  right: 268,
  top: 20,
  bottom: 200,
  above: 78,
  below: 168,
} as const;

/** Pixels of a share. */
export function atShare(share: number): number {
  return PLACE.left + Math.max(0, Math.min(1, share)) * (PLACE.right - PLACE.left);
}

export interface Swarms {
  readonly radius: number;
  readonly with: readonly SwarmDot[];
  readonly without: readonly SwarmDot[];
}

/** Dots with their space; the first that leaves both swarms within their rooms is taken. */
const DIAMETERS = [6.4, 5, 4, 3, 2.2, 1.6];
/** Height above, and below, the middle of each swarm, less its title. */
const ROOMS = { with: 36, without: 24 };

/** Both swarms, dots of one size. */
export function swarmsOf(rows: readonly PlacedRow[]): Swarms {
  const places = (pcr: boolean): number[] => rows.filter((row) => row.pcr === pcr).map(({ value }) => atShare(value));
  const [yes, no] = [places(true), places(false)];
  const fits = (diameter: number): boolean =>
    rowsNeeded(yes, diameter) * diameter <= ROOMS.with && rowsNeeded(no, diameter) * diameter <= ROOMS.without;
  const diameter = DIAMETERS.find(fits) ?? DIAMETERS[DIAMETERS.length - 1];
  return {
    radius: Math.round(diameter * 4.375) / 10,
    with: swarm(yes, diameter, Math.floor(ROOMS.with / diameter)),
    without: swarm(no, diameter, Math.floor(ROOMS.without / diameter)),
  };
}

export interface GroupBar {
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly n: number;
}

/** Bars whose area is the number of rows; the densest has the height of the drawing. */
export function groupBars(groups: readonly PlacedGroup[]): GroupBar[] {
  const bars = groups.map(({ from, to, n }) => {
    const x = atShare(from ?? 0);
    const width = Math.max(atShare(to ?? 1) - x, 1);
    return { x, width, n, density: n / width };
  });
  const densest = Math.max(...bars.map(({ density }) => density), Number.MIN_VALUE);
  const room = PLACE.bottom - PLACE.top - 24;
  return bars.map(({ x, width, n, density }) => ({ x, width, n, height: (density / densest) * room }));
}

/** Rows in ten equal parts of the scale, for the table. */
export function tenths(
  rows: readonly PlacedRow[],
): { readonly from: number; readonly to: number; readonly with: number; readonly without: number }[] {
  return Array.from({ length: 10 }, (_, k) => {
    const inside = rows.filter(({ value }) => Math.min(9, Math.floor(value * 10)) === k);
    const events = inside.filter(({ pcr }) => pcr).length;
    return { from: k / 10, to: (k + 1) / 10, with: events, without: inside.length - events };
  });
}
