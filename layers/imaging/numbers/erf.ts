/** The error function as ITK computes it. */
import { expRoundedOnce, lnRoundedOnce } from './rounded-once.ts';

/** ITK stops a series where a term is this small relative to the sum, a continued fraction where it changes by less. */
const ENOUGH = 3e-7;

/** ln Γ(1/2) by ITK's approximation (Lanczos, six terms): 6e-12 beside ln √π. */
const LN_GAMMA_HALF = lnGamma(0.5);

/**
 * Error function as ITK's interpolators have it: the incomplete gamma function P(1/2, x²), a series near 0 and a continued
 * fraction further out, both ended at a relative 3e-7, in its order of operations. An exact one would be apart from ITK's by up to 2e-7.
 */
export function erf(x: number): number {
  const square = x * x;
  if (square === 0) return 0;
  const factor = expRoundedOnce(-square + 0.5 * lnRoundedOnce(square) - LN_GAMMA_HALF);
  const value = square < 1.5 ? series(square) * factor : 1 - factor * fraction(square);
  return x < 0 ? -value : value;
}

/** Σ xⁿ / (a (a + 1) … (a + n)) for a = 1/2. */
function series(x: number): number {
  let term = 2;
  let sum = term;
  for (let n = 1; n <= 100; n++) {
    term *= x / (0.5 + n);
    sum += term;
    if (term < sum * ENOUGH) break;
  }
  return sum;
}

/** 1 / (x + 1/2 - 1·½ / (x + 5/2 - 2·3/2 / (x + 9/2 - …))) by Lentz's method. */
function fraction(x: number): number {
  let b = x + 1 - 0.5;
  let d = 1 / b;
  let c = 1 / 1e-30;
  let value = d;
  for (let n = 1; n <= 100; n++) {
    const a = n * (0.5 - n);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    value *= d * c;
    if (Math.abs(d * c - 1) < ENOUGH) break;
  }
  return value;
}

function lnGamma(x: number): number {
  let p = 2.506628275634795;
  p += 225.52558461917522 / x;
  p -= 268.29597384130494 / (x + 1);
  p += 80.90308069346226 / (x + 2);
  p -= 5.007578639705176 / (x + 3);
  p += 0.011468489543478146 / (x + 4);
  const shifted = x + 4.65;
  return lnRoundedOnce(p) + (x - 0.5) * lnRoundedOnce(shifted) - shifted;
}
