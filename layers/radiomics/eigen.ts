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
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
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
export function extremeEigenpair(a: Float64Array, n: number): Eigenpair {
  const diagonal = new Float64Array(n);
  const off = new Float64Array(n);
  const scales = tridiagonalise(a, n, diagonal, off);

  const { value, vector } = tridiagonalExtreme(diagonal, off);

  // Back through the reflections, the last one first.
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
export function tridiagonalExtreme(diagonal: Float64Array, off: Float64Array): Eigenpair {
  const n = diagonal.length;
  let radius = 0;
  for (let i = 0; i < n; i++) {
    const beside = Math.abs(i > 0 ? off[i] : 0) + Math.abs(i + 1 < n ? off[i + 1] : 0);
    radius = Math.max(radius, Math.abs(diagonal[i]) + beside);
  }
  const top = bisect(diagonal, off, n - 1, radius);
  const bottom = bisect(diagonal, off, 0, radius);
  const value = Math.abs(bottom) > Math.abs(top) ? bottom : top;
  return { value, vector: tridiagonalVector(diagonal, off, value, radius) };
}

/**
 * Column k of the lower triangle of `a` keeps the reflection that cleared it, H = I - scale·v·vᵀ. `off[i]` couples rows
 * i - 1 and i.
 */
function tridiagonalise(a: Float64Array, n: number, diagonal: Float64Array, off: Float64Array): Float64Array {
  const scales = new Float64Array(n);
  const v = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    diagonal[k] = a[k * n + k];
    if (k + 1 >= n) break;
    let norm = 0;
    for (let i = k + 1; i < n; i++) norm += a[i * n + k] * a[i * n + k];
    const head = a[(k + 1) * n + k];
    if (norm === head * head) {
      off[k + 1] = head;
      continue;
    }
    const alpha = head > 0 ? -Math.sqrt(norm) : Math.sqrt(norm);
    off[k + 1] = alpha;
    const scale = 1 / (norm - alpha * head);
    a[(k + 1) * n + k] = head - alpha;
    scales[k] = scale;

    // w = scale·A·v over the lower triangle, then A -= v·wᵀ + w·vᵀ with w made orthogonal enough.
    w.fill(0, k + 1);
    for (let i = k + 1; i < n; i++) v[i] = a[i * n + k];
    for (let i = k + 1; i < n; i++) {
      const row = i * n;
      const vi = v[i];
      let sum = a[row + i] * vi;
      for (let j = k + 1; j < i; j++) {
        const aij = a[row + j];
        sum += aij * v[j];
        w[j] += aij * vi;
      }
      w[i] += sum;
    }
    let dot = 0;
    for (let i = k + 1; i < n; i++) {
      w[i] *= scale;
      dot += w[i] * v[i];
    }
    dot *= scale / 2;
    for (let i = k + 1; i < n; i++) w[i] -= dot * v[i];
    for (let i = k + 1; i < n; i++) {
      const row = i * n;
      const vi = v[i];
      const wi = w[i];
      for (let j = k + 1; j <= i; j++) a[row + j] -= vi * w[j] + wi * v[j];
    }
  }
  return scales;
}

/** The eigenvalue with `below` smaller ones, by Sturm counts. */
function bisect(diagonal: Float64Array, off: Float64Array, below: number, radius: number): number {
  let low = -radius;
  let high = radius;
  for (let step = 0; step < 1100; step++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high || high - low <= 1e-17 * radius) break;
    let smaller = 0;
    let pivot = 1;
    for (let i = 0; i < diagonal.length; i++) {
      pivot = diagonal[i] - middle - (i > 0 ? (off[i] * off[i]) / pivot : 0);
      if (pivot === 0) pivot = 1e-300;
      if (pivot < 0) smaller++;
    }
    if (smaller > below) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/** Inverse iteration with partial pivoting on the tridiagonal matrix less its eigenvalue. */
function tridiagonalVector(diagonal: Float64Array, off: Float64Array, value: number, radius: number): Float64Array {
  const n = diagonal.length;
  const upper0 = new Float64Array(n);
  const upper1 = new Float64Array(n);
  const upper2 = new Float64Array(n);
  const multiplier = new Float64Array(n);
  const swapped = new Uint8Array(n);
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
  const x = Float64Array.from({ length: n }, (_, i) => 1 + ((i * 7919) % 101) / 101);
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
