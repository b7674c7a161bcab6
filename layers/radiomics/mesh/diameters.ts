import type { Vector3 } from '@radscore/imaging';
import type { PaddedBox } from '../roi.ts';

export interface Diameters {
  readonly inSpace: number;
  /** Largest distance between mesh vertices with the same z, y or x. */
  readonly sameZ: number;
  readonly sameY: number;
  readonly sameX: number;
}

/**
 * Largest distances between vertices of the marching-cubes mesh, millimetres. The vertices are the midpoints between
 * face neighbours of which one is inside, so their coordinates are counted in half voxels.
 *
 * A farthest pair lies on the convex hull, so of each line of vertices only the two ends can belong to it, and of each
 * plane only its hull: a vertex must survive in all three planes through it to count for the distance in space.
 */
export function diametersOf(mask: Uint8Array, box: PaddedBox, spacing: Vector3): Diameters {
  const vertices = meshVertices(mask, box);
  const half: Vector3 = [spacing[0] / 2, spacing[1] / 2, spacing[2] / 2];
  const alive = new Uint8Array(vertices.length / 3).fill(1);
  const sameZ = acrossPlanes(vertices, alive, half, 2, 0, 1);
  const sameY = acrossPlanes(vertices, alive, half, 1, 0, 2);
  const sameX = acrossPlanes(vertices, alive, half, 0, 1, 2);
  return { inSpace: Math.sqrt(farthest(vertices, alive, half)), sameZ, sameY, sameX };
}

/** Half-voxel coordinates (x, y, z) of the vertices among which those of the convex hull are. */
export function hullCandidates(mask: Uint8Array, box: PaddedBox): Int32Array {
  const vertices = meshVertices(mask, box);
  const alive = new Uint8Array(vertices.length / 3).fill(1);
  for (const [normal, u, v] of [
    [2, 0, 1],
    [1, 0, 2],
    [0, 1, 2],
  ]) {
    acrossPlanes(vertices, alive, [1, 1, 1], normal, u, v);
  }
  return vertices.filter((_, k) => alive[Math.floor(k / 3)] !== 0);
}

/** Half-voxel coordinates (x, y, z) of every vertex. */
function meshVertices(mask: Uint8Array, box: PaddedBox): Int32Array {
  const { strideY, strideZ, positions } = box;
  const steps = [1, strideY, strideZ];
  const found: number[] = [];
  for (let n = 0; n < positions.length; n++) {
    const p = positions[n];
    const x = 2 * (p % strideY);
    const y = 2 * (Math.floor(p / strideY) % (strideZ / strideY));
    const z = 2 * Math.floor(p / strideZ);
    for (let axis = 0; axis < 3; axis++) {
      const dx = axis === 0 ? 1 : 0;
      const dy = axis === 1 ? 1 : 0;
      const dz = axis === 2 ? 1 : 0;
      if (mask[p + steps[axis]] === 0) found.push(x + dx, y + dy, z + dz);
      if (mask[p - steps[axis]] === 0) found.push(x - dx, y - dy, z - dz);
    }
  }
  return Int32Array.from(found);
}

/** The largest distance within planes across `normal`; vertices off the hull of their plane are struck from `alive`. */
function acrossPlanes(vertices: Int32Array, alive: Uint8Array, half: Vector3, normal: number, u: number, v: number) {
  const planes = new Map<number, number[]>();
  for (let i = 0; i < alive.length; i++) {
    const plane = planes.get(vertices[3 * i + normal]);
    if (plane) plane.push(i);
    else planes.set(vertices[3 * i + normal], [i]);
  }
  let best = 0;
  for (const plane of planes.values()) {
    const hull = convexHull(vertices, plane, u, v);
    for (const i of hull) alive[i] <<= 1;
    for (const i of plane) alive[i] >>= 1;
    best = Math.max(best, farthestOf(vertices, hull, half));
  }
  return Math.sqrt(best);
}

/** Andrew's monotone chain over vertex numbers, in half-voxel integers; collinear points are dropped. */
function convexHull(vertices: Int32Array, plane: number[], u: number, v: number): number[] {
  const sorted = plane.sort(
    (i, j) => vertices[3 * i + u] - vertices[3 * j + u] || vertices[3 * i + v] - vertices[3 * j + v],
  );
  if (sorted.length < 3) return sorted;
  const chain: number[] = [];
  for (const pass of [sorted, sorted.toReversed()]) {
    const start = chain.length;
    for (const i of pass) {
      while (
        chain.length >= start + 2 &&
        turn(vertices, chain[chain.length - 2], chain[chain.length - 1], i, u, v) <= 0
      )
        chain.pop();
      chain.push(i);
    }
    chain.pop();
  }
  return chain;
}

function turn(vertices: Int32Array, a: number, b: number, c: number, u: number, v: number): number {
  const abU = vertices[3 * b + u] - vertices[3 * a + u];
  const abV = vertices[3 * b + v] - vertices[3 * a + v];
  const acU = vertices[3 * c + u] - vertices[3 * a + u];
  const acV = vertices[3 * c + v] - vertices[3 * a + v];
  return abU * acV - abV * acU;
}

function farthest(vertices: Int32Array, alive: Uint8Array, half: Vector3): number {
  const left: number[] = [];
  for (let i = 0; i < alive.length; i++) if (alive[i] !== 0) left.push(i);
  return farthestOf(vertices, left, half);
}

/** Largest squared distance among the numbered vertices, mm². */
function farthestOf(vertices: Int32Array, numbers: readonly number[], half: Vector3): number {
  const count = numbers.length;
  const points = new Float64Array(3 * count);
  for (let k = 0; k < count; k++)
    for (let axis = 0; axis < 3; axis++) points[3 * k + axis] = vertices[3 * numbers[k] + axis] * half[axis];
  let best = 0;
  for (let i = 0; i < points.length; i += 3) {
    const x = points[i];
    const y = points[i + 1];
    const z = points[i + 2];
    for (let j = i + 3; j < points.length; j += 3) {
      const dx = points[j] - x;
      const dy = points[j + 1] - y;
      const dz = points[j + 2] - z;
      const distance = dx * dx + dy * dy + dz * dz;
      if (distance > best) best = distance;
    }
  }
  return best;
}
