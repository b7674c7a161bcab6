/** The inverse of a 3 × 3 matrix as ITK computes it, to the last bit. */
import type { Matrix3 } from '../volume/volume.ts';

/** Columns of a 3 × 3 matrix. */
type Columns = [number[], number[], number[]];

/**
 * Inverse of a 3 × 3 matrix through its singular values, in the order of operations of LINPACK's dsvdc (Dongarra et
 * al., LINPACK Users' Guide, 1979, chapter 11), which ITK inverts its index-to-world matrices with. On oblique axes
 * the last bits of this inverse decide what lies halfway between two samples, and whether a flat region is truncated
 * to its value or to the one below; a more accurate inverse would decide differently.
 */
export function singularInverse(m: Matrix3): Matrix3 {
  const x: Columns = [
    [m[0], m[3], m[6]],
    [m[1], m[4], m[7]],
    [m[2], m[5], m[8]],
  ];
  const { u, s, v } = decompose(x);
  const inverse = [0, 1, 2].flatMap((row) =>
    [0, 1, 2].map((column) => {
      let sum = 0;
      for (let k = 0; k < 3; k++) sum += v[k][row] * (1 / s[k]) * u[k][column];
      return sum;
    }),
  );
  return inverse as unknown as Matrix3;
}

function decompose(x: Columns): { u: Columns; s: number[]; v: Columns } {
  const s = [0, 0, 0];
  const e = [0, 0, 0];
  const u: Columns = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 1],
  ];
  const v: Columns = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  bidiagonalise(x, s, e, u, v);
  accumulate(s, e, u, v);
  diagonalise(s, e, u, v);
  return { u, s, v };
}

/** Householder reflections from both sides; the vectors are kept in u and v. */
function bidiagonalise(x: Columns, s: number[], e: number[], u: Columns, v: Columns): void {
  for (let l = 0; l < 2; l++) {
    s[l] = norm(x[l], l);
    if (s[l] !== 0) {
      if (x[l][l] !== 0) s[l] = withSign(s[l], x[l][l]);
      scale(x[l], l, 1 / s[l]);
      x[l][l] += 1;
    }
    s[l] = -s[l];
    for (let j = l + 1; j < 3; j++) {
      if (s[l] !== 0) add(x[j], l, -dot(x[l], x[j], l) / x[l][l], x[l]);
      e[j] = x[j][l];
    }
    for (let i = l; i < 3; i++) u[l][i] = x[l][i];
    if (l > 0) continue;
    e[0] = norm(e, 1);
    if (e[0] !== 0) {
      if (e[1] !== 0) e[0] = withSign(e[0], e[1]);
      scale(e, 1, 1 / e[0]);
      e[1] += 1;
    }
    e[0] = -e[0];
    if (e[0] !== 0) {
      const work = [0, 0, 0];
      for (let j = 1; j < 3; j++) add(work, 1, e[j], x[j]);
      for (let j = 1; j < 3; j++) add(x[j], 1, -e[j] / e[1], work);
    }
    for (let i = 1; i < 3; i++) v[0][i] = e[i];
  }
  s[2] = x[2][2];
  e[1] = x[2][1];
  e[2] = 0;
}

/** Turns the reflections' vectors into the orthogonal matrices that they make. */
function accumulate(s: number[], e: number[], u: Columns, v: Columns): void {
  for (let l = 1; l >= 0; l--) {
    if (s[l] === 0) {
      u[l].fill(0);
      u[l][l] = 1;
      continue;
    }
    for (let j = l + 1; j < 3; j++) add(u[j], l, -dot(u[l], u[j], l) / u[l][l], u[l]);
    scale(u[l], l, -1);
    u[l][l] += 1;
    for (let i = 0; i < l; i++) u[l][i] = 0;
  }
  for (let l = 2; l >= 0; l--) {
    if (l === 0 && e[0] !== 0) {
      for (let j = 1; j < 3; j++) add(v[j], 1, -dot(v[0], v[j], 1) / v[0][1], v[0]);
    }
    v[l].fill(0);
    v[l][l] = 1;
  }
}

