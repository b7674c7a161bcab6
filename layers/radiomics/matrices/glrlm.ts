import type { Vector3 } from '@radscore/imaging';
import { type LevelGrid, stepOffset } from './level-grid.ts';
import { type SizeList, sizeListOf } from './size-list.ts';

/**
 * Runs of equal level along one step (of distance 1). Empty where no line of the step holds two voxels of the ROI:
 * PyRadiomics leaves such an angle out.
 */
export function runLengths(grid: LevelGrid, step: Vector3): SizeList {
  const { ranks, box, extent, present } = grid;
  const { positions } = box;
  const offset = stepOffset(box, step);
  const longest = Math.max(...extent);
  const table = new Uint32Array(present.length * longest);
  let touching = false;
  for (let n = 0; n < positions.length; n++) {
    const p = positions[n];
    const rank = ranks[p];
    if (ranks[p - offset] === rank) continue;
    let length = 1;
    let next = p + offset;
    while (ranks[next] === rank) {
      length++;
      next += offset;
    }
    table[(rank - 1) * longest + length - 1]++;
    if (length > 1 || ranks[next] !== 0) touching = true;
  }
  if (!touching && !sharesLine(grid, step)) table.fill(0);
  return sizeListOf(table, longest);
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
