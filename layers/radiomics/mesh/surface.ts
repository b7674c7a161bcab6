/** Area and volume of the mesh of an ROI. */
import type { Vector3 } from '@radscore/imaging';
import type { Kernels } from '../kernels/kernels.ts';
import type { SurfaceWalk } from '../kernels/surface-kernel.ts';
import type { PaddedBox } from '../roi/roi.ts';
import { EDGE_MIDPOINTS, TRIANGLES } from './marching-cubes-table.ts';

export interface Mesh {
  /** mm². */
  readonly area: number;
  /** mm³, by the divergence theorem. */
  readonly volume: number;
}

/**
 * Area and volume of the marching-cubes mesh of a mask whose box has a border of one voxel.
 *
 * Cells are only counted by kind: the area of a kind is computed once, and its signed volume is linear in the position
 * of the cell, a + o·n, so the volume sums integers (half voxels) and is exact before the spacing enters.
 */
export function meshOf(mask: Uint8Array, box: PaddedBox, spacing: Vector3): Mesh {
  const { strideY, strideZ, length } = box;
  const kinds = cellKinds();
  const counts = new Float64Array(256);
  const height = strideZ / strideY;
  const depth = length / strideZ;
  let moments = 0;
  for (let z = 0; z + 1 < depth; z++) {
    for (let y = 0; y + 1 < height; y++) moments += countCells(mask, box, y, z, kinds, counts);
  }
  return meshOfCells(counts, moments, spacing);
}

/**
 * The mesh of cells that are counted.
 *
 * @param counts of each kind of cell
 * @param placed what the places of the cells add to the volume
 */
function meshOfCells(counts: ArrayLike<number>, placed: number, spacing: Vector3): Mesh {
  const { volume } = cellKinds();
  let area = 0;
  let moments = placed;
  for (let cell = 1; cell < 255; cell++) {
    if (counts[cell] === 0) continue;
    area += counts[cell] * cellArea(cell, spacing);
    moments += counts[cell] * volume[cell];
  }
  // Half-voxel coordinates: 2³; a determinant is six tetrahedra.
  return { area, volume: (moments / 48) * (spacing[0] * spacing[1] * spacing[2]) };
}

/** The same, counted in kernel memory. */
export function meshInKernels(kernels: Kernels, walk: SurfaceWalk, depth: number, spacing: Vector3): Mesh {
  return kernels.within(() => {
    const { normalX, normalY, normalZ } = cellKinds();
    const normals = kernels.take('i32', 3 * 256);
    const counts = kernels.take('u32', 256);
    kernels.view(counts).fill(0);
    const steps = kernels.view(normals);
    for (let cell = 0; cell < 256; cell++) {
      steps[3 * cell] = normalX[cell];
      steps[3 * cell + 1] = normalY[cell];
      steps[3 * cell + 2] = normalZ[cell];
    }
    const placed = kernels.surface.countCells(walk, depth, normals, counts);
    return meshOfCells(kernels.view(counts), placed, spacing);
  });
}

/** Counts the cells of a row by kind, and gives what their places add to the volume: an integer. */
function countCells(
  mask: Uint8Array,
  { strideY, strideZ }: PaddedBox,
  y: number,
  z: number,
  { normalX, normalY, normalZ }: CellKinds,
  counts: Float64Array,
): number {
  const row = strideZ * z + strideY * y;
  let moments = 0;
  // The far corners of one cell are the near corners of the next: bits 1,2,5,6 move to 0,3,4,7.
  let near = 0;
  for (let x = 0; x + 1 < strideY; x++) {
    const p = row + x + 1;
    const far =
      (mask[p] << 1) | (mask[p + strideY] << 2) | (mask[p + strideZ] << 5) | (mask[p + strideZ + strideY] << 6);
    const cell = near | far;
    near = ((far & 2) >> 1) | ((far & 4) << 1) | ((far & 32) >> 1) | ((far & 64) << 1);
    if (cell === 0 || cell === 255) continue;
    counts[cell]++;
    moments += 2 * (x * normalX[cell] + y * normalY[cell] + z * normalZ[cell]);
  }
  return moments;
}

/** Row of the table for a cell, and whether its orientation is reversed. */
function triangles(cell: number): { row: string; reversed: boolean } {
  return cell & 128 ? { row: TRIANGLES[cell ^ 255], reversed: true } : { row: TRIANGLES[cell], reversed: false };
}

function corner(row: string, at: number): readonly [number, number, number] {
  return EDGE_MIDPOINTS[Number.parseInt(row[at], 16)];
}

function cellArea(cell: number, spacing: Vector3): number {
  const { row } = triangles(cell);
  const [sx, sy, sz] = [spacing[0] / 2, spacing[1] / 2, spacing[2] / 2];
  let area = 0;
  for (let t = 0; t < row.length; t += 3) {
    const [a, b, c] = [corner(row, t), corner(row, t + 1), corner(row, t + 2)];
    const [ux, uy, uz] = [(a[0] - c[0]) * sx, (a[1] - c[1]) * sy, (a[2] - c[2]) * sz];
    const [vx, vy, vz] = [(b[0] - c[0]) * sx, (b[1] - c[1]) * sy, (b[2] - c[2]) * sz];
    area += 0.5 * Math.sqrt((uy * vz - uz * vy) ** 2 + (uz * vx - ux * vz) ** 2 + (ux * vy - uy * vx) ** 2);
  }
  return area;
}

interface CellKinds {
  /** Σ c·(b × a) over the triangles of a cell at the origin, half voxels. */
  readonly volume: Float64Array;
  /** Its derivative by the position of the cell. */
  readonly normalX: Float64Array;
  readonly normalY: Float64Array;
  readonly normalZ: Float64Array;
}

let tabulated: CellKinds | undefined;

function cellKinds(): CellKinds {
  if (tabulated) return tabulated;
  const volume = new Float64Array(256);
  const normalX = new Float64Array(256);
  const normalY = new Float64Array(256);
  const normalZ = new Float64Array(256);
  for (let cell = 1; cell < 255; cell++) {
    const { row, reversed } = triangles(cell);
    const sign = reversed ? 1 : -1;
    for (let t = 0; t < row.length; t += 3) {
      const [a, b, c] = [corner(row, t), corner(row, t + 1), corner(row, t + 2)];
      const ab = cross(a, b);
      const bc = cross(b, c);
      const ca = cross(c, a);
      volume[cell] += sign * (ab[0] * c[0] + ab[1] * c[1] + ab[2] * c[2]);
      normalX[cell] += sign * (ab[0] + bc[0] + ca[0]);
      normalY[cell] += sign * (ab[1] + bc[1] + ca[1]);
      normalZ[cell] += sign * (ab[2] + bc[2] + ca[2]);
    }
  }
  tabulated = { volume, normalX, normalY, normalZ };
  return tabulated;
}

function cross(a: Vector3, b: Vector3): [number, number, number] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
