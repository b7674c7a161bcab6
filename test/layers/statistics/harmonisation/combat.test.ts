/** ComBat against neuroCombat. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvalidTable, NotANumber, SingleBatch, SiteTooSmall } from '../../../../layers/statistics/errors.ts';
import { applyComBat, type ComBatOptions, fitComBat } from '../../../../layers/statistics/harmonisation/combat.ts';
import { anova } from '../../../../layers/statistics/hypothesis-tests/anova.ts';
import { type Acrin, columnMajor, expectClose, SOURCES } from '../golden.ts';

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

describe.each(SOURCES)('ComBat against neuroCombat: $name', ({ golden }) => {
  const file = golden<File>('11_combat.json');
  const acrin = golden<Acrin>('inputs/acrin6698_t0.json');
  const rows = file.rows0;
  const used = file.features.map((name) => acrin.features.indexOf(name));
  const columns = columnMajor(rows.map((i) => used.map((j) => acrin.X[i][j])));
  const batch = rows.map((i) => acrin.manufacturer[i]);
  const covariates = [acrin.pCR, acrin.HR, acrin.age].map((values) => rows.map((i) => Number(values[i])));
  const groups = Uint8Array.from(batch, (name) => ['GE', 'Philips', 'SIEMENS'].indexOf(name));

  it.each(file.cases.map((c) => [c.name, c] as const))('%s', (name, wanted) => {
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
    expectClose(anova(columns, groups).p, file.batch_anova_p_before, { relative: 1e-6 }, 'before');
    const after = applyComBat(fitComBat(columns, batch), columns, batch);
    expectClose(anova(after, groups).p, file.batch_anova_p_after_no_cov, { relative: 1e-6 }, 'after');
  });

  it('passes a constant feature through', () => {
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

interface SmallCase {
  name: string;
  options: { eb?: boolean; parametric?: boolean; mean_only?: boolean };
  /** Row per feature. */
  values: number[][];
  batch: string[];
  data: number[][];
}
const small = new URL('../../../fixtures/statistics/combat-small-designs.json', import.meta.url);
const { cases: smallCases }: { cases: SmallCase[] } = JSON.parse(readFileSync(small, 'utf8'));

describe('ComBat of few features and small sites', () => {
  it.each(smallCases.map((c) => [c.name, c] as const))('is neuroCombat’s: %s', (_, {
    options,
    values,
    batch,
    data,
  }) => {
    const columns = Float64Array.from(values.flat());
    const own = { empiricalBayes: options.eb, parametric: options.parametric, meanOnly: options.mean_only };
    const harmonised = applyComBat(fitComBat(columns, batch, [], own), columns, batch);
    // Both stop at a relative change of 1e-4 after the same steps; what differs is the order of sums.
    expectClose(harmonised, data.flat(), { mixed: 1e-9 }, 'data');
  });

  const { values, batch, data } = smallCases[0];
  const one = Float64Array.from(values.flat());

  it.each([
    ['parametric', {}],
    ['non-parametric', { parametric: false }],
  ])('has nothing to shrink towards with one feature: %s is as without empirical Bayes', (_, options) => {
    expectClose(applyComBat(fitComBat(one, batch, [], options), one, batch), data.flat(), { mixed: 1e-12 }, 'data');
  });

  it('with one feature and means only takes the means of the sites to the common one', () => {
    const after = applyComBat(fitComBat(one, batch, [], { meanOnly: true }), one, batch);
    const centre = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(centre(after.slice(0, 5))).toBeCloseTo(centre(one), 12);
    expect(centre(after.slice(5))).toBeCloseTo(centre(one), 12);
    expect(after[1] - after[0]).toBeCloseTo(one[1] - one[0], 12);
  });

  it('treats a feature alike whether it comes once or with copies and constants', () => {
    const columns = Float64Array.of(...one, ...one, ...one.map(() => 7));
    const after = applyComBat(fitComBat(columns, batch), columns, batch);
    expectClose(after.slice(0, 10), data.flat(), { mixed: 1e-9 }, 'first');
    expect(Array.from(after.slice(20))).toEqual(Array.from(one, () => 7));
  });

  it('refuses a site of one row by name, of a type that a resample can count', () => {
    const drawn = ['A', 'A', 'A', 'A', 'A', 'A', 'A', 'A', 'A', 'B'];
    expect(() => fitComBat(one, drawn)).toThrow(SiteTooSmall);
    expect(() => fitComBat(one, drawn)).toThrow('got 1 row of site "B"');
    expect(fitComBat(one, drawn, [], { meanOnly: true }).batches).toEqual(['A', 'B']);
  });

  it('keeps the deviation of a new row where the site did not vary in training', () => {
    const flatAtA = one.map((value, i) => (i < 5 ? 3 : value));
    const fit = fitComBat(flatAtA, batch);
    const [same, other] = applyComBat(fit, Float64Array.of(3, 4), ['A', 'A']);
    expect(other).not.toBe(same);
  });

  it('never turns a value that is no number into one', () => {
    const fit = fitComBat(one, batch);
    expect(() => applyComBat({ ...fit, gamma: [[Number.NaN], [0]] }, one, batch)).toThrow(NotANumber);
    expect(() => applyComBat({ ...fit, delta: [[Number.NaN], [1]] }, one, batch)).toThrow(NotANumber);
    expect(() => fitComBat(one.with(2, Number.NaN), batch)).toThrow(NotANumber);
  });
});
