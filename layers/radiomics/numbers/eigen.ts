/** Eigenvalues of symmetric matrices: all of a small one, the greatest of a larger one. */
import { hypot } from '@radscore/imaging/elementary';
import type { Workspace } from '../memory/workspace.ts';

/** Eigenvalues of the symmetric 3 × 3 (or smaller) matrix given by rows, ascending: cyclic Jacobi rotations. */
export function smallSymmetricEigenvalues(rows: readonly (readonly number[])[]): number[] {
  const a = rows.map((row) => [...row]);
  const n = a.length;
  for (let sweep = 0; sweep < 50; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p][q] * a[p][q];
    if (off === 0) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p][q] === 0) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + hypot(theta, 1));
        const c = 1 / hypot(t, 1);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const [kp, kq] = [a[k][p], a[k][q]];
          a[k][p] = c * kp - s * kq;
          a[k][q] = s * kp + c * kq;
        }
        for (let k = 0; k < n; k++) {
          const [pk, qk] = [a[p][k], a[q][k]];
          a[p][k] = c * pk - s * qk;
          a[q][k] = s * pk + c * qk;
        }
        // Exactly zero in theory; leaving the rounding would keep the sweeps from ending.
        a[p][q] = 0;
        a[q][p] = 0;
      }
    }
  }
  return a.map((row, i) => row[i]).sort((x, y) => x - y);
}

export interface Eigenpair {
  readonly value: number;
  /** Unit length. */
  readonly vector: Float64Array;
}

/**
 * The eigenvalue of largest magnitude of a symmetric n × n matrix (row-major, overwritten) and its vector: Householder
 * reduction to tridiagonal form, bisection on the number of smaller eigenvalues, inverse iteration.
 */
export function extremeEigenpair(a: Float64Array, n: number, workspace: Workspace): Eigenpair {
  const { kernels } = workspace;
  if (!kernels?.fits(8 * (n * n + 5 * n) + 96)) {
    const [diagonal, off, scales, v, w] = Array.from({ length: 5 }, () => workspace.f64(n));
    tridiagonalise(a, n, diagonal, off, scales, v, w);
    return backFromTridiagonal(a, diagonal, off, scales, workspace);
  }
  return kernels.within(() => {
    const matrix = kernels.hold('f64', a);
    const vectorOf = () => kernels.take('f64', n);
    const reduced = { matrix, diagonal: vectorOf(), off: vectorOf(), scales: vectorOf() };
    kernels.tridiagonalise({ ...reduced, room: [vectorOf(), vectorOf()] });
    const [values, diagonal, off, scales] = [matrix, reduced.diagonal, reduced.off, reduced.scales].map((span) =>
      kernels.view(span),
    );
    return backFromTridiagonal(values, diagonal, off, scales, workspace);
  });
}

/** The pair of the tridiagonal matrix, back through the reflections, the last one first. */
function backFromTridiagonal(
  a: Float64Array,
  diagonal: Float64Array,
  off: Float64Array,
  scales: Float64Array,
  workspace: Workspace,
): Eigenpair {
  const n = diagonal.length;
  const { value, vector } = tridiagonalExtreme(diagonal, off, workspace);
  for (let k = n - 3; k >= 0; k--) {
    if (scales[k] === 0) continue;
    let dot = 0;
    for (let i = k + 1; i < n; i++) dot += a[i * n + k] * vector[i];
    dot *= scales[k];
    for (let i = k + 1; i < n; i++) vector[i] -= dot * a[i * n + k];
  }
  return { value, vector };
}

