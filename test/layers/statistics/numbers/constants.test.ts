/** Columns that are constant but for rounding. */
import { describe, expect, it } from 'vitest';
import { fitModel } from '../../../../layers/statistics/fit.ts';
import { applyComBat, fitComBat } from '../../../../layers/statistics/harmonisation/combat.ts';
import { anova } from '../../../../layers/statistics/hypothesis-tests/anova.ts';
import { agreementOf } from '../../../../layers/statistics/hypothesis-tests/icc.ts';
import { rankVectors } from '../../../../layers/statistics/learning/near-duplicates.ts';
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '../../../../layers/statistics/model/modelling-protocol.ts';
import { Random } from '../../../../layers/statistics/numbers/random.ts';
import { applyScaling, fitScaling, isConstant } from '../../../../layers/statistics/numbers/standardise.ts';
import { syntheticCohort } from '../synthetic.ts';

const QUICK: ModellingProtocol = {
  ...DEFAULT_PROTOCOL,
  bootstrap: { count: 0, seed: 1 },
  permutations: { count: 0, seed: 1 },
};
const UP = 0.1 + 0.2; // 0.30000000000000004
const NOISE = -3.203426503814917e-16; // −log2(1 + 2.2e-16), PyRadiomics' entropy of a flat region

describe('a column is constant', () => {
  it.each([
    ['the last bit of 0.3', [0.3, UP, 0.3, UP, 0.3]],
    ['the last bit of large values', [1e15, 1e15 + 0.125, 1e15]],
    ['some last bits after a sum', [12345.678, 12345.678 * (1 + 3e-13), 12345.678]],
    ['the entropy of flat regions by two builds', [0, NOISE, NOISE, 0, NOISE, 0]],
    ['negative zero', [0, -0, 0]],
    ['one value', [5]],
  ])('up to rounding: %s', (_, values) => {
    expect(isConstant(values)).toBe(true);
  });

  it.each([
    ['at 1e-20 with a relative spread', [1e-20, 2e-20, 1.5e-20]],
    ['at 1e-300', [1e-300, 3e-300]],
    ['at 1e-15 with a value of its own in every row', Array.from({ length: 30 }, (_, i) => (i + 1) * 3.7e-16)],
    ['of small differences', [1, 1 + 1e-9, 1]],
    ['that differs in one row', [7, 7, 7, 7, 8]],
    ['across zero', [-1e-3, 1e-3]],
  ])('but not a feature %s', (_, values) => {
    expect(isConstant(values)).toBe(false);
  });

  it('whatever power of ten its unit is', () => {
    const random = new Random(3);
    const values = Array.from({ length: 40 }, () => 2 + random.normal());
    const flat = values.map((_, i) => (i % 2 === 0 ? 0.3 : UP));
    for (let exponent = -300; exponent <= 300; exponent += 7) {
      expect(isConstant(values.map((value) => value * 10 ** exponent))).toBe(false);
      expect(isConstant(flat.map((value) => value * 10 ** exponent))).toBe(true);
    }
  });
});

describe('rounding noise', () => {
  // It follows the outcome exactly: any step that lets it pass makes it the strongest feature.
  const groups = Uint8Array.from({ length: 20 }, (_, i) => i % 2);
  const noise = Float64Array.from(groups, (group) => 1e6 * (group === 1 ? UP : 0.3));

  it('has no z-scores, no F, no rank, no intraclass correlation', () => {
    const scaling = fitScaling(noise, 20);
    expect(applyScaling(noise, 20, scaling).every((z) => z === 0)).toBe(true);
    expect(anova(noise, groups).f[0]).toBeNaN();
    expect(rankVectors(noise, 20).every((rank) => rank === 0)).toBe(true);
    expect(agreementOf(noise.slice(0, 10), noise.slice(10))).toBeNaN();
  });

  it('within classes that differ is no spread', () => {
    const column = Float64Array.from(groups, (group, i) => (group === 1 ? 5 : 3) * (i % 3 === 0 ? 1 + 2.3e-16 : 1));
    expect(anova(column, groups).f[0]).toBe(Number.POSITIVE_INFINITY);
  });

  it('passes ComBat unchanged and does not change the other features', () => {
    const random = new Random(4);
    const others = Float64Array.from({ length: 60 }, () => random.normal());
    const batch = Array.from(groups, (group) => (group === 1 ? 'a' : 'b'));
    const alone = applyComBat(fitComBat(others, batch), others, batch);
    const columns = Float64Array.of(...others, ...noise);
    const together = applyComBat(fitComBat(columns, batch), columns, batch);
    expect(together.slice(0, 60)).toEqual(alone);
    // The site takes its shift with it: what is left is the common value.
    expect(isConstant(together, 60, 80)).toBe(true);
  });

  it.each([
    ['with the filter', QUICK],
    ['without', { ...QUICK, nearDuplicates: null }],
  ])('is never selected %s', (_, protocol) => {
    const cohort = syntheticCohort({ seed: 31 });
    const p = cohort.features.columns.length;
    for (let i = 0; i < cohort.outcome.length; i++) {
      cohort.features.values[i * p] = cohort.outcome[i] === 1 ? 1e6 * UP : 1e6 * 0.3;
      cohort.features.values[i * p + 1] = cohort.outcome[i] === 1 ? NOISE : 0;
    }
    const { model, evaluation } = fitModel(cohort, protocol);
    expect(model.features.map(({ name }) => name)).not.toContain('f0');
    expect(model.features.map(({ name }) => name)).not.toContain('f1');
    if (protocol.nearDuplicates) expect(evaluation.selection.constant).toEqual(['f0', 'f1']);
  });
});
