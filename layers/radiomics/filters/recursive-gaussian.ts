/** ITK's recursive Gaussian: coefficients, and the recursion along lines. */
import { cos, exp, sin } from '@radscore/imaging/elementary';
/**
 * Coefficients of one recursive filter along one axis: causal numerator n, anticausal numerator m, common denominator d,
 * and the same at the ends, where the line goes on with its end value.
 */
export interface RecursiveFilter {
  readonly n: readonly number[];
  readonly m: readonly number[];
  readonly d: readonly number[];
  readonly causalEdge: readonly number[];
  readonly anticausalEdge: readonly number[];
}

/**
 * Deriche's fourth-order approximation of a Gaussian (order 0) or its second derivative, with the constants of Deriche
 * 1993 and the normalisation of Farnebäck & Westin 2006, as ITK's RecursiveGaussianImageFilter computes them; the
 * second derivative is multiplied by sigma² (NormalizeAcrossScale). ITK's order of operations is kept.
 *
 * @param sigma and spacing in millimetres
 */
export function recursiveGaussian(sigma: number, spacing: number, order: 0 | 2): RecursiveFilter {
  const sd = sigma / spacing;
  const cos1 = cos(W1 / sd);
  const cos2 = cos(W2 / sd);
  const exp1 = exp(L1 / sd);
  const exp2 = exp(L2 / sd);
  const d4 = exp1 * exp1 * exp2 * exp2;
  const d3 = -2 * cos1 * exp1 * exp2 * exp2 + -2 * cos2 * exp2 * exp1 * exp1;
  const d2 = 4 * cos2 * cos1 * exp1 * exp2 + (exp1 * exp1 + exp2 * exp2);
  const d1 = -2 * (exp2 * cos2 + exp1 * cos1);
  const SD = 1 + d1 + d2 + d3 + d4;
  const DD = d1 + 2 * d2 + 3 * d3 + 4 * d4;
  const ED = d1 + 4 * d2 + 9 * d3 + 16 * d4;

  const smooth = numerator(sd, GAUSSIAN);
  let n: number[];
  if (order === 0) {
    const alpha = (2 * sumOf(smooth)) / SD - smooth[0];
    n = smooth.map((c) => c * (1 / alpha));
  } else {
    const second = numerator(sd, SECOND_DERIVATIVE);
    const SN0 = sumOf(smooth);
    const SN2 = sumOf(second);
    const beta = -(2 * SN2 - SD * second[0]) / (2 * SN0 - SD * smooth[0]);
    const SN = SN2 + beta * SN0;
    const DN = firstMoment(second) + beta * firstMoment(smooth);
    const EN = secondMoment(second) + beta * secondMoment(smooth);
    const alpha = (EN * SD * SD - ED * SN * SD - 2 * DN * DD * SD + 2 * DD * DD * SN) / (SD * SD * SD);
    n = second.map((c, k) => (c + beta * smooth[k]) * ((sigma * sigma) / alpha));
  }
  const m = [n[1] - d1 * n[0], n[2] - d2 * n[0], n[3] - d3 * n[0], -d4 * n[0]];
  const d = [d1, d2, d3, d4];
  const SN = sumOf(n);
  const SM = sumOf(m);
  return { n, m, d, causalEdge: d.map((c) => (c * SN) / SD), anticausalEdge: d.map((c) => (c * SM) / SD) };
}

const W1 = 0.6681;
const L1 = -1.3932;
const W2 = 2.0787;
const L2 = -1.3732;
/** Slowest decay of the filter's response: exp(this × distance / sigma). */
export const SLOWEST_DECAY: number = Math.max(L1, L2);

interface Deriche {
  readonly A1: number;
  readonly B1: number;
  readonly A2: number;
  readonly B2: number;
}
const GAUSSIAN: Deriche = { A1: 1.353, B1: 1.8151, A2: -0.3531, B2: 0.0902 };
const SECOND_DERIVATIVE: Deriche = { A1: -1.3563, B1: 5.2318, A2: 0.3446, B2: -2.2355 };

