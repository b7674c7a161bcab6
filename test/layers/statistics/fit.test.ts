/** A whole fit on synthetic tables: results, warnings, refusals. */
import { describe, expect, it } from 'vitest';
import type { Cohort } from '../../../layers/statistics/cohort/cohort.ts';
import { CohortTooSmall, InvalidTable, InvalidValue, SingleClass } from '../../../layers/statistics/errors.ts';
import { fitModel } from '../../../layers/statistics/fit.ts';
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '../../../layers/statistics/model/modelling-protocol.ts';
import { predict } from '../../../layers/statistics/prediction/predict.ts';
import { syntheticCohort } from './synthetic.ts';

const QUICK: ModellingProtocol = {
  ...DEFAULT_PROTOCOL,
  clinical: { p: 0.05, force: true },
  bootstrap: { count: 0, seed: 1 },
  permutations: { count: 0, seed: 1 },
};
const fitted = fitModel(syntheticCohort({ seed: 21 }), QUICK);

function patient(cohort: Cohort, row: number): Record<string, number> {
  const p = cohort.features.columns.length;
  return Object.fromEntries(cohort.features.columns.map((name, j) => [name, cohort.features.values[row * p + j]]));
}

describe('fitting', () => {
  it('drops near copies and keeps the first', () => {
    const { nearDuplicates } = fitted.evaluation.selection;
    expect(nearDuplicates.map(({ dropped, of }) => [dropped, of])).toEqual(
      Array.from({ length: 8 }, (_, k) => [`f${10 * k + 9}`, `f${10 * k + 8}`]),
    );
    expect(nearDuplicates.every(({ spearman }) => Math.abs(spearman) > 0.99)).toBe(true);
  });

  it('drops constants, and counts rows without an outcome', () => {
    const cohort = syntheticCohort({ seed: 21 });
    const p = cohort.features.columns.length;
    for (let i = 0; i < cohort.outcome.length; i++) cohort.features.values[i * p + 7] = 3;
    cohort.outcome[5] = null;
    const { evaluation } = fitModel(cohort, QUICK);
    expect(evaluation.selection.constant).toEqual(['f7']);
    expect(evaluation.counts.missingOutcome).toBe(1);
    expect(evaluation.counts.train.n).toBe(59);
  });

  it('finds what carries the outcome, and keeps at most seven', () => {
    expect(fitted.evaluation.selection.selected).toEqual(expect.arrayContaining(['f0', 'f1']));
    expect(fitted.model.features.length).toBeLessThanOrEqual(7);
    expect(fitted.model.clinical?.fit.terms).toEqual([
      '(Intercept)',
      'ki67',
      'morphology=irregular',
      'morphology=non-mass',
    ]);
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(fitted))).toEqual(fitted);
  });

  it('a fixed sensitivity is reached in training', () => {
    const { evaluation } = fitModel(syntheticCohort({ seed: 21 }), { ...QUICK, threshold: { sensitivity: 0.95 } });
    expect(evaluation.train.models.nomogram?.confusion.sensitivity.value).toBeGreaterThanOrEqual(0.95);
  });

  it('refuses, with fields', () => {
    const cohort = syntheticCohort({ seed: 22 });
    const outcomes = (keep: (i: number) => boolean): Cohort => ({
      ...cohort,
      outcome: cohort.outcome.map((y, i) => (cohort.split[i] === 'train' && keep(i) ? 1 : y === 1 ? 0 : y)),
    });
    const caught = (run: () => unknown): unknown => {
      try {
        run();
      } catch (error) {
        return error;
      }
      return null;
    };
    expect(
      caught(() =>
        fitModel(
          outcomes(() => true),
          QUICK,
        ),
      ),
    ).toMatchObject({ name: 'SingleClass', n: 60, present: 1 });
    expect(
      caught(() =>
        fitModel(
          outcomes(() => false),
          QUICK,
        ),
      ),
    ).toBeInstanceOf(SingleClass);
    expect(
      caught(() =>
        fitModel(
          outcomes((i) => i < 3),
          QUICK,
        ),
      ),
    ).toMatchObject({ name: 'CohortTooSmall', n: 3, needed: 5 });
    const noTrain: Cohort = { ...cohort, split: cohort.split.map(() => 'test') };
    expect(caught(() => fitModel(noTrain, QUICK))).toBeInstanceOf(CohortTooSmall);
    const gap = syntheticCohort({ seed: 22 });
    gap.features.values[2 * 80 + 4] = Number.NaN;
    expect(caught(() => fitModel(gap, QUICK))).toMatchObject({ name: 'InvalidValue', row: 'S2', column: 'f4' });
    gap.features.values[2 * 80 + 4] = Number.POSITIVE_INFINITY;
    expect(caught(() => fitModel(gap, QUICK))).toMatchObject({ row: 'S2', column: 'f4', got: 'Infinity' });
    const unknown = syntheticCohort({ seed: 22 });
    unknown.clinical[1].values[61] = 'spiky';
    expect(caught(() => fitModel(unknown, QUICK))).toMatchObject({ row: 'S61', column: 'morphology', got: '"spiky"' });
    expect(caught(() => fitModel({ ...cohort, split: [] }, QUICK))).toBeInstanceOf(InvalidTable);
  });

  it('without test rows of both classes there is no test evaluation, and a warning', () => {
    const cohort = syntheticCohort({ seed: 21 });
    const none = fitModel(
      { ...cohort, outcome: cohort.outcome.map((y, i) => (cohort.split[i] === 'test' ? null : y)) },
      QUICK,
    );
    expect(none.evaluation.test).toBeNull();
    expect(none.evaluation.warnings.map(({ code }) => code)).toContain('no-test-rows');
    const single = fitModel(
      { ...cohort, outcome: cohort.outcome.map((y, i) => (cohort.split[i] === 'test' ? 1 : y)) },
      QUICK,
    );
    expect(single.evaluation.test).toBeNull();
    expect(single.evaluation.warnings.map(({ code }) => code)).toContain('single-class-test');
  });

  it('a term that repeats another gets coefficient 0 and a warning', () => {
    const cohort = syntheticCohort({ seed: 21 });
    cohort.clinical.push({ ...cohort.clinical[0], name: 'ki67 again' });
    const { model, evaluation } = fitModel(cohort, QUICK);
    expect(model.clinical?.fit.aliased).toEqual(['ki67 again']);
    expect(model.clinical?.fit.coefficients.at(-1)).toBe(0);
    expect(evaluation.warnings.map(({ code }) => code)).toContain('aliased');
  });

  it('an ordered variable enters as one slope', () => {
    const cohort = syntheticCohort({ seed: 21 });
    cohort.clinical[1] = { ...cohort.clinical[1], kind: 'ordered' };
    const { model } = fitModel(cohort, QUICK);
    expect(model.clinical?.fit.terms).toEqual(['(Intercept)', 'ki67', 'morphology']);
    const ticks = model.nomogram?.scale.axes.find(({ variable }) => variable === 'morphology')?.ticks ?? [];
    expect(ticks[1].points - ticks[0].points).toBeCloseTo(ticks[2].points - ticks[1].points, 10);
  });
});