/** Implicit QR steps with shifts until the superdiagonal vanishes; singular values in descending order. */
function diagonalise(s: number[], e: number[], u: Columns, v: Columns): void {
  let m = 2;
  while (m >= 0) {
    let l = m - 1;
    for (; l >= 0; l--) {
      const test = Math.abs(s[l]) + Math.abs(s[l + 1]);
      if (test + Math.abs(e[l]) === test) {
        e[l] = 0;
        break;
      }
    }
    l++;
    if (l === m) {
      settle(l, s, u, v);
      m--;
    } else {
      step(l, m, s, e, u, v);
    }
  }
}

function settle(at: number, s: number[], u: Columns, v: Columns): void {
  let l = at;
  if (s[l] < 0) {
    s[l] = -s[l];
    scale(v[l], 0, -1);
  }
  for (; l < 2 && s[l] < s[l + 1]; l++) {
    [s[l], s[l + 1]] = [s[l + 1], s[l]];
    [u[l], u[l + 1]] = [u[l + 1], u[l]];
    [v[l], v[l + 1]] = [v[l + 1], v[l]];
  }
}

function step(l: number, m: number, s: number[], e: number[], u: Columns, v: Columns): void {
  const size = Math.max(Math.abs(s[m]), Math.abs(s[m - 1]), Math.abs(e[m - 1]), Math.abs(s[l]), Math.abs(e[l]));
  const [sm, sBefore, eBefore, sl, el] = [s[m] / size, s[m - 1] / size, e[m - 1] / size, s[l] / size, e[l] / size];
  const b = ((sBefore + sm) * (sBefore - sm) + eBefore * eBefore) / 2;
  const c = sm * eBefore * (sm * eBefore);
  let shift = 0;
  if (b !== 0 || c !== 0) {
    shift = Math.sqrt(b * b + c);
    if (b < 0) shift = -shift;
    shift = c / (b + shift);
  }
  let f = (sl + sm) * (sl - sm) + shift;
  let g = sl * el;
  for (let k = l; k < m; k++) {
    let [r, cos, sin] = rotation(f, g);
    if (k !== l) e[k - 1] = r;
    f = cos * s[k] + sin * e[k];
    e[k] = cos * e[k] - sin * s[k];
    g = sin * s[k + 1];
    s[k + 1] *= cos;
    rotate(v[k], v[k + 1], cos, sin);
    [r, cos, sin] = rotation(f, g);
    s[k] = r;
    f = cos * e[k] + sin * s[k + 1];
    s[k + 1] = -sin * e[k] + cos * s[k + 1];
    g = sin * e[k + 1];
    e[k + 1] *= cos;
    rotate(u[k], u[k + 1], cos, sin);
  }
  e[m - 1] = f;
}

/** BLAS drotg: length, cosine and sine of the rotation that takes (a, b) to an axis. */
function rotation(a: number, b: number): [number, number, number] {
  const sum = Math.abs(a) + Math.abs(b);
  if (sum === 0) return [0, 1, 0];
  const main = Math.abs(a) > Math.abs(b) ? a : b;
  const r = withSign(sum * Math.sqrt((a / sum) * (a / sum) + (b / sum) * (b / sum)), main);
  return [r, a / r, b / r];
}

function rotate(a: number[], b: number[], cos: number, sin: number): void {
  for (let i = 0; i < 3; i++) {
    const value = cos * a[i] + sin * b[i];
    b[i] = cos * b[i] - sin * a[i];
    a[i] = value;
  }
}

/** BLAS dnrm2: scaled, so that no square overflows. */
function norm(x: readonly number[], from: number): number {
  let largest = 0;
  let squares = 1;
  for (let i = from; i < 3; i++) {
    const size = Math.abs(x[i]);
    if (size === 0) continue;
    if (largest < size) {
      squares = 1 + squares * ((largest / size) * (largest / size));
      largest = size;
    } else {
      squares += (size / largest) * (size / largest);
    }
  }
  return largest * Math.sqrt(squares);
}

function dot(a: readonly number[], b: readonly number[], from: number): number {
  let sum = 0;
  for (let i = from; i < 3; i++) sum += a[i] * b[i];
  return sum;
}

function add(to: number[], from: number, factor: number, x: readonly number[]): void {
  for (let i = from; i < 3; i++) to[i] += factor * x[i];
}

function scale(x: number[], from: number, factor: number): void {
  for (let i = from; i < 3; i++) x[i] *= factor;
}

function withSign(value: number, sign: number): number {
  return sign < 0 || Object.is(sign, -0) ? -Math.abs(value) : Math.abs(value);
}
