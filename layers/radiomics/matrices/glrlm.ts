import type { Vector3 } from '@radscore/imaging';
import { type LevelGrid, stepOffset } from './level-grid.ts';
import { emptySizeList, type SizeList, sizeListOf } from './size-list.ts';

/**
 * Runs of equal level along one step (of distance 1). Empty where no line of the step holds two voxels of the ROI:
 * PyRadiomics leaves such an angle out.
 */
export function runLengths(grid: LevelGrid, step: Vector3): SizeList {
  const { box, extent, present, resident } = grid;
  const offset = stepOffset(box, step);
  const longest = Math.max(...extent);
  // The kernel numbers the cells in 16 bits.
  if (!resident || present.length * longest > MOST_CELLS) {
    const table = new Uint32Array(present.length * longest);
    const touching = countRuns(grid, offset, longest, table);
    return touching || sharesLine(grid, step) ? sizeListOf(table, longest) : emptySizeList(0);
  }
  const { kernels, ranks, spans } = resident;
  const mark = kernels.mark();
  const unused = kernels.run.UNUSED_CELLS.value;
  const span = kernels.take(4 * (unused + present.length * longest));
  const lengths = kernels.take(2 * box.length + 16);
  const table = kernels.u32(span).fill(0);
  const touching =
    kernels.run.countRuns(
      ranks.address,
      lengths.address,
      spans.address,
      spans.length / 8,
      offset,
      longest,
      span.address,
    ) !== 0;
  const matrix = table.subarray(unused);
  const list = touching || sharesLine(grid, step) ? sizeListOf(matrix, longest) : emptySizeList(0);
  kernels.release(mark);
  return list;
}

/** With those before the matrix less than 2^16. */
const MOST_CELLS = 65000;

/** Every run along the step, without PyRadiomics' rule for lines of single voxels. */
export function allRuns(grid: LevelGrid, step: Vector3): SizeList {
  const longest = Math.max(...grid.extent);
  const table = new Uint32Array(grid.present.length * longest);
  countRuns(grid, stepOffset(grid.box, step), longest, table);
  return sizeListOf(table, longest);
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
