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
  { present }: LevelGrid,
  { kernels, levels, spans }: ResidentGrid,
  offsets: Int32Array,
  alpha: number,
): Neighbourhood {
  const columns = offsets.length + 1;
  const rows = present[present.length - 1] + 1;
  const mark = kernels.mark();
  const steps = kernels.take(4 * offsets.length);
  const table = kernels.take(4 * rows * columns);
  const sums = kernels.take(8 * rows);
  kernels.i32(steps).set(offsets);
  const counts = kernels.u32(table).fill(0);
  const differences = kernels.f64(sums).fill(0);
  kernels.run.neighbourhood(
    levels.address,
    spans.address,
    spans.length / 8,
    steps.address,
    offsets.length,
    alpha,
    columns,
    table.address,
    sums.address,
  );
  const byRank = new Uint32Array(present.length * columns);
  for (let r = 0; r < present.length; r++) {
    byRank.set(counts.subarray(present[r] * columns, (present[r] + 1) * columns), r * columns);
  }
  const difference = Float64Array.from(present, (level) => differences[level]);
  kernels.release(mark);
  return { dependence: sizeListOf(byRank, columns), difference };
}

function walkNeighbourhood(grid: LevelGrid, offsets: Int32Array, alpha: number): Neighbourhood {
  const { ranks, box, present } = grid;
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
  return { dependence: sizeListOf(table, columns), difference };
}
