import type { LevelGrid } from './level-grid.ts';
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
