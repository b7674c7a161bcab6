/** Tails and quantiles against 60-digit arithmetic. */
import { describe, expect, it } from 'vitest';
import {
  betaQuantile,
  chiSquaredUpper,
  fQuantile,
  fUpper,
  normalQuantile,
  normalUpper,
  tQuantile,
  tTwoSided,
} from '../../../../layers/statistics/numbers/distributions.ts';
import { expectClose, golden } from '../golden.ts';

type Rows = Record<string, number[][]>;

describe('tails and quantiles against 60-digit arithmetic and scipy', () => {
  const file = golden<Rows>('13_dist_tails.json');
  const functions: Record<string, (...x: number[]) => number> = {
    f_sf: fUpper,
    chi2_sf: chiSquaredUpper,
    norm_sf: normalUpper,
    t_sf: (t, df) => (t >= 0 ? tTwoSided(t, df) / 2 : 1 - tTwoSided(t, df) / 2),
    norm_ppf: normalQuantile,
    t_ppf: tQuantile,
    beta_ppf: betaQuantile,
    f_ppf: fQuantile,
  };
  const arity: Record<string, number> = { norm_sf: 1, norm_ppf: 1, chi2_sf: 2, t_sf: 2, t_ppf: 2 };

  it.each(Object.keys(functions))('%s', (name) => {
    const count = arity[name] ?? 3;
    expect(file[name].length).toBeGreaterThan(0);
    for (const row of file[name]) {
      const x = row.slice(0, count);
      // Where both are given the first is the exact one. Below 1e-300 doubles themselves lose digits.
      const wanted = row[count];
      const tolerance = Math.abs(wanted) < 1e-300 ? { mixed: 1e-300 } : { relative: 1e-12 };
      expectClose(functions[name](...x), wanted, tolerance, `${name}(${x.join(', ')})`);
    }
  });
});
