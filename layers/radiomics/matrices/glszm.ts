import type { LevelGrid } from './level-grid.ts';
import { emptySizeList, type SizeList } from './size-list.ts';

/** Zones: connected voxels of equal level. `offsets` are the neighbours that connect. */
export function sizeZones(grid: LevelGrid, offsets: Int32Array): SizeList {
  const { ranks, box } = grid;
  const { positions } = box;
  const seen = new Uint8Array(box.length);
  const stack = new Int32Array(positions.length);
  // One key per zone, sorted by level and size: rank - 1 + (size / (voxels + 1)) kept as an exact integer.
  const base = positions.length + 1;
  const keys = new Float64Array(positions.length);
  let zones = 0;
  for (let n = 0; n < positions.length; n++) {
    const seed = positions[n];
    if (seen[seed]) continue;
    const rank = ranks[seed];
    seen[seed] = 1;
    stack[0] = seed;
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
    keys[zones++] = (rank - 1) * base + size;
  }

  const sorted = keys.subarray(0, zones).sort();
  let length = 0;
  for (let z = 0; z < zones; z++) if (z === 0 || sorted[z] !== sorted[z - 1]) length++;
  const list = emptySizeList(length);
  for (let z = 0, cell = -1; z < zones; z++) {
    if (z === 0 || sorted[z] !== sorted[z - 1]) {
      cell++;
      list.row[cell] = Math.floor(sorted[z] / base);
      list.size[cell] = sorted[z] % base;
    }
    list.count[cell]++;
  }
  return list;
}
