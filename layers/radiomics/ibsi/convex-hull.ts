/** The convex hull of points in space. */
import type { Vector3 } from '@radscore/imaging';
import { hypot } from '@radscore/imaging/elementary';

/**
 * Volume and area of the convex hull of points with integer coordinates (flat x, y, z), scaled by `step` per axis.
 *
 * Incremental: a point outside is joined to the horizon of the faces it sees. Determinants of integers are exact, so
 * coplanar points need no tolerance.
 */
export function convexHull(points: Int32Array, step: Vector3): { volume: number; area: number } {
  const faces = initialFaces(points);
  if (faces.length === 0) return { volume: 0, area: 0 };
  let hull = faces;
  for (let p = 0; p < points.length / 3; p++) {
    const seen = hull.filter((face) => height(points, face, p) > 0);
    if (seen.length === 0) continue;
    const edges = new Set(seen.flatMap(([a, b, c]) => [`${a} ${b}`, `${b} ${c}`, `${c} ${a}`]));
    const gone = new Set(seen);
    hull = hull.filter((face) => !gone.has(face));
    for (const edge of edges) {
      const [a, b] = edge.split(' ').map(Number);
      if (!edges.has(`${b} ${a}`)) hull.push([a, b, p]);
    }
  }
  let [volume, area] = [0, 0];
  const at = (p: number): Vector3 => [
    points[3 * p] * step[0],
    points[3 * p + 1] * step[1],
    points[3 * p + 2] * step[2],
  ];
  const origin = at(hull[0][0]);
  for (const face of hull) {
    const [a, b, c] = face.map(at);
    const n = cross(minus(b, a), minus(c, a));
    area += hypot(n[0], n[1], n[2]) / 2;
    volume += dot(n, minus(a, origin)) / 6;
  }
  return { volume, area };
}

type Face = readonly [number, number, number];

/** A tetrahedron with outward faces, or nothing for points in a plane. */
function initialFaces(points: Int32Array): Face[] {
  const count = points.length / 3;
  const vector = (p: number): Vector3 => [points[3 * p], points[3 * p + 1], points[3 * p + 2]];
  for (let b = 1; b < count; b++) {
    const ab = minus(vector(b), vector(0));
    if (dot(ab, ab) === 0) continue;
    for (let c = b + 1; c < count; c++) {
      const n = cross(ab, minus(vector(c), vector(0)));
      if (dot(n, n) === 0) continue;
      for (let d = 1; d < count; d++) {
        const side = dot(n, minus(vector(d), vector(0)));
        if (side === 0) continue;
        const [p, q] = side < 0 ? [b, c] : [c, b];
        return [
          [0, p, q],
          [0, d, p],
          [p, d, q],
          [q, d, 0],
        ];
      }
      return [];
    }
  }
  return [];
}

/** Six times the signed volume between a face and a point: positive outside. */
function height(points: Int32Array, [a, b, c]: Face, p: number): number {
  const ax = points[3 * a];
  const ay = points[3 * a + 1];
  const az = points[3 * a + 2];
  const ux = points[3 * b] - ax;
  const uy = points[3 * b + 1] - ay;
  const uz = points[3 * b + 2] - az;
  const vx = points[3 * c] - ax;
  const vy = points[3 * c + 1] - ay;
  const vz = points[3 * c + 2] - az;
  return (
    (uy * vz - uz * vy) * (points[3 * p] - ax) +
    (uz * vx - ux * vz) * (points[3 * p + 1] - ay) +
    (ux * vy - uy * vx) * (points[3 * p + 2] - az)
  );
}

function minus(a: Vector3, b: Vector3): Vector3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
