/** Recursive filters along lines, twelve lines side by side. */
// Lines filtered side by side; a row of the scratch holds one sample of each.
const LANES: usize = 12;
const ROW: usize = LANES << 3;

// One pass of filters/recursive-gaussian.ts over all lines of a block along one axis.
// c: n0…n3, m1…m4, d1…d4, causal edge 1…4, anticausal edge 1…4.
// Source: float64 if `wide`, else float32; element steps along a line, to the next line, to the next row of lines.
// Target: float32, samples `first` to `first + kept` of each line. Scratch: three times length rows.
export function filterPass(
  c: usize,
  source: usize,
  wide: i32,
  along: i32,
  across: i32,
  second: i32,
  lines: i32,
  rows: i32,
  length: i32,
  target: usize,
  toAlong: i32,
  toAcross: i32,
  toSecond: i32,
  first: i32,
  kept: i32,
  scratch: usize,
): void {
  const data = scratch;
  const causal = data + <usize>length * ROW;
  const anticausal = causal + <usize>length * ROW;
  memory.fill(data, 0, <usize>length * ROW);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < lines; i += <i32>LANES) {
      const lanes = min(<i32>LANES, lines - i);
      const from = i * across + j * second;
      if (wide) loadWide(source + ((<usize>from) << 3), along, across, data, length, lanes);
      else loadSingle(source + ((<usize>from) << 2), along, across, data, length, lanes);
      startLines(c, data, causal);
      endLines(c, data, anticausal, length);
      recur(c, data, causal, anticausal, length);
      const to = target + ((<usize>(i * toAcross + j * toSecond)) << 2);
      storeSingle(causal + <usize>first * ROW, to, toAlong, toAcross, kept, lanes);
    }
  }
}

function loadWide(source: usize, along: i32, across: i32, data: usize, length: i32, lanes: i32): void {
  for (let s = 0; s < length; s++) {
    const from = source + ((<usize>(s * along)) << 3);
    const to = data + <usize>s * ROW;
    if (across === 1 && lanes === <i32>LANES) {
      for (let k: usize = 0; k < ROW; k += 16) v128.store(to + k, v128.load(from + k));
      continue;
    }
    for (let k = 0; k < lanes; k++) {
      store<f64>(to + ((<usize>k) << 3), load<f64>(from + ((<usize>(k * across)) << 3)));
    }
  }
}

function loadSingle(source: usize, along: i32, across: i32, data: usize, length: i32, lanes: i32): void {
  for (let s = 0; s < length; s++) {
    const from = source + ((<usize>(s * along)) << 2);
    const to = data + <usize>s * ROW;
    if (across === 1 && lanes === <i32>LANES) {
      for (let k: usize = 0; k < LANES; k += 2) {
        v128.store(to + (k << 3), f64x2.promote_low_f32x4(v128.load64_zero(from + (k << 2))));
      }
      continue;
    }
    for (let k = 0; k < lanes; k++) {
      store<f64>(to + ((<usize>k) << 3), <f64>load<f32>(from + ((<usize>(k * across)) << 2)));
    }
  }
}

function storeSingle(result: usize, target: usize, along: i32, across: i32, kept: i32, lanes: i32): void {
  for (let s = 0; s < kept; s++) {
    const from = result + <usize>s * ROW;
    const to = target + ((<usize>(s * along)) << 2);
    if (across === 1 && lanes === <i32>LANES) {
      for (let k: usize = 0; k < LANES; k += 2) {
        v128.store64_lane(to + (k << 2), f32x4.demote_f64x2_zero(v128.load(from + (k << 3))), 0);
      }
      continue;
    }
    for (let k = 0; k < lanes; k++) {
      store<f32>(to + ((<usize>(k * across)) << 2), <f32>load<f64>(from + ((<usize>k) << 3)));
    }
  }
}

// The first four samples: before the line its first value goes on for ever.
function startLines(c: usize, data: usize, causal: usize): void {
  for (let k: usize = 0; k < ROW; k += 16) {
    const edge = v128.load(data + k);
    for (let i: i32 = 0; i < 4; i++) {
      let value = f64x2.splat(0);
      for (let t: i32 = 0; t < 4; t++) {
        const x = t <= i ? v128.load(data + <usize>(i - t) * ROW + k) : edge;
        value = f64x2.add(value, f64x2.mul(x, v128.load64_splat(c + ((<usize>t) << 3))));
      }
      let past = f64x2.splat(0);
      for (let t: i32 = 1; t <= 4; t++) {
        const before = t <= i ? v128.load(causal + <usize>(i - t) * ROW + k) : edge;
        const weight = c + (t <= i ? 56 : 88) + ((<usize>t) << 3);
        past = f64x2.add(past, f64x2.mul(before, v128.load64_splat(weight)));
      }
      v128.store(causal + <usize>i * ROW + k, f64x2.sub(value, past));
    }
  }
}

