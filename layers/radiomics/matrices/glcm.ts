/** Co-occurrence matrices: pairs of grey levels along one step, as lists of the cells that are not 0. */
import type { Workspace } from '../memory/workspace.ts';
import type { LevelGrid, ResidentGrid } from './level-grid.ts';

/** The non-zero cells of a co-occurrence matrix. */
export interface PairList {
  /** A cell beside the diagonal, row < column, stands for its mirror image too, which has the same count. */
  readonly mirrored: boolean;
  readonly length: number;
  /** Ranks minus 1: row (the voxel) and column (its neighbour). */
  readonly row: Int32Array;
  readonly column: Int32Array;
  readonly count: Float64Array;
}

/** Beyond this many cells pairs are sorted instead of counted in a table. */
const MAX_TABLE = 1 << 22;

/** With those before the matrix less than 2^16. */
const MOST_CELLS = 65000;

/** Counts grey-level pairs of an ROI along one step. */
export class PairCounter {
  readonly #grid: LevelGrid;
  readonly #levels: number;
  /** (levels + 1)²: row and column 0 take the pairs with the outside, which costs less than asking. */
  readonly #cells: number;

  constructor(grid: LevelGrid) {
    this.#grid = grid;
    this.#levels = grid.present.length;
    this.#cells = (this.#levels + 1) ** 2;
  }

  /** Pairs (voxel, neighbour at `offset`), and with `symmetrical` the same pairs the other way round. */
  count(offset: number, symmetrical: boolean): PairList {
    if (this.#cells > MAX_TABLE) return this.#countBySorting(offset, symmetrical);
    const { resident } = this.#grid;
    // The kernel numbers the cells in 16 bits.
    if (resident && this.#cells <= MOST_CELLS) return this.#countInKernel(resident, offset, symmetrical);
    return listOfTable(this.#table(offset), this.#levels, symmetrical, this.#grid.workspace);
  }

  #countInKernel({ kernels, ranks, rows }: ResidentGrid, offset: number, symmetrical: boolean): PairList {
    return kernels.within(() => {
      const table = kernels.take('u32', kernels.unusedCells + this.#cells);
      const counts = kernels.view(table).fill(0);
      kernels.countPairs({ ranks: { values: ranks, rows }, offset, levels: this.#levels, table });
      return listOfTable(counts.subarray(kernels.unusedCells), this.#levels, symmetrical, this.#grid.workspace);
    });
  }

  #table(offset: number): Uint32Array {
    const { ranks, box } = this.#grid;
    const { positions } = box;
    const table = new Uint32Array(this.#cells);
    const width = this.#levels + 1;
    for (let n = 0; n < positions.length; n++) {
      const p = positions[n];
      table[ranks[p] * width + ranks[p + offset]]++;
    }
    return table;
  }

  #countBySorting(offset: number, symmetrical: boolean): PairList {
    const { ranks, box, workspace } = this.#grid;
    const { positions } = box;
    const levels = this.#levels;
    const cells = new Float64Array(positions.length);
    let pairs = 0;
    for (let n = 0; n < positions.length; n++) {
      const own = ranks[positions[n]] - 1;
      const neighbour = ranks[positions[n] + offset] - 1;
      if (neighbour < 0) continue;
      const isBelow = symmetrical && own > neighbour;
      cells[pairs++] = isBelow ? neighbour * levels + own : own * levels + neighbour;
    }
    return listOf(cells.subarray(0, pairs).sort(), levels, symmetrical, workspace);
  }
}

/** Adds lists of one kind cell by cell, each with its weight. */
export function addPairs(
  lists: readonly PairList[],
  weights: readonly number[],
  levels: number,
  workspace: Workspace,
): PairList {
  const cells = new Map<number, number>();
  lists.forEach((list, a) => {
    for (let k = 0; k < list.length; k++) {
      const cell = list.row[k] * levels + list.column[k];
      cells.set(cell, (cells.get(cell) ?? 0) + list.count[k] * weights[a]);
    }
  });
  const sum = emptyList(cells.size, lists[0].mirrored, workspace);
  let k = 0;
  for (const [cell, count] of cells) {
    sum.row[k] = Math.floor(cell / levels);
    sum.column[k] = cell % levels;
    sum.count[k++] = count;
  }
  return sum;
}

/** The non-zero cells of a table of (levels + 1)² without row and column 0; symmetrical, the table and its mirror image added. */
function listOfTable(table: Uint32Array, levels: number, symmetrical: boolean, workspace: Workspace): PairList {
  const width = levels + 1;
  let length = 0;
  for (let i = 1; i <= levels; i++) {
    if (symmetrical) {
      for (let j = i; j <= levels; j++) {
        const both = table[i * width + j] + table[j * width + i];
        table[i * width + j] = both;
        if (both !== 0) length++;
      }
    } else {
      for (let j = 1; j <= levels; j++) if (table[i * width + j] !== 0) length++;
    }
  }
  const list = emptyList(length, symmetrical, workspace);
  for (let i = 1, k = 0; k < length; i++) {
    for (let j = symmetrical ? i : 1; j <= levels; j++) {
      if (table[i * width + j] === 0) continue;
      list.row[k] = i - 1;
      list.column[k] = j - 1;
      list.count[k++] = table[i * width + j];
    }
  }
  return list;
}

function listOf(sortedCells: Float64Array, levels: number, mirrored: boolean, workspace: Workspace): PairList {
  let length = 0;
  for (let k = 0; k < sortedCells.length; k++) if (k === 0 || sortedCells[k] !== sortedCells[k - 1]) length++;
  const list = emptyList(length, mirrored, workspace);
  for (let k = 0, cell = -1; k < sortedCells.length; k++) {
    if (k === 0 || sortedCells[k] !== sortedCells[k - 1]) {
      cell++;
      list.row[cell] = Math.floor(sortedCells[k] / levels);
      list.column[cell] = sortedCells[k] % levels;
    }
    // A pair of equal levels falls on the diagonal whichever way round it is.
    list.count[cell] += mirrored && list.row[cell] === list.column[cell] ? 2 : 1;
  }
  return list;
}

function emptyList(length: number, mirrored: boolean, workspace: Workspace): PairList {
  return {
    mirrored,
    length,
    row: workspace.i32(length),
    column: workspace.i32(length),
    count: workspace.f64(length),
  };
}
