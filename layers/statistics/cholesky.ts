/**
 * Cholesky factorisation of small symmetric matrices, flat and row-major. Only the lower triangle is read, so
 * rounding differences between the triangles do not matter.
 */

/** Replaces the lower triangle of `a` (q × q) by its factor L with A = L Lᵀ; false if A is not positive definite. */
export function factorise(a: Float64Array, q: number): boolean {
  for (let j = 0; j < q; j++) {
    let diagonal = a[j * q + j];
    for (let k = 0; k < j; k++) diagonal -= a[j * q + k] ** 2;
    if (!(diagonal > 0)) return false;
    const pivot = Math.sqrt(diagonal);
    a[j * q + j] = pivot;
    for (let i = j + 1; i < q; i++) {
      let sum = a[i * q + j];
      for (let k = 0; k < j; k++) sum -= a[i * q + k] * a[j * q + k];
      a[i * q + j] = sum / pivot;
    }
  }
  return true;
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
