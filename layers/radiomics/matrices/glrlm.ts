/** Run-length matrices along one step. */
import type { Vector3 } from '@radscore/imaging';
import { type LevelGrid, stepOffset } from './level-grid.ts';
import { emptySizeList, type SizeList, sizeListOf } from './size-list.ts';

/**
 * Runs of equal level along one step (of distance 1). Empty where no line of the step holds two voxels of the ROI:
 * PyRadiomics leaves such an angle out.
 */
export function runLengths(grid: LevelGrid, step: Vector3): SizeList {
  const { box, extent, present, resident, workspace } = grid;
  const offset = stepOffset(box, step);
  const longest = Math.max(...extent);
  const cells = present.length * longest;
  const listOf = (table: Uint32Array, touching: boolean): SizeList =>
    touching || sharesLine(grid, step) ? sizeListOf(table, longest, workspace) : emptySizeList(0, workspace);
  // The kernel numbers the cells in 16 bits.
  if (!resident || cells > MOST_CELLS) {
    const table = new Uint32Array(cells);
    const touching = countRuns(grid, offset, longest, table);
    return listOf(table, touching);
  }
  const { kernels, ranks, rows } = resident;
  return kernels.within(() => {
    const table = kernels.take('u32', kernels.unusedCells + cells);
    const lengths = kernels.take('u16', box.length + 8);
    const counts = kernels.view(table).fill(0);
    const touching = kernels.countRuns({ ranks: { values: ranks, rows }, lengths, offset, longest, table });
    return listOf(counts.subarray(kernels.unusedCells), touching);
  });
}

/** With those before the matrix less than 2^16. */
const MOST_CELLS = 65000;

/** Every run along the step, without PyRadiomics' rule for lines of single voxels. */
export function allRuns(grid: LevelGrid, step: Vector3): SizeList {
  const longest = Math.max(...grid.extent);
  const table = new Uint32Array(grid.present.length * longest);
  countRuns(grid, stepOffset(grid.box, step), longest, table);
  return sizeListOf(table, longest, grid.workspace);
}

/** Fills table[(rank - 1) * longest + length - 1]; whether two voxels of the ROI are neighbours along the step. */
function countRuns({ ranks, box }: LevelGrid, offset: number, longest: number, table: Uint32Array): boolean {
  const { positions } = box;
  let touching = false;
  for (let n = 0; n < positions.length; n++) {
    const p = positions[n];
    const rank = ranks[p];
    if (ranks[p + offset] !== 0) touching = true;
    if (ranks[p - offset] === rank) continue;
    let length = 1;
    let next = p + offset;
    while (ranks[next] === rank) {
      length++;
      next += offset;
    }
    table[(rank - 1) * longest + length - 1]++;
  }
  return touching;
}

/** Whether two voxels of the ROI, not neighbours, lie on one line of the step. */
function sharesLine(grid: LevelGrid, step: Vector3): boolean {
  const { ranks, box, extent } = grid;
  const offset = stepOffset(box, step);
  for (let n = 0; n < box.positions.length; n++) {
    const p = box.positions[n];
    let x = (p % box.strideY) - box.pad + step[0];
    let y = Math.floor((p % box.strideZ) / box.strideY) - box.pad + step[1];
    let z = Math.floor(p / box.strideZ) - box.pad + step[2];
    let q = p + offset;
    while (x >= 0 && y >= 0 && z >= 0 && x < extent[0] && y < extent[1] && z < extent[2]) {
      if (ranks[q] !== 0) return true;
      x += step[0];
      y += step[1];
      z += step[2];
      q += offset;
    }
  }
  return false;
}
