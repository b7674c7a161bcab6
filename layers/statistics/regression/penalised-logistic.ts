/** Logistic regression with the LASSO's or the elastic net's penalty, as glmnet's binomial family. */
import { requireBothClasses } from '../errors.ts';
import { factorise, solveFactored } from '../numbers/cholesky.ts';
import { takeRows } from '../numbers/columns.ts';
import { splitRows } from './folds.ts';
import { type CrossValidation, type RegularisationPath, summariseDeviances } from './lasso.ts';
import { logistic } from './logistic.ts';

/** Descent stops at such a change: it need only come near the right signs. */
const ROUGH = 1e-3;
/** Where Newton on the active set does not end, descent goes on to here. */
const FINE = 1e-13;
/** Newton has converged when no coefficient moves by more. */
const SMALL_STEP = 1e-12;
const MOST_NEWTON = 200;
/** What exceeds the penalty by rounding only stays out. */
const ROUNDING = 1e-12;
const MOST_OUTER = 500;
const MOST_PASSES = 20_000;

/**
 * Penalised logistic regression along a path, glmnet's objective:
 * −log-likelihood/n + λ·ratio·‖w‖₁ + λ·(1 − ratio)/2·‖w‖², intercept unpenalised.
 * Proximal Newton with coordinate descent finds the active set; Newton on it makes the solution exact to rounding.
 *
 * @param columns column-major, used as they are
 * @param lambdas descending
 */
export function penalisedLogisticPath(
  columns: Float64Array,
  y: ArrayLike<number>,
  lambdas: readonly number[],
  ratio = 1,
): RegularisationPath {
  requireBothClasses(y);
  const solver = new ProximalNewton(columns, y);
  const coefficients: Float64Array[] = [];
  const intercepts: number[] = [];
  for (const lambda of lambdas) {
    solver.solve(lambda * ratio, lambda * (1 - ratio));
    coefficients.push(solver.w.slice());
    intercepts.push(solver.intercept);
  }
  return { alphas: lambdas, coefficients, intercepts };
}

/** Bounds that glmnet puts on probabilities before it takes their logarithm. */
const SMALLEST_PROBABILITY = 1e-5;

/**
 * Held-out deviance along a path for given folds, as `cv.glmnet` summarises it: folds weigh by their size.
 *
 * @param folds fold per row
 */
export function crossValidateLogistic(
  columns: Float64Array,
  y: ArrayLike<number>,
  lambdas: readonly number[],
  folds: ArrayLike<number>,
  ratio = 1,
): CrossValidation {
  const n = y.length;
  const count = Array.from(folds).reduce((a, b) => Math.max(a, b)) + 1;
  const errors = lambdas.map(() => new Array<number>(count).fill(0));
  for (let fold = 0; fold < count; fold++) {
    const { train, held } = splitRows(folds, fold);
    const trainY = Float64Array.from(train, (i) => y[i]);
    const heldY = Float64Array.from(held, (i) => y[i]);
    const path = penalisedLogisticPath(takeRows(columns, n, train), trainY, lambdas, ratio);
    path.coefficients.forEach((w, l) => {
      const scores = Float64Array.from(held, (i) => {
        let eta = path.intercepts[l];
        for (let j = 0; j < w.length; j++) if (w[j] !== 0) eta += w[j] * columns[j * n + i];
        return eta;
      });
      errors[l][fold] = meanDeviance(scores, heldY);
    });
  }
  return summariseDeviances(lambdas, errors, folds);
}

function meanDeviance(scores: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) {
    const p = Math.min(1 - SMALLEST_PROBABILITY, Math.max(SMALLEST_PROBABILITY, logistic(scores[i])));
    sum -= 2 * (y[i] * Math.log(p) + (1 - y[i]) * Math.log(1 - p));
  }
  return sum / y.length;
}

