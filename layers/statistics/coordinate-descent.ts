import { factorise, solveFactored } from './cholesky.ts';
import { mean } from './moments.ts';

/**
 * Coordinate descent stops at such a change, relative to the largest coefficient, and the linear solve does the rest;
 * where that contradicts the signs found, descent goes on to the next.
 */
const TOLERANCES = [1e-5, 1e-7, 1e-9, 1e-11, 1e-14];
/** What exceeds the penalty by rounding only stays out. */
const ROUNDING = 1e-12;
const MOST_PASSES = 100_000;

/**
 * Solver for ‖y − Xw − b‖²/(2n) + l1‖w‖₁ + l2/2‖w‖², warm from one penalty to the next.
 *
 * Only columns that have ever been needed enter the working set, with their Gram matrix; descent runs on that matrix.
 * Then the equations of the active columns are solved with the signs found, and every column's optimality is checked
 * against the true residual (first those that the sequential strong rule suspects, then all).
 */
export class CoordinateDescent {
  readonly coefficients: Float64Array;
  readonly #n: number;
  readonly #p: number;
  /** Centred columns. */
  readonly #x: Float64Array;
  readonly #columnMeans: Float64Array;
  readonly #y: Float64Array;
  readonly #yMean: number;
  readonly #residual: Float64Array;
  /** Xᵀr/n of every column, current after each solve. */
  readonly #gradient: Float64Array;
  /** Working set: column of each position, and position of each column or -1. */
  readonly #working: number[] = [];
  readonly #position: Int32Array;
  /** Gram matrix of the working set over n, row by row with stride #stride. */
  #gram = new Float64Array(0);
  #stride = 0;
  /** Xᵀy/n of the working set. */
  readonly #target: number[] = [];
  #previous = Number.POSITIVE_INFINITY;

  constructor(columns: Float64Array, y: ArrayLike<number>) {
    const n = y.length;
    const p = columns.length / n;
    this.#n = n;
    this.#p = p;
    this.#x = new Float64Array(columns.length);
    this.#columnMeans = new Float64Array(p);
    for (let j = 0; j < p; j++) {
      const centre = mean(columns.subarray(j * n, (j + 1) * n));
      this.#columnMeans[j] = centre;
      for (let i = j * n; i < (j + 1) * n; i++) this.#x[i] = columns[i] - centre;
    }
    this.#yMean = mean(y);
    this.#y = Float64Array.from(y, (value) => value - this.#yMean);
    this.#residual = this.#y.slice();
    this.coefficients = new Float64Array(p);
    this.#gradient = new Float64Array(p);
    this.#position = new Int32Array(p).fill(-1);
    for (let j = 0; j < p; j++) this.#gradient[j] = this.#product(j, this.#residual);
  }

