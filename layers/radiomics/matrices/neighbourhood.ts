/** Dependences and grey-tone differences, which one walk over all neighbours gives. */
import type { LevelGrid, ResidentGrid } from './level-grid.ts';
import { type SizeList, sizeListOf } from './size-list.ts';

/** What one walk over all neighbours gives: dependences (GLDM) and grey-tone differences (NGTDM). */
export interface Neighbourhood {
  readonly dependence: SizeList;
  /** Per rank: Σ |level - mean level of the neighbours in the ROI|; a voxel without neighbours adds 0. */
  readonly difference: Float64Array;
}

/**
 * A neighbour depends on its voxel if their levels differ by at most `alpha`; the size of a dependence counts the
 * voxel itself.
 */
export function neighbourhood(grid: LevelGrid, offsets: Int32Array, alpha: number): Neighbourhood {
  const highest = grid.present[grid.present.length - 1];
  // The kernel adds levels in 16 bits.
  const fits = grid.resident && highest * offsets.length < 2 ** 16 && alpha < 2 ** 16;
  return fits ? residentNeighbourhood(grid, grid.resident, offsets, alpha) : walkNeighbourhood(grid, offsets, alpha);
}

function residentNeighbourhood(
  { present, workspace }: LevelGrid,
  { kernels, levels, rows }: ResidentGrid,
  offsets: Int32Array,
  alpha: number,
): Neighbourhood {
  const columns = offsets.length + 1;
  const highest = present[present.length - 1];
  return kernels.within(() => {
    const steps = kernels.hold('i32', offsets);
    const table = kernels.take('u32', (highest + 1) * columns);
    const sums = kernels.take('f64', highest + 1);
    const counts = kernels.view(table).fill(0);
    const differences = kernels.view(sums).fill(0);
    const box = { values: levels, rows };
    kernels.neighbourhood({ levels: box, offsets: steps, alpha, table, columns, difference: sums });
    const byRank = new Uint32Array(present.length * columns);
    for (let r = 0; r < present.length; r++) {
      byRank.set(counts.subarray(present[r] * columns, (present[r] + 1) * columns), r * columns);
    }
    const difference = Float64Array.from(present, (level) => differences[level]);
    return { dependence: sizeListOf(byRank, columns, workspace), difference };
  });
}

function walkNeighbourhood(grid: LevelGrid, offsets: Int32Array, alpha: number): Neighbourhood {
  const { ranks, box, present, workspace } = grid;
  const { positions } = box;
  const columns = offsets.length + 1;
  const table = new Uint32Array(present.length * columns);
  const difference = new Float64Array(present.length);
  // Levels by rank, with 0 for outside, so that outside adds nothing to the sum.
  const level = new Int32Array(present.length + 1);
  level.set(present, 1);
  for (let n = 0; n < positions.length; n++) {
    const p = positions[n];
    const rank = ranks[p];
    const own = level[rank];
    let neighbours = 0;
    let sum = 0;
    let dependent = 0;
    for (let k = 0; k < offsets.length; k++) {
      const other = ranks[p + offsets[k]];
      if (other === 0) continue;
      const tone = level[other];
      neighbours++;
      sum += tone;
      if (tone - own <= alpha && own - tone <= alpha) dependent++;
    }
    table[(rank - 1) * columns + dependent]++;
    if (neighbours !== 0) difference[rank - 1] += Math.abs(own - sum / neighbours);
  }
  return { dependence: sizeListOf(table, columns, workspace), difference };
}
