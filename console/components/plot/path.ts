/** Paths of plots: lines through points, steps, and what is cut off at the frame. */

export type Point = readonly [x: number, y: number];

/** A number as SVG takes it: a hundredth of a unit is less than a pixel shows. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Points of two lists of numbers; a place without either number is a gap (null). */
export function pointsOf(
  xs: readonly (number | null)[],
  ys: readonly (number | null)[],
  x: (value: number) => number,
  y: (value: number) => number,
): (Point | null)[] {
  return xs.map((one, k) => {
    const other = ys[k];
    if (one === null || other === null || other === undefined) return null;
    return Number.isFinite(one) && Number.isFinite(other) ? [x(one), y(other)] : null;
  });
}

/** The `d` of a path through points; it begins again after each gap. Empty without points. */
export function linePath(points: readonly (Point | null)[]): string {
  let isOpen = false;
  const parts: string[] = [];
  for (const point of points) {
    if (point === null) {
      isOpen = false;
      continue;
    }
    parts.push(`${isOpen ? 'L' : 'M'}${px(point[0])} ${px(point[1])}`);
    isOpen = true;
  }
  return parts.join('');
}

/** The `d` of the area between two lines of the same places: a band. Gaps end it. */
export function bandPath(low: readonly (Point | null)[], high: readonly (Point | null)[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (let k = 0; k <= low.length; k++) {
    const isGap = k === low.length || low[k] === null || high[k] === null || high[k] === undefined;
    if (!isGap) continue;
    const there = low.slice(from, k).filter((point) => point !== null);
    const back = high.slice(from, k).filter((point) => point !== null);
    if (there.length > 1) pieces.push(`${linePath([...there, ...back.reverse()])}Z`);
    from = k + 1;
  }
  return pieces.join('');
}

/** Points that differ by at least `least` units: a drawing stays small however many rows it shows. */
export function thinned(points: readonly (Point | null)[], least = 0.6): (Point | null)[] {
  const kept: (Point | null)[] = [];
  let last: Point | null = null;
  points.forEach((point, k) => {
    const isFar =
      point === null || last === null || Math.abs(point[0] - last[0]) >= least || Math.abs(point[1] - last[1]) >= least;
    if (!isFar && k < points.length - 1) return;
    kept.push(point);
    last = point;
  });
  return kept;
}

/** A list of values cut to a domain at its crossings, for lines that leave the frame: (t, value) pairs. */
export function clipped(points: readonly (Point | null)[], low: number, high: number): (Point | null)[] {
  const cut: (Point | null)[] = [];
  points.forEach((point, k) => {
    const before = k > 0 ? points[k - 1] : null;
    if (point && before) {
      for (const edge of crossingsOf(before[1], point[1], low, high)) {
        const share = (edge - before[1]) / (point[1] - before[1]);
        const at: Point = [before[0] + share * (point[0] - before[0]), edge];
        if (!isWithin(before[1], low, high) && cut.at(-1) !== null && cut.length > 0) cut.push(null);
        cut.push(at);
      }
    }
    if (point && isWithin(point[1], low, high)) cut.push(point);
    else if (cut.length > 0 && cut.at(-1) !== null) cut.push(null);
  });
  return cut;
}

function isWithin(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}

/** Edges that are crossed on the way from one value to another, in the order of the way. */
function crossingsOf(from: number, to: number, low: number, high: number): number[] {
  const crossed = [low, high].filter((edge) => (from < edge && to > edge) || (from > edge && to < edge));
  return to > from ? crossed : crossed.reverse();
}
