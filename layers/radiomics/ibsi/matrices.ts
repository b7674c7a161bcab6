/** Matrices that the IBSI counts otherwise than PyRadiomics, or that PyRadiomics lacks. */
import type { LevelGrid } from '../matrices/level-grid.ts';
import { emptySizeList, type SizeList, sizeListOf } from '../matrices/size-list.ts';
import type { Workspace } from '../memory/workspace.ts';
import { maskOf, type PaddedBox, type Roi } from '../roi/roi.ts';

/** Zones of equal level by size, and by their smallest distance to the border of the ROI. */
export interface ZoneMatrices {
  readonly sizes: SizeList;
  readonly distances: SizeList;
  readonly voxels: number;
}

/** Walks each zone once. */
export function zoneMatrices(grid: LevelGrid, offsets: Int32Array, borderDistance: Int32Array): ZoneMatrices {
  const { ranks, box } = grid;
  const { positions } = box;
  const own = maskOf(box);
  const zones: { row: number; size: number; distance: number }[] = [];
  const stack = new Int32Array(positions.length);
  for (let n = 0; n < positions.length; n++) {
    const start = positions[n];
    if (own[start] === 0) continue;
    own[start] = 0;
    stack[0] = start;
    let [depth, size, distance] = [1, 0, borderDistance[start]];
    while (depth > 0) {
      const p = stack[--depth];
      size++;
      if (borderDistance[p] < distance) distance = borderDistance[p];
      for (let k = 0; k < offsets.length; k++) {
        const q = p + offsets[k];
        if (own[q] === 0 || ranks[q] !== ranks[start]) continue;
        own[q] = 0;
        stack[depth++] = q;
      }
    }
    zones.push({ row: ranks[start] - 1, size, distance });
  }
  return {
    sizes: listOf(
      zones.map(({ row, size }) => [row, size]),
      grid.workspace,
    ),
    distances: listOf(
      zones.map(({ row, distance }) => [row, distance]),
      grid.workspace,
    ),
    voxels: positions.length,
  };
}

function listOf(cells: readonly (readonly [number, number])[], workspace: Workspace): SizeList {
  const list = emptySizeList(cells.length, workspace);
  cells.forEach(([row, size], k) => {
    list.row[k] = row;
    list.size[k] = size;
    list.count[k] = 1;
  });
  return merge(list, workspace);
}

/** Equal cells become one. */
function merge(list: SizeList, workspace: Workspace): SizeList {
  let columns = 0;
  for (const size of list.size) columns = Math.max(columns, size);
  const counts = new Map<number, number>();
  for (let k = 0; k < list.length; k++) {
    const cell = list.row[k] * (columns + 1) + list.size[k];
    counts.set(cell, (counts.get(cell) ?? 0) + list.count[k]);
  }
  const merged = emptySizeList(counts.size, workspace);
  let k = 0;
  for (const [cell, count] of counts) {
    merged.row[k] = Math.floor(cell / (columns + 1));
    merged.size[k] = cell % (columns + 1);
    merged.count[k++] = count;
  }
  return merged;
}

/** Dependences (NGLDM, equal levels only) and grey-tone differences (NGTDM) of the voxels that have a neighbour. */
export interface Tones {
  readonly dependence: SizeList;
  readonly counts: Float64Array;
  readonly difference: Float64Array;
}

export function neighbourTones(grid: LevelGrid, offsets: Int32Array): Tones {
  const { ranks, box, present } = grid;
  const columns = offsets.length + 1;
  const table = new Float64Array(present.length * columns);
  const counts = new Float64Array(present.length);
  const difference = new Float64Array(present.length);
  for (const p of box.positions) {
    const rank = ranks[p];
    let [neighbours, sum, equal] = [0, 0, 0];
    for (let k = 0; k < offsets.length; k++) {
      const other = ranks[p + offsets[k]];
      if (other === 0) continue;
      neighbours++;
      sum += present[other - 1];
      if (other === rank) equal++;
    }
    table[(rank - 1) * columns + equal]++;
    if (neighbours === 0) continue;
    counts[rank - 1]++;
    difference[rank - 1] += Math.abs(present[rank - 1] - sum / neighbours);
  }
  return { dependence: sizeListOf(table, columns, grid.workspace), counts, difference };
}

export function addTones(tones: readonly Tones[]): Pick<Tones, 'counts' | 'difference'> {
  const total = (pick: (t: Tones) => Float64Array): Float64Array =>
    pick(tones[0]).map((_, r) => tones.reduce((sum, t) => sum + pick(t)[r], 0));
  return { counts: total((t) => t.counts), difference: total((t) => t.difference) };
}

/**
 * City-block distance of each voxel of the box to the outside of the morphological mask, 1 on its border; `flat` leaves
 * the slice axis out.
 */
export function borderDistances(morphology: Roi, intensity: Roi, box: PaddedBox, flat: boolean): Int32Array {
  const { lower, extent, size, voxels } = morphology;
  const [width, height, depth] = extent.map((length) => length + 2);
  const distance = new Int32Array(width * height * depth);
  const place = (at: number): number => {
    const x = at % size[0];
    const row = (at - x) / size[0];
    const y = row % size[1];
    return x - lower[0] + 1 + width * (y - lower[1] + 1 + height * ((row - y) / size[1] - lower[2] + 1));
  };
  const inside = Int32Array.from(voxels, place);
  for (const p of inside) distance[p] = -1;
  const steps = flat ? [1, width] : [1, width, width * height];
  let left: Int32Array = inside;
  for (let layer = 1; left.length > 0; layer++) {
    const reached = left.filter((p) =>
      steps.some((s) => isLayer(distance[p - s], layer) || isLayer(distance[p + s], layer)),
    );
    for (const p of reached) distance[p] = layer;
    left = left.filter((p) => distance[p] === -1);
  }
  const byPosition = new Int32Array(box.length);
  for (let n = 0; n < box.positions.length; n++) byPosition[box.positions[n]] = distance[place(intensity.voxels[n])];
  return byPosition;
}

/** Whether a voxel was reached in the layer before. */
function isLayer(distance: number, layer: number): boolean {
  return distance === layer - 1;
}