/** The same for a tridiagonal matrix; `off[i]` couples rows i - 1 and i. */
export function tridiagonalExtreme(diagonal: Float64Array, off: Float64Array, workspace: Workspace): Eigenpair {
  const n = diagonal.length;
  let radius = 0;
  for (let i = 0; i < n; i++) {
    const beside = Math.abs(i > 0 ? off[i] : 0) + Math.abs(i + 1 < n ? off[i + 1] : 0);
    radius = Math.max(radius, Math.abs(diagonal[i]) + beside);
  }
  const squares = workspace.f64(n);
  for (let i = 1; i < n; i++) squares[i] = off[i] * off[i];
  const top = bisect(diagonal, squares, n - 1, radius);
  // The other end matters only where it lies farther from 0.
  const hasFarther = smallerThan(diagonal, squares, -Math.abs(top)) > 0;
  const bottom = hasFarther ? bisect(diagonal, squares, 0, radius) : top;
  const value = Math.abs(bottom) > Math.abs(top) ? bottom : top;
  return { value, vector: tridiagonalVector(diagonal, off, value, radius, workspace) };
}

/**
 * The TypeScript twin of the kernel. Column k of the lower triangle of `a` keeps the reflection that cleared it,
 * H = I - scale·v·vᵀ. `off[i]` couples rows i - 1 and i; `v` and `w` are scratch. Sums along a
 * row run in four strands, as in the kernel.
 */
function tridiagonalise(
  a: Float64Array,
  n: number,
  diagonal: Float64Array,
  off: Float64Array,
  scales: Float64Array,
  v: Float64Array,
  w: Float64Array,
): void {
  for (let k = 0; k < n; k++) {
    diagonal[k] = a[k * n + k];
    scales[k] = 0;
    if (k + 1 >= n) break;
    const start = k + 1;
    let norm = 0;
    for (let i = start; i < n; i++) {
      v[i] = a[i * n + k];
      norm += v[i] * v[i];
    }
    const head = v[start];
    if (norm === head * head) {
      off[start] = head;
      continue;
    }
    const alpha = head > 0 ? -Math.sqrt(norm) : Math.sqrt(norm);
    off[start] = alpha;
    const scale = 1 / (norm - alpha * head);
    v[start] = head - alpha;
    a[start * n + k] = v[start];
    scales[k] = scale;

    // w = scale·A·v over the lower triangle, then A -= v·wᵀ + w·vᵀ with w made orthogonal enough.
    for (let i = start; i < n; i++) {
      const row = i * n;
      const vi = v[i];
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      let j = start;
      for (; j + 4 <= i; j += 4) {
        const [a0, a1, a2, a3] = [a[row + j], a[row + j + 1], a[row + j + 2], a[row + j + 3]];
        s0 += a0 * v[j];
        s1 += a1 * v[j + 1];
        s2 += a2 * v[j + 2];
        s3 += a3 * v[j + 3];
        w[j] += a0 * vi;
        w[j + 1] += a1 * vi;
        w[j + 2] += a2 * vi;
        w[j + 3] += a3 * vi;
      }
      let sum = a[row + i] * vi + (s0 + s2 + (s1 + s3));
      for (; j < i; j++) {
        sum += a[row + j] * v[j];
        w[j] += a[row + j] * vi;
      }
      // A row is the first to touch its own element.
      w[i] = sum;
    }
    let dot = 0;
    for (let i = start; i < n; i++) {
      w[i] *= scale;
      dot += w[i] * v[i];
    }
    dot *= scale / 2;
    for (let i = start; i < n; i++) w[i] -= dot * v[i];
    for (let i = start; i < n; i++) {
      const row = i * n;
      const vi = v[i];
      const wi = w[i];
      for (let j = start; j <= i; j++) a[row + j] -= vi * w[j] + wi * v[j];
    }
  }
}

