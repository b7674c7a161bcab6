// One axis of an undecimated transform, behind `inner` values that run together: for each output the rows at
// `positions` times their coefficients, added in that order. float64.
export function addScaledRow(from: usize, to: usize, inner: i32, outputs: i32, taps: i32, positions: usize, coefficients: usize): void {
  const row = <usize>inner << 3;
  const paired = row & ~15;
  for (let o = 0; o < outputs; o++) {
    const target = to + <usize>o * row;
    const plan = <usize>(o * taps);
    for (let k: usize = 0; k < paired; k += 16) {
      let sum = f64x2.splat(0);
      for (let t: usize = 0; t < <usize>taps; t++) {
        const c = v128.load64_splat(coefficients + ((plan + t) << 3));
        const source = from + <usize>load<i32>(positions + ((plan + t) << 2)) * row;
        sum = f64x2.add(sum, f64x2.mul(c, v128.load(source + k)));
      }
      v128.store(target + k, sum);
    }
    if (paired != row) {
      let sum = 0.0;
      for (let t: usize = 0; t < <usize>taps; t++) {
        const source = from + <usize>load<i32>(positions + ((plan + t) << 2)) * row;
        sum += load<f64>(coefficients + ((plan + t) << 3)) * load<f64>(source + paired);
      }
      store<f64>(target + paired, sum);
    }
  }
}

// The same with float32 values and arithmetic; the coefficients are float32 numbers stored as float64.
export function addScaledRowSingle(from: usize, to: usize, inner: i32, outputs: i32, taps: i32, positions: usize, coefficients: usize): void {
  const row = <usize>inner << 2;
  const paired = row & ~15;
  for (let o = 0; o < outputs; o++) {
    const target = to + <usize>o * row;
    const plan = <usize>(o * taps);
    for (let k: usize = 0; k < paired; k += 16) {
      let sum = f32x4.splat(0);
      for (let t: usize = 0; t < <usize>taps; t++) {
        const c = f32x4.splat(<f32>load<f64>(coefficients + ((plan + t) << 3)));
        const source = from + <usize>load<i32>(positions + ((plan + t) << 2)) * row;
        sum = f32x4.add(sum, f32x4.mul(c, v128.load(source + k)));
      }
      v128.store(target + k, sum);
    }
    for (let k = paired; k < row; k += 4) {
      let sum: f32 = 0;
      for (let t: usize = 0; t < <usize>taps; t++) {
        const source = from + <usize>load<i32>(positions + ((plan + t) << 2)) * row;
        sum += <f32>load<f64>(coefficients + ((plan + t) << 3)) * load<f32>(source + k);
      }
      store<f32>(target + k, sum);
    }
  }
}
