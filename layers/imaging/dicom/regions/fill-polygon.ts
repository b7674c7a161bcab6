/** Pixels inside a polygon, and on it. */

/** Contour points on pixel centres are written with about seven digits. */
export const ON_EDGE = 1e-3;

/** A closed contour in one slice: x, y pairs of continuous indices. */
export interface Polygon {
  readonly points: Float64Array;
  /** Whether overlaps with others, and copies, are meant. */
  readonly isXor: boolean;
}

/** Overlaps are looked for among at most this many contours of a slice; regions have a few. */
const MOST_COMPARED = 64;

/**
 * Marks the pixels of a slice that are inside an odd number of polygons, or on one of them. A copy of a polygon is taken
 * once, unless exclusive or is meant.
 *
 * @returns how many pixels lie in two polygons that overlap in part
 */
export function fillPolygons(slice: Uint8Array, nx: number, ny: number, polygons: readonly Polygon[]): number {
  const seen = new Set<string>();
  const distinct = polygons.filter(({ points, isXor }) => {
    if (isXor || polygons.length === 1) return true;
    const name = nameOf(points);
    return !seen.has(name) && Boolean(seen.add(name));
  });
  for (const { points } of distinct) toggleInterior(slice, nx, ny, points);
  for (const { points } of distinct) markEdge(slice, nx, ny, points);
  const comparable = distinct.filter(({ isXor }) => !isXor);
  return comparable.length > 1 && comparable.length <= MOST_COMPARED ? countOverlap(nx, ny, comparable) : 0;
}

/** The same for the same points, from whichever they begin and in whichever direction they go. */
function nameOf(points: Float64Array): string {
  return Array.from({ length: points.length / 2 }, (_, i) => `${points[2 * i]} ${points[2 * i + 1]}`)
    .sort()
    .join();
}

/** Pixels inside two polygons of which neither lies within the other. */
function countOverlap(nx: number, ny: number, polygons: readonly Polygon[]): number {
  const interiors = polygons.map(({ points }) => {
    const inside = new Uint8Array(nx * ny);
    toggleInterior(inside, nx, ny, points);
    const rows = points.filter((_, i) => i % 2 === 1);
    return {
      inside,
      size: inside.reduce((sum, value) => sum + value, 0),
      top: Math.max(0, Math.ceil(rows.reduce((a, b) => Math.min(a, b)))),
      bottom: Math.min(ny - 1, Math.floor(rows.reduce((a, b) => Math.max(a, b)))),
    };
  });
  let overlapping = 0;
  interiors.forEach((one, i) => {
    for (const other of interiors.slice(0, i)) {
      let both = 0;
      const end = nx * (Math.min(one.bottom, other.bottom) + 1);
      for (let at = nx * Math.max(one.top, other.top); at < end; at++) both += one.inside[at] & other.inside[at];
      if (both > 0 && both < one.size && both < other.size) overlapping += both;
    }
  });
  return overlapping;
}

/** Turns over every pixel whose centre is inside the polygon (even-odd). */
function toggleInterior(slice: Uint8Array, nx: number, ny: number, points: Float64Array): void {
  const crossings: number[] = [];
  for (let y = 0; y < ny; y++) {
    crossings.length = 0;
    for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
      const [y0, y1] = [points[j + 1], points[i + 1]];
      // Half-open, so that a vertex on the line counts once.
      if (y0 <= y === y1 <= y) continue;
      crossings.push(points[j] + ((y - y0) / (y1 - y0)) * (points[i] - points[j]));
    }
    crossings.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const from = Math.max(Math.ceil(crossings[k]), 0);
      const to = Math.min(Math.ceil(crossings[k + 1]) - 1, nx - 1);
      for (let x = from; x <= to; x++) slice[x + nx * y] ^= 1;
    }
  }
}

/** Adds the pixels whose centre lies on the polygon. */
function markEdge(slice: Uint8Array, nx: number, ny: number, points: Float64Array): void {
  for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
    const [x0, y0, x1, y1] = [points[j], points[j + 1], points[i], points[i + 1]];
    const isSteep = Math.abs(y1 - y0) > Math.abs(x1 - x0);
    // Along the longer axis an edge meets each row or column of centres once.
    const [a0, b0, a1, b1] = isSteep ? [y0, x0, y1, x1] : [x0, y0, x1, y1];
    const from = Math.ceil(Math.min(a0, a1) - ON_EDGE);
    const to = Math.floor(Math.max(a0, a1) + ON_EDGE);
    for (let a = from; a <= to; a++) {
      const b = a1 === a0 ? b0 : b0 + ((a - a0) / (a1 - a0)) * (b1 - b0);
      const nearest = Math.round(b);
      if (Math.abs(b - nearest) > ON_EDGE) continue;
      const [x, y] = isSteep ? [nearest, a] : [a, nearest];
      if (x >= 0 && y >= 0 && x < nx && y < ny) slice[x + nx * y] = 1;
    }
  }
}
