/** Tails and quantiles of distributions, each to about 1e-12 relative error. */
import betainc from '@stdlib/math-base-special-betainc';
import erfc from '@stdlib/math-base-special-erfc';
import erfcinv from '@stdlib/math-base-special-erfcinv';
import gammainc from '@stdlib/math-base-special-gammainc';
import betaQuantileOf from '@stdlib/stats-base-dists-beta-quantile';
import fQuantileOf from '@stdlib/stats-base-dists-f-quantile';
import tQuantileOf from '@stdlib/stats-base-dists-t-quantile';

// Upper tails come from the upper incomplete functions, never from `1 - cdf`, so tiny p values keep their digits.

/** P(Z > z) of the standard normal distribution. */
export function normalUpper(z: number): number {
  return 0.5 * erfc(z / Math.SQRT2);
}

/** P(|Z| > |z|). */
export function normalTwoSided(z: number): number {
  return erfc(Math.abs(z) / Math.SQRT2);
}

/** z with P(Z <= z) = p; exact to the smallest p a double holds. */
export function normalQuantile(p: number): number {
  return p <= 0.5 ? -Math.SQRT2 * erfcinv(2 * p) : Math.SQRT2 * erfcinv(2 * (1 - p));
}

/** P(X > x) of chi-squared with `df` degrees of freedom. */
export function chiSquaredUpper(x: number, df: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  return x <= 0 ? 1 : gammainc(x / 2, df / 2, true, true);
}

/** P(X > x) of F with `df1` and `df2` degrees of freedom; 0 at infinity, NaN for NaN. */
export function fUpper(x: number, df1: number, df2: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  // Of the two equal forms, the one whose argument is below one half keeps its digits.
  const scaled = df1 * x;
  return scaled > df2
    ? betainc(df2 / (df2 + scaled), df2 / 2, df1 / 2, true, false)
    : betainc(scaled / (df2 + scaled), df1 / 2, df2 / 2, true, true);
}

/** P(|T| > |t|) of Student's t with `df` degrees of freedom. */
export function tTwoSided(t: number, df: number): number {
  return fUpper(t * t, 1, df);
}

/** t with P(T <= t) = p. */
export function tQuantile(p: number, df: number): number {
  return tQuantileOf(p, df);
}

/** x with P(X <= x) = p for the beta distribution. */
export function betaQuantile(p: number, a: number, b: number): number {
  return betaQuantileOf(p, a, b);
}

/** x with P(X <= x) = p for the F distribution. */
export function fQuantile(p: number, df1: number, df2: number): number {
  return fQuantileOf(p, df1, df2);
}
