/** The list form of a matrix of grey level by size, which three texture families count. */
import type { Workspace } from '../memory/workspace.ts';

/**
 * The non-zero cells of a matrix of grey level × size: run length (GLRLM), zone size (GLSZM) or dependence (GLDM).
 */
export interface SizeList {
  readonly length: number;
  /** Rank of the grey level minus 1. */
  readonly row: Int32Array;
  /** Size, from 1. */
  readonly size: Int32Array;
  readonly count: Float64Array;
}

/** The cells of a dense table (row-major, column 0 = size 1) that are not 0. */
export function sizeListOf(table: Uint32Array | Float64Array, columns: number, workspace: Workspace): SizeList {
  let length = 0;
  for (let cell = 0; cell < table.length; cell++) if (table[cell] !== 0) length++;
  const list = emptySizeList(length, workspace);
  for (let cell = 0, k = 0; k < length; cell++) {
    if (table[cell] === 0) continue;
    list.row[k] = Math.floor(cell / columns);
    list.size[k] = (cell % columns) + 1;
    list.count[k++] = table[cell];
  }
  return list;
}

/** Room for a number of cells. */
export function emptySizeList(length: number, workspace: Workspace): SizeList {
  return { length, row: workspace.i32(length), size: workspace.i32(length), count: workspace.f64(length) };
}

/** Adds lists cell by cell, each with its weight. */
export function addSizes(lists: readonly SizeList[], weights: readonly number[], workspace: Workspace): SizeList {
  let columns = 1;
  for (const list of lists) for (const size of list.size) columns = Math.max(columns, size);
  const cells = new Map<number, number>();
  lists.forEach((list, a) => {
    for (let k = 0; k < list.length; k++) {
      const cell = list.row[k] * (columns + 1) + list.size[k];
      cells.set(cell, (cells.get(cell) ?? 0) + list.count[k] * weights[a]);
    }
  });
  const sum = emptySizeList(cells.size, workspace);
  let k = 0;
  for (const [cell, count] of cells) {
    sum.row[k] = Math.floor(cell / (columns + 1));
    sum.size[k] = cell % (columns + 1);
    sum.count[k++] = count;
  }
  return sum;
}