describe('predicting', () => {
  const cohort = syntheticCohort({ seed: 21 });
  const features = patient(cohort, 70);

  it('answers with points that add up to the probability', () => {
    const prediction = predict(fitted.model, features, { ki67: 55, morphology: 'irregular' });
    expect(prediction.model).toBe('nomogram');
    expect(prediction.points?.variables.map(({ variable }) => variable)).toEqual(['Rad-score', 'ki67', 'morphology']);
    const scale = fitted.model.nomogram?.scale;
    const lp = (scale?.baseline ?? 0) + (prediction.points?.total ?? 0) / (scale?.pointsPerUnit ?? 1);
    expect(1 / (1 + Math.exp(-lp))).toBeCloseTo(prediction.probability, 12);
    expect(prediction.interval[0]).toBeLessThan(prediction.probability);
    expect(prediction.interval[1]).toBeGreaterThan(prediction.probability);
    const sum = prediction.contributions.reduce((total, { contribution }) => total + contribution, 0);
    expect(sum + fitted.model.radScore.coefficients[0]).toBeCloseTo(prediction.radScore, 12);
  });

  it('falls back to the Rad-score with a warning', () => {
    const alone = predict(fitted.model, features);
    expect(alone.model).toBe('radScore');
    expect(alone.points).toBeNull();
    expect(alone.warnings.map(({ code, of }) => [code, of])).toEqual([
      ['clinical-missing', 'ki67'],
      ['clinical-missing', 'morphology'],
    ]);
    const odd = predict(fitted.model, features, { ki67: 55, morphology: 'spiky' });
    expect([odd.model, odd.warnings[0].code]).toEqual(['radScore', 'clinical-unknown']);
  });

  it('does not pass a level that no training row had for the reference', () => {
    const rare = syntheticCohort({ seed: 21 });
    const { values } = rare.clinical[1];
    rare.clinical[1].values = values.map((value, i) =>
      rare.split[i] === 'train' && value === 'non-mass' ? 'regular' : value,
    );
    const { model, evaluation } = fitModel(rare, QUICK);
    expect(evaluation.warnings.map(({ code }) => code)).toContain('aliased');
    const prediction = predict(model, features, { ki67: 55, morphology: 'non-mass' });
    expect([prediction.model, prediction.warnings[0].code]).toEqual(['radScore', 'clinical-unknown']);
  });

  it('warns of values unlike those of training, and refuses missing features', () => {
    const [first] = fitted.model.features;
    const far = predict(
      fitted.model,
      { ...features, [first.name]: first.mean + 4 * first.sd },
      { ki67: 99, morphology: 'regular' },
    );
    expect(far.warnings.map(({ code, of }) => [code, of])).toEqual([
      ['out-of-distribution', first.name],
      ['clinical-out-of-range', 'ki67'],
    ]);
    expect(() => predict(fitted.model, {})).toThrow(InvalidValue);
  });
});
