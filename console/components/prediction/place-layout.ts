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
export const PLACE = { width: 290, height: 250, left: 10, right: 268, top: 20, bottom: 224 } as const;

/** Pixels of a share. */
export function atShare(share: number): number {
  return PLACE.left + Math.max(0, Math.min(1, share)) * (PLACE.right - PLACE.left);
}

export interface Swarms {
  readonly radius: number;
  readonly with: Swarm;
  readonly without: Swarm;
}

export interface Swarm {
  /** Base line of its title. */
  readonly title: number;
  /** The line that its dots lie above and below of. */
  readonly middle: number;
  readonly dots: readonly SwarmDot[];
}

/** Diameters of dots with their space; the largest with which both swarms have room is taken. */
const DIAMETERS = [6.4, 5.4, 4.6, 3.8, 3.2, 2.6, 2, 1.6];
/** Height of the title of a swarm. */
const TITLE = 20;

/** Both swarms, dots of one size; the one with the thicker crowd gets the more room. */
export function swarmsOf(rows: readonly PlacedRow[]): Swarms {
  const places = (pcr: boolean): number[] => rows.filter((row) => row.pcr === pcr).map(({ value }) => atShare(value));
  const [yes, no] = [places(true), places(false)];
  const room = PLACE.bottom - PLACE.top - 2 * TITLE - 4;
  const heightOf = (at: readonly number[], diameter: number): number => (2 * rowsNeeded(at, diameter) + 1) * diameter;
  const diameter =
    DIAMETERS.find((one) => heightOf(yes, one) + heightOf(no, one) <= room) ?? DIAMETERS[DIAMETERS.length - 1];
  const [upper, lower] = [heightOf(yes, diameter), heightOf(no, diameter)];
  // With more rows than any size of dots has room for, each swarm has its share, and its outermost dots lie on others.
  const shrunk = Math.min(1, room / (upper + lower));
  const spare = Math.max(0, room - upper - lower) / 2;
  const first = PLACE.top + TITLE + (spare + upper * shrunk) / 2;
  const boundary = PLACE.top + TITLE + spare + upper * shrunk;
  const second = boundary + TITLE + (spare + lower * shrunk) / 2;
  const rowsOf = (height: number): number => Math.floor((height * shrunk - diameter) / 2 / diameter + 1e-9);
  return {
    radius: Math.round(diameter * 4.375) / 10,
    with: { title: PLACE.top + 14, middle: first, dots: swarm(yes, diameter, rowsOf(upper)) },
    without: { title: boundary + 14, middle: second, dots: swarm(no, diameter, rowsOf(lower)) },
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
