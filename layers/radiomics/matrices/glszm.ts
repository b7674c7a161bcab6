import type { PaddedBox } from '../roi.ts';
import type { LevelGrid, ResidentGrid } from './level-grid.ts';
import { emptySizeList, type SizeList, sizeListOf } from './size-list.ts';

/** Zones: connected voxels of equal level. `offsets` are the neighbours that connect, both of each opposite pair. */
export function sizeZones(grid: LevelGrid, offsets: Int32Array): SizeList {
  const { ranks, box, present } = grid;
  const zones = grid.resident ? labelledZones(grid.resident, box, offsets) : floodedZones(grid, offsets);
  // Small zones are counted in a table; the few large ones are sorted by level and size.
  const table = new Uint32Array(present.length * SMALL);
  const base = box.positions.length + 1;
  const keys = new Float64Array(zones.count);
  let large = 0;
  for (let z = 0; z < zones.count; z++) {
    const row = ranks[zones.seed[z]] - 1;
    const size = zones.size[z];
    if (size <= SMALL) table[row * SMALL + size - 1]++;
    else keys[large++] = row * base + size;
  }
  const sorted = keys.subarray(0, large).sort();
  const small = sizeListOf(table, SMALL);
  let distinct = 0;
  for (let z = 0; z < large; z++) if (z === 0 || sorted[z] !== sorted[z - 1]) distinct++;
  const list = emptySizeList(small.length + distinct);
  list.row.set(small.row);
  list.size.set(small.size);
  list.count.set(small.count);
  for (let z = 0, cell = small.length - 1; z < large; z++) {
    if (z === 0 || sorted[z] !== sorted[z - 1]) {
      cell++;
      list.row[cell] = Math.floor(sorted[z] / base);
      list.size[cell] = sorted[z] % base;
    }
    list.count[cell]++;
  }
  return list;
}

const SMALL = 32;

/** One voxel of each zone, and the zone's voxels. */
interface Zones {
  readonly count: number;
  readonly seed: Int32Array;
  readonly size: Int32Array;
}

function labelledZones({ kernels, ranks, positions }: ResidentGrid, box: PaddedBox, offsets: Int32Array): Zones {
  const mark = kernels.mark();
  const sideways = offsets.includes(-1);
  // Straight across, a row's two neighbours beside it are in the list as well.
  const rows = offsets.filter(
    (o) => o < 0 && o !== -1 && (!sideways || (offsets.includes(o - 1) && offsets.includes(o + 1))),
  );
  const steps = kernels.take(4 * rows.length);
  const parents = kernels.take(4 * box.length);
  const sizes = kernels.take(4 * box.length);
  kernels.i32(steps).set(rows);
  const size = kernels.u32(sizes).fill(0);
  const count = box.positions.length;
  kernels.run.labelZones(
    ranks.address,
    positions.address,
    count,
    steps.address,
    rows.length,
    sideways ? 1 : 0,
    parents.address,
    sizes.address,
  );
  const zones = { count: 0, seed: new Int32Array(count), size: new Int32Array(count) };
  for (let n = 0; n < count; n++) {
    const p = box.positions[n];
    if (size[p] === 0) continue;
    zones.seed[zones.count] = p;
    zones.size[zones.count++] = size[p];
  }
  kernels.release(mark);
  return zones;
}

function floodedZones({ ranks, box }: LevelGrid, offsets: Int32Array): Zones {
  const { positions } = box;
  const seen = new Uint8Array(box.length);
  const stack = new Int32Array(positions.length);
  const seed = new Int32Array(positions.length);
  const size = new Int32Array(positions.length);
  let zones = 0;
  for (let n = 0; n < positions.length; n++) {
    const start = positions[n];
    if (seen[start]) continue;
    const rank = ranks[start];
    seen[start] = 1;
    stack[0] = start;
    let depth = 1;
    while (depth > 0) {
      const p = stack[--depth];
      size[zones]++;
      for (let k = 0; k < offsets.length; k++) {
        const q = p + offsets[k];
        if (ranks[q] !== rank || seen[q]) continue;
        seen[q] = 1;
        stack[depth++] = q;
      }
    }
    seed[zones++] = start;
  }
  return { count: zones, seed, size };
}
