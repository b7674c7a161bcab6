/** The solver behind LASSO and elastic net with squared loss. */
import { factorise, solveFactored } from '../numbers/cholesky.ts';
import { mean } from '../numbers/moments.ts';

/**
 * Descent stops at such a change, relative to the largest coefficient, or after this many passes: it need only come near
 * the right signs. Correlated columns would take it thousands of passes to the last digit.
 */
const ROUGH = 1e-5;
const ROUGH_PASSES = 50;
/** Relative ridge that makes singular equations solvable. */
const RIDGE = 1e-10;
/** Where the search for signs does not end, descent goes on to here. */
const FINE = 1e-14;
const FINE_PASSES = 100_000;
/** What exceeds the penalty by rounding only stays out. */
const ROUNDING = 1e-12;

/**
 * Solver for ‖y − Xw − b‖²/(2n) + l1‖w‖₁ + l2/2‖w‖², warm from one penalty to the next.
 *
 * Only columns that have ever been needed enter the working set, with their Gram matrix; descent runs on that matrix.
 * Then a feature-sign search (Lee et al. 2007) solves the equations of the active columns with their signs held, moves
 * until a sign turns or none does, and ends at the exact solution. Every column's optimality is checked against the
 * true residual (first those that the sequential strong rule suspects, then all).
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
    // Nearly all columns that will be needed come in while descent is still rough: exact solutions are dear.
    do {
      this.#descend(l1, l2, ROUGH, ROUGH_PASSES);
      this.#updateResidual();
    } while (this.#admit(suspects, l1));
    do {
      if (!this.#searchSigns(l1, l2)) this.#descend(l1, l2, FINE, FINE_PASSES);
      this.#updateResidual();
      for (let j = 0; j < this.#p; j++) this.#gradient[j] = this.#product(j, this.#residual);
    } while (this.#admitAll(l1));
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
  #descend(l1: number, l2: number, tolerance: number, mostPasses: number): void {
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
    for (let pass = 0; pass < mostPasses; pass++) {
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

  /**
   * Moves the working coefficients to the exact solution for the working set; false if rounding keeps
   * the search from ending.
   */
  #searchSigns(l1: number, l2: number): boolean {
    const size = this.#working.length;
    const b = Float64Array.from(this.#working, (j) => this.coefficients[j]);
    const signs = b.map(Math.sign);
    for (let iteration = 0; iteration < 20 + 2 * size; iteration++) {
      const active: number[] = [];
      for (let a = 0; a < size; a++) if (signs[a] !== 0) active.push(a);
      const solution = this.#solveActive(active, signs, l1, l2);
      if (!solution) return false;
      if (active.every((a, k) => Math.sign(solution[k]) === signs[a])) {
        b.fill(0);
        active.forEach((a, k) => {
          b[a] = solution[k];
        });
        const worst = this.#worstZero(b, active, l1);
        if (worst < 0) {
          for (let a = 0; a < size; a++) this.coefficients[this.#working[a]] = b[a];
          return true;
        }
        signs[worst] = Math.sign(this.#pull(worst, b, active));
        continue;
      }
      this.#moveTowards(b, signs, active, solution, l1, l2);
    }
    return false;
  }

  /** Solves for the active coefficients with their signs held; null if that fails. */
  #solveActive(active: readonly number[], signs: Float64Array, l1: number, l2: number): Float64Array | null {
    const m = active.length;
    const matrix = new Float64Array(m * m);
    const fill = (ridge: number) => {
      for (let a = 0; a < m; a++) {
        for (let b = 0; b <= a; b++) matrix[a * m + b] = this.#gram[active[a] * this.#stride + active[b]];
        matrix[a * m + a] = matrix[a * m + a] * (1 + ridge) + l2;
      }
    };
    fill(0);
    let refinements = 1;
    if (!factorise(matrix, m)) {
      // Copies among the columns: a trace of ridge picks one of the equivalent solutions, and refining takes the trace out.
      fill(RIDGE);
      refinements = 4;
      if (!factorise(matrix, m)) return null;
    }
    const solution = new Float64Array(m);
    const rest = new Float64Array(this.#n);
    const correction = new Float64Array(m);
    // The first pass solves; the others refine against the residual itself, because the Gram matrix squares the
    // columns' condition.
    for (let pass = 0; pass <= refinements; pass++) {
      rest.set(this.#y);
      for (let a = 0; a < m; a++) this.#subtract(this.#working[active[a]], solution[a], rest);
      for (let a = 0; a < m; a++) {
        correction[a] = this.#product(this.#working[active[a]], rest) - l1 * signs[active[a]] - l2 * solution[a];
      }
      solveFactored(matrix, m, correction);
      for (let a = 0; a < m; a++) solution[a] += correction[a];
    }
    return solution;
  }

  /** Gradient of the fit at a working column. */
  #pull(a: number, b: Float64Array, active: readonly number[]): number {
    let pull = this.#target[a];
    for (const k of active) pull -= this.#gram[a * this.#stride + k] * b[k];
    return pull;
  }

  /** The working column at 0 that most wants to leave it; -1 if all may stay. */
  #worstZero(b: Float64Array, active: readonly number[], l1: number): number {
    let worst = -1;
    let most = violation(l1);
    for (let a = 0; a < b.length; a++) {
      if (b[a] !== 0) continue;
      const pull = Math.abs(this.#pull(a, b, active));
      if (pull > most) {
        most = pull;
        worst = a;
      }
    }
    return worst;
  }

  /** Moves along the line to `solution` to where the objective is lowest among the points at which a sign turns. */
  #moveTowards(
    b: Float64Array,
    signs: Float64Array,
    active: readonly number[],
    solution: Float64Array,
    l1: number,
    l2: number,
  ): void {
    // On the line the smooth part is slope · t + curve · t².
    let slope = 0;
    let curve = 0;
    const crossings = [1];
    active.forEach((a, k) => {
      const direction = solution[k] - b[a];
      slope += direction * (l2 * b[a] - this.#pull(a, b, active));
      let along = l2 * direction;
      active.forEach((c, i) => {
        along += this.#gram[a * this.#stride + c] * (solution[i] - b[c]);
      });
      curve += 0.5 * direction * along;
      if (b[a] !== 0 && Math.sign(solution[k]) !== Math.sign(b[a])) crossings.push(b[a] / (b[a] - solution[k]));
    });
    let best = 1;
    let lowest = Number.POSITIVE_INFINITY;
    for (const t of crossings) {
      let objective = slope * t + curve * t * t;
      active.forEach((a, k) => {
        objective += l1 * Math.abs(b[a] + t * (solution[k] - b[a]));
      });
      if (objective < lowest) {
        lowest = objective;
        best = t;
      }
    }
    active.forEach((a, k) => {
      const turns = b[a] !== 0 && b[a] / (b[a] - solution[k]) === best;
      b[a] = turns ? 0 : b[a] + best * (solution[k] - b[a]);
      signs[a] = Math.sign(b[a]);
    });
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
