/** Counts pairs of grey levels, eight voxels at a time. */
import { FIRST_LANES, incrementLanes, UNUSED } from './cells';

// Counts (rank of voxel, rank of neighbour) along one step. `ranks` is the padded box as u16, followed by 16 spare bytes; the
// table is (levels + 1)² behind UNUSED cells, and row 0 is of no meaning. Walks the `spans` (first, one past last) of the
// rows that hold ROI voxels, eight voxels at a time; cells are numbered in 16 bits.
export function countPairs(ranks: usize, spans: usize, spanCount: i32, offset: i32, levels: i32, table: usize): void {
  const zero = i16x8.splat(0);
  const width = i16x8.splat(<i16>(levels + 1));
  const shift = i16x8.splat(<i16>UNUSED);
  const nowhere = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
  for (let row = 0; row < spanCount; row++) {
    const from = load<i32>(spans + ((<usize>row) << 3));
    const to = load<i32>(spans + ((<usize>row) << 3), 4);
    for (let p = from; p < to; p += 8) {
      let own = v128.load(ranks + ((<usize>p) << 1));
      // Beyond the row's last voxel the next row may begin.
      if (p + 8 > to) own = v128.and(own, v128.load(FIRST_LANES + ((<usize>(8 - to + p)) << 1)));
      if (!v128.any_true(own)) continue;
      const other = v128.load(ranks + ((<usize>(p + offset)) << 1));
      // Every lane counts in some cell, because to ask each whether it is inside would cost more.
      const cell = v128.bitselect(
        nowhere,
        i16x8.add(i16x8.add(i16x8.mul(own, width), other), shift),
        i16x8.eq(own, zero),
      );
      incrementLanes(table, cell);
    }
  }
}