/** The eigenvalue with `below` smaller ones, by Sturm counts at three places at once: each count waits for its divisions. */
function bisect(diagonal: Float64Array, squares: Float64Array, below: number, radius: number): number {
  let low = -radius;
  let high = radius;
  for (let step = 0; step < 600; step++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high || high - low <= 1e-17 * radius) break;
    const first = (low + middle) / 2;
    const third = (middle + high) / 2;
    let [smaller1, smaller2, smaller3] = [0, 0, 0];
    let [pivot1, pivot2, pivot3] = [1, 1, 1];
    for (let i = 0; i < diagonal.length; i++) {
      pivot1 = diagonal[i] - first - squares[i] / pivot1;
      pivot2 = diagonal[i] - middle - squares[i] / pivot2;
      pivot3 = diagonal[i] - third - squares[i] / pivot3;
      if (pivot1 === 0) pivot1 = TINY_PIVOT;
      if (pivot2 === 0) pivot2 = TINY_PIVOT;
      if (pivot3 === 0) pivot3 = TINY_PIVOT;
      if (pivot1 < 0) smaller1++;
      if (pivot2 < 0) smaller2++;
      if (pivot3 < 0) smaller3++;
    }
    if (smaller2 > below) {
      if (smaller1 > below) high = first;
      else [low, high] = [first, middle];
    } else if (smaller3 > below) [low, high] = [middle, third];
    else low = third;
  }
  return (low + high) / 2;
}

const TINY_PIVOT = 1e-300;

/** Eigenvalues smaller than `value`: a Sturm count. */
function smallerThan(diagonal: Float64Array, squares: Float64Array, value: number): number {
  let smaller = 0;
  let pivot = 1;
  for (let i = 0; i < diagonal.length; i++) {
    pivot = diagonal[i] - value - squares[i] / pivot;
    if (pivot === 0) pivot = TINY_PIVOT;
    if (pivot < 0) smaller++;
  }
  return smaller;
}

/** Inverse iteration with partial pivoting on the tridiagonal matrix less its eigenvalue. */
function tridiagonalVector(
  diagonal: Float64Array,
  off: Float64Array,
  value: number,
  radius: number,
  workspace: Workspace,
): Float64Array {
  const n = diagonal.length;
  const upper0 = workspace.f64(n);
  const upper1 = workspace.f64(n);
  const upper2 = workspace.f64(n);
  const multiplier = workspace.f64(n);
  const swapped = workspace.i32(n);
  let d = diagonal[0] - value;
  let u = n > 1 ? off[1] : 0;
  for (let i = 0; i + 1 < n; i++) {
    const below = off[i + 1];
    const next = diagonal[i + 1] - value;
    const nextUpper = i + 2 < n ? off[i + 2] : 0;
    if (Math.abs(below) > Math.abs(d)) {
      swapped[i] = 1;
      multiplier[i] = d / below;
      [upper0[i], upper1[i], upper2[i]] = [below, next, nextUpper];
      d = u - multiplier[i] * next;
      u = -multiplier[i] * nextUpper;
    } else {
      multiplier[i] = d === 0 ? 0 : below / d;
      [upper0[i], upper1[i], upper2[i]] = [d, u, 0];
      d = next - multiplier[i] * u;
      u = nextUpper;
    }
  }
  upper0[n - 1] = d;
  const tiny = Math.max(radius, 1e-200) * 1e-16;
  for (let i = 0; i < n; i++) if (Math.abs(upper0[i]) < tiny) upper0[i] = tiny;

  // An uneven start, so that it cannot be orthogonal to the vector by symmetry.
  const x = workspace.f64(n);
  for (let i = 0; i < n; i++) x[i] = 1 + ((i * 7919) % 101) / 101;
  for (let pass = 0; pass < 3; pass++) {
    if (pass > 0) {
      for (let i = 0; i + 1 < n; i++) {
        if (swapped[i]) [x[i], x[i + 1]] = [x[i + 1], x[i]];
        x[i + 1] -= multiplier[i] * x[i];
      }
    }
    let norm = 0;
    for (let i = n - 1; i >= 0; i--) {
      x[i] = (x[i] - (i + 1 < n ? upper1[i] * x[i + 1] : 0) - (i + 2 < n ? upper2[i] * x[i + 2] : 0)) / upper0[i];
      norm = Math.max(norm, Math.abs(x[i]));
    }
    let square = 0;
    for (let i = 0; i < n; i++) {
      x[i] /= norm;
      square += x[i] * x[i];
    }
    for (let i = 0; i < n; i++) x[i] /= Math.sqrt(square);
  }
  return x;
}
