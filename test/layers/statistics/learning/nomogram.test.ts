/** The nomogram against rms. */
import { describe, expect, it } from 'vitest';
import {
  type AxisSource,
  linearPredictorAt,
  prettyTicks,
  scaleNomogram,
} from '../../../../layers/statistics/learning/nomogram.ts';
import type { Design } from '../../../../layers/statistics/regression/design.ts';
import { fitLogistic } from '../../../../layers/statistics/regression/logistic.ts';
import { expectClose, SOURCES } from '../golden.ts';

interface Wanted {
  formula: string;
  rows?: number;
  data?: Record<string, number[]>;
  coef: Record<string, number>;
  axes: { var: string; values: string[]; points: number[]; Xbeta: number[] }[];
  total_points: { x: number[] };
  lp: { x: number[]; 'x.real': number[] };
  prob: { x: number[]; 'x.real': number[]; fat?: string[] };
  info: { Intercept: number; R: number[][]; sc: number; maxscale: number };
}

describe.each(SOURCES)('nomogram against rms: $name', ({ golden }) => {
  const file = golden<Record<string, Wanted>>('08_nomogram.json');

  it.each(['birthwt', 'acrin_her2pos'])('%s', (name) => {
    const wanted = file[name];
    const data = wanted.data ?? golden<Record<string, number[]>>('inputs/birthwt.json');
    const [outcome, formula] = wanted.formula.split(' ')[0].split('~');
    const terms = formula.split('+');
    const design: Design = {
      n: data[outcome].length,
      terms,
      columns: terms.map((term) => Float64Array.from(data[term])),
    };
    if (wanted.rows) expect(design.n).toBe(wanted.rows);
    const fit = fitLogistic(design, data[outcome]);
    // lrm stops at 1e-8 of the deviance.
    expectClose(fit.coefficients, Object.values(wanted.coef), { mixed: 1e-7 }, 'coef');

    // From the stored coefficients, so that only the scale is compared.
    const { Intercept, ...slopes } = wanted.coef;
    const sources: AxisSource[] = terms.map((term) => {
      const values = data[term];
      const binary = values.every((value) => value === 0 || value === 1);
      const ticks = binary ? [0, 1] : prettyTicks(Math.min(...values), Math.max(...values), 10);
      return {
        variable: term,
        ticks: ticks.map((value) => ({ label: String(value), value, effect: slopes[term] * value })),
      };
    });
    const scale = scaleNomogram(Intercept, sources, wanted.info.maxscale);
    scale.axes.forEach((axis, a) => {
      expect(axis.variable).toBe(wanted.axes[a].var);
      expect(axis.ticks.map((tick) => tick.label)).toEqual(wanted.axes[a].values);
      expectClose(
        axis.ticks.map((tick) => tick.points),
        wanted.axes[a].points,
        { mixed: 1e-8 },
        axis.variable,
      );
      expectClose(
        sources[a].ticks.map((tick) => tick.effect),
        wanted.axes[a].Xbeta,
        { mixed: 1e-8 },
        'Xbeta',
      );
    });
    expectClose(scale.pointsPerUnit, wanted.info.sc, { mixed: 1e-8 }, 'sc');
    expectClose(scale.baseline, wanted.info.Intercept, { mixed: 1e-8 }, 'baseline');
    const effects = sources.map(({ ticks }) => ticks.map(({ effect }) => effect));
    expectClose(
      [effects.map((e) => Math.min(...e)), effects.map((e) => Math.max(...e))],
      wanted.info.R,
      { mixed: 1e-8 },
      'R',
    );
    wanted.lp.x.forEach((points, k) => {
      expectClose(linearPredictorAt(scale, points), wanted.lp['x.real'][k], { mixed: 1e-8 }, 'lp');
    });
    wanted.prob.x.forEach((points, k) => {
      const p = wanted.prob['x.real'][k];
      // rms places probabilities by interpolation.
      expectClose(linearPredictorAt(scale, points), Math.log(p / (1 - p)), { mixed: 1e-6 }, 'prob');
    });
    if (wanted.prob.fat) expect(wanted.prob.fat).toEqual(wanted.prob['x.real'].map(String));
    // The axis of total points: round values over the sum of all axes.
    const most = wanted.axes.reduce((sum, axis) => sum + Math.max(...axis.points), 0);
    expectClose(prettyTicks(0, most, 10), wanted.total_points.x, { mixed: 1e-8 }, 'total');
  });
});

describe('nomogram of a model', () => {
  it('has no points where nothing has an effect', () => {
    const scale = scaleNomogram(0.5, [{ variable: 'x', ticks: [{ label: '0', value: 0, effect: 0 }] }], 100);
    expect(scale.pointsPerUnit).toBe(0);
    expect(linearPredictorAt(scale, 40)).toBe(0.5);
  });
});