  intercept(): number {
    let value = this.#yMean;
    for (const j of this.#working) value -= this.coefficients[j] * this.#columnMeans[j];
    return value;
  }

  /** Moves to the solution for these penalties. */
  solve(l1: number, l2: number): void {
    const suspects = this.#suspects(l1);
    for (;;) {
      for (const tolerance of TOLERANCES) {
        this.#descend(l1, l2, tolerance);
        if (this.#solveActive(l1, l2)) break;
      }
      this.#updateResidual();
      if (this.#admit(suspects, l1)) continue;
      for (let j = 0; j < this.#p; j++) this.#gradient[j] = this.#product(j, this.#residual);
      if (!this.#admitAll(l1)) break;
    }
    this.#previous = l1;
  }

  /** Columns that the sequential strong rule (Tibshirani et al. 2012) does not discard. */
  #suspects(l1: number): number[] {
    const bound = this.#previous === Number.POSITIVE_INFINITY ? l1 : 2 * l1 - this.#previous;
    const suspects: number[] = [];
    for (let j = 0; j < this.#p; j++) {
      if (this.#position[j] < 0 && Math.abs(this.#gradient[j]) > bound) suspects.push(j);
    }
    return suspects;
  }

  #admit(suspects: readonly number[], l1: number): boolean {
    let admitted = false;
    for (const j of suspects) {
      if (this.#position[j] >= 0) continue;
      if (Math.abs(this.#product(j, this.#residual)) > violation(l1)) {
        this.#enter(j);
        admitted = true;
      }
    }
    return admitted;
  }

  #admitAll(l1: number): boolean {
    let admitted = false;
    for (let j = 0; j < this.#p; j++) {
      if (this.#position[j] < 0 && Math.abs(this.#gradient[j]) > violation(l1)) {
        this.#enter(j);
        admitted = true;
      }
    }
    return admitted;
  }

  /** Adds a column to the working set and its products to the Gram matrix. */
  #enter(j: number): void {
    const size = this.#working.length;
    if (size === this.#stride) this.#grow();
    const n = this.#n;
    const column = this.#x.subarray(j * n, (j + 1) * n);
    this.#working.push(j);
    this.#position[j] = size;
    this.#target.push(this.#product(j, this.#y));
    for (let k = 0; k <= size; k++) {
      const product = this.#product(this.#working[k], column);
      this.#gram[size * this.#stride + k] = product;
      this.#gram[k * this.#stride + size] = product;
    }
  }

  #grow(): void {
    const stride = Math.max(16, 2 * this.#stride);
    const gram = new Float64Array(stride * stride);
    for (let k = 0; k < this.#stride; k++) {
      gram.set(this.#gram.subarray(k * this.#stride, (k + 1) * this.#stride), k * stride);
    }
    this.#gram = gram;
    this.#stride = stride;
  }

  /** Cyclic coordinate descent on the working set. */
  #descend(l1: number, l2: number, tolerance: number): void {
    const size = this.#working.length;
    const stride = this.#stride;
    const gram = this.#gram;
    const b = new Float64Array(size);
    const pull = new Float64Array(size);
    for (let a = 0; a < size; a++) b[a] = this.coefficients[this.#working[a]];
    for (let a = 0; a < size; a++) {
      let sum = this.#target[a];
      for (let k = 0; k < size; k++) sum -= gram[a * stride + k] * b[k];
      pull[a] = sum;
    }
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      let moved = 0;
      let largest = 0;
      for (let a = 0; a < size; a++) {
        const curvature = gram[a * stride + a];
        if (curvature === 0) continue;
        const free = pull[a] + curvature * b[a];
        const magnitude = Math.abs(free) - l1;
        const next = magnitude > ROUNDING * l1 ? (Math.sign(free) * magnitude) / (curvature + l2) : 0;
        const change = next - b[a];
        if (change !== 0) {
          b[a] = next;
          const row = a * stride;
          for (let k = 0; k < size; k++) pull[k] -= gram[row + k] * change;
        }
        if (Math.abs(change) > moved) moved = Math.abs(change);
        if (Math.abs(next) > largest) largest = Math.abs(next);
      }
      if (moved <= tolerance * largest) break;
    }
    for (let a = 0; a < size; a++) this.coefficients[this.#working[a]] = b[a];
  }

  /** Solves for the non-zero coefficients with their signs held; false if that contradicts the signs. */
  #solveActive(l1: number, l2: number): boolean {
    const active: number[] = [];
    this.#working.forEach((j, a) => {
      if (this.coefficients[j] !== 0) active.push(a);
    });
    const m = active.length;
    if (m === 0) return true;
    const matrix = new Float64Array(m * m);
    const solution = new Float64Array(m);
    for (let a = 0; a < m; a++) {
      for (let b = 0; b <= a; b++) matrix[a * m + b] = this.#gram[active[a] * this.#stride + active[b]];
      matrix[a * m + a] += l2;
      solution[a] = this.#target[active[a]] - l1 * Math.sign(this.coefficients[this.#working[active[a]]]);
    }
    if (!factorise(matrix, m)) return false;
    solveFactored(matrix, m, solution);
    // Rounding in the Gram matrix is squared conditioning: one refinement against the residual itself.
    const rest = this.#y.slice();
    for (let a = 0; a < m; a++) this.#subtract(this.#working[active[a]], solution[a], rest);
    const correction = new Float64Array(m);
    for (let a = 0; a < m; a++) {
      const j = this.#working[active[a]];
      correction[a] = this.#product(j, rest) - l1 * Math.sign(this.coefficients[j]) - l2 * solution[a];
    }
    solveFactored(matrix, m, correction);
    for (let a = 0; a < m; a++) solution[a] += correction[a];
    for (let a = 0; a < m; a++) {
      if (Math.sign(solution[a]) !== Math.sign(this.coefficients[this.#working[active[a]]])) return false;
    }
    if (!this.#restOptimal(active, solution, l1)) return false;
    for (let a = 0; a < m; a++) this.coefficients[this.#working[active[a]]] = solution[a];
    return true;
  }

  /** Whether the working columns that are zero stay so at this solution. */
  #restOptimal(active: readonly number[], solution: Float64Array, l1: number): boolean {
    for (let a = 0; a < this.#working.length; a++) {
      if (this.coefficients[this.#working[a]] !== 0) continue;
      let pull = this.#target[a];
      for (let k = 0; k < active.length; k++) pull -= this.#gram[a * this.#stride + active[k]] * solution[k];
      if (Math.abs(pull) > violation(l1)) return false;
    }
    return true;
  }

  #updateResidual(): void {
    this.#residual.set(this.#y);
    for (const j of this.#working) this.#subtract(j, this.coefficients[j], this.#residual);
  }

  #subtract(j: number, factor: number, from: Float64Array): void {
    if (factor === 0) return;
    const n = this.#n;
    const x = this.#x;
    for (let i = 0, k = j * n; i < n; i++, k++) from[i] -= factor * x[k];
  }

  /** Column · vector / n. */
  #product(j: number, vector: Float64Array): number {
    const n = this.#n;
    const x = this.#x;
    const start = j * n;
    let even = 0;
    let odd = 0;
    let i = 0;
    for (; i + 1 < n; i += 2) {
      even += x[start + i] * vector[i];
      odd += x[start + i + 1] * vector[i + 1];
    }
    if (i < n) even += x[start + i] * vector[i];
    return (even + odd) / n;
  }
}

/** A gradient may exceed the penalty by rounding without calling its column in. */
function violation(l1: number): number {
  return l1 * (1 + 100 * ROUNDING) + 1e-15;
}
