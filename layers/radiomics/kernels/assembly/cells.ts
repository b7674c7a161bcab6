/** Counting into tables, eight cells at a time. */
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

/** Eight cells at once, their numbers in the lanes of `cells`. */
// @ts-ignore: decorator
@inline
export function incrementLanes(table: usize, cells: v128): void {
  increment(table, i16x8.extract_lane_u(cells, 0));
  increment(table, i16x8.extract_lane_u(cells, 1));
  increment(table, i16x8.extract_lane_u(cells, 2));
  increment(table, i16x8.extract_lane_u(cells, 3));
  increment(table, i16x8.extract_lane_u(cells, 4));
  increment(table, i16x8.extract_lane_u(cells, 5));
  increment(table, i16x8.extract_lane_u(cells, 6));
  increment(table, i16x8.extract_lane_u(cells, 7));
}
