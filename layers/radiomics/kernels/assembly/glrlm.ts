// Runs of equal rank along one step, into table[(rank - 1) * longest + length - 1]; whether any two voxels of the ROI
// are neighbours along it. Eight voxels at a time: most runs begin nowhere or are one voxel long, and masks tell these
// apart without a branch per voxel. The box is followed by 16 spare bytes.
export function countRuns(ranks: usize, from: i32, to: i32, offset: i32, longest: i32, table: usize): i32 {
  const zero = i16x8.splat(0);
  let touching = zero;
  for (let p = from; p < to; p += 8) {
    const own = v128.load(ranks + (<usize>p << 1));
    const inside = i16x8.ne(own, zero);
    if (!v128.any_true(inside)) continue;
    const before = v128.load(ranks + (<usize>(p - offset) << 1));
    const after = v128.load(ranks + (<usize>(p + offset) << 1));
    touching = v128.or(touching, v128.and(inside, i16x8.ne(after, zero)));
    const starts = v128.and(inside, i16x8.ne(own, before));
    const ends = i16x8.ne(own, after);
    let single = i16x8.bitmask(v128.and(starts, ends));
    let longer = i16x8.bitmask(v128.andnot(starts, ends));
    if (p + 8 > to) {
      const kept = (1 << (to - p)) - 1;
      single &= kept;
      longer &= kept;
    }
    while (single != 0) {
      const rank = <i32>load<u16>(ranks + (<usize>(p + ctz(single)) << 1));
      const cell = table + (<usize>((rank - 1) * longest) << 2);
      store<u32>(cell, load<u32>(cell) + 1);
      single &= single - 1;
    }
    while (longer != 0) {
      let q = p + ctz(longer);
      const rank = load<u16>(ranks + (<usize>q << 1));
      let length = 0;
      do {
        length++;
        q += offset;
      } while (load<u16>(ranks + (<usize>q << 1)) == rank);
      const cell = table + (<usize>((<i32>rank - 1) * longest + length - 1) << 2);
      store<u32>(cell, load<u32>(cell) + 1);
      longer &= longer - 1;
    }
  }
  return v128.any_true(touching) ? 1 : 0;
}
