import type { PaddedBox } from '../roi.ts';
import type { LevelGrid, ResidentGrid } from './level-grid.ts';
import { emptySizeList, type SizeList } from './size-list.ts';

/** Zones: connected voxels of equal level. `offsets` are the neighbours that connect, both of each opposite pair. */
export function sizeZones(grid: LevelGrid, offsets: Int32Array): SizeList {
  const { ranks, box } = grid;
  const zones = grid.resident ? labelledZones(grid.resident, box, offsets) : floodedZones(grid, offsets);
  // One key per zone, ordered by level and size.
  const base = box.positions.length + 1;
  const sorted = zones.seed.map((p, z) => (ranks[p] - 1) * base + zones.size[z]).sort();
  let length = 0;
  for (let z = 0; z < sorted.length; z++) if (z === 0 || sorted[z] !== sorted[z - 1]) length++;
  const list = emptySizeList(length);
  for (let z = 0, cell = -1; z < sorted.length; z++) {
    if (z === 0 || sorted[z] !== sorted[z - 1]) {
      cell++;
      list.row[cell] = Math.floor(sorted[z] / base);
      list.size[cell] = sorted[z] % base;
    }
    list.count[cell]++;
  }
  return list;
}

/** One voxel of each zone, and the zone's voxels. */
interface Zones {
  readonly seed: Float64Array;
  readonly size: Float64Array;
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
  const seeds = box.positions.filter((p) => size[p] !== 0);
  const zones = { seed: Float64Array.from(seeds), size: Float64Array.from(seeds, (p) => size[p]) };
  kernels.release(mark);
  return zones;
}

function floodedZones({ ranks, box }: LevelGrid, offsets: Int32Array): Zones {
  const { positions } = box;
  const seen = new Uint8Array(box.length);
  const stack = new Int32Array(positions.length);
  const seed = new Float64Array(positions.length);
  const size = new Float64Array(positions.length);
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
  return { seed: seed.subarray(0, zones), size: size.subarray(0, zones) };
}
