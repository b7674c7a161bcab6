/** What a fit says of the size that it would have needed. */
import { DEFAULT_PROTOCOL, type FittedModel, fitModel, reportHtml, sizeOfFit } from '@radscore/statistics';
import { coxSnellOfC, developmentSize } from '@radscore/statistics/study-plan';
import { describe, expect, it } from 'vitest';
import { sizeWarning } from '../../../../layers/statistics/planning/fit-size.ts';
import { syntheticCohort } from '../synthetic.ts';

const protocol = {
  ...DEFAULT_PROTOCOL,
  bootstrap: { count: 3, seed: 1 },
  permutations: { count: 0, seed: 1 },
  validation: { folds: 3, repeats: 1, seed: 1 },
};
const cohort = syntheticCohort({ seed: 31 });
const { model, evaluation } = fitModel(cohort, protocol);
const size = sizeOfFit(model, evaluation);

describe('a fit states the size that it needed', () => {
  it('by Riley’s criteria with its own C statistic, prevalence and candidates', () => {
    const { n, events } = model.training;
    const { columns, constant, unstable, nearDuplicates } = evaluation.selection;
    const features = columns.length - constant.length - unstable.length - nearDuplicates.length;
    const clinical = evaluation.univariate.reduce((sum, { fit }) => sum + fit.terms.length - 1, 0);
    expect(size.candidates).toEqual({ features, clinical, total: features + clinical });
    expect(clinical).toBeGreaterThan(0);
    expect(size.c).toEqual({ value: evaluation.validation?.auc, of: 'cross-validation' });
    const coxSnell = coxSnellOfC(size.c?.value ?? 0, events / n);
    const needed = developmentSize({ prevalence: events / n, parameters: features + clinical, coxSnell });
    expect(size.needed).toEqual(needed);
    expect(size.neededForCoefficients?.needed.patients).toBeLessThan(needed.needed.patients);
  });

  it('with a warning if it is far below', () => {
    expect(size.patients).toBeLessThan(0.5 * (size.needed?.needed.patients ?? 0));
    expect(evaluation.warnings.at(-1)).toMatchObject({ code: 'far-below-needed-size' });
    const { needed } = size;
    if (!needed) throw new Error('no size');
    expect(sizeWarning({ ...size, patients: Math.ceil(needed.needed.patients / 2) })).toEqual([]);
    expect(sizeWarning({ ...size, patients: Math.ceil(needed.needed.patients / 2) - 1 })).toHaveLength(1);
  });

  it('from the optimism bootstrap or the test rows without a cross-validation, and never from the apparent area', () => {
    const without = { ...evaluation, validation: null };
    expect(sizeOfFit(model, without).c?.of).toBe('optimism bootstrap');
    expect(sizeOfFit(model, { ...without, optimism: null }).c?.of).toBe('test rows');
    const apparentOnly = sizeOfFit(model, { ...without, optimism: null, test: null });
    expect([apparentOnly.c, apparentOnly.needed]).toEqual([null, null]);
    expect(apparentOnly.reason).toContain('apparent');
  });

  it('or why none is enough, if the model does not discriminate', () => {
    const { validation } = evaluation;
    if (!validation) throw new Error('no validation');
    for (const auc of [0.3, 0.5, 0.509, Number.NaN]) {
      const none = sizeOfFit(model, { ...evaluation, validation: { ...validation, auc } });
      expect([none.needed, none.reason]).toEqual([null, expect.stringContaining('no number of patients is enough')]);
      expect(sizeWarning(none)).toEqual([]);
    }
    expect(sizeOfFit(model, { ...evaluation, validation: { ...validation, auc: 1 } }).reason).toContain('0.999');
  });

  it('in a section of its report', () => {
    const named: FittedModel = model;
    const html = reportHtml(cohort, named, evaluation);
    expect(html).toContain('<h2>Size</h2>');
    expect(html).toContain(`${size.needed?.needed.patients.toLocaleString('en')}`);
    const { validation } = evaluation;
    if (!validation) throw new Error('no validation');
    const none = reportHtml(cohort, named, { ...evaluation, validation: { ...validation, auc: 0.4 } });
    expect(none).toContain('No size is stated.');
  });
});