function numerator(sd: number, { A1, B1, A2, B2 }: Deriche): number[] {
  const sin1 = sin(W1 / sd);
  const sin2 = sin(W2 / sd);
  const cos1 = cos(W1 / sd);
  const cos2 = cos(W2 / sd);
  const exp1 = exp(L1 / sd);
  const exp2 = exp(L2 / sd);
  const n2 = ((A1 + A2) * cos2 * cos1 - (B1 * cos2 * sin1 + B2 * cos1 * sin2)) * (2 * exp1 * exp2);
  return [
    A1 + A2,
    exp2 * (B2 * sin2 - (A2 + 2 * A1) * cos2) + exp1 * (B1 * sin1 - (A1 + 2 * A2) * cos1),
    n2 + (A2 * exp1 * exp1 + A1 * exp2 * exp2),
    exp2 * exp1 * exp1 * (B2 * sin2 - A2 * cos2) + exp1 * exp2 * exp2 * (B1 * sin1 - A1 * cos1),
  ];
}

function sumOf(c: readonly number[]): number {
  return c[0] + c[1] + c[2] + c[3];
}

function firstMoment(c: readonly number[]): number {
  return c[1] + 2 * c[2] + 3 * c[3];
}

function secondMoment(c: readonly number[]): number {
  return c[1] + 4 * c[2] + 9 * c[3];
}

/**
 * Runs a filter over `lanes` lines of at least 4 samples at once: sample i of line k is at i * lanes + k. `causal` and
 * `anticausal` are scratch; the result is their sum, in `causal`.
 */
export function filterLines(
  filter: RecursiveFilter,
  data: Float64Array,
  causal: Float64Array,
  anticausal: Float64Array,
  length: number,
  lanes: number,
): void {
  const [n0, n1, n2, n3] = filter.n;
  const [m1, m2, m3, m4] = filter.m;
  const [d1, d2, d3, d4] = filter.d;
  startLines(filter, data, causal, lanes);
  endLines(filter, data, anticausal, length, lanes);

  const one = lanes;
  const two = 2 * lanes;
  const three = 3 * lanes;
  const four = 4 * lanes;
  for (let i = four; i < length * lanes; i++) {
    causal[i] =
      data[i] * n0 +
      data[i - one] * n1 +
      data[i - two] * n2 +
      data[i - three] * n3 -
      (causal[i - one] * d1 + causal[i - two] * d2 + causal[i - three] * d3 + causal[i - four] * d4);
  }
  for (let i = (length - 4) * lanes - 1; i >= 0; i--) {
    anticausal[i] =
      data[i + one] * m1 +
      data[i + two] * m2 +
      data[i + three] * m3 +
      data[i + four] * m4 -
      (anticausal[i + one] * d1 + anticausal[i + two] * d2 + anticausal[i + three] * d3 + anticausal[i + four] * d4);
  }
  for (let i = 0; i < length * lanes; i++) causal[i] += anticausal[i];
}

/** The first four samples: before the line its first value goes on for ever. */
function startLines(filter: RecursiveFilter, data: Float64Array, causal: Float64Array, lanes: number): void {
  for (let k = 0; k < lanes; k++) {
    const edge = data[k];
    for (let i = 0; i < 4; i++) {
      let value = 0;
      for (let t = 0; t < 4; t++) value += (t <= i ? data[(i - t) * lanes + k] : edge) * filter.n[t];
      let past = 0;
      for (let t = 1; t <= 4; t++)
        past += t <= i ? causal[(i - t) * lanes + k] * filter.d[t - 1] : edge * filter.causalEdge[t - 1];
      causal[i * lanes + k] = value - past;
    }
  }
}

/** The last four samples: after the line its last value goes on for ever. */
function endLines(
  filter: RecursiveFilter,
  data: Float64Array,
  anticausal: Float64Array,
  length: number,
  lanes: number,
) {
  for (let k = 0; k < lanes; k++) {
    const edge = data[(length - 1) * lanes + k];
    for (let i = 0; i < 4; i++) {
      let value = 0;
      for (let t = 1; t <= 4; t++) value += (t <= i ? data[(length - 1 - i + t) * lanes + k] : edge) * filter.m[t - 1];
      let future = 0;
      for (let t = 1; t <= 4; t++) {
        future +=
          t <= i ? anticausal[(length - 1 - i + t) * lanes + k] * filter.d[t - 1] : edge * filter.anticausalEdge[t - 1];
      }
      anticausal[(length - 1 - i) * lanes + k] = value - future;
    }
  }
}
