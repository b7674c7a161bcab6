/** The Shapiro–Wilk test of normality. */
import { InvalidTable } from '../errors.ts';
import { normalQuantile, normalUpper } from '../numbers/distributions.ts';

/** Royston's polynomials (Applied Statistics algorithm AS R94, 1995), constant term first. */
const LAST_WEIGHT = [0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056];
const SECOND_LAST_WEIGHT = [0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633];
const SMALL_MEAN = [0.544, -0.39978, 0.025054, -6.714e-4];
const SMALL_LOG_SD = [1.3822, -0.77857, 0.062767, -0.0020322];
const SMALL_LIMIT = [-2.273, 0.459];
const LARGE_MEAN = [-1.5861, -0.31082, -0.083751, 0.0038915];
const LARGE_LOG_SD = [-0.4803, -0.082676, 0.0030302];
/** Up to this many values the p-value has its own approximation. */
const SMALL = 11;

/**
 * Shapiro–Wilk test of normality, with Royston's weights and p-value; meant for 3 to 5000 values.
 *
 * @throws InvalidTable for fewer than 3 values or values that are all equal
 */
export function shapiroWilk(values: ArrayLike<number>): { w: number; p: number } {
  const n = values.length;
  const sorted = Float64Array.from(values).sort();
  if (n < 3) throw new InvalidTable(`${n} values`, 'at least 3');
  if (sorted[0] === sorted[n - 1]) throw new InvalidTable('values that are all equal', 'values that differ');
  const a = weights(n);
  // About a middle value, so that large offsets cost no digits.
  const middle = sorted[n >> 1];
  let sum = 0;
  for (let i = 0; i < n; i++) sum += sorted[i] - middle;
  const centre = sum / n;
  let squares = 0;
  let product = 0;
  for (let i = 0; i < n; i++) {
    const x = sorted[i] - middle - centre;
    squares += x * x;
    product += a[i] * x;
  }
  const length = a.reduce((total, weight) => total + weight * weight, 0);
  const scale = Math.sqrt(length * squares);
  const rest = ((scale - product) * (scale + product)) / (length * squares);
  return { w: 1 - rest, p: pValue(rest, n) };
}

function weights(n: number): Float64Array {
  const a = new Float64Array(n);
  const half = n >> 1;
  if (n === 3) {
    a[0] = -Math.SQRT1_2;
    a[2] = Math.SQRT1_2;
    return a;
  }
  const m = Array.from({ length: half }, (_, i) => -normalQuantile((i + 1 - 0.375) / (n + 0.25)));
  const squares = 2 * m.reduce((sum, value) => sum + value * value, 0);
  const length = Math.sqrt(squares);
  const u = 1 / Math.sqrt(n);
  const fixed = [polynomial(LAST_WEIGHT, u) + m[0] / length];
  if (n > 5) fixed.push(polynomial(SECOND_LAST_WEIGHT, u) + m[1] / length);
  const left = squares - 2 * fixed.reduce((sum, _, i) => sum + m[i] ** 2, 0);
  const share = 1 - 2 * fixed.reduce((sum, weight) => sum + weight ** 2, 0);
  const factor = Math.sqrt(left / share);
  for (let i = 0; i < half; i++) {
    const weight = fixed[i] ?? m[i] / factor;
    a[n - 1 - i] = weight;
    a[i] = -weight;
  }
  return a;
}

/** @param rest 1 − W */
function pValue(rest: number, n: number): number {
  if (n === 3) {
    const p = (6 / Math.PI) * (Math.asin(Math.sqrt(1 - rest)) - Math.asin(Math.sqrt(0.75)));
    return Math.max(0, p);
  }
  let y = Math.log(rest);
  if (n > SMALL) {
    const x = Math.log(n);
    return normalUpper((y - polynomial(LARGE_MEAN, x)) / Math.exp(polynomial(LARGE_LOG_SD, x)));
  }
  const limit = polynomial(SMALL_LIMIT, n);
  if (y >= limit) return 1e-99;
  y = -Math.log(limit - y);
  return normalUpper((y - polynomial(SMALL_MEAN, n)) / Math.exp(polynomial(SMALL_LOG_SD, n)));
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, c) => sum * x + c, 0);
}
