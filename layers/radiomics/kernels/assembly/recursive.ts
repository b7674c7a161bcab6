// The recursions of filters/recursive-gaussian.ts for an even number of lanes, two at a time, after its first and last
// four samples are set. `c` holds n0…n3, m1…m4, d1…d4.
export function filterLines(
  c: usize,
  data: usize,
  causal: usize,
  anticausal: usize,
  length: i32,
  lanes: i32,
): void {
  const stride = <usize>lanes << 3;
  const end = <usize>length * stride;
  const n0 = v128.load64_splat(c);
  const n1 = v128.load64_splat(c, 8);
  const n2 = v128.load64_splat(c, 16);
  const n3 = v128.load64_splat(c, 24);
  const d1 = v128.load64_splat(c, 64);
  const d2 = v128.load64_splat(c, 72);
  const d3 = v128.load64_splat(c, 80);
  const d4 = v128.load64_splat(c, 88);
  for (let i: usize = 4 * stride; i < end; i += 16) {
    const x = data + i;
    const y = causal + i;
    let value = f64x2.mul(v128.load(x), n0);
    value = f64x2.add(value, f64x2.mul(v128.load(x - stride), n1));
    value = f64x2.add(value, f64x2.mul(v128.load(x - 2 * stride), n2));
    value = f64x2.add(value, f64x2.mul(v128.load(x - 3 * stride), n3));
    let past = f64x2.mul(v128.load(y - stride), d1);
    past = f64x2.add(past, f64x2.mul(v128.load(y - 2 * stride), d2));
    past = f64x2.add(past, f64x2.mul(v128.load(y - 3 * stride), d3));
    past = f64x2.add(past, f64x2.mul(v128.load(y - 4 * stride), d4));
    v128.store(y, f64x2.sub(value, past));
  }
  const m1 = v128.load64_splat(c, 32);
  const m2 = v128.load64_splat(c, 40);
  const m3 = v128.load64_splat(c, 48);
  const m4 = v128.load64_splat(c, 56);
  for (let i: isize = <isize>(end - 4 * stride) - 16; i >= 0; i -= 16) {
    const x = data + <usize>i;
    const y = anticausal + <usize>i;
    let value = f64x2.mul(v128.load(x + stride), m1);
    value = f64x2.add(value, f64x2.mul(v128.load(x + 2 * stride), m2));
    value = f64x2.add(value, f64x2.mul(v128.load(x + 3 * stride), m3));
    value = f64x2.add(value, f64x2.mul(v128.load(x + 4 * stride), m4));
    let future = f64x2.mul(v128.load(y + stride), d1);
    future = f64x2.add(future, f64x2.mul(v128.load(y + 2 * stride), d2));
    future = f64x2.add(future, f64x2.mul(v128.load(y + 3 * stride), d3));
    future = f64x2.add(future, f64x2.mul(v128.load(y + 4 * stride), d4));
    v128.store(y, f64x2.sub(value, future));
  }
  for (let i: usize = 0; i < end; i += 16) {
    v128.store(causal + i, f64x2.add(v128.load(causal + i), v128.load(anticausal + i)));
  }
}
