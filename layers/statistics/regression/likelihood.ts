/** Newton's maximisation of the plain and of Firth's likelihood. */
import { factorise, inverseFactored, logDeterminant, solveFactored } from '../numbers/cholesky.ts';
import type { ScaledDesign } from './design.ts';
import { separates } from './separation.ts';

/** Where the iteration ended. */
export interface Maximum {
  readonly beta: Float64Array;
  /** The log-likelihood, with Firth's penalty ½ ln det I if it was asked for. */
  readonly objective: number;
  readonly logLikelihood: number;
  /** Inverse of the Fisher information of all coefficients, flat q × q. */
  readonly covariance: Float64Array;
  /** The data are separated: the maximum lies at infinity, and `beta` is where the iteration noticed. */
  readonly separated: boolean;
}

export interface MaximiseOptions {
  /** Firth's penalised likelihood (bias-reducing, finite under separation). */
  readonly firth: boolean;
  /** Start; zeros by default. Coefficients that are not free keep these values. */
  readonly start?: Float64Array;
  /** Indices of the coefficients to be moved; all by default. */
  readonly free?: readonly number[];
  /** Stop looking for separation: for sub-models of a fit known to have a maximum. */
  readonly trusted?: boolean;
}

const MOST_ITERATIONS = 300;
/**
 * Gain of the objective (Newton's decrement) that the next step foretells, below which it is the last. Newton proper
 * converges quadratically: a foretold gain of 1e-18 leaves nothing after the step. Firth's steps use the unpenalised
 * information and converge linearly, so they go on to rounding.
 */
const SMALL_GAIN = 1e-18;
const SMALL_GAIN_FIRTH = 1e-24;
/** Sub-models of a Firth fit are asked for their objective, which such a gain moves in its last digits only. */
const SMALL_GAIN_PROFILE = 1e-14;
/** Newton has converged long before this unless it runs to infinity: from here on separation is looked for. */
const SUSPICIOUS = 10;

/**
 * Maximises the logistic log-likelihood, plain or with Firth's penalty, by Newton's method with step halving.
 *
 * @param y outcome per row, 0 or 1; fractions are allowed
 */
export function maximise(design: ScaledDesign, y: ArrayLike<number>, options: MaximiseOptions): Maximum {
  const { n, q, matrix } = design;
  const free = options.free ?? Array.from({ length: q }, (_, j) => j);
  const m = free.length;
  const beta = options.start ? options.start.slice() : new Float64Array(q);
  const trial = new Float64Array(q);
  const state = new State(design, y, options.firth);
  let objective = state.evaluate(beta);
  const step = new Float64Array(m);
  const reduced = new Float64Array(m * m);
  const direction = new Float64Array(q);

  const least = !options.firth ? SMALL_GAIN : options.trusted ? SMALL_GAIN_PROFILE : SMALL_GAIN_FIRTH;

  for (let iteration = 0; iteration < MOST_ITERATIONS && m > 0; iteration++) {
    state.score();
    for (let a = 0; a < m; a++) {
      step[a] = state.gradient[free[a]];
      for (let b = 0; b <= a; b++) reduced[a * m + b] = state.information[free[a] * q + free[b]];
    }
    const solvable = factorise(reduced, m);
    if (solvable) solveFactored(reduced, m, step);
    direction.fill(0);
    for (let a = 0; a < m; a++) direction[free[a]] = solvable ? step[a] : beta[free[a]];
    if (!options.firth && !options.trusted && (iteration >= SUSPICIOUS || !solvable)) {
      if (separates(matrix, n, q, y, direction)) return state.maximum(beta, objective, true);
    }
    if (!solvable) break;

    let shrink = 1;
    let gain = 0;
    for (let a = 0; a < m; a++) gain += step[a] * state.gradient[free[a]];
    // The last step cannot be seen in the objective any more: take it whole and stop.
    const last = gain < least;
    for (;;) {
      for (let j = 0; j < q; j++) trial[j] = beta[j] + shrink * direction[j];
      const value = state.evaluate(trial);
      if (last || value >= objective - 1e-12 * (1 + Math.abs(objective)) || shrink < 1e-10) {
        objective = value;
        break;
      }
      shrink /= 2;
    }
    beta.set(trial);
    if (last) return state.maximum(beta, objective, false);
  }
  // Newton on a likelihood that has a maximum ends long before; a likelihood that still climbs has none that doubles can represent.
  const climbs = !options.firth && !options.trusted && m > 0;
  return state.maximum(beta, objective, climbs);
}

