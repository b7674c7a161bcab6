/** Nothing of the rows held out reaches what is fitted. */
import { describe, expect, it } from 'vitest';
import type { Cohort } from '../../../../layers/statistics/cohort/cohort.ts';
import { SingleBatch } from '../../../../layers/statistics/errors.ts';
import { fitModel, joinModel, learnModel } from '../../../../layers/statistics/fit.ts';
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '../../../../layers/statistics/model/modelling-protocol.ts';
import { mean, variance } from '../../../../layers/statistics/numbers/moments.ts';
import { joinFolds } from '../../../../layers/statistics/validation/nested-validation.ts';
import { replicator } from '../../../../layers/statistics/validation/replicate.ts';
import { syntheticCohort } from '../synthetic.ts';

const QUICK: ModellingProtocol = {
  ...DEFAULT_PROTOCOL,
  bootstrap: { count: 4, seed: 5 },
  permutations: { count: 4, seed: 5 },
};
const HARMONISED: ModellingProtocol = {
  ...QUICK,
  harmonisation: { reference: null, parametric: true, meanOnly: false, unseenSite: 'reference' },
};
const IMPUTING: ModellingProtocol = { ...QUICK, missing: { features: 'median', clinical: 'median' } };

/** The same training rows with every test value turned into something else. */
function disturbTest(cohort: Cohort): Cohort {
  const p = cohort.features.columns.length;
  const isTest = (i: number) => cohort.split[i] === 'test';
  return {
    ...cohort,
    features: {
      ...cohort.features,
      values: cohort.features.values.map((value, k) => (isTest(Math.floor(k / p)) ? 1000 - 3 * value : value)),
    },
    outcome: cohort.outcome.map((y, i) => (isTest(i) && i % 3 === 0 ? 1 : y)),
    clinical: cohort.clinical.map((column) => ({
      ...column,
      values: column.values.map((value, i) => (isTest(i) ? (column.levels?.[0] ?? 99) : value)),
    })),
    site: cohort.site?.map((site, i) => (isTest(i) ? 'elsewhere' : site)),
  };
}

/** Mean area of the held-out folds, computed as the product does. A fit would end with an empty selection; a fold does not. */
function crossValidatedArea(cohort: Cohort, protocol: ModellingProtocol): number {
  const replicate = replicator(cohort, protocol);
  const folds = Array.from({ length: protocol.validation.folds }, (_, index) => {
    const fold = replicate({ kind: 'validation', index });
    if (fold.kind !== 'validation') throw new Error(`got a ${fold.kind}; wanted a fold.`);
    return fold.result;
  });
  const outcomes = cohort.outcome.filter((_, i) => cohort.split[i] === 'train');
  return joinFolds(folds, Uint8Array.from(outcomes, Number)).meanAuc;
}

describe('no leakage', () => {
  it.each([
    ['default', QUICK],
    ['harmonised', HARMONISED],
    ['imputing', IMPUTING],
  ])('%s: changing test rows changes no fitted number', (name, protocol) => {
    const cohort = syntheticCohort({ seed: 11 });
    if (name === 'imputing') {
      cohort.features.values[3] = Number.NaN;
      cohort.clinical[0].values[2] = null;
      cohort.clinical[1].values[4] = null;
    }
    const one = fitModel(cohort, protocol);
    const other = fitModel(disturbTest(cohort), protocol);
    expect(other.model).toEqual(one.model);
    expect(other.evaluation.train).toEqual(one.evaluation.train);
    expect(other.evaluation.selection).toEqual(one.evaluation.selection);
    expect(other.evaluation.optimism).toEqual(one.evaluation.optimism);
    expect(other.evaluation.test?.models.radScore?.auc).not.toEqual(one.evaluation.test?.models.radScore?.auc);
  });

  it('replicates are the same on every thread', () => {
    const cohort = syntheticCohort({ seed: 12 });
    const whole = fitModel(cohort, QUICK);
    const learned = learnModel(cohort, QUICK);
    // Two threads that know nothing of each other, with the tasks dealt in turn from the last to the first.
    const threads = [replicator(cohort, QUICK), replicator(structuredClone(cohort), structuredClone(QUICK))];
    const computed = learned.tasks.toReversed().map((task, k) => structuredClone(threads[k % 2](task)));
    // Replicates ask the filter column by column, learning runs it over all: the answers are the same.
    expect(joinModel(learned, computed.toReversed())).toEqual(whole);
    expect(learned.tasks.filter(({ kind }) => kind === 'permutation')).toHaveLength(4);
  });

  it('on 30 tables of pure noise nothing honest departs from 0.5', () => {
    const nested: number[] = [];
    const corrected: number[] = [];
    const permuted: number[] = [];
    const apparent: number[] = [];
    const test: number[] = [];
    for (let seed = 1; seed <= 30; seed++) {
      const cohort = syntheticCohort({ seed, train: 80, test: 60, features: 120, effect: 0 });
      nested.push(crossValidatedArea(cohort, { ...QUICK, validation: { folds: 5, repeats: 1, seed } }));
      try {
        const { evaluation } = fitModel(cohort, {
          ...QUICK,
          bootstrap: { count: 10, seed },
          permutations: { count: 5, seed },
          validation: { folds: 0, repeats: 0, seed },
        });
        corrected.push(evaluation.optimism?.models.radScore?.auc.corrected ?? Number.NaN);
        permuted.push(evaluation.permutation?.meanTestAuc ?? Number.NaN);
        apparent.push(evaluation.train.models.radScore?.auc.auc ?? Number.NaN);
        test.push(evaluation.test?.models.radScore?.auc.auc ?? Number.NaN);
      } catch (error) {
        expect((error as Error).name).toBe('NoFeatureSelected');
      }
    }
    // Mean of 30 tables within 4 standard errors: a chance of 1 in 16,000 to fail by bad luck, and the seeds are fixed.
    for (const [what, values] of Object.entries({ nested, permuted, test })) {
      const se = Math.sqrt(variance(values) / values.length);
      expect(Math.abs(mean(values) - 0.5), `${what}: mean ${mean(values)}, se ${se}`).toBeLessThan(4 * se);
    }
    // Selection looks good on its own rows even in noise: that is what the other figures are for.
    expect(mean(apparent)).toBeGreaterThan(0.7);
    // Harrell's bootstrap takes most of that away, not all: resamples share rows with the original.
    expect(mean(corrected)).toBeLessThan(mean(apparent) - 0.1);
  });
});

