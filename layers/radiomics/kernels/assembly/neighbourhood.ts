/** Counts dependences and grey-tone differences, eight voxels at a time. */
// `levels` is the padded box of grey-level numbers as u16, 0 outside. Per ROI voxel: how many of the neighbours differ
// by at most `alpha` (into table[level * columns + n]) and |level - mean of the neighbours| (added to difference[level]).
// Walks the `spans` (first, one past last) of the rows that hold ROI voxels, eight voxels at a time; rows may be read past their end, so the box is followed by 16 spare bytes.
export function neighbourhood(
  levels: usize,
  spans: usize,
  spanCount: i32,
  offsets: usize,
  count: i32,
  alpha: i32,
  columns: i32,
  table: usize,
  difference: usize,
): void {
  const zero = i16x8.splat(0);
  const tolerance = i16x8.splat(<i16>alpha);
  for (let row = 0; row < spanCount; row++) {
    const from = load<i32>(spans + ((<usize>row) << 3));
    const to = load<i32>(spans + ((<usize>row) << 3), 4);
    for (let p = from; p < to; p += 8) {
      const own = v128.load(levels + ((<usize>p) << 1));
      if (!v128.any_true(own)) continue;
      let neighbours = zero;
      let dependent = zero;
      let sum = zero;
      for (let k = 0; k < count; k++) {
        const other = v128.load(levels + ((<usize>(p + load<i32>(offsets + ((<usize>k) << 2)))) << 1));
        const inside = i16x8.ne(other, zero);
        const apart = v128.or(i16x8.sub_sat_u(own, other), i16x8.sub_sat_u(other, own));
        // Masks are -1, so subtracting them counts.
        neighbours = i16x8.sub(neighbours, inside);
        dependent = i16x8.sub(dependent, v128.and(inside, i16x8.le_u(apart, tolerance)));
        sum = i16x8.add(sum, other);
      }
      v128.store(SPILL, neighbours);
      v128.store(SPILL + 16, dependent);
      v128.store(SPILL + 32, sum);
      const end = min(8, to - p);
      for (let lane = 0; lane < end; lane++) {
        const level = <i32>load<u16>(levels + ((<usize>(p + lane)) << 1));
        if (level === 0) continue;
        const at16 = SPILL + ((<usize>lane) << 1);
        const n = <i32>load<u16>(at16);
        const cell = table + ((<usize>(level * columns + <i32>load<u16>(at16 + 16))) << 2);
        store<u32>(cell, load<u32>(cell) + 1);
        if (n !== 0) {
          const at = difference + ((<usize>level) << 3);
          const apart = Math.abs(<f64>level - <f64>load<u16>(at16 + 32) / <f64>n);
          store<f64>(at, load<f64>(at) + apart);
        }
      }
    }
  }
}

const SPILL = memory.data(48);
