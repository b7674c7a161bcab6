/** Decision curves against dcurves. */
import { describe, expect, it } from 'vitest';
import { decisionCurve, thresholdGrid } from '../../../../layers/statistics/performance/decision-curve.ts';
import { expectClose, golden, SOURCES } from '../golden.ts';

interface Curve {
  threshold: number[];
  net_benefit: number[];
  own_formula?: number[];
}
interface File {
  df_binary: { outcome: string; prevalence: number; n: number; models: Record<string, Curve> };
  birthwt: {
    prevalence: number;
    n: number;
    models: Record<string, Curve>;
    p_m3: number[];
    p_m5: number[];
    y: number[];
  };
}

describe('decision curves against dcurves', () => {
  const file = golden<File>('07_dca.json');
  const grid = thresholdGrid(0.01, 0.99, 0.01);

  function compare(models: Record<string, Curve>, predictions: Record<string, number[]>, y: number[]): void {
    for (const [name, wanted] of Object.entries(models)) {
      expectClose(grid, wanted.threshold, { mixed: 1e-12 }, 'thresholds');
      const got = decisionCurve(predictions[name] ?? y.map(() => 0.5), y, grid);
      const values = name === 'all' ? got.all : name === 'none' ? grid.map(() => 0) : got.model;
      expectClose(values, wanted.net_benefit, { mixed: 1e-12 }, name);
      if (wanted.own_formula) expectClose(values, wanted.own_formula, { mixed: 1e-12 }, name);
    }
  }

  it('df_binary (simulated data of dcurves)', () => {
    const data = golden<{ cancer: boolean[]; cancerpredmarker: number[] }>('inputs/df_binary.json');
    const y = data.cancer.map(Number);
    expect(y.length).toBe(file.df_binary.n);
    expect(y.reduce((a, b) => a + b, 0) / y.length).toBeCloseTo(file.df_binary.prevalence, 12);
    compare(file.df_binary.models, { cancerpredmarker: data.cancerpredmarker }, y);
  });

  it.each(SOURCES)('birthwt: $name', ({ golden }) => {
    const { p_m3, p_m5, y, n, prevalence, models } = golden<File>('07_dca.json').birthwt;
    expect(y.length).toBe(n);
    expect(y.reduce((a, b) => a + b, 0) / n).toBeCloseTo(prevalence, 12);
    compare(models, { m3: p_m3, m5: p_m5 }, y);
  });
});
