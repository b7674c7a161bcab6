/** Expectations over distributions of a linear predictor, by quadrature. */

/** Simpson's rule over smooth functions; with this many steps its error is below rounding for the densities used here. */
const STEPS = 4000;

/** The integral of a smooth function between two points. */
export function integrate(f: (x: number) => number, from: number, to: number, steps = STEPS): number {
  const h = (to - from) / steps;
  let sum = f(from) + f(to);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * f(from + i * h);
  return (sum * h) / 3;
}

/** Beyond this many standard deviations a normal density is below 1e-32. */
export const REACH = 12;

/** Density of the normal distribution. */
export function normalDensity(x: number, mean = 0, sd = 1): number {
  const z = (x - mean) / sd;
  return Math.exp(-0.5 * z * z) / (sd * Math.sqrt(2 * Math.PI));
}

/** log(1 + exp(x)) without overflow. */
export function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}
