/** Leave-one-site-out: each site judged by the model of the others. */
import { describe, expect, it } from 'vitest';
import type { Cohort } from '../../../../layers/statistics/cohort/cohort.ts';
import { InvalidTable } from '../../../../layers/statistics/errors.ts';
import { fitModel, learnModel } from '../../../../layers/statistics/fit.ts';
import { samplesOf } from '../../../../layers/statistics/learning/samples.ts';
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '../../../../layers/statistics/model/modelling-protocol.ts';
import { delong } from '../../../../layers/statistics/performance/delong.ts';
import { predict } from '../../../../layers/statistics/prediction/predict.ts';
import { headlineOf } from '../../../../layers/statistics/report/headline.ts';
import { outerFolds, splitSample } from '../../../../layers/statistics/validation/outer-folds.ts';
import { syntheticCohort } from '../synthetic.ts';

const BY_SITE: ModellingProtocol = {
  ...DEFAULT_PROTOCOL,
  bootstrap: { count: 0, seed: 1 },
  permutations: { count: 0, seed: 1 },
  validation: { folds: 5, repeats: 5, seed: 1, by: 'site' },
};
const COMBAT = { reference: null, parametric: true, meanOnly: false, unseenSite: 'reference' } as const;

function threeSites(train = 90): Cohort {
  const cohort = syntheticCohort({ seed: 31, train, test: 20, effect: 2 });
  return { ...cohort, site: cohort.outcome.map((_, i) => ['north', 'south', 'west'][i % 3]) };
}

describe('leave-one-site-out', () => {
  it('predicts each row by a model of the other sites', () => {
    const cohort = threeSites();
    const { evaluation } = fitModel(cohort, BY_SITE);
    const { validation } = evaluation;
    expect(validation).toMatchObject({
      method: 'leave-one-site-out cross-validation',
      folds: 3,
      foldsAsked: 3,
      repeats: 1,
      refits: 3,
    });
    const { train } = samplesOf(cohort, BY_SITE);
    for (const { site, n, events, auc } of validation?.sites ?? []) {
      // The same by hand: a cohort whose training rows are those of the other sites.
      const split = cohort.split.map((side, i) => (side === 'train' && cohort.site?.[i] === site ? 'test' : side));
      const outcome = cohort.outcome.map((y, i) => (cohort.split[i] === 'train' ? y : null));
      const { model } = learnModel({ ...cohort, split, outcome }, BY_SITE);
      const rows = cohort.split.flatMap((side, i) => (side === 'train' && cohort.site?.[i] === site ? [i] : []));
      const { columns, values } = cohort.features;
      const scores = rows.map((i) => {
        const features = Object.fromEntries(columns.map((name, j) => [name, values[i * columns.length + j]]));
        const clinical = Object.fromEntries(cohort.clinical.map(({ name, values: of }) => [name, of[i] ?? '']));
        return predict(model, features, clinical).linearPredictor;
      });
      expect(
        delong(
          [scores],
          rows.map((i) => cohort.outcome[i] ?? 0),
        ).auc[0],
      ).toBeCloseTo(auc ?? 0, 12);
      expect([n, events]).toEqual([rows.length, rows.filter((i) => cohort.outcome[i] === 1).length]);
    }
    expect(validation?.sites?.map(({ site }) => site)).toEqual(['north', 'south', 'west']);
    for (const { apart } of validation?.sites ?? []) expect(apart?.p).toBeGreaterThan(0.05);
    expect(train.n).toBe(90);
  });

  it('shows a site that the others do not predict', () => {
    const cohort = threeSites(240);
    // In the west the features know nothing of the outcome.
    const outcome = cohort.outcome.map((y, i) => (cohort.site?.[i] === 'west' ? ((i % 2) as 0 | 1) : y));
    const sites = fitModel({ ...cohort, outcome }, BY_SITE).evaluation.validation?.sites ?? [];
    const west = sites.find(({ site }) => site === 'west');
    expect(west?.apart?.difference).toBeLessThan(-0.2);
    expect(west?.apart?.p).toBeLessThan(0.02);
    expect(sites.filter(({ site }) => site !== 'west').every(({ auc }) => (auc ?? 0) > (west?.auc ?? 1))).toBe(true);
  });

  it('is named in the headline, with its sites', () => {
    const { evaluation } = fitModel(threeSites(), BY_SITE);
    expect(headlineOf(evaluation).figures[0].what).toMatch(
      /^Leave-one-site-out cross-validation of the 90 training rows \(\d+ with pCR\); 3 sites$/,
    );
    expect(headlineOf(evaluation).figures[0].how).toMatch(/each site by the model of the others/);
  });

  it('under ComBat takes the held-out site as it is, and keeps the reference in training', () => {
    const cohort = threeSites();
    const free = fitModel(cohort, { ...BY_SITE, harmonisation: COMBAT }).evaluation.validation;
    expect(free).toMatchObject({ folds: 3, neverHeldOut: { count: 0, sites: [] }, failed: { count: 0 } });
    const pinned = fitModel(cohort, { ...BY_SITE, harmonisation: { ...COMBAT, reference: 'south' } }).evaluation
      .validation;
    expect(pinned).toMatchObject({ folds: 2, neverHeldOut: { count: 30, sites: ['south'] }, failed: { count: 0 } });
    expect(pinned?.sites?.map(({ site }) => site)).toEqual(['north', 'west']);
  });

  it('of two sites under ComBat says that one site cannot be harmonised', () => {
    const cohort = syntheticCohort({ seed: 3, effect: 2 });
    const { validation, validationOmitted } = fitModel(cohort, { ...BY_SITE, harmonisation: COMBAT }).evaluation;
    expect(validation).toBeNull();
    expect(validationOmitted).toMatchObject({
      code: 'every-refit-failed',
      message: expect.stringMatching(/2 of 2 refits failed/),
    });
  });

  it('is refused without sites, and left out with one', () => {
    const { site, ...cohort } = threeSites();
    expect(() => fitModel(cohort, BY_SITE)).toThrow(InvalidTable);
    expect(() => fitModel(cohort, BY_SITE)).toThrow(/no sites/);
    const alone = { ...cohort, site: site?.map(() => 'north') };
    expect(fitModel(alone, BY_SITE).evaluation.validationOmitted).toMatchObject({ code: 'too-few-sites' });
  });

  it('holds a patient of two sites out as a whole', () => {
    const cohort = threeSites();
    // Rows 0 (north) and 1 (south) are of one patient.
    const patient = cohort.features.ids.map((id, i) => (i < 2 ? 'both' : id));
    const { train } = samplesOf({ ...cohort, patient }, BY_SITE);
    const { folds } = outerFolds(train, BY_SITE, { folds: 3, seed: 1 });
    const { train: inside, held } = splitSample(train, folds, 0);
    expect(Array.from(held)).toContain(0);
    expect(Array.from(inside)).not.toContain(1);
    expect(inside.length + held.length).toBe(89);
  });

  it('has a null: the same sites with permuted outcomes', () => {
    const { evaluation } = fitModel(threeSites(), { ...BY_SITE, permutations: { count: 6, seed: 2 } });
    const { auc = 0, permuted } = evaluation.validation ?? {};
    expect(permuted?.count).toBe(6);
    expect(permuted?.auc).toBeLessThan(auc ?? 0);
  });
});
