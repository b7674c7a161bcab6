/** Splines along the lines of a block, two values at a time. */
// Splines along the lines of a block of float64: the kernels of ../../separable-interpolation.ts, operation by operation as
// the TypeScript in that file and in ../../bspline.ts. Rows lie `pitch` values apart, an even number.

/** The pole of the cubic B-spline, what samples are multiplied by, and the end of a line; see bspline.ts. */
const POLE: f64 = sqrt<f64>(3) - 2;
const GAIN: f64 = (1 - POLE) * (1 - 1 / POLE);
const END_SCALE: f64 = POLE / (POLE * POLE - 1);

// Rows that are filtered side by side along x.
export const LANES: i32 = 16;
const LANE_BYTES: usize = 16 << 3;

// Turns samples into coefficients along the columns of a block of `length` rows. `horizon`: how many samples the start of the
// recursion looks at; `turned`: the pole to the power of length - 1, for lines that are shorter.
export function filterColumns(c: usize, length: i32, pitch: i32, horizon: i32, turned: f64): void {
  if (length === 1) return;
  const row = <usize>pitch << 3;
  const looked = min(length, horizon);
  const gain = f64x2.splat(GAIN);
  const pole = f64x2.splat(POLE);
  for (let at = c; at < c + <usize>looked * row; at += 16) v128.store(at, f64x2.mul(v128.load(at), gain));
  if (horizon < length) startLong(c, row, horizon);
  else startShort(c, row, length, turned);
  const beginOfGain = c + <usize>looked * row;
  const end = c + <usize>length * row;
  for (let at = c + row; at < beginOfGain; at += 16) {
    v128.store(at, f64x2.add(v128.load(at), f64x2.mul(pole, v128.load(at - row))));
  }
  for (let at = beginOfGain; at < end; at += 16) {
    v128.store(at, f64x2.add(f64x2.mul(v128.load(at), gain), f64x2.mul(pole, v128.load(at - row))));
  }
  const scale = f64x2.splat(END_SCALE);
  for (let at = end - row; at < end; at += 16) {
    v128.store(at, f64x2.mul(scale, f64x2.add(f64x2.mul(pole, v128.load(at - row)), v128.load(at))));
  }
  for (let below = length - 2; below >= 0; below--) {
    const from = c + <usize>below * row;
    for (let at = from; at < from + row; at += 16) {
      v128.store(at, f64x2.mul(pole, f64x2.sub(v128.load(at + row), v128.load(at))));
    }
  }
}

function startLong(c: usize, row: usize, horizon: i32): void {
  for (let at = c; at < c + row; at += 16) {
    let first = v128.load(at);
    let power = POLE;
    for (let k = 1; k < horizon; k++) {
      first = f64x2.add(first, f64x2.mul(f64x2.splat(power), v128.load(at + <usize>k * row)));
      power *= POLE;
    }
    v128.store(at, first);
  }
}

// A short line: the whole mirrored signal is summed.
function startShort(c: usize, row: usize, length: i32, turned: f64): void {
  for (let at = c; at < c + row; at += 16) {
    let power = POLE;
    let mirrored = turned;
    let first = f64x2.add(
      v128.load(at),
      f64x2.mul(f64x2.splat(mirrored), v128.load(at + <usize>(length - 1) * row)),
    );
    mirrored *= mirrored / POLE;
    for (let k = 1; k <= length - 2; k++) {
      first = f64x2.add(first, f64x2.mul(f64x2.splat(power + mirrored), v128.load(at + <usize>k * row)));
      power *= POLE;
      mirrored /= POLE;
    }
    v128.store(at, f64x2.div(first, f64x2.splat(1 - power * power)));
  }
}

