/** Predictions of a model that harmonises sites. */
import { describe, expect, it } from 'vitest';
import { fitModel } from '../../../../layers/statistics/fit.ts';
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '../../../../layers/statistics/model/modelling-protocol.ts';
import { predict } from '../../../../layers/statistics/prediction/predict.ts';
import { syntheticCohort } from '../synthetic.ts';

const PROTOCOL: ModellingProtocol = {
  ...DEFAULT_PROTOCOL,
  harmonisation: { reference: null, parametric: true, meanOnly: false, unseenSite: 'reference' },
  // The other scanner's values may lie outside everything: asked here all the same.
  outsideCohort: null,
  bootstrap: { count: 0, seed: 1 },
  permutations: { count: 0, seed: 1 },
};

/** The south's scanner reads everything three times as large, plus five. */
function twoScanners(seed: number) {
  const cohort = syntheticCohort({ seed, train: 80, test: 80 });
  const p = cohort.features.columns.length;
  const south = (row: number) => cohort.site?.[row] === 'south';
  cohort.features.values = cohort.features.values.map((value, k) => (south(Math.floor(k / p)) ? 3 * value + 5 : value));
  const features = (row: number) =>
    Object.fromEntries(cohort.features.columns.map((name, j) => [name, cohort.features.values[row * p + j]]));
  return { cohort, features };
}

describe('sites', () => {
  const { cohort, features } = twoScanners(41);
  const { model, evaluation } = fitModel(cohort, PROTOCOL);

  it('harmonising brings back what two scanners hide', () => {
    const apart = fitModel(cohort, { ...PROTOCOL, harmonisation: null });
    const auc = (fitted: Pick<typeof apart, 'evaluation'>) => fitted.evaluation.test?.models.radScore?.auc.auc ?? 0;
    expect(auc({ evaluation })).toBeGreaterThan(auc(apart));
    const known = predict(model, features(81), { ki67: 40, morphology: 'regular' }, { site: 'south' });
    expect(known.radScore).toBeCloseTo(evaluation.test?.scores.radScore?.[1] ?? 0, 10);
  });

  it('says so where a site is new', () => {
    const unknown = predict(model, features(81), undefined, { site: 'east' });
    expect(unknown.warnings.map(({ code }) => code)).toContain('site-unseen');
  });
});