/** Probabilities, weights and information at one set of coefficients, in arrays that are allocated once. */
class State {
  readonly gradient: Float64Array;
  readonly information: Float64Array;
  readonly #design: ScaledDesign;
  readonly #y: ArrayLike<number>;
  readonly #firth: boolean;
  readonly #probability: Float64Array;
  readonly #factor: Float64Array;
  readonly #row: Float64Array;
  #logLikelihood = 0;

  constructor(design: ScaledDesign, y: ArrayLike<number>, firth: boolean) {
    this.#design = design;
    this.#y = y;
    this.#firth = firth;
    this.gradient = new Float64Array(design.q);
    this.information = new Float64Array(design.q * design.q);
    this.#factor = new Float64Array(design.q * design.q);
    this.#probability = new Float64Array(design.n);
    this.#row = new Float64Array(design.q);
  }

  /** Moves to these coefficients and returns the objective there. */
  evaluate(beta: Float64Array): number {
    const { n, q, matrix } = this.#design;
    const { information } = this;
    const y = this.#y;
    information.fill(0);
    let logLikelihood = 0;
    for (let i = 0; i < n; i++) {
      let eta = 0;
      const row = i * q;
      for (let j = 0; j < q; j++) eta += matrix[row + j] * beta[j];
      // ln(1 + e^η) without overflow on either side.
      const tail = Math.exp(-Math.abs(eta));
      logLikelihood += y[i] * eta - Math.max(eta, 0) - Math.log1p(tail);
      this.#probability[i] = eta >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
      const weight = tail / (1 + tail) ** 2;
      for (let j = 0; j < q; j++) {
        const weighted = weight * matrix[row + j];
        for (let k = 0; k <= j; k++) information[j * q + k] += weighted * matrix[row + k];
      }
    }
    this.#logLikelihood = logLikelihood;
    if (!this.#firth) return logLikelihood;
    this.#factor.set(information);
    if (!factorise(this.#factor, q)) return Number.NEGATIVE_INFINITY;
    return logLikelihood + 0.5 * logDeterminant(this.#factor, q);
  }

  /** Fills `gradient` with the score at the last evaluated coefficients. */
  score(): void {
    const { n, q, matrix } = this.#design;
    const { gradient } = this;
    const y = this.#y;
    gradient.fill(0);
    for (let i = 0; i < n; i++) {
      const p = this.#probability[i];
      let residual = y[i] - p;
      if (this.#firth) {
        // Leverage h = w x'I⁻¹x, by one forward substitution: |L⁻¹x|² w.
        let leverage = 0;
        for (let j = 0; j < q; j++) {
          let sum = matrix[i * q + j];
          for (let k = 0; k < j; k++) sum -= this.#factor[j * q + k] * this.#row[k];
          this.#row[j] = sum / this.#factor[j * q + j];
          leverage += this.#row[j] ** 2;
        }
        residual += leverage * p * (1 - p) * (0.5 - p);
      }
      for (let j = 0; j < q; j++) gradient[j] += residual * matrix[i * q + j];
    }
  }

  maximum(beta: Float64Array, objective: number, separated: boolean): Maximum {
    const { q } = this.#design;
    const factor = this.information.slice();
    const regular = factorise(factor, q);
    const covariance = regular ? inverseFactored(factor, q) : new Float64Array(q * q).fill(Number.POSITIVE_INFINITY);
    return { beta, objective, logLikelihood: this.#logLikelihood, covariance, separated };
  }
}
