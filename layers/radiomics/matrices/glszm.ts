/** Size-zone matrices: connected voxels of equal grey level. */
import type { LevelGrid, ResidentGrid } from './level-grid.ts';
import { emptySizeList, type SizeList, sizeListOf } from './size-list.ts';

/** Zones: connected voxels of equal level. `offsets` are the neighbours that connect, both of each opposite pair. */
export function sizeZones(grid: LevelGrid, offsets: Int32Array): SizeList {
  const zones = grid.resident ? labelledZones(grid, grid.resident, offsets) : floodedZones(grid, offsets);
  // Small zones are counted in a table; the few large ones are sorted by level and size.
  const base = grid.box.positions.length + 1;
  const sorted = zones.large.map(([rank, size]) => (rank - 1) * base + size).sort((a, b) => a - b);
  const small = sizeListOf(zones.small, SMALL, grid.workspace);
  const distinct = sorted.filter((key, z) => z === 0 || key !== sorted[z - 1]).length;
  const list = emptySizeList(small.length + distinct, grid.workspace);
  list.row.set(small.row);
  list.size.set(small.size);
  list.count.set(small.count);
  let cell = small.length - 1;
  sorted.forEach((key, z) => {
    if (z === 0 || key !== sorted[z - 1]) {
      cell++;
      list.row[cell] = Math.floor(key / base);
      list.size[cell] = key % base;
    }
    list.count[cell]++;
  });
  return list;
}

/** Zones of up to this many voxels are counted by size. */
const SMALL = 32;

interface Zones {
  /** Zones of rank r and size s at [(r - 1)·SMALL + s - 1]. */
  readonly small: Uint32Array;
  readonly large: readonly (readonly [rank: number, size: number])[];
}

function labelledZones(
  { box, present }: LevelGrid,
  { kernels, ranks, positions }: ResidentGrid,
  offsets: Int32Array,
): Zones {
  const sideways = offsets.includes(-1);
  const rows = rowsBefore(offsets, sideways);
  return kernels.within(() => {
    const steps = kernels.hold(
      'i32',
      rows.flatMap(({ offset, beside }) => [offset, beside]),
    );
    const parents = kernels.take('u32', box.length);
    const sizes = kernels.take('u32', box.length);
    const table = kernels.take('u32', SMALL * present.length);
    kernels.view(sizes).fill(0);
    kernels.view(table).fill(0);
    const found = kernels.countZones({
      ranks,
      positions,
      rowsBefore: steps,
      sideways,
      parents,
      sizes,
      small: SMALL,
      table,
    });
    const pairs = kernels.view(found);
    const large = Array.from({ length: pairs.length / 2 }, (_, z) => [pairs[2 * z], pairs[2 * z + 1]] as const);
    return { small: kernels.view(table).slice(), large };
  });
}

/** The rows walked before a voxel's own: how far the voxel straight across lies, and which rows of the list lie beside. */
function rowsBefore(offsets: Int32Array, sideways: boolean): { offset: number; beside: number }[] {
  // Straight across, a row's two neighbours beside it are in the list as well.
  const across = [...offsets].filter(
    (o) => o < 0 && o !== -1 && (!sideways || (offsets.includes(o - 1) && offsets.includes(o + 1))),
  );
  const countBeside = (o: number): number => across.filter((other) => offsets.includes(o - other)).length;
  // What lies beside most others is looked at first.
  across.sort((a, b) => countBeside(b) - countBeside(a));
  return across.map((offset) => ({
    offset,
    beside: across.reduce((bits, other, k) => (offsets.includes(offset - other) ? bits | (1 << k) : bits), 0),
  }));
}

function floodedZones({ ranks, box, present }: LevelGrid, offsets: Int32Array): Zones {
  const { positions } = box;
  const seen = new Uint8Array(box.length);
  const stack = new Int32Array(positions.length);
  const small = new Uint32Array(SMALL * present.length);
  const large: (readonly [number, number])[] = [];
  for (let n = 0; n < positions.length; n++) {
    const start = positions[n];
    if (seen[start]) continue;
    const rank = ranks[start];
    seen[start] = 1;
    stack[0] = start;
    let depth = 1;
    let size = 0;
    while (depth > 0) {
      const p = stack[--depth];
      size++;
      for (let k = 0; k < offsets.length; k++) {
        const q = p + offsets[k];
        if (ranks[q] !== rank || seen[q]) continue;
        seen[q] = 1;
        stack[depth++] = q;
      }
    }
    if (size <= SMALL) small[(rank - 1) * SMALL + size - 1]++;
    else large.push([rank, size]);
  }
  return { small, large };
}
