// Counts (rank of voxel, rank of neighbour) along one step. `ranks` is the padded box as u16; the table is
// (levels + 1)² and keeps the pairs with the outside in row and column 0, which costs less than asking.
export function countPairs(
  ranks: usize,
  positions: usize,
  count: i32,
  offset: i32,
  levels: i32,
  table: usize,
): void {
  const width = levels + 1;
  for (let n = 0; n < count; n++) {
    const p = load<i32>(positions + (<usize>n << 2));
    const own = <i32>load<u16>(ranks + (<usize>p << 1));
    const other = <i32>load<u16>(ranks + (<usize>(p + offset) << 1));
    const cell = table + (<usize>(own * width + other) << 2);
    store<u32>(cell, load<u32>(cell) + 1);
  }
}
