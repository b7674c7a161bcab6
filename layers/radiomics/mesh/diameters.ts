/** Largest distances within an ROI. */
import type { Vector3 } from '@radscore/imaging';
import type { Kernels } from '../kernels/kernels.ts';
import type { MeshVertices, SurfaceWalk } from '../kernels/surface-kernel.ts';
import type { PaddedBox } from '../roi/roi.ts';

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
  const inSpace = Math.sqrt(farthest(vertices, alive, half));
  return { inSpace, sameZ, sameY, sameX };
}

/** The same, of a box in kernel memory. */
export function diametersInKernels(kernels: Kernels, walk: SurfaceWalk, depth: number, spacing: Vector3): Diameters {
  return kernels.within(() => {
    const { strideY, strideZ } = walk;
    const count = kernels.surface.countFaces(walk);
    const vertices: MeshVertices = {
      at: kernels.take('i32', 3 * count),
      alive: kernels.take('u8', count),
      half: kernels.hold(
        'f64',
        spacing.map((step) => step / 2),
      ),
    };
    const onHull = kernels.take('u8', count);
    kernels.view(vertices.alive).fill(1);
    kernels.surface.writeVertices(walk, vertices.at);
    // In half voxels.
    const size: Vector3 = [2 * strideY, (2 * strideZ) / strideY, 2 * depth];
    const across = (normal: number, u: number, v: number): number =>
      kernels.within(() => {
        const [planes, width] = [size[normal], size[u]];
        return Math.sqrt(
          kernels.surface.acrossPlanes(vertices, {
            normal,
            u,
            v,
            planes,
            width,
            lowest: kernels.take('i32', planes * width),
            highest: kernels.take('i32', planes * width),
            chain: kernels.take('i32', 2 * width),
            onHull,
            points: kernels.take('f64', 3 * (2 * width + 1)),
          }),
        );
      });
    const sameZ = across(2, 0, 1);
    const sameY = across(1, 0, 2);
    const sameX = across(0, 1, 2);
    const numbers = kernels.take('i32', count);
    const left = kernels.surface.listAlive(vertices.alive, numbers);
    const points = kernels.take('f64', 3 * (left + 1));
    return { inSpace: Math.sqrt(kernels.surface.farthest(vertices, numbers, left, points)), sameZ, sameY, sameX };
  });
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
  const { strideY, rows } = box;
  let count = 0;
  for (let row = 0; row + 1 < rows.length; row++) count += facesOf(mask, box, rows[row], rows[row + 1]);
  const found = new Int32Array(3 * count);
  const height = box.strideZ / strideY;
  let at = 0;
  for (let row = 0; row + 1 < rows.length; row++) {
    const line = Math.floor(box.positions[rows[row]] / strideY);
    const y = 2 * (line % height);
    const z = 2 * Math.floor(line / height);
    at = addVertices(mask, box, rows[row], rows[row + 1], strideY * line, y, z, found, at);
  }
  return found;
}

/** How many faces of voxels of a row are those of the ROI. */
function facesOf(mask: Uint8Array, { positions, strideY, strideZ }: PaddedBox, first: number, end: number): number {
  let inside = 0;
  for (let n = first; n < end; n++) {
    const p = positions[n];
    inside += mask[p + 1] + mask[p - 1] + mask[p + strideY] + mask[p - strideY] + mask[p + strideZ] + mask[p - strideZ];
  }
  return 6 * (end - first) - inside;
}

/** Writes the vertices around voxels of a row from `at` on; gives where they end. */
function addVertices(
  mask: Uint8Array,
  { positions, strideY, strideZ }: PaddedBox,
  first: number,
  end: number,
  start: number,
  y: number,
  z: number,
  found: Int32Array,
  at: number,
): number {
  let next = at;
  const add = (x: number, dy: number, dz: number): void => {
    found[next++] = x;
    found[next++] = y + dy;
    found[next++] = z + dz;
  };
  for (let n = first; n < end; n++) {
    const p = positions[n];
    const x = 2 * (p - start);
    if (mask[p + 1] === 0) add(x + 1, 0, 0);
    if (mask[p - 1] === 0) add(x - 1, 0, 0);
    if (mask[p + strideY] === 0) add(x, 1, 0);
    if (mask[p - strideY] === 0) add(x, -1, 0);
    if (mask[p + strideZ] === 0) add(x, 0, 1);
    if (mask[p - strideZ] === 0) add(x, 0, -1);
  }
  return next;
}

/** The largest distance within planes across `normal`; vertices off the hull of their plane are struck from `alive`. */
function acrossPlanes(vertices: Int32Array, alive: Uint8Array, half: Vector3, normal: number, u: number, v: number) {
  let [planes, width] = [0, 0];
  for (let i = 0; i < vertices.length; i += 3) {
    planes = Math.max(planes, vertices[i + normal] + 1);
    width = Math.max(width, vertices[i + u] + 1);
  }
  // Of a line along v the two ends; on the hull there is nothing else.
  const lowest = new Int32Array(planes * width).fill(-1);
  const highest = new Int32Array(planes * width).fill(-1);
  for (let i = 0; i < alive.length; i++) {
    const line = vertices[3 * i + normal] * width + vertices[3 * i + u];
    const along = vertices[3 * i + v];
    if (lowest[line] < 0 || along < vertices[3 * lowest[line] + v]) lowest[line] = i;
    if (highest[line] < 0 || along > vertices[3 * highest[line] + v]) highest[line] = i;
  }
  const onHull = new Uint8Array(alive.length);
  const chain = new Int32Array(2 * width);
  let best = 0;
  for (let plane = 0; plane < planes; plane++) {
    const from = plane * width;
    const below = lowerChain(vertices, lowest.subarray(from, from + width), chain, 0, u, v);
    const length = lowerChain(vertices, highest.subarray(from, from + width).reverse(), chain, below, u, v);
    const hull = chain.subarray(0, length);
    for (const i of hull) onHull[i] = 1;
    best = Math.max(best, farthestOf(vertices, hull, half));
  }
  for (let i = 0; i < alive.length; i++) alive[i] &= onHull[i];
  return Math.sqrt(best);
}

/**
 * Andrew's monotone chain over one end of each line, in half-voxel integers; collinear points are dropped. It is written
 * from `start` on; gives where it ends. Lines without vertices are -1.
 */
function lowerChain(
  vertices: Int32Array,
  ends: Int32Array,
  chain: Int32Array,
  start: number,
  u: number,
  v: number,
): number {
  let length = start;
  for (let line = 0; line < ends.length; line++) {
    const i = ends[line];
    if (i < 0) continue;
    while (length >= start + 2 && turn(vertices, chain[length - 2], chain[length - 1], i, u, v) <= 0) length--;
    chain[length++] = i;
  }
  return length;
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
function farthestOf(vertices: Int32Array, numbers: ArrayLike<number>, half: Vector3): number {
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