/** Solver that keeps its place from one penalty to the next. */
class ProximalNewton {
  readonly w: Float64Array;
  intercept = 0;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #n: number;
  readonly #p: number;
  readonly #eta: Float64Array;
  readonly #probability: Float64Array;
  readonly #weight: Float64Array;
  /** Working residual (z − fitted) of the quadratic model. */
  readonly #rest: Float64Array;

  constructor(columns: Float64Array, y: ArrayLike<number>) {
    this.#x = columns;
    this.#y = Float64Array.from(y);
    this.#n = y.length;
    this.#p = columns.length / y.length;
    this.w = new Float64Array(this.#p);
    this.#eta = new Float64Array(this.#n);
    this.#probability = new Float64Array(this.#n);
    this.#weight = new Float64Array(this.#n);
    this.#rest = new Float64Array(this.#n);
    const share = this.#y.reduce((a, b) => a + b, 0) / this.#n;
    this.intercept = Math.log(share / (1 - share));
  }

  solve(l1: number, l2: number): void {
    this.#settle(l1, l2, ROUGH);
    const held = this.w.slice();
    const heldIntercept = this.intercept;
    if (this.#searchSigns(l1, l2)) return;
    this.w.set(held);
    this.intercept = heldIntercept;
    this.#settle(l1, l2, FINE);
  }

  /** Proximal Newton steps until no coefficient moves by more than the tolerance. */
  #settle(l1: number, l2: number, tolerance: number): void {
    const before = new Float64Array(this.#p);
    for (let outer = 0; outer < MOST_OUTER; outer++) {
      before.set(this.w);
      const interceptBefore = this.intercept;
      this.#linearise();
      this.#descend(l1, l2, tolerance);
      let moved = Math.abs(this.intercept - interceptBefore);
      for (let j = 0; j < this.#p; j++) moved = Math.max(moved, Math.abs(this.w[j] - before[j]));
      if (moved <= tolerance) break;
    }
  }

  /** Probabilities, weights and working residuals at the current coefficients. */
  #linearise(): void {
    const n = this.#n;
    this.#eta.fill(this.intercept);
    for (let j = 0; j < this.#p; j++) {
      const w = this.w[j];
      if (w !== 0) for (let i = 0; i < n; i++) this.#eta[i] += w * this.#x[j * n + i];
    }
    for (let i = 0; i < n; i++) {
      const p = logistic(this.#eta[i]);
      this.#probability[i] = p;
      // A floor keeps rows that are fitted to the last digit from dividing by nothing.
      this.#weight[i] = Math.max(p * (1 - p), 1e-10);
      this.#rest[i] = (this.#y[i] - p) / this.#weight[i];
    }
  }

  /** Coordinate descent on the weighted quadratic model: full sweeps, with sweeps over the active set in between. */
  #descend(l1: number, l2: number, tolerance: number): void {
    const n = this.#n;
    const x = this.#x;
    const weight = this.#weight;
    const rest = this.#rest;
    const curvature = new Float64Array(this.#p);
    let totalWeight = 0;
    for (let i = 0; i < n; i++) totalWeight += weight[i];
    for (let j = 0; j < this.#p; j++) {
      let sum = 0;
      for (let i = 0, k = j * n; i < n; i++, k++) sum += weight[i] * x[k] * x[k];
      curvature[j] = sum / n;
    }
    let full = true;
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      let moved = 0;
      for (let j = 0; j < this.#p; j++) {
        const old = this.w[j];
        if ((!full && old === 0) || curvature[j] === 0) continue;
        let product = 0;
        for (let i = 0, k = j * n; i < n; i++, k++) product += weight[i] * x[k] * rest[i];
        const free = product / n + curvature[j] * old;
        const magnitude = Math.abs(free) - l1;
        const next = magnitude > ROUNDING * l1 ? (Math.sign(free) * magnitude) / (curvature[j] + l2) : 0;
        const change = next - old;
        if (change === 0) continue;
        this.w[j] = next;
        for (let i = 0, k = j * n; i < n; i++, k++) rest[i] -= change * x[k];
        moved = Math.max(moved, Math.abs(change));
      }
      let shift = 0;
      for (let i = 0; i < n; i++) shift += weight[i] * rest[i];
      shift /= totalWeight;
      this.intercept += shift;
      for (let i = 0; i < n; i++) rest[i] -= shift;
      moved = Math.max(moved, Math.abs(shift));
      if (moved <= tolerance) {
        if (full) return;
        full = true;
      } else full = false;
    }
  }

  /**
   * Newton on the active coefficients with their signs held: one whose sign would turn stops at 0 and leaves, and at
   * the solution the column that most wants to leave 0 joins. False if the system is singular or this does not end.
   */
  #searchSigns(l1: number, l2: number): boolean {
    const signs = this.w.map(Math.sign);
    for (let iteration = 0; iteration < MOST_NEWTON; iteration++) {
      const active: number[] = [];
      for (let j = 0; j < this.#p; j++) if (signs[j] !== 0) active.push(j);
      this.#linearise();
      const step = this.#newtonStep(active, signs, l1, l2);
      if (!step) return false;
      let share = 1;
      let turning = -1;
      active.forEach((j, k) => {
        const next = this.w[j] + step[k + 1];
        if (next * signs[j] >= 0) return;
        const here = this.w[j] === 0 ? 0 : this.w[j] / (this.w[j] - next);
        if (here < share) {
          share = here;
          turning = j;
        }
      });
      let moved = Math.abs(step[0]);
      this.intercept += share * step[0];
      active.forEach((j, k) => {
        this.w[j] += share * step[k + 1];
        moved = Math.max(moved, Math.abs(step[k + 1]));
      });
      if (turning >= 0) {
        this.w[turning] = 0;
        signs[turning] = 0;
      } else if (moved < SMALL_STEP) {
        this.#linearise();
        const joining = this.#worstZero(signs, l1);
        if (joining === null) return true;
        signs[joining.column] = joining.sign;
      }
    }
    return false;
  }

  /** Step of intercept and active coefficients; null if the system is singular. */
  #newtonStep(active: readonly number[], signs: Float64Array, l1: number, l2: number): Float64Array | null {
    const n = this.#n;
    const m = active.length + 1;
    const hessian = new Float64Array(m * m);
    const step = new Float64Array(m);
    const row = new Float64Array(m);
    row[0] = 1;
    for (let i = 0; i < n; i++) {
      for (let a = 1; a < m; a++) row[a] = this.#x[active[a - 1] * n + i];
      const residual = this.#y[i] - this.#probability[i];
      for (let a = 0; a < m; a++) {
        step[a] += (residual * row[a]) / n;
        const weighted = (this.#weight[i] * row[a]) / n;
        for (let b = 0; b <= a; b++) hessian[a * m + b] += weighted * row[b];
      }
    }
    for (let a = 1; a < m; a++) {
      step[a] -= l1 * signs[active[a - 1]] + l2 * this.w[active[a - 1]];
      hessian[a * m + a] += l2;
    }
    return factorise(hessian, m) ? solveFactored(hessian, m, step) : null;
  }

  /** The column at 0 whose gradient most exceeds the penalty; null if all may stay. */
  #worstZero(signs: Float64Array, l1: number): { column: number; sign: number } | null {
    const n = this.#n;
    let most = l1 * (1 + 1e3 * ROUNDING) + 1e-14;
    let worst = null;
    for (let j = 0; j < this.#p; j++) {
      if (signs[j] !== 0) continue;
      let gradient = 0;
      for (let i = 0; i < n; i++) gradient += (this.#x[j * n + i] * (this.#y[i] - this.#probability[i])) / n;
      if (Math.abs(gradient) > most) {
        most = Math.abs(gradient);
        worst = { column: j, sign: Math.sign(gradient) };
      }
    }
    return worst;
  }
}
