/** Tests and intervals of Firth fits against logistf. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fitModel } from '../../../../layers/statistics/fit.ts';
import { univariate } from '../../../../layers/statistics/learning/clinical.ts';
import type { ClinicalVariable } from '../../../../layers/statistics/model/fitted-model.ts';
import { DEFAULT_PROTOCOL } from '../../../../layers/statistics/model/modelling-protocol.ts';
import { fitLogistic, oddsRatios } from '../../../../layers/statistics/regression/logistic.ts';
import { likelihoodRatioOfTerms, withProfile } from '../../../../layers/statistics/regression/profile.ts';
import { syntheticCohort } from '../synthetic.ts';

interface Case {
  name: string;
  terms: string[];
  X: number[][];
  y: number[];
  coefficients: number[];
  p: number[];
  ci: [number, number][];
}
interface Fixture {
  cases: Case[];
  factor: { level: number[]; y: number[]; coefficients: number[]; chiSquared: number; p: number };
}
const file = new URL('../../../fixtures/statistics/penalised-likelihood-ratio.json', import.meta.url);
const { cases, factor }: Fixture = JSON.parse(readFileSync(file, 'utf8'));
const SIGN: ClinicalVariable = {
  name: 'sign',
  kind: 'continuous',
  levels: [],
  terms: ['sign'],
  range: null,
  values: null,
  imputed: null,
};
const QUICK = { ...DEFAULT_PROTOCOL, bootstrap: { count: 0, seed: 1 }, permutations: { count: 0, seed: 1 } };

describe('tests of a Firth fit', () => {
  it.each(cases.map((c) => [c.name, c] as const))('are those of firthlogist (logistf): %s', (_, wanted) => {
    const { X, y, terms } = wanted;
    const design = { n: y.length, terms, columns: terms.map((_, j) => Float64Array.from(X, (row) => row[j])) };
    const fit = withProfile(fitLogistic(design, y), design, y, 0.95);
    expect(fit.separated).toBe(true);
    const ratios = oddsRatios(fit);
    wanted.coefficients.forEach((b, j) => {
      // Both iterate to 1e-10 or so; bounds are roots of a flat function.
      expect(Math.abs(fit.coefficients[j] / b - 1)).toBeLessThan(1e-6);
      expect(Math.abs((fit.inference?.p[j] ?? 0) / wanted.p[j] - 1)).toBeLessThan(1e-5);
      const [low, high] = fit.inference?.intervals[j] ?? [];
      expect(Math.abs((low ?? 0) - wanted.ci[j][0])).toBeLessThan(1e-4);
      expect(Math.abs((high ?? 0) - wanted.ci[j][1])).toBeLessThan(1e-4);
      expect(ratios[j].method).toBe('penalised-likelihood-ratio');
      expect(ratios[j].interval[1]).toBeCloseTo(Math.exp(high ?? 0), 10);
    });
  });

  it('of a factor are joint, as in R', () => {
    const columns = [1, 2].map((k) => Float64Array.from(factor.level, (level) => Number(level === k)));
    const design = { n: factor.y.length, terms: ['1', '2'], columns };
    const { chiSquared, df, p } = likelihoodRatioOfTerms(design, factor.y, { firth: true });
    expect(chiSquared).toBeCloseTo(factor.chiSquared, 9);
    expect(df).toBe(2);
    expect(p).toBeCloseTo(factor.p, 11);
  });
});

describe('a clinical variable that no responder has', () => {
  it('enters by penalised likelihood ratio where Wald leaves it out', () => {
    const [wanted] = cases;
    const alone = univariate(
      SIGN,
      Float64Array.from(wanted.X, ([x]) => x),
      wanted.y,
    );
    expect(alone.test).toBe('penalised-likelihood-ratio');
    expect(alone.p).toBeCloseTo(0.0032738793493, 10);
    expect(alone.fit.p[1]).toBeGreaterThan(0.05);
  });

  it('is judged by Wald where nothing separates, as the goldens are', () => {
    const x = Float64Array.of(0, 1, 0, 1, 1, 0, 1, 0, 1, 0);
    const { test, p, fit } = univariate(SIGN, x, [0, 1, 1, 0, 1, 0, 1, 0, 1, 1]);
    expect([test, p]).toEqual(['Wald', fit.p[1]]);
  });

  it('is named as separating even if it does not enter', () => {
    const cohort = syntheticCohort({ seed: 31 });
    // One row with the sign: separated, and far from significant.
    const first = cohort.outcome.indexOf(1);
    cohort.clinical.push({
      name: 'sign',
      kind: 'continuous',
      values: cohort.outcome.map((_, i) => Number(i === first)),
    });
    const { evaluation } = fitModel(cohort, QUICK);
    const found = evaluation.univariate.find(({ variable }) => variable === 'sign');
    expect(found).toMatchObject({ entered: false, test: 'penalised-likelihood-ratio' });
    const messages = evaluation.warnings.filter(({ code }) => code === 'separation').map(({ message }) => message);
    expect(messages.join()).toContain('Alone, sign separates');
  });
});

describe('p-values after selection', () => {
  it('are marked in the data', () => {
    const { model } = fitModel(syntheticCohort({ seed: 31 }), { ...QUICK, clinical: { p: 0.9, force: false } });
    expect(model.radScore.postSelection).toBe(true);
    expect(model.nomogram?.fit.postSelection).toBe(true);
    expect(model.clinical?.fit.postSelection).toBe(true);
    const forced = fitModel(syntheticCohort({ seed: 31 }), { ...QUICK, clinical: { p: 0.05, force: true } }).model;
    expect(forced.clinical?.fit.postSelection).toBe(false);
  });
});
