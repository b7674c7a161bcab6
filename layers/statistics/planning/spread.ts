/** What simulated figures are summarised by: mean, spread, quantiles, and how far the simulation itself is off. */
import { mean } from '../numbers/moments.ts';

/** A figure over simulations. Plain JSON. */
export interface Spread {
  /** Simulations that have the figure. */
  readonly count: number;
  readonly mean: number;
  readonly sd: number;
  /** Monte Carlo standard error of the mean. */
  readonly error: number;
  /** Quantiles by linear interpolation (R's type 7). */
  readonly quantiles: { readonly [share in QuantileName]: number };
  /** Monte Carlo standard error of the 0.95 quantile; null from fewer than 20 simulations. */
  readonly errorOf95: number | null;
}

const SHARES = { '0.025': 0.025, '0.05': 0.05, '0.25': 0.25, '0.5': 0.5, '0.75': 0.75, '0.95': 0.95, '0.975': 0.975 };
export type QuantileName = keyof typeof SHARES;

/** Null without a value. */
export function spreadOf(values: readonly (number | null)[]): Spread | null {
  const present = values.filter((value) => value !== null).sort((a, b) => a - b);
  const count = present.length;
  if (count === 0) return null;
  const centre = mean(present);
  const sd = count > 1 ? Math.sqrt(present.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (count - 1)) : 0;
  const quantiles = Object.fromEntries(
    Object.entries(SHARES).map(([name, share]) => [name, quantile(present, share)]),
  ) as Record<QuantileName, number>;
  return {
    count,
    mean: centre,
    sd,
    error: sd / Math.sqrt(count),
    quantiles,
    errorOf95: errorOfQuantile(present, 0.95),
  };
}

/** Of ascending values. */
export function quantile(ascending: readonly number[], share: number): number {
  const at = share * (ascending.length - 1);
  const low = Math.floor(at);
  const next = Math.min(low + 1, ascending.length - 1);
  return ascending[low] + (at - low) * (ascending[next] - ascending[low]);
}

/** Half the distance of the quantiles one binomial standard deviation below and above: no density has to be estimated. */
function errorOfQuantile(ascending: readonly number[], share: number): number | null {
  const n = ascending.length;
  if (n < 20) return null;
  const sd = Math.sqrt((share * (1 - share)) / n);
  return (quantile(ascending, Math.min(1, share + sd)) - quantile(ascending, Math.max(0, share - sd))) / 2;
}
