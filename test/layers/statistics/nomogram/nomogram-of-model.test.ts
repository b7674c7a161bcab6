/** The nomogram of a fitted model reads as the model predicts. */
import { describe, expect, it } from 'vitest';
import { fitModel } from '../../../../layers/statistics/fit.ts';
import { DEFAULT_PROTOCOL } from '../../../../layers/statistics/model/modelling-protocol.ts';
import { nomogramOfModel } from '../../../../layers/statistics/nomogram/nomogram-of-model.ts';
import { pointsScale } from '../../../../layers/statistics/nomogram/points.ts';
import { readNomogram } from '../../../../layers/statistics/nomogram/read-nomogram.ts';
import { requireDrawable } from '../../../../layers/statistics/nomogram/require-drawable.ts';
import { predict } from '../../../../layers/statistics/prediction/predict.ts';
import { oneFeatureModel } from '../one-feature-model.ts';
import { syntheticCohort } from '../synthetic.ts';

const few = {
  ...DEFAULT_PROTOCOL,
  bootstrap: { count: 0, seed: 1 },
  permutations: { count: 0, seed: 1 },
  validation: { folds: 0, repeats: 0, seed: 1 },
};
const SOURCE = { title: 'a model', source: 'a test' };

describe('the nomogram of a fitted model', () => {
  const cohort = syntheticCohort({ seed: 11 });
  const { model } = fitModel(cohort, few);
  const nomogram = requireDrawable(nomogramOfModel(model, SOURCE));
  const row = (i: number) => ({
    features: Object.fromEntries(
      cohort.features.columns.map((name, j) => [name, cohort.features.values[i * cohort.features.columns.length + j]]),
    ),
    clinical: Object.fromEntries(cohort.clinical.map(({ name, values }) => [name, values[i] as number | string])),
  });

  it('has the scale of the model', () => {
    expect(model.nomogram).not.toBeNull();
    const { perUnit, baseline } = pointsScale(nomogram);
    expect(perUnit).toBeCloseTo(model.nomogram?.scale.pointsPerUnit ?? 0, 12);
    expect(baseline).toBeCloseTo(model.nomogram?.scale.baseline ?? 0, 12);
  });

  it('reads as the model predicts: points, probability and interval', () => {
    for (let i = 60; i < 110; i++) {
      const { features, clinical } = row(i);
      const predicted = predict(model, features, clinical);
      expect(predicted.model).toBe('nomogram');
      const read = readNomogram(nomogram, { 'Rad-score': predicted.radScore, ...clinical });
      expect(read.linearPredictor).toBeCloseTo(predicted.linearPredictor, 12);
      expect(read.probability).toBeCloseTo(predicted.probability, 13);
      expect(read.interval?.[0]).toBeCloseTo(predicted.interval[0], 12);
      expect(read.interval?.[1]).toBeCloseTo(predicted.interval[1], 12);
      expect(read.isPositive).toBe(predicted.positive);
      expect(read.total).toBeCloseTo(predicted.points?.total ?? Number.NaN, 9);
      read.terms.forEach(({ points }, t) => {
        expect(points).toBeCloseTo(predicted.points?.variables[t].points ?? Number.NaN, 9);
      });
    }
  });

  it('is of the features themselves if no clinical variable entered', () => {
    const alone = { ...model, nomogram: null, clinical: null };
    const features = requireDrawable(nomogramOfModel(alone, SOURCE));
    expect(features.terms.map(({ name }) => name)).toEqual(model.features.map(({ name }) => name));
    for (let i = 60; i < 70; i++) {
      const predicted = predict(alone, row(i).features);
      const read = readNomogram(features, row(i).features);
      expect(read.probability).toBeCloseTo(predicted.probability, 13);
      expect(read.interval?.[0]).toBeCloseTo(predicted.interval[0], 12);
    }
  });

  it('says so if the model holds no range of its features', () => {
    const bare = oneFeatureModel(2, 3);
    const { range: _, ...feature } = bare.features[0];
    const old = { ...bare, features: [feature] };
    const nomogram = nomogramOfModel(old, SOURCE);
    expect(nomogram.terms[0]).toMatchObject({ range: [-7, 11] });
    expect(nomogram.notes.join()).toContain('3 standard deviations');
  });
});