describe('harmonisation inside the protocol', () => {
  it('is refused with one training site', () => {
    const cohort = syntheticCohort({ seed: 13 });
    const oneSite = { ...cohort, site: cohort.split.map((split) => (split === 'train' ? 'north' : 'south')) };
    expect(() => fitModel(oneSite, HARMONISED)).toThrow(SingleBatch);
  });

  it('abstains row by row from unseen sites where the protocol says so', () => {
    const cohort = syntheticCohort({ seed: 13 });
    const isEast = (i: number) => cohort.split[i] === 'test' && i % 10 === 0;
    const elsewhere = { ...cohort, site: cohort.site?.map((site, i) => (isEast(i) ? 'east' : site)) };
    const without = { ...cohort, outcome: cohort.outcome.map((y, i) => (isEast(i) ? null : y)) };
    const abstaining = {
      ...HARMONISED,
      harmonisation: { ...HARMONISED.harmonisation, unseenSite: 'abstain' },
    } as ModellingProtocol;
    const { evaluation } = fitModel(elsewhere, abstaining);
    expect(evaluation.table.abstained.count).toBe(5);
    expect(evaluation.table.abstained.rows[0]).toMatchObject({ id: 'S60', code: 'site-unseen' });
    expect(evaluation.warnings.map(({ code }) => code)).toContain('rows-abstained');
    // The other rows are judged as if those had never been there, permutations of the outcome included.
    const other = fitModel(without, abstaining).evaluation;
    expect(evaluation.test).toEqual(other.test);
    expect(evaluation.permutation).toEqual(other.permutation);
  });
});

describe('robustness of features', () => {
  it('drops features whose repeated segmentations disagree, by training rows only', () => {
    const cohort = syntheticCohort({ seed: 14 });
    const { ids, columns, values } = cohort.features;
    const repeated = ids.map((_, i) => i).filter((i) => i % 3 === 0);
    const p = columns.length;
    const noisy = (j: number) => j % 7 === 0;
    cohort.repeats = {
      ids: repeated.map((i) => ids[i]),
      columns,
      values: Float64Array.from(
        repeated.flatMap((i) =>
          columns.map((_, j) => values[i * p + j] + (noisy(j) ? 5 : 0.01) * Math.sin(i * 31 + j)),
        ),
      ),
    };
    const protocol = { ...QUICK, robustness: { icc: 0.75 } };
    const { evaluation } = fitModel(cohort, protocol);
    expect(evaluation.selection.unstable.map(({ name }) => name)).toEqual(columns.filter((_, j) => noisy(j)));
    expect(evaluation.selection.candidates.some((name) => noisy(columns.indexOf(name)))).toBe(false);
    expect(evaluation.optimism?.count).toBe(4);
    expect(() => fitModel({ ...cohort, repeats: undefined }, protocol)).toThrow('no repeated segmentations');
  });
});
