/** Counts runs of grey levels, eight voxels at a time. */
import { FIRST_LANES, increment, incrementLanes, UNUSED } from './cells';

// Runs of equal rank along one step (offset > 0), into table[UNUSED + (rank - 1) * longest + length - 1]; the cells before are
// of no meaning, and there are less than 2^16 in all. Gives whether any two voxels of the ROI are neighbours along the step. `lengths` (u16 over the box) carries the length of the run up to each voxel, so a
// run is counted once, where it ends. Walks the `spans` (first, one past last) of the rows that hold ROI voxels, eight
// voxels at a time; the boxes are followed by 16 spare bytes.
export function countRuns(
  ranks: usize,
  lengths: usize,
  spans: usize,
  spanCount: i32,
  offset: i32,
  longest: i32,
  table: usize,
): i32 {
  let touching = 0;
  for (let row = 0; row < spanCount; row++) {
    const from = load<i32>(spans + ((<usize>row) << 3));
    const to = load<i32>(spans + ((<usize>row) << 3), 4);
    touching |=
      offset < 8
        ? countNarrow(ranks, lengths, from, to, offset, longest, table)
        : countWide(ranks, lengths, from, to, offset, longest, table);
  }
  return touching;
}

function countWide(ranks: usize, lengths: usize, from: i32, to: i32, offset: i32, longest: i32, table: usize): i32 {
  const zero = i16x8.splat(0);
  const one = i16x8.splat(1);
  const columns = i16x8.splat(<i16>longest);
  const shift = i16x8.splat(<i16>(UNUSED - 1 - longest));
  const nowhere = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
  let touching = zero;
  for (let p = from; p < to; p += 8) {
    const own = v128.load(ranks + ((<usize>p) << 1));
    const inside = i16x8.ne(own, zero);
    if (!v128.any_true(inside)) continue;
    const before = v128.load(ranks + ((<usize>(p - offset)) << 1));
    const after = v128.load(ranks + ((<usize>(p + offset)) << 1));
    const carried = v128.load(lengths + ((<usize>(p - offset)) << 1));
    touching = v128.or(touching, v128.and(inside, i16x8.ne(after, zero)));
    const length = i16x8.add(v128.and(carried, v128.and(inside, i16x8.eq(own, before))), one);
    v128.store(lengths + ((<usize>p) << 1), length);
    let ends = v128.and(inside, i16x8.ne(own, after));
    // Beyond the row's last voxel the next row may begin.
    if (p + 8 > to) ends = v128.and(ends, v128.load(FIRST_LANES + ((<usize>(8 - to + p)) << 1)));
    // Every lane counts in some cell, because to ask each for an end would cost more.
    const cell = v128.bitselect(i16x8.add(i16x8.add(i16x8.mul(own, columns), length), shift), nowhere, ends);
    incrementLanes(table, cell);
  }
  return v128.any_true(touching) ? 1 : 0;
}

// The same voxel by voxel, for a step shorter than a block.
function countNarrow(ranks: usize, lengths: usize, from: i32, to: i32, offset: i32, longest: i32, table: usize): i32 {
  let touching = 0;
  for (let p = from; p < to; p++) {
    const own = <i32>load<u16>(ranks + ((<usize>p) << 1));
    if (own === 0) continue;
    const after = <i32>load<u16>(ranks + ((<usize>(p + offset)) << 1));
    const continues = <i32>load<u16>(ranks + ((<usize>(p - offset)) << 1)) === own;
    const carried = continues ? <i32>load<u16>(lengths + ((<usize>(p - offset)) << 1)) : 0;
    store<u16>(lengths + ((<usize>p) << 1), carried + 1);
    if (after !== 0) touching = 1;
    if (after !== own) increment(table, UNUSED + (own - 1) * longest + carried);
  }
  return touching;
}
