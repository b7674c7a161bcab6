/** Householder reduction of a symmetric matrix. */
// Householder reduction of a symmetric n × n matrix (float64, row-major, lower triangle) to tridiagonal form: eigen.ts says
// what is left where. `v` and `w` are scratch of n values.
export function tridiagonalise(
  a: usize,
  n: i32,
  diagonal: usize,
  off: usize,
  scales: usize,
  v: usize,
  w: usize,
): void {
  for (let k = 0; k < n; k++) {
    put(diagonal, k, at(a, k * n + k));
    put(scales, k, 0);
    if (k + 1 >= n) break;
    const start = k + 1;
    let norm: f64 = 0;
    for (let i = start; i < n; i++) {
      const value = at(a, i * n + k);
      put(v, i, value);
      norm += value * value;
    }
    const head = at(v, start);
    if (norm === head * head) {
      put(off, start, head);
      continue;
    }
    const alpha = head > 0 ? -Math.sqrt(norm) : Math.sqrt(norm);
    put(off, start, alpha);
    const scale = 1 / (norm - alpha * head);
    put(v, start, head - alpha);
    put(a, start * n + k, head - alpha);
    put(scales, k, scale);

    for (let i = start; i < n; i++) multiplyRow(a + (<usize>(i * n) << 3), v, w, start, i);
    let dot: f64 = 0;
    for (let i = start; i < n; i++) {
      const value = at(w, i) * scale;
      put(w, i, value);
      dot += value * at(v, i);
    }
    dot *= scale / 2;
    for (let i = start; i < n; i++) put(w, i, at(w, i) - dot * at(v, i));
    for (let i = start; i < n; i++) subtractRow(a + (<usize>(i * n) << 3), v, w, start, i);
  }
}

// One row of w = A·v over the lower triangle: the row's own sum, and what its elements add to the rows before.
function multiplyRow(row: usize, v: usize, w: usize, start: i32, i: i32): void {
  const own = at(v, i);
  const both = f64x2.splat(own);
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  let j = start;
  for (; j + 4 <= i; j += 4) {
    const place = <usize>j << 3;
    const first = v128.load(row + place);
    const second = v128.load(row + place, 16);
    even = f64x2.add(even, f64x2.mul(first, v128.load(v + place)));
    odd = f64x2.add(odd, f64x2.mul(second, v128.load(v + place, 16)));
    v128.store(w + place, f64x2.add(v128.load(w + place), f64x2.mul(first, both)));
    v128.store(w + place, f64x2.add(v128.load(w + place, 16), f64x2.mul(second, both)), 16);
  }
  const sums = f64x2.add(even, odd);
  let sum = at(row, i) * own + (f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1));
  for (; j < i; j++) {
    const element = at(row, j);
    sum += element * at(v, j);
    put(w, j, at(w, j) + element * own);
  }
  put(w, i, sum);
}

// One row of A -= v·wᵀ + w·vᵀ.
function subtractRow(row: usize, v: usize, w: usize, start: i32, i: i32): void {
  const vi = at(v, i);
  const wi = at(w, i);
  const vs = f64x2.splat(vi);
  const ws = f64x2.splat(wi);
  let j = start;
  for (; j + 2 <= i + 1; j += 2) {
    const place = <usize>j << 3;
    const less = f64x2.add(f64x2.mul(vs, v128.load(w + place)), f64x2.mul(ws, v128.load(v + place)));
    v128.store(row + place, f64x2.sub(v128.load(row + place), less));
  }
  for (; j <= i; j++) put(row, j, at(row, j) - (vi * at(w, j) + wi * at(v, j)));
}

// @ts-ignore: decorator
@inline
function at(values: usize, index: i32): f64 {
  return load<f64>(values + (<usize>index << 3));
}

// @ts-ignore: decorator
@inline
function put(values: usize, index: i32, value: f64): void {
  store<f64>(values + (<usize>index << 3), value);
}
