/** Spherical harmonics with the bits of scipy. */
import { cosRoundedOnce, sinRoundedOnce } from '@radscore/imaging/elementary';

/** A complex value. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/**
 * Y of degree n and order m at azimuth `theta` and polar angle `phi`, with the Condon–Shortley phase (scipy's `sph_harm`), in
 * scipy's order of operations: patterns of equal power tie but for the last bits.
 */
export function sphericalHarmonic(m: number, n: number, theta: number, phi: number): Complex {
  const order = Math.abs(m);
  let value = associatedLegendre(order, n, cosRoundedOnce(phi));
  if (m < 0) value *= (-1) ** order * risingFactorial(n + order + 1, -2 * order);
  value *= Math.sqrt((2 * n + 1) / 4 / Math.PI);
  value *= Math.sqrt(risingFactorial(n + m + 1, -2 * m));
  return { re: value * cosRoundedOnce(m * theta), im: value * sinRoundedOnce(m * theta) };
}

/** Γ(a + m) / Γ(a), factor by factor. */
function risingFactorial(a: number, m: number): number {
  let ratio = 1;
  let rest = m;
  while (rest >= 1) {
    rest -= 1;
    ratio *= a + rest;
  }
  while (rest <= -1) {
    ratio /= a + rest;
    rest += 1;
  }
  return ratio;
}

/** The hypergeometric sum around x = -1; from degree 3 on by upward recurrence (Zhang and Jin 1996, LPMV). */
function associatedLegendre(m: number, n: number, x: number): number {
  if (n <= 2 || n <= m) return legendreSum(m, n, x);
  let previous = legendreSum(m, m, x);
  let current = legendreSum(m, m + 1, x);
  for (let k = m + 2; k <= n; k++)
    [previous, current] = [current, ((2 * k - 1) * x * current - (k - 1 + m) * previous) / (k - m)];
  return current;
}

function legendreSum(m: number, n: number, x: number): number {
  // At the poles only order 0 is left.
  if (Math.abs(x) === 1) return m > 0 ? 0 : x < 0 && n % 2 === 1 ? -1 : 1;
  let factor = 1;
  if (m !== 0) {
    let product = n * (n + m);
    for (let j = 1; j < m; j++) product *= n * n - j * j;
    const sine = Math.sqrt(1 - x * x);
    let root = 1;
    for (let j = 1; j <= m; j++) root = (0.5 * root * sine) / j;
    factor = root * product;
  }
  let [sum, term] = [1, 1];
  for (let k = 1; k <= n - m; k++) {
    term = ((0.5 * term * (-n + m + k - 1) * (n + m + k)) / (k * (k + m))) * (1 + x);
    sum += term;
  }
  return (-1) ** n * factor * sum;
}
