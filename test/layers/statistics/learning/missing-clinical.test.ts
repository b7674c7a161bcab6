/** Clinical variables with their own rule for missing values. */
import { describe, expect, it } from 'vitest';
import type { ClinicalColumn, Cohort } from '../../../../layers/statistics/cohort/cohort.ts';
import { fitModel } from '../../../../layers/statistics/fit.ts';
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '../../../../layers/statistics/model/modelling-protocol.ts';
import { predict } from '../../../../layers/statistics/prediction/predict.ts';
import { syntheticCohort } from '../synthetic.ts';

const PROTOCOL: ModellingProtocol = {
  ...DEFAULT_PROTOCOL,
  clinical: { p: 0.05, force: true },
  bootstrap: { count: 0, seed: 1 },
  permutations: { count: 0, seed: 1 },
  validation: { folds: 3, repeats: 1, seed: 1 },
};

/** Every third value of a variable is missing. */
function withGaps(name: 'ki67' | 'morphology', missing?: ClinicalColumn['missing'], from = 0): Cohort {
  const cohort = syntheticCohort({ seed: 8, train: 90, test: 40 });
  const clinical = cohort.clinical.map((column) =>
    column.name === name
      ? {
          ...column,
          ...(missing && { missing }),
          values: column.values.map((value, i) => (i >= from && i % 3 === 0 ? null : value)),
        }
      : column,
  );
  return { ...cohort, clinical };
}

const featuresOf = (model: ReturnType<typeof fitModel>['model']) =>
  Object.fromEntries(model.features.map(({ name, mean }) => [name, mean]));

describe('a missing value of a variable', () => {
  it('is refused by name without a rule', () => {
    expect(() => fitModel(withGaps('morphology'), PROTOCOL)).toThrow(/S0.*morphology.*no value/s);
  });

  it('is a level of its own: the fit is that of the level written out', () => {
    const { model } = fitModel(withGaps('morphology', 'level'), PROTOCOL);
    const cohort = withGaps('morphology', 'level');
    const [ki67, morphology] = cohort.clinical;
    const written: ClinicalColumn = {
      ...{ name: 'morphology', kind: 'categorical', levels: ['regular', 'irregular', 'non-mass', 'unknown'] },
      values: morphology.values.map((value) => value ?? 'unknown'),
    };
    const same = fitModel({ ...cohort, clinical: [ki67, written] }, PROTOCOL).model;
    expect(model.nomogram?.fit).toEqual(same.nomogram?.fit);
    expect(model.thresholds).toEqual(same.thresholds);
    const [without, named] = [undefined, 'unknown'].map((value) =>
      predict(model, featuresOf(model), { ki67: 40, ...(value && { morphology: value }) }),
    );
    expect(without).toMatchObject({ model: 'nomogram', probability: named.probability });
    expect(without.warnings.map(({ code }) => code)).toContain('imputed');
    expect(named.warnings.map(({ code }) => code)).not.toContain('imputed');
  });

  it('is no level that training rows did not have: the Rad-score answers', () => {
    const { model, evaluation } = fitModel(withGaps('morphology', 'level', 90), PROTOCOL);
    expect(model.clinical?.variables[1]).toMatchObject({ levels: ['regular', 'irregular', 'non-mass'], imputed: null });
    expect(evaluation.table.abstained.count).toBeGreaterThan(0);
    expect(predict(model, featuresOf(model), { ki67: 40 })).toMatchObject({ model: 'radScore' });
  });

  it.each([
    ['ki67', 'number'],
    ['morphology', 'string'],
  ] as const)('%s is filled with the median or the most frequent level of the training rows', (name, type) => {
    const { model } = fitModel(withGaps(name, 'median'), PROTOCOL);
    const all = fitModel(withGaps(name), { ...PROTOCOL, missing: { features: 'error', clinical: 'median' } }).model;
    const find = (one: typeof model) => one.clinical?.variables.find((variable) => variable.name === name)?.imputed;
    expect(typeof find(model)).toBe(type);
    expect(find(model)).toBe(find(all));
    expect(model.nomogram?.fit).toEqual(all.nomogram?.fit);
    // The other variable has no rule.
    expect(model.clinical?.variables.find((variable) => variable.name !== name)?.imputed).toBeNull();
  });
});
