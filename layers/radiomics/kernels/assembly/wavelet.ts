/** One axis of an undecimated wavelet transform, in double and in single precision. */
// One axis of an undecimated transform: for each output the inputs at `positions` times their coefficients, added in that
// order. `inner` values run together in front of the axis, `outer` blocks lie behind it; without values in front (the axis
// is x) outputs are computed side by side where each of `regular` ones from `firstRegular` on looks one place further than the
// one before and have its coefficients. Rows are counted in values. float64.
export function convolve(
  from: usize,
  to: usize,
  inner: i32,
  outer: i32,
  inputs: i32,
  outputs: i32,
  taps: i32,
  positions: usize,
  coefficients: usize,
  firstRegular: i32,
  regular: i32,
): void {
  const inBlock = <usize>(inner * inputs) << 3;
  const outBlock = <usize>(inner * outputs) << 3;
  for (let block = 0; block < outer; block++) {
    for (let o = 0; o < outputs; o++) {
      const plan = <usize>(o * taps);
      const target = to + (<usize>(o * inner) << 3);
      if (inner === 1 && o >= firstRegular && o + 4 <= firstRegular + regular) {
        addFour(from, target, taps, positions + (plan << 2), coefficients + (plan << 3), 8);
        o += 3;
      } else {
        addRow(from, target, inner, taps, positions + (plan << 2), coefficients + (plan << 3));
      }
    }
    from += inBlock;
    to += outBlock;
  }
}

function addRow(from: usize, target: usize, inner: i32, taps: i32, positions: usize, coefficients: usize): void {
  const step = <usize>inner << 3;
  let k = 0;
  for (; k + 4 <= inner; k += 4) {
    const at = <usize>k << 3;
    addFour(from + at, target + at, taps, positions, coefficients, step);
  }
  for (; k < inner; k++) {
    const at = <usize>k << 3;
    let sum = 0.0;
    for (let t = 0; t < taps; t++) {
      const source = from + <usize>load<i32>(positions + (<usize>t << 2)) * step;
      sum += load<f64>(coefficients + (<usize>t << 3)) * load<f64>(source + at);
    }
    store<f64>(target + at, sum);
  }
}

// @ts-ignore: decorator
@inline
function addFour(from: usize, target: usize, taps: i32, positions: usize, coefficients: usize, step: usize): void {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let t = 0; t < taps; t++) {
    const c = v128.load64_splat(coefficients + (<usize>t << 3));
    const source = from + <usize>load<i32>(positions + (<usize>t << 2)) * step;
    low = f64x2.add(low, f64x2.mul(c, v128.load(source)));
    high = f64x2.add(high, f64x2.mul(c, v128.load(source, 16)));
  }
  v128.store(target, low);
  v128.store(target, high, 16);
}

// The same with float32 values and arithmetic; the coefficients are float32 numbers stored as float64.
export function convolveSingle(
  from: usize,
  to: usize,
  inner: i32,
  outer: i32,
  inputs: i32,
  outputs: i32,
  taps: i32,
  positions: usize,
  coefficients: usize,
  firstRegular: i32,
  regular: i32,
): void {
  const inBlock = <usize>(inner * inputs) << 2;
  const outBlock = <usize>(inner * outputs) << 2;
  for (let block = 0; block < outer; block++) {
    for (let o = 0; o < outputs; o++) {
      const plan = <usize>(o * taps);
      const target = to + (<usize>(o * inner) << 2);
      if (inner === 1 && o >= firstRegular && o + 8 <= firstRegular + regular) {
        addEightSingle(from, target, taps, positions + (plan << 2), coefficients + (plan << 3), 4);
        o += 7;
      } else {
        addRowSingle(from, target, inner, taps, positions + (plan << 2), coefficients + (plan << 3));
      }
    }
    from += inBlock;
    to += outBlock;
  }
}

function addRowSingle(from: usize, target: usize, inner: i32, taps: i32, positions: usize, coefficients: usize): void {
  const step = <usize>inner << 2;
  let k = 0;
  for (; k + 8 <= inner; k += 8) {
    const at = <usize>k << 2;
    addEightSingle(from + at, target + at, taps, positions, coefficients, step);
  }
  for (; k < inner; k++) {
    const at = <usize>k << 2;
    let sum: f32 = 0;
    for (let t = 0; t < taps; t++) {
      const source = from + <usize>load<i32>(positions + (<usize>t << 2)) * step;
      sum += <f32>load<f64>(coefficients + (<usize>t << 3)) * load<f32>(source + at);
    }
    store<f32>(target + at, sum);
  }
}

// @ts-ignore: decorator
@inline
function addEightSingle(from: usize, target: usize, taps: i32, positions: usize, coefficients: usize, step: usize): void {
  let low = f32x4.splat(0);
  let high = f32x4.splat(0);
  for (let t = 0; t < taps; t++) {
    const c = f32x4.splat(<f32>load<f64>(coefficients + (<usize>t << 3)));
    const source = from + <usize>load<i32>(positions + (<usize>t << 2)) * step;
    low = f32x4.add(low, f32x4.mul(c, v128.load(source)));
    high = f32x4.add(high, f32x4.mul(c, v128.load(source, 16)));
  }
  v128.store(target, low);
  v128.store(target, high, 16);
}
