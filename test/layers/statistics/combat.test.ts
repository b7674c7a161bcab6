import { describe, expect, it } from 'vitest';
import { anova } from '../../../layers/statistics/anova.ts';
import { applyComBat, type ComBatOptions, fitComBat } from '../../../layers/statistics/combat.ts';
import { InvalidTable, SingleBatch } from '../../../layers/statistics/errors.ts';
import { type Acrin, columnMajor, expectClose, golden, hasShared } from './golden.ts';

interface Case {
  name: string;
  kwargs: Record<string, unknown>;
  data: number[][];
  gamma_star: number[][];
  delta_star: number[][];
  var_pooled: number[];
}
interface File {
  rows0: number[];
  features: string[];
  cases: Case[];
  batch_anova_p_before: number[];
  batch_anova_p_after_no_cov: number[];
  constant_feature_first: number[];
}

const OPTIONS: Record<string, ComBatOptions> = {
  no_cov: {},
  cov_pCR_HR_age: {},
  no_eb: { empiricalBayes: false },
  mean_only: { meanOnly: true },
  ref_GE: { reference: 'GE' },
  nonparametric: { parametric: false },
};

describe.skipIf(!hasShared)('ComBat against neuroCombat', () => {
  const file = hasShared ? golden<File>('11_combat.json') : null;
  const acrin = hasShared ? golden<Acrin>('inputs/acrin6698_t0.json') : null;
  const rows = file?.rows0 ?? [];
  const used = file?.features.map((name) => acrin?.features.indexOf(name) ?? -1) ?? [];
  const columns = columnMajor(rows.length > 0 ? rows.map((i) => used.map((j) => acrin?.X[i][j] ?? 0)) : [[0]]);
  const batch = rows.map((i) => acrin?.manufacturer[i] ?? '');
  const covariates = [acrin?.pCR, acrin?.HR, acrin?.age].map((values) => rows.map((i) => Number(values?.[i])));
  const groups = Uint8Array.from(batch, (name) => ['GE', 'Philips', 'SIEMENS'].indexOf(name));

  it.each(file?.cases.map((c) => [c.name, c] as const) ?? [])('%s', (name, wanted) => {
    const kept = name.startsWith('cov') ? covariates : [];
    const fit = fitComBat(columns, batch, kept, OPTIONS[name]);
    expect(fit.batches).toEqual(['GE', 'Philips', 'SIEMENS']);
    const tolerance = { relative: 1e-6, mixed: 1e-9 };
    expectClose(fit.pooledVariance, wanted.var_pooled, { relative: 1e-6 }, 'pooled variance');
    expectClose(fit.gamma, wanted.gamma_star, tolerance, 'gamma');
    expectClose(fit.delta, wanted.delta_star, tolerance, 'delta');
    expectClose(applyComBat(fit, columns, batch, kept), columnMajor(wanted.data), { relative: 1e-6 }, 'data');
  });

  it('takes the difference between sites away', () => {
    if (!file) return;
    expectClose(anova(columns, groups).p, file.batch_anova_p_before, { relative: 1e-6 }, 'before');
    const after = applyComBat(fitComBat(columns, batch), columns, batch);
    expectClose(anova(after, groups).p, file.batch_anova_p_after_no_cov, { relative: 1e-6 }, 'after');
  });

  it('passes a constant feature through', () => {
    if (!file) return;
    const withConstant = Float64Array.of(...columns, ...rows.map(() => 5));
    const after = applyComBat(fitComBat(withConstant, batch), withConstant, batch);
    expectClose(
      after.slice(columns.length, columns.length + 3),
      file.constant_feature_first,
      { mixed: 1e-12 },
      'constant',
    );
    expect(after.some(Number.isNaN)).toBe(false);
  });

  it('refuses one site, an unknown reference, a site of one row, a site never seen', () => {
    const x = Float64Array.of(1, 2, 4, 3, 5, 1, 2, 7);
    expect(() => fitComBat(x, ['a', 'a', 'a', 'a'])).toThrow(SingleBatch);
    expect(() => fitComBat(x, ['a', 'a', 'b', 'b'], [], { reference: 'c' })).toThrow(InvalidTable);
    expect(() => fitComBat(x, ['a', 'a', 'a', 'b'])).toThrow(InvalidTable);
    const fit = fitComBat(x, ['a', 'a', 'b', 'b']);
    expect(() => applyComBat(fit, Float64Array.of(1, 2), ['c'])).toThrow('batch "c"');
  });
});
