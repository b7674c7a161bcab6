import type { LevelGrid } from './level-grid.ts';

/** The non-zero cells of a co-occurrence matrix. */
export interface PairList {
  readonly length: number;
  /** Ranks minus 1: row (the voxel) and column (its neighbour). */
  readonly row: Int32Array;
  readonly column: Int32Array;
  readonly count: Float64Array;
}

/** Beyond this many cells pairs are sorted instead of counted in a table. */
const MAX_TABLE = 1 << 22;

/** Counts grey-level pairs of an ROI along one step. */
export class PairCounter {
  readonly #grid: LevelGrid;
  readonly #levels: number;
  readonly #table: Uint32Array | null;

  constructor(grid: LevelGrid) {
    this.#grid = grid;
    this.#levels = grid.present.length;
    this.#table = this.#levels ** 2 <= MAX_TABLE ? new Uint32Array(this.#levels ** 2) : null;
  }

  /** Pairs (voxel, neighbour at `offset`), and with `symmetrical` the same pairs the other way round. */
  count(offset: number, symmetrical: boolean): PairList {
    return this.#table
      ? this.#countInTable(this.#table, offset, symmetrical)
      : this.#countBySorting(offset, symmetrical);
  }

  #countInTable(table: Uint32Array, offset: number, symmetrical: boolean): PairList {
    const { ranks, box } = this.#grid;
    const { positions } = box;
    const levels = this.#levels;
    table.fill(0);
    for (let n = 0; n < positions.length; n++) {
      const p = positions[n];
      const neighbour = ranks[p + offset];
      if (neighbour !== 0) table[(ranks[p] - 1) * levels + neighbour - 1]++;
    }
    if (symmetrical) {
      for (let i = 0; i < levels; i++) {
        for (let j = 0; j <= i; j++) {
          const both = table[i * levels + j] + table[j * levels + i];
          table[i * levels + j] = both;
          table[j * levels + i] = both;
        }
      }
    }
    let length = 0;
    for (let cell = 0; cell < table.length; cell++) if (table[cell] !== 0) length++;
    const list = emptyList(length);
    for (let cell = 0, k = 0; k < length; cell++) {
      if (table[cell] === 0) continue;
      list.row[k] = Math.floor(cell / levels);
      list.column[k] = cell % levels;
      list.count[k++] = table[cell];
    }
    return list;
  }

  #countBySorting(offset: number, symmetrical: boolean): PairList {
    const { ranks, box } = this.#grid;
    const { positions } = box;
    const levels = this.#levels;
    const cells = new Float64Array(positions.length * (symmetrical ? 2 : 1));
    let pairs = 0;
    for (let n = 0; n < positions.length; n++) {
      const own = ranks[positions[n]] - 1;
      const neighbour = ranks[positions[n] + offset] - 1;
      if (neighbour < 0) continue;
      cells[pairs++] = own * levels + neighbour;
      if (symmetrical) cells[pairs++] = neighbour * levels + own;
    }
    return listOf(cells.subarray(0, pairs).sort(), levels);
  }
}

/** Adds lists cell by cell, each with its weight. */
export function addPairs(lists: readonly PairList[], weights: readonly number[], levels: number): PairList {
  const cells = new Map<number, number>();
  lists.forEach((list, a) => {
    for (let k = 0; k < list.length; k++) {
      const cell = list.row[k] * levels + list.column[k];
      cells.set(cell, (cells.get(cell) ?? 0) + list.count[k] * weights[a]);
    }
  });
  const sum = emptyList(cells.size);
  let k = 0;
  for (const [cell, count] of cells) {
    sum.row[k] = Math.floor(cell / levels);
    sum.column[k] = cell % levels;
    sum.count[k++] = count;
  }
  return sum;
}

function listOf(sortedCells: Float64Array, levels: number): PairList {
  let length = 0;
  for (let k = 0; k < sortedCells.length; k++) if (k === 0 || sortedCells[k] !== sortedCells[k - 1]) length++;
  const list = emptyList(length);
  for (let k = 0, cell = -1; k < sortedCells.length; k++) {
    if (k === 0 || sortedCells[k] !== sortedCells[k - 1]) {
      cell++;
      list.row[cell] = Math.floor(sortedCells[k] / levels);
      list.column[cell] = sortedCells[k] % levels;
    }
    list.count[cell]++;
  }
  return list;
}

function emptyList(length: number): PairList {
  return { length, row: new Int32Array(length), column: new Int32Array(length), count: new Float64Array(length) };
}
