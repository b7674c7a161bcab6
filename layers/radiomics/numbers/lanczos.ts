/** The greatest eigenvalue of a large sparse matrix. */
import type { Workspace } from '../memory/workspace.ts';
import { type Eigenpair, tridiagonalExtreme } from './eigen.ts';

const MAX_STEPS = 400;
/** An eigenvalue is off by about the square of its residual. */
const RESIDUAL = 1e-10;

/**
 * The eigenvalue of largest magnitude of a symmetric operator with norm about 1, and its vector: Lanczos with full
 * reorthogonalisation. For matrices that are large and mostly empty.
 *
 * @param apply writes the operator times its first argument into its second
 */
export function lanczosExtreme(
  n: number,
  apply: (x: Float64Array, into: Float64Array) => void,
  workspace: Workspace,
): Eigenpair {
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const off: number[] = [0];
  // Uneven, so that it is orthogonal to no eigenvector by symmetry.
  let v = Float64Array.from({ length: n }, (_, i) => 1 + ((i * 7919) % 101) / 101);
  scale(v, 1 / norm(v));
  for (let step = 0; step < Math.min(n, MAX_STEPS); step++) {
    basis.push(v);
    const w = new Float64Array(n);
    apply(v, w);
    diagonal.push(dot(v, w));
    for (let pass = 0; pass < 2; pass++) for (const q of basis) subtract(w, q, dot(q, w));
    const beta = norm(w);
    const isLast = step + 1 === Math.min(n, MAX_STEPS) || beta < 1e-14;
    if (isLast || step % 10 === 9) {
      const small = tridiagonalExtreme(Float64Array.from(diagonal), Float64Array.from(off), workspace);
      if (isLast || beta * Math.abs(small.vector[step]) < RESIDUAL) {
        const vector = new Float64Array(n);
        for (let k = 0; k < basis.length; k++) subtract(vector, basis[k], -small.vector[k]);
        return { value: small.value, vector };
      }
    }
    scale(w, 1 / beta);
    off.push(beta);
    v = w;
  }
  return { value: 0, vector: v };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function scale(a: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i] *= factor;
}

function subtract(from: Float64Array, direction: Float64Array, amount: number): void {
  for (let i = 0; i < from.length; i++) from[i] -= amount * direction[i];
}