// The last four samples: after the line its last value goes on for ever.
function endLines(c: usize, data: usize, anticausal: usize, length: i32): void {
  const last = length - 1;
  for (let k: usize = 0; k < ROW; k += 16) {
    const edge = v128.load(data + <usize>last * ROW + k);
    for (let i: i32 = 0; i < 4; i++) {
      let value = f64x2.splat(0);
      let future = f64x2.splat(0);
      for (let t: i32 = 1; t <= 4; t++) {
        const at = <usize>(last - i + t) * ROW + k;
        const x = t <= i ? v128.load(data + at) : edge;
        value = f64x2.add(value, f64x2.mul(x, v128.load64_splat(c + 24 + ((<usize>t) << 3))));
        const after = t <= i ? v128.load(anticausal + at) : edge;
        const weight = c + (t <= i ? 56 : 120) + ((<usize>t) << 3);
        future = f64x2.add(future, f64x2.mul(after, v128.load64_splat(weight)));
      }
      v128.store(anticausal + <usize>(last - i) * ROW + k, f64x2.sub(value, future));
    }
  }
}

// Everything between, and the sum of both directions in `causal`.
function recur(c: usize, data: usize, causal: usize, anticausal: usize, length: i32): void {
  const end = <usize>length * ROW;
  const n0 = v128.load64_splat(c);
  const n1 = v128.load64_splat(c, 8);
  const n2 = v128.load64_splat(c, 16);
  const n3 = v128.load64_splat(c, 24);
  const d1 = v128.load64_splat(c, 64);
  const d2 = v128.load64_splat(c, 72);
  const d3 = v128.load64_splat(c, 80);
  const d4 = v128.load64_splat(c, 88);
  for (let i: usize = 4 * ROW; i < end; i += 16) {
    const x = data + i;
    const y = causal + i;
    let value = f64x2.mul(v128.load(x), n0);
    value = f64x2.add(value, f64x2.mul(v128.load(x - ROW), n1));
    value = f64x2.add(value, f64x2.mul(v128.load(x - 2 * ROW), n2));
    value = f64x2.add(value, f64x2.mul(v128.load(x - 3 * ROW), n3));
    let past = f64x2.mul(v128.load(y - ROW), d1);
    past = f64x2.add(past, f64x2.mul(v128.load(y - 2 * ROW), d2));
    past = f64x2.add(past, f64x2.mul(v128.load(y - 3 * ROW), d3));
    past = f64x2.add(past, f64x2.mul(v128.load(y - 4 * ROW), d4));
    v128.store(y, f64x2.sub(value, past));
  }
  const m1 = v128.load64_splat(c, 32);
  const m2 = v128.load64_splat(c, 40);
  const m3 = v128.load64_splat(c, 48);
  const m4 = v128.load64_splat(c, 56);
  for (let i: isize = <isize>(end - 4 * ROW) - 16; i >= 0; i -= 16) {
    const x = data + <usize>i;
    const y = anticausal + <usize>i;
    let value = f64x2.mul(v128.load(x + ROW), m1);
    value = f64x2.add(value, f64x2.mul(v128.load(x + 2 * ROW), m2));
    value = f64x2.add(value, f64x2.mul(v128.load(x + 3 * ROW), m3));
    value = f64x2.add(value, f64x2.mul(v128.load(x + 4 * ROW), m4));
    let future = f64x2.mul(v128.load(y + ROW), d1);
    future = f64x2.add(future, f64x2.mul(v128.load(y + 2 * ROW), d2));
    future = f64x2.add(future, f64x2.mul(v128.load(y + 3 * ROW), d3));
    future = f64x2.add(future, f64x2.mul(v128.load(y + 4 * ROW), d4));
    v128.store(y, f64x2.sub(value, future));
    v128.store(causal + <usize>i, f64x2.add(v128.load(causal + <usize>i), f64x2.sub(value, future)));
  }
  for (let i: usize = end - 4 * ROW; i < end; i += 16) {
    v128.store(causal + i, f64x2.add(v128.load(causal + i), v128.load(anticausal + i)));
  }
}

// sum[k] += term[k] · weight, computed in double and stored in float32.
export function addScaled(sum: usize, term: usize, count: i32, weight: f64): void {
  const both = f64x2.splat(weight);
  let k = 0;
  for (; k + 2 <= count; k += 2) {
    const at = (<usize>k) << 2;
    const own = f64x2.promote_low_f32x4(v128.load64_zero(sum + at));
    const more = f64x2.promote_low_f32x4(v128.load64_zero(term + at));
    v128.store64_lane(sum + at, f32x4.demote_f64x2_zero(f64x2.add(own, f64x2.mul(more, both))), 0);
  }
  for (; k < count; k++) {
    const at = (<usize>k) << 2;
    store<f32>(sum + at, <f32>(<f64>load<f32>(sum + at) + <f64>load<f32>(term + at) * weight));
  }
}
