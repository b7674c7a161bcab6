/** Cholesky factorisation of small symmetric matrices, flat and row-major. */

// Only the lower triangle is read, so rounding differences between the triangles do not matter.

/** Replaces the lower triangle of `a` (q × q) by its factor L with A = L Lᵀ; false if A is not positive definite. */
export function factorise(a: Float64Array, q: number): boolean {
  for (let j = 0; j < q; j++) {
    const row = j * q;
    const diagonal = a[row + j] - rowProduct(a, row, row, j);
    if (!(diagonal > 0)) return false;
    const pivot = Math.sqrt(diagonal);
    a[row + j] = pivot;
    for (let i = j + 1; i < q; i++) a[i * q + j] = (a[i * q + j] - rowProduct(a, i * q, row, j)) / pivot;
  }
  return true;
}

/** Product of the first `count` numbers of two rows; four sums, so that the additions need not wait for each other. */
function rowProduct(a: Float64Array, first: number, second: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < count; k += 4) {
    s0 += a[first + k] * a[second + k];
    s1 += a[first + k + 1] * a[second + k + 1];
    s2 += a[first + k + 2] * a[second + k + 2];
    s3 += a[first + k + 3] * a[second + k + 3];
  }
  for (; k < count; k++) s0 += a[first + k] * a[second + k];
  return s0 + s1 + (s2 + s3);
}

/** Solves L Lᵀ x = b in place. */
export function solveFactored(l: Float64Array, q: number, b: Float64Array): Float64Array {
  for (let i = 0; i < q; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= l[i * q + k] * b[k];
    b[i] = sum / l[i * q + i];
  }
  for (let i = q - 1; i >= 0; i--) {
    let sum = b[i];
    for (let k = i + 1; k < q; k++) sum -= l[k * q + i] * b[k];
    b[i] = sum / l[i * q + i];
  }
  return b;
}

/** Inverse of L Lᵀ, both triangles filled. */
export function inverseFactored(l: Float64Array, q: number): Float64Array {
  const inverse = new Float64Array(q * q);
  const column = new Float64Array(q);
  for (let j = 0; j < q; j++) {
    column.fill(0);
    column[j] = 1;
    solveFactored(l, q, column);
    for (let i = 0; i < q; i++) inverse[i * q + j] = column[i];
  }
  return inverse;
}

/** ln det(L Lᵀ). */
export function logDeterminant(l: Float64Array, q: number): number {
  let sum = 0;
  for (let i = 0; i < q; i++) sum += Math.log(l[i * q + i]);
  return 2 * sum;
}