// Filters rows of a slice along x and interpolates them: four taps for each of `positions`. Tables: samples i32 and weights f64
// by tap, inside u8 by position. `stride`: voxels from row to row. Scratch: nx rows of LANES values.
export function interpolateRows(
  source: usize,
  type: i32,
  stride: i32,
  nx: i32,
  rows: i32,
  scratch: usize,
  horizon: i32,
  turned: f64,
  positions: i32,
  samples: usize,
  weights: usize,
  inside: usize,
  to: usize,
  pitch: i32,
): void {
  const toRow = <usize>pitch << 3;
  for (let first = 0; first < rows; first += LANES) {
    const lanes = min(LANES, rows - first);
    for (let lane = 0; lane < lanes; lane++) {
      widen(source, type, (first + lane) * stride, nx, scratch + (<usize>lane << 3));
    }
    filterColumns(scratch, nx, LANES, horizon, turned);
    const target = to + <usize>first * toRow;
    for (let x = 0; x < positions; x++) {
      const s = samples + (<usize>x << 4);
      const w = weights + (<usize>x << 5);
      const from0 = scratch + <usize>load<i32>(s) * LANE_BYTES;
      const from1 = scratch + <usize>load<i32>(s, 4) * LANE_BYTES;
      const from2 = scratch + <usize>load<i32>(s, 8) * LANE_BYTES;
      const from3 = scratch + <usize>load<i32>(s, 12) * LANE_BYTES;
      const isInside = load<u8>(inside + <usize>x) !== 0;
      let at = target + (<usize>x << 3);
      for (let lane = 0; lane < lanes; lane += 2) {
        const k = <usize>lane << 3;
        const value = isInside
          ? four(v128.load(from0 + k), v128.load(from1 + k), v128.load(from2 + k), v128.load(from3 + k), w)
          : f64x2.splat(0);
        v128.store64_lane(at, value, 0);
        if (lane + 1 < lanes) v128.store64_lane(at + toRow, value, 1);
        at += toRow << 1;
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function four(a: v128, b: v128, c: v128, d: v128, w: usize): v128 {
  let sum = f64x2.mul(v128.load64_splat(w), a);
  sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(w, 8), b));
  sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(w, 16), c));
  return f64x2.add(sum, f64x2.mul(v128.load64_splat(w, 24), d));
}

// Weighted sums of whole rows, with tables as above; into rows of float32 where `single` is set.
export function interpolateColumns(
  from: usize,
  pitch: i32,
  positions: i32,
  samples: usize,
  weights: usize,
  inside: usize,
  to: usize,
  single: i32,
): void {
  const row = <usize>pitch << 3;
  const toRow = single ? row >> 1 : row;
  for (let y = 0; y < positions; y++) {
    const target = to + <usize>y * toRow;
    if (load<u8>(inside + <usize>y) === 0) {
      memory.fill(target, 0, toRow);
      continue;
    }
    const s = samples + (<usize>y << 4);
    const w = weights + (<usize>y << 5);
    const from0 = from + <usize>load<i32>(s) * row;
    const from1 = from + <usize>load<i32>(s, 4) * row;
    const from2 = from + <usize>load<i32>(s, 8) * row;
    const from3 = from + <usize>load<i32>(s, 12) * row;
    for (let k: usize = 0; k < row; k += 16) {
      const value = four(v128.load(from0 + k), v128.load(from1 + k), v128.load(from2 + k), v128.load(from3 + k), w);
      if (single) v128.store64_lane(target + (k >> 1), f32x4.demote_f64x2_zero(value), 0);
      else v128.store(target + k, value);
    }
  }
}

// Types of voxels in the order of VOXEL_TYPES (../spline-steps.ts).
function widen(source: usize, type: i32, first: i32, count: i32, to: usize): void {
  if (type === 0) spread<i8>(source, first, count, to);
  else if (type === 1) spread<u8>(source, first, count, to);
  else if (type === 2) spread<i16>(source, first, count, to);
  else if (type === 3) spread<u16>(source, first, count, to);
  else if (type === 4) spread<i32>(source, first, count, to);
  else if (type === 5) spread<u32>(source, first, count, to);
  else if (type === 6) spread<f32>(source, first, count, to);
  else spread<f64>(source, first, count, to);
}

// @ts-ignore: decorator
@inline
function spread<T>(source: usize, first: i32, count: i32, to: usize): void {
  const from = source + <usize>first * sizeof<T>();
  for (let x = 0; x < count; x++) {
    store<f64>(to + <usize>x * LANE_BYTES, <f64>load<T>(from + <usize>x * sizeof<T>()));
  }
}
