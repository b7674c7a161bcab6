/** ANOVA against scikit-learn and exact arithmetic. */
import { describe, expect, it } from 'vitest';
import { anova } from '../../../../layers/statistics/hypothesis-tests/anova.ts';
import { type Acrin, columnMajor, expectClose, SOURCES } from '../golden.ts';

interface Wdbc {
  features: string[];
  X: number[][];
  y: number[];
}
interface Case {
  name: string;
  input: string;
  rows: string;
  group?: string;
  features: string[];
  F: number[];
  p: number[];
  df: number[];
  selectKBest10: string[];
  'n_p_lt_0.05': number;
}
interface Edge {
  name: string;
  X: number[][];
  y: number[];
  F?: number[];
  p?: number[];
  error?: string;
}
type Exact = Record<string, { F_exact: number[]; p_exact: number[] }>;

describe.each(SOURCES)('ANOVA F against scikit-learn and 60-digit arithmetic: $name', ({ golden }) => {
  const file = golden<{ cases: Case[]; edge: Edge[] }>('01_f_classif.json');
  const exact = golden<Exact>('01b_f_exact_mpmath.json');

  it.each(file.cases.map((c) => [c.name, c] as const))('%s', (name, wanted) => {
    if (wanted.group) {
      const data = golden<Record<string, number[]>>(wanted.input);
      const groups = Uint8Array.from(data[wanted.group]);
      const result = anova(
        columnMajor(data[wanted.group].map((_, i) => wanted.features.map((f) => data[f][i]))),
        groups,
      );
      expectClose(result.f, wanted.F, { relative: 1e-9 }, 'F');
      expectClose(result.p, wanted.p, { relative: 1e-9 }, 'p');
      expect(result.df).toEqual(wanted.df);
      return;
    }
    const table = golden<Acrin & Wdbc>(wanted.input);
    const y = table.y ?? table.pCR;
    const her2 = name === 'acrin_her2pos';
    const rows = y.map((_, i) => i).filter((i) => !her2 || table.HER2pos[i] === 1);
    const outcome = Uint8Array.from(rows, (i) => y[i]);
    const used = wanted.features.map((feature) => table.features.indexOf(feature));
    const result = anova(columnMajor(rows.map((i) => used.map((j) => table.X[i][j]))), outcome);
    // scikit-learn's own rounding is 1.4e-6 at its worst.
    expectClose(result.f, wanted.F, { relative: 2e-6 }, 'F');
    expectClose(result.p, wanted.p, { relative: 2e-6 }, 'p');
    expect(result.df).toEqual(wanted.df);
    expect(Array.from(result.p).filter((p) => p < 0.05).length).toBe(wanted['n_p_lt_0.05']);
    const best = wanted.features.toSorted(
      (a, b) => result.f[wanted.features.indexOf(b)] - result.f[wanted.features.indexOf(a)],
    );
    expect(new Set(best.slice(0, 10))).toEqual(new Set(wanted.selectKBest10));
    if (exact[name]) {
      expectClose(result.f, exact[name].F_exact, { relative: 1e-9 }, 'exact F');
      expectClose(result.p, exact[name].p_exact, { relative: 1e-9 }, 'exact p');
    }
  });

  it('gives NaN for a constant column, Infinity for perfect groups, NaN for one class', () => {
    for (const { X, y, F, p, error } of file.edge) {
      if (error || !F || !p) continue;
      const result = anova(columnMajor(X), Uint8Array.from(y));
      expectClose(result.f, F, { relative: 1e-12 }, 'F');
      expectClose(result.p, p, { relative: 1e-12 }, 'p');
    }
  });
});
