/** The maximal correlation coefficient (MCC), an eigenvalue of the co-occurrence matrix. */
import type { Workspace } from '../memory/workspace.ts';
import { type Eigenpair, extremeEigenpair } from '../numbers/eigen.ts';
import { lanczosExtreme } from '../numbers/lanczos.ts';
import { EPSILON } from './entropy.ts';

/**
 * Maximal correlation coefficient: √ of the second largest eigenvalue of Q(i,j) = Σk P(i,k)·P(j,k) / (px(i)·py(k) + ε).
 *
 * Without ε, Q is similar to S·Sᵀ with S = P / √(px·pyᵀ), whose largest singular value is 1 with vector √px. Taking that
 * pair away leaves a symmetric problem for the largest remaining one; a symmetric P needs no product, for its own
 * eigenvalues do. ε then enters by first-order perturbation: rare levels feel it in the tenth digit and before.
 */
export function maximalCorrelation(cells: Cells, px: Float64Array, py: Float64Array, workspace: Workspace): number {
  const { p, row, column, mirrored } = cells;
  if (px.length < 2) return 1;
  const rows = compact(px, workspace);
  const columns = mirrored ? rows : compact(py, workspace);
  const [m, n] = [rows.root.length, columns.root.length];
  if (m < 2) return 0;

  const pairs = { ...cells, rows, columns };
  const { value, vector: u } = m > DENSE_LEVELS ? sparsePair(pairs, workspace) : densePair(pairs, workspace);
  const eigenvalue = mirrored ? value * value : value;

  // y = √px·u and x = u/√px are the left and right eigenvectors of Q, yᵀx = 1.
  const left = workspace.f64(n);
  const right = workspace.f64(n);
  for (let e = 0; e < p.length; e++) {
    const i = rows.place[row[e]];
    const k = columns.place[column[e]];
    const root = rows.root[i];
    left[k] += (u[i] * p[e]) / (root * root * root);
    right[k] += (u[i] * p[e]) / root;
    if (!mirrored || i === k) continue;
    const across = rows.root[k];
    left[i] += (u[k] * p[e]) / (across * across * across);
    right[i] += (u[k] * p[e]) / across;
  }
  let shift = 0;
  for (let k = 0; k < n; k++) shift -= (EPSILON * left[k] * right[k]) / columns.root[k] ** 4;
  return Math.sqrt(Math.max(0, eigenvalue + shift));
}

/** Up to here a dense matrix is reduced; beyond, its cube would cost more than iterating on the pairs that occur. */
const DENSE_LEVELS = 160;

interface Cells {
  readonly p: Float64Array;
  readonly row: Int32Array;
  readonly column: Int32Array;
  /** See PairList. */
  readonly mirrored: boolean;
}

interface Pairs extends Cells {
  readonly rows: Margin;
  readonly columns: Margin;
}

/** Of S - √px·√pyᵀ, or of that times its transpose. */
function densePair({ p, row, column, mirrored, rows, columns }: Pairs, workspace: Workspace): Eigenpair {
  const [m, n] = [rows.root.length, columns.root.length];
  const s = workspace.f64(m * n);
  for (let i = 0; i < m; i++) for (let k = 0; k < n; k++) s[i * n + k] = -rows.root[i] * columns.root[k];
  for (let e = 0; e < p.length; e++) {
    const i = rows.place[row[e]];
    const k = columns.place[column[e]];
    const value = p[e] / (rows.root[i] * columns.root[k]);
    s[i * n + k] += value;
    if (mirrored && i !== k) s[k * n + i] += value;
  }
  return extremeEigenpair(mirrored ? s : gram(s, m, n, workspace), m, workspace);
}

/** The same without the matrix. */
function sparsePair({ p, row, column, mirrored, rows, columns }: Pairs, workspace: Workspace): Eigenpair {
  const [m, n] = [rows.root.length, columns.root.length];
  const i = row.map((level) => rows.place[level]);
  const k = column.map((level) => columns.place[level]);
  const s = p.map((q, e) => q / (rows.root[i[e]] * columns.root[k[e]]));
  const between = new Float64Array(n);
  const multiply = (x: Float64Array, into: Float64Array): void => {
    let along = 0;
    for (let level = 0; level < m; level++) along += rows.root[level] * x[level];
    for (let level = 0; level < m; level++) into[level] = -along * rows.root[level];
    if (mirrored) {
      for (let e = 0; e < s.length; e++) {
        into[i[e]] += s[e] * x[k[e]];
        if (i[e] !== k[e]) into[k[e]] += s[e] * x[i[e]];
      }
      return;
    }
    between.fill(0);
    for (let e = 0; e < s.length; e++) between[k[e]] += s[e] * x[i[e]];
    for (let e = 0; e < s.length; e++) into[i[e]] += s[e] * between[k[e]];
  };
  return lanczosExtreme(m, multiply, workspace);
}

interface Margin {
  /** √ of the probabilities that are not 0, and where each level went. */
  readonly root: Float64Array;
  readonly place: Int32Array;
}

function compact(margin: Float64Array, workspace: Workspace): Margin {
  const root = workspace.f64(margin.length);
  const place = workspace.i32(margin.length);
  let count = 0;
  for (let k = 0; k < margin.length; k++) {
    if (margin[k] === 0) continue;
    place[k] = count;
    root[count++] = Math.sqrt(margin[k]);
  }
  return { place, root: root.subarray(0, count) };
}

/** S·Sᵀ. */
function gram(s: Float64Array, m: number, n: number, workspace: Workspace): Float64Array {
  const product = workspace.f64(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += s[i * n + k] * s[j * n + k];
      product[i * m + j] = sum;
      product[j * m + i] = sum;
    }
  }
  return product;
}
