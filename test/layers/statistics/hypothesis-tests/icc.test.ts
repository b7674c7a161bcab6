/** ICC against psych and pingouin. */
import { describe, expect, it } from 'vitest';
import { type Icc, intraclassCorrelations } from '../../../../layers/statistics/hypothesis-tests/icc.ts';
import { expectClose, golden } from '../golden.ts';

interface Case {
  name: string;
  data: number[][];
  n: number;
  k: number;
  msr: number;
  msc: number;
  mse: number;
  msw: number;
  ICC1: number;
  ICC2: number;
  ICC3: number;
  ICC1k: number;
  ICC2k: number;
  ICC3k: number;
  ICC2_ci95: [number, number];
  ICC3_ci95: [number, number];
  F_icc3: number;
  df: [number, number];
  p: number;
  pingouin: { Type: string; ICC: number; F: number; df1: number; df2: number; pval: number; CI95: [number, number] }[];
}
interface Psych {
  data: number[][];
  ICC: number[];
  F: number[];
  df1: number[];
  df2: number[];
  p: number[];
  lo: number[];
  hi: number[];
}

const TOLERANCE = { mixed: 1e-10 };

describe('intraclass correlation against psych and pingouin', () => {
  const file = golden<{ cases: Case[]; edge: { name: string; data: number[][] }[] }>('10_icc.json');
  const inOrder = (forms: ReturnType<typeof intraclassCorrelations>): Icc[] => [
    forms.icc1,
    forms.icc2,
    forms.icc3,
    forms.icc1k,
    forms.icc2k,
    forms.icc3k,
  ];

  it.each(file.cases.map((c) => [c.name, c] as const))('%s', (_, wanted) => {
    expect([wanted.data.length, wanted.data[0].length]).toEqual([wanted.n, wanted.k]);
    const got = intraclassCorrelations(wanted.data);
    const { subjects, raters, residual, within } = got.meanSquares;
    expectClose(
      [subjects, raters, residual, within],
      [wanted.msr, wanted.msc, wanted.mse, wanted.msw],
      TOLERANCE,
      'ms',
    );
    expectClose(
      inOrder(got).map(({ value }) => value),
      [wanted.ICC1, wanted.ICC2, wanted.ICC3, wanted.ICC1k, wanted.ICC2k, wanted.ICC3k],
      TOLERANCE,
      'icc',
    );
    expectClose(got.icc2.interval, wanted.ICC2_ci95, TOLERANCE, 'icc2 interval');
    expectClose(got.icc3.interval, wanted.ICC3_ci95, TOLERANCE, 'icc3 interval');
    expectClose([got.icc3.f, ...got.icc3.df, got.icc3.p], [wanted.F_icc3, ...wanted.df, wanted.p], TOLERANCE, 'icc3');
    inOrder(got).forEach((form, k) => {
      const row = wanted.pingouin[k];
      // pingouin rounds: values to 15 places, p-values to 15, intervals to 2.
      expectClose([form.value, form.f, form.p], [row.ICC, row.F, row.pval], TOLERANCE, row.Type);
      expect(form.df).toEqual([row.df1, row.df2]);
      expectClose(form.interval, row.CI95, { absolute: 0.005 + 1e-9 }, `${row.Type} interval`);
    });
  });

  it('psych', () => {
    const wanted = golden<Psych>('10_icc_psych.json');
    const forms = inOrder(intraclassCorrelations(wanted.data));
    expectClose(
      forms.map(({ value }) => value),
      wanted.ICC,
      TOLERANCE,
      'icc',
    );
    expectClose(
      forms.map(({ f }) => f),
      wanted.F,
      TOLERANCE,
      'F',
    );
    expectClose(
      forms.map(({ df }) => df[0]),
      wanted.df1,
      TOLERANCE,
      'df1',
    );
    expectClose(
      forms.map(({ df }) => df[1]),
      wanted.df2,
      TOLERANCE,
      'df2',
    );
    expectClose(
      forms.map(({ p }) => p),
      wanted.p,
      TOLERANCE,
      'p',
    );
    expectClose(
      forms.map(({ interval }) => interval[0]),
      wanted.lo,
      TOLERANCE,
      'low',
    );
    expectClose(
      forms.map(({ interval }) => interval[1]),
      wanted.hi,
      TOLERANCE,
      'high',
    );
  });

  it('identical raters agree perfectly; without variance nothing is defined', () => {
    const [identical, nothing] = file.edge ?? [];
    const perfect = intraclassCorrelations(identical.data);
    expect([perfect.icc2.value, perfect.icc3.value]).toEqual([1, 1]);
    for (const form of inOrder(intraclassCorrelations(nothing.data))) expect(form.value).toBeNaN();
  });
});
