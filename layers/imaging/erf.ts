import { exp } from './elementary.ts';

/** Where ITK's error function stops: relative to the sum, or to 1. */
const ENOUGH = 3e-7;

/**
 * Error function as ITK's interpolators have it: the incomplete gamma function P(1/2, x²), a series near 0 and a continued
 * fraction further out, both ended at a relative 3e-7. An exact one would be apart from ITK's by up to 2e-7.
 */
export function erf(x: number): number {
  const square = x * x;
  if (square === 0) return 0;
  const factor = (exp(-square) * Math.abs(x)) / Math.sqrt(Math.PI);
  return Math.sign(x) * (square < 1.5 ? factor * series(square) : 1 - factor * fraction(square));
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
  let b = x + 0.5;
  let d = 1 / b;
  let c = 1e30;
  let value = d;
  for (let n = 1; n <= 100; n++) {
    const a = n * (0.5 - n);
    b += 2;
    d = 1 / (b + a * d);
    c = b + a / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < ENOUGH) break;
  }
  return value;
}
