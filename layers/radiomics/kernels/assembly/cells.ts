/** Cells before a matrix, one for each lane that has nothing to count. */
export const UNUSED: i32 = 8;

// All ones eight times, then zeros, as i16: from lane 8 - n on, the first n lanes.
export const FIRST_LANES: usize = memory.data<i16>([-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0], 16);

// @ts-ignore: decorator
@inline
export function increment(table: usize, cell: i32): void {
  const at = table + (<usize>cell << 2);
  store<u32>(at, load<u32>(at) + 1);
}
